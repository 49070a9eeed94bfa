// Which entries form the log itself, where a file holds more than one claimant for a number or has
// entries out of order: the rising sequence through the file that keeps the most entries, then the
// most hash links, then the most sound ones (a weighted longest increasing subsequence).

import { AT_GENESIS, isSound, type Stretch } from './chain-stretches.ts';

/** A stretch, or the part of one that no other stretch's numbers cut into. */
export interface Piece {
  readonly stretch: Stretch;
  /** Index of its first entry in file order. */
  readonly index: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

interface MainPath {
  /** Rising in file order and in sequence. */
  readonly path: readonly Piece[];
  readonly strays: readonly Piece[];
}

export function endIndex(piece: Piece): number {
  return piece.index + piece.count - 1;
}

/** Does the later piece record, as its previous hash, the chain hash of the earlier one? */
export function isLinked(earlier: Piece, later: Piece): boolean {
  const { stretch } = later;
  if (later.index !== stretch.index) return endIndex(earlier) === later.index - 1;
  if (stretch.attachesTo === endIndex(earlier)) return true;
  return (
    endIndex(earlier) === earlier.stretch.index + earlier.stretch.count - 1 &&
    earlier.stretch.lastChain === stretch.firstPrevious
  );
}

export function startsChain(piece: Piece): boolean {
  return piece.index === piece.stretch.index && piece.stretch.attachesTo === AT_GENESIS;
}

export function findMainPath(stretches: readonly Stretch[]): MainPath {
  const pieces = cut(stretches.filter((stretch) => stretch.framed));
  const before = longestPath(pieces);
  const onPath = new Set<Piece>(before);
  return settleTies(
    before,
    pieces.filter((piece) => !onPath.has(piece)),
  );
}

/** Cuts stretches wherever another begins or ends, so that pieces overlap wholly or not at all. */
function cut(stretches: readonly Stretch[]): Piece[] {
  const cuts = new Set<number>();
  for (const { sequence, count } of stretches) {
    if (sequence === undefined) continue;
    cuts.add(sequence);
    cuts.add(sequence + count);
  }
  const sorted = Float64Array.from(cuts).sort();
  const pieces: Piece[] = [];
  for (const stretch of stretches) {
    const { sequence, count, index } = stretch;
    if (sequence === undefined) continue;
    let first = sequence;
    let at = firstAbove(sorted, first);
    while (first < sequence + count) {
      const end = Math.min(sorted[at] ?? sequence + count, sequence + count);
      pieces.push({
        stretch,
        index: index + (first - sequence),
        count: end - first,
        first,
        last: end - 1,
      });
      first = end;
      at += 1;
    }
  }
  return pieces;
}

function firstAbove(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Score {
  readonly rows: number;
  readonly links: number;
  readonly sound: number;
  readonly before: number;
}

function isBetter(a: Score, b: Score): boolean {
  if (a.rows !== b.rows) return a.rows > b.rows;
  if (a.links !== b.links) return a.links > b.links;
  return a.sound > b.sound;
}

const NOTHING: Score = { rows: 0, links: 0, sound: 0, before: -1 };
/** Rival entries with one chain hash beyond this many only lose a tie-break. */
const RIVALS = 4;

function longestPath(pieces: readonly Piece[]): Piece[] {
  const lasts = Float64Array.from(new Set(pieces.map((piece) => piece.last))).sort();
  /** Fenwick tree over `lasts`: the piece with the best score among those that end so early. */
  const tree = new Int32Array(lasts.length + 1).fill(-1);
  const scores: Score[] = [];
  const byEnd = new Map<number, number>();
  const byChain = new Map<string, number[]>();
  const scoreOf = (at: number): Score => scores[at] ?? NOTHING;

  for (const [at, piece] of pieces.entries()) {
    let best: Score = startsChain(piece) && piece.first === 0 ? { ...NOTHING, links: 1 } : NOTHING;
    const consider = (candidate: number): void => {
      const earlier = pieces[candidate];
      if (earlier === undefined || earlier.last >= piece.first) return;
      const { rows, links, sound } = scoreOf(candidate);
      const reached = {
        rows,
        links: links + (isLinked(earlier, piece) ? 1 : 0),
        sound,
        before: candidate,
      };
      if (isBetter(reached, best)) best = reached;
    };
    for (let node = firstAbove(lasts, piece.first - 1); node > 0; node -= node & -node) {
      consider(tree[node] ?? -1);
    }
    consider(byEnd.get(attachment(piece)) ?? -1);
    if (piece.index === piece.stretch.index) {
      for (const rival of byChain.get(piece.stretch.firstPrevious) ?? []) consider(rival);
    }
    const score: Score = {
      rows: best.rows + piece.count,
      links: best.links,
      sound: best.sound + (isSound(piece.stretch.mask) ? piece.count : 0),
      before: best.before,
    };
    scores.push(score);
    byEnd.set(endIndex(piece), at);
    if (endIndex(piece) === piece.stretch.index + piece.stretch.count - 1) {
      const rivals = byChain.get(piece.stretch.lastChain);
      if (rivals === undefined) byChain.set(piece.stretch.lastChain, [at]);
      else if (rivals.length < RIVALS) rivals.push(at);
    }
    for (
      let node = firstAbove(lasts, piece.last);
      node <= lasts.length && node > 0;
      node += node & -node
    ) {
      const held = tree[node] ?? -1;
      if (held < 0 || isBetter(score, scoreOf(held))) tree[node] = at;
    }
  }

  let best = -1;
  for (const at of pieces.keys()) {
    if (best < 0 || isBetter(scoreOf(at), scoreOf(best))) best = at;
  }
  const path: Piece[] = [];
  for (let at = best; at >= 0; at = scoreOf(at).before) {
    const piece = pieces[at];
    if (piece !== undefined) path.push(piece);
  }
  return path.reverse();
}

function attachment(piece: Piece): number {
  return piece.index === piece.stretch.index ? piece.stretch.attachesTo : piece.index - 1;
}

/**
 * Two blocks that changed places fit the path equally well, so neither can be called the one in its
 * place: both leave the path. A block that stands exactly where its numbers put it stays instead.
 */
function settleTies(path: readonly Piece[], strays: readonly Piece[]): MainPath {
  const kept = [...path];
  const left: Piece[] = [];
  const removed = new Set<Piece>();
  for (const stray of strays) {
    const at = lastBefore(kept, stray.index);
    const rivalAt = [at, at + 1].find((candidate) => isExchangeable(kept, candidate, stray));
    const rival = rivalAt === undefined ? undefined : kept[rivalAt];
    if (rivalAt === undefined || rival === undefined || rival.last === stray.last) {
      left.push(stray);
      continue;
    }
    const neighbours = [kept[rivalAt - 1], kept[rivalAt + 1]];
    const inPlace = (piece: Piece): boolean =>
      neighbours.some(
        (neighbour) =>
          neighbour !== undefined &&
          neighbour.index - neighbour.first === piece.index - piece.first,
      );
    if (inPlace(rival)) left.push(stray);
    else if (inPlace(stray)) {
      kept[rivalAt] = stray;
      left.push(rival);
    } else {
      removed.add(rival);
      left.push(stray);
    }
  }
  for (const piece of removed) left.push(piece);
  return { path: kept.filter((piece) => !removed.has(piece)), strays: left };
}

/** Position in the path of the last piece that begins before this index; -1 where none does. */
export function lastBefore(path: readonly Piece[], index: number): number {
  let low = 0;
  let high = path.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((path[middle]?.index ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function isExchangeable(path: readonly Piece[], at: number, stray: Piece): boolean {
  const rival = path[at];
  if (rival === undefined || rival.count !== stray.count) return false;
  const before = path[at - 1];
  const after = path[at + 1];
  return (
    (before === undefined || (endIndex(before) < stray.index && before.last < stray.first)) &&
    (after === undefined || (after.index > endIndex(stray) && after.first > stray.last))
  );
}
