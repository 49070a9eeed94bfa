// Which runs of leaves a proof consists of, without a single hash: whoever keeps subtrees works out
// only the ones that are named here. RFC 9162, sections 2.1.3.1 and 2.1.4.1.

/** Leaves [from, to). */
export interface LeafRange {
  readonly from: number;
  readonly to: number;
}

/** The largest power of two below the size, where RFC 9162 splits a tree. */
export function splitOf(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/** In the order of the proof. `undefined` where the index is not one of the leaves. */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  const ranges: LeafRange[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
    }
  }
  return ranges.reverse();
}

/** From the tree of the first `oldSize` leaves to that of `newSize`. */
export function consistencyRanges(
  oldSize: number,
  newSize: number,
): readonly LeafRange[] | undefined {
  if (!Number.isSafeInteger(oldSize) || oldSize < 1 || oldSize > newSize) return undefined;
  const ranges: LeafRange[] = [];
  let from = 0;
  let to = newSize;
  let isWholeOld = true;
  while (oldSize !== to) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      ranges.push({ from: middle, to });
      to = middle;
    } else {
      ranges.push({ from, to: middle });
      from = middle;
      isWholeOld = false;
    }
  }
  if (!isWholeOld) ranges.push({ from, to });
  return ranges.reverse();
}

/** The perfect subtrees that cover [from, to), in order: each as large as its place allows. */
export function perfectRanges(from: number, to: number): readonly LeafRange[] {
  const ranges: LeafRange[] = [];
  let at = from;
  while (at < to) {
    let size = 1;
    // A subtree of 2n leaves begins at a multiple of 2n.
    while (at % (size * 2) === 0 && at + size * 2 <= to) size *= 2;
    ranges.push({ from: at, to: at + size });
    at += size;
  }
  return ranges;
}
