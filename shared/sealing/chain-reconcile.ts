// The whole picture of a log: which entry stands at which number, which numbers have none, which
// entries are beyond their number, and which entry a broken link is to be laid to.
// Works on the folded log, so its cost grows with what is wrong and not with the length.

import type { ChainHead } from '../domain/verdict.ts';
import { CONTENT_DIFFERS, HMAC_DIFFERS } from './chain-checks.ts';
import {
  endIndex,
  findMainPath,
  isLinked,
  lastBefore,
  startsChain,
  type Piece,
} from './chain-path.ts';
import { seatEntries, type Gap } from './chain-seats.ts';
import { isSound, type Stretch, type StretchRecorder } from './chain-stretches.ts';
import { FreeNumbers } from './number-ranges.ts';

/** Why an entry that is sound in itself is still not the one that was sealed. */
type Blame = 'first link' | 'next link' | 'both links' | 'recorded head';

type Standing =
  | 'in place'
  /** Stands at its number, which its own chain hash does not vouch for. */
  | 'seated'
  | 'out of order'
  /** Another entry holds its number. */
  | 'repeated'
  /** There is no number for it. */
  | 'surplus'
  | 'missing';

export interface Placed {
  readonly standing: Standing;
  /** `undefined` where the entry has no usable number at all. */
  readonly first: number | undefined;
  readonly count: number;
  readonly mask: number;
  readonly stretch: Stretch | undefined;
  readonly blame: Blame | undefined;
  /** For what is missing: the entries around it are chained to one another. */
  readonly joinedOver: boolean;
  /** For what is missing: only the head that was recorded elsewhere names it. */
  readonly byRecordedHead: boolean;
}

export interface Reconciled {
  readonly placed: readonly Placed[];
  readonly head: ChainHead | undefined;
  /** What became of the head recorded elsewhere, where one was given. */
  readonly recordedHead: 'not given' | 'matches' | 'differs' | 'entry missing' | 'entry altered';
}

/** An entry that cannot be read, or records no chain hash, is nothing to note elsewhere. */
const HASH = /^[0-9a-f]{64}$/i;

const PLAIN = { blame: undefined, joinedOver: false, byRecordedHead: false } as const;

export function reconcile(recorder: StretchRecorder, since: ChainHead | undefined): Reconciled {
  const { path, strays } = findMainPath(recorder.stretches);
  const placed: Placed[] = [];
  const { recordedHead, resealed } = judgeRecordedHead(recorder, since, path);
  const blamed = blameForBreaks(path, resealed);

  const knownThrough = since?.sequence ?? -1;
  const moved = placeStrays(path, strays, knownThrough, placed);
  const gaps = gapsAround(path, recorder.stretches, moved, knownThrough);
  const homeless: { stretch: Stretch; offset: number; count: number }[] = [];
  const ends: { number: number; hash: string }[] = [];
  for (const gap of gaps) {
    const { seated, unseated } = seatEntries(gap);
    for (const { stretch, offset, numbers } of seated) {
      const count = numbers.last - numbers.first + 1;
      const { mask } = stretch;
      placed.push({ standing: 'seated', first: numbers.first, count, mask, stretch, ...PLAIN });
      if (offset + count === stretch.count) {
        ends.push({ number: numbers.last, hash: stretch.lastChain });
      }
    }
    homeless.push(...unseated);
  }
  for (const { stretch, offset, count } of homeless) {
    const { mask } = stretch;
    const first = stretch.sequence === undefined ? undefined : stretch.sequence + offset;
    // Its content hash protects its number, so it is that entry, in another place of the file.
    const isMoved =
      first !== undefined && (mask & CONTENT_DIFFERS) === 0 && takeFrom(gaps, path, first, count);
    const standing = isMoved ? 'out of order' : 'surplus';
    placed.push({ standing, first, count, mask, stretch, ...PLAIN });
  }
  for (const piece of path) placePiece(piece, blamed, placed);
  const lastPiece = path.at(-1);
  if (lastPiece !== undefined) ends.push({ number: lastPiece.last, hash: chainAtEnd(lastPiece) });
  for (const piece of moved) ends.push({ number: piece.last, hash: chainAtEnd(piece) });
  const head = ends.reduce<ChainHead | undefined>(
    (best, { number, hash }) =>
      best === undefined || number > best.sequence ? { sequence: number, hash } : best,
    undefined,
  );
  placeMissing(gaps, head, since, placed);
  return {
    placed: placed.sort(bySequence),
    head: head !== undefined && HASH.test(head.hash) ? head : undefined,
    recordedHead: recordedHead ?? fate(placed, since),
  };
}

/** Sound in itself, and yet the next entry names another chain hash for it. */
function blameForBreaks(path: readonly Piece[], resealed: number | undefined): Map<number, Blame> {
  const blamed = new Map<number, Blame>();
  if (resealed !== undefined) blamed.set(resealed, 'recorded head');
  const first = path[0];
  if (
    first !== undefined &&
    first.first === 0 &&
    !startsChain(first) &&
    isSound(first.stretch.mask)
  ) {
    blamed.set(first.index, 'first link');
  }
  for (let at = 1; at < path.length; at += 1) {
    const earlier = path[at - 1];
    const later = path[at];
    if (earlier === undefined || later === undefined || !isBroken(earlier, later)) continue;
    if (!isSound(earlier.stretch.mask) || (later.stretch.mask & HMAC_DIFFERS) !== 0) continue;
    if (resealed !== undefined && later.index <= resealed && resealed <= endIndex(later)) continue;
    const next = path[at + 1];
    if (
      later.count === 1 &&
      isSound(later.stretch.mask) &&
      next !== undefined &&
      isBroken(later, next)
    ) {
      blamed.set(later.index, 'both links');
      at += 1;
    } else blamed.set(endIndex(earlier), 'next link');
  }
  return blamed;
}

function isBroken(earlier: Piece, later: Piece): boolean {
  return later.first === earlier.last + 1 && !isLinked(earlier, later);
}

/** `resealed` is the index of the sound entry whose chain hash is not the one that was recorded. */
function judgeRecordedHead(
  recorder: StretchRecorder,
  since: ChainHead | undefined,
  path: readonly Piece[],
): {
  readonly recordedHead: Reconciled['recordedHead'] | undefined;
  readonly resealed: number | undefined;
} {
  if (since === undefined) return { recordedHead: 'not given', resealed: undefined };
  const candidates = recorder.atRecordedHead;
  if (candidates.some(({ chain }) => chain === since.hash)) {
    return { recordedHead: 'matches', resealed: undefined };
  }
  for (const { index } of candidates) {
    const piece = path[lastBefore(path, index + 1)];
    if (piece === undefined || endIndex(piece) < index) continue;
    return { recordedHead: 'differs', resealed: isSound(piece.stretch.mask) ? index : undefined };
  }
  return { recordedHead: undefined, resealed: undefined };
}

function fate(placed: readonly Placed[], since: ChainHead | undefined): Reconciled['recordedHead'] {
  if (since === undefined) return 'not given';
  const at = placed.find(
    ({ first, count }) =>
      first !== undefined && first <= since.sequence && since.sequence < first + count,
  );
  return at?.standing === 'missing' ? 'entry missing' : 'entry altered';
}

/**
 * Entries off the path: a repetition where another holds their number, out of order where the number
 * lies within the log, and else surplus, so that one wild number does not stretch the log.
 */
function placeStrays(
  path: readonly Piece[],
  strays: readonly Piece[],
  knownThrough: number,
  placed: Placed[],
): readonly Piece[] {
  const taken = new Set(path.map((piece) => piece.first));
  const moved: Piece[] = [];
  let reach = Math.max(path.at(-1)?.last ?? -1, knownThrough);
  for (const piece of strays.toSorted((a, b) => a.first - b.first || a.index - b.index)) {
    const { stretch, first, count } = piece;
    let standing: Standing = 'surplus';
    if (taken.has(first)) standing = 'repeated';
    else if (first <= reach + 1) {
      standing = 'out of order';
      moved.push(piece);
      taken.add(first);
      reach = Math.max(reach, piece.last);
    }
    placed.push({ standing, first, count, mask: stretch.mask, stretch, ...PLAIN });
  }
  return moved;
}

/** The runs of numbers between neighbours of the path, with what stands between them in the file. */
function gapsAround(
  path: readonly Piece[],
  stretches: readonly Stretch[],
  moved: readonly Piece[],
  knownThrough: number,
): readonly Gap[] {
  const units: Stretch[][] = Array.from({ length: path.length + 1 }, () => []);
  for (const stretch of stretches) {
    if (!stretch.framed) units[lastBefore(path, stretch.index) + 1]?.push(stretch);
  }
  let next = 0;
  return units.map((between, at) => {
    const before = path[at - 1];
    const after = path[at];
    const ranges: { first: number; last: number }[] = [];
    let from = before === undefined ? 0 : before.last + 1;
    const end = after === undefined ? Number.POSITIVE_INFINITY : after.first - 1;
    for (let piece = moved[next]; piece !== undefined && piece.first <= end; piece = moved[next]) {
      ranges.push({ first: from, last: piece.first - 1 });
      from = piece.last + 1;
      next += 1;
    }
    ranges.push({ first: from, last: end });
    return { before, after, free: new FreeNumbers(ranges), units: between, knownThrough };
  });
}

/** Takes numbers from the gap that they lie in; the open end after the last entry gives none away. */
function takeFrom(
  gaps: readonly Gap[],
  path: readonly Piece[],
  first: number,
  count: number,
): boolean {
  let low = 0;
  let high = path.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((path[middle]?.last ?? 0) < first) low = middle + 1;
    else high = middle;
  }
  const gap = gaps[low];
  return gap !== undefined && gap.after !== undefined && gap.free.take(first, count);
}

/** One piece of the path, cut where a single entry of it is to blame for a broken link. */
function placePiece(piece: Piece, blamed: ReadonlyMap<number, Blame>, placed: Placed[]): void {
  const { stretch } = piece;
  const { mask } = stretch;
  const cuts = [...candidates(piece)].filter((index) => blamed.has(index)).sort((a, b) => a - b);
  let from = piece.index;
  const put = (index: number, count: number, blame: Blame | undefined): void => {
    if (count <= 0) return;
    const first = piece.first + (index - piece.index);
    placed.push({ standing: 'in place', first, count, mask, stretch, ...PLAIN, blame });
  };
  for (const index of cuts) {
    put(from, index - from, undefined);
    put(index, 1, blamed.get(index));
    from = index + 1;
  }
  put(from, endIndex(piece) + 1 - from, undefined);

  function* candidates(of: Piece): Generator<number> {
    if (of.count <= blamed.size) {
      for (let index = of.index; index <= endIndex(of); index += 1) yield index;
    } else {
      for (const index of blamed.keys())
        if (of.index <= index && index <= endIndex(of)) yield index;
    }
  }
}

function placeMissing(
  gaps: readonly Gap[],
  head: ChainHead | undefined,
  since: ChainHead | undefined,
  placed: Placed[],
): void {
  const lastSeen = head?.sequence ?? -1;
  const put = (first: number, last: number, joinedOver: boolean, byRecordedHead: boolean): void => {
    if (first > last) return;
    placed.push({
      standing: 'missing',
      first,
      count: last - first + 1,
      mask: 0,
      stretch: undefined,
      blame: undefined,
      joinedOver,
      byRecordedHead,
    });
  };
  for (const { before, after, free } of gaps) {
    const joined = before !== undefined && after !== undefined && isLinked(before, after);
    for (const range of free.left()) {
      put(range.first, Math.min(range.last, lastSeen), joined, false);
    }
  }
  if (since !== undefined) put(lastSeen + 1, since.sequence, false, true);
}

function chainAtEnd(piece: Piece): string {
  const { stretch } = piece;
  return endIndex(piece) === stretch.index + stretch.count - 1 ? stretch.lastChain : '';
}

function bySequence(a: Placed, b: Placed): number {
  const difference = (a.first ?? Number.POSITIVE_INFINITY) - (b.first ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(difference) || difference === 0) {
    return (a.stretch?.index ?? 0) - (b.stretch?.index ?? 0);
  }
  return difference;
}
