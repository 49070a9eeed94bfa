// Runs of bytes compared and copied by the word: the last word may overlap the one before, so that a run
// of any length takes no loop over single bytes. Shorter ones than a word do.

export const WORD_BYTES = 4;

/** Both runs must lie within their views. */
export function isSameRun(
  a: DataView,
  atA: number,
  b: DataView,
  atB: number,
  size: number,
): boolean {
  const last = size - WORD_BYTES;
  if (last < 0) {
    for (let at = 0; at < size; at += 1) {
      if (a.getUint8(atA + at) !== b.getUint8(atB + at)) return false;
    }
    return true;
  }
  for (let at = 0; at < last; at += WORD_BYTES) {
    if (a.getInt32(atA + at, true) !== b.getInt32(atB + at, true)) return false;
  }
  return a.getInt32(atA + last, true) === b.getInt32(atB + last, true);
}

/** Of a word at least. */
export function copyRun(
  from: DataView,
  atFrom: number,
  to: DataView,
  atTo: number,
  size: number,
): void {
  const last = size - WORD_BYTES;
  for (let at = 0; at < last; at += WORD_BYTES) {
    to.setInt32(atTo + at, from.getInt32(atFrom + at, true), true);
  }
  to.setInt32(atTo + last, from.getInt32(atFrom + last, true), true);
}
