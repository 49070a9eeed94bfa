// Which records of a block hold one of a few texts, judged by the bytes alone and without regard to
// the case of ASCII letters. Most bytes are passed over: of every text one run of four bytes in
// several has to be met (after Wu and Manber, 1994), or many places are looked at in one step where the
// texts are few (few-texts.ts). Says nothing of what writing may hide.

import { MOST_TEXTS, scanForFew } from './few-texts.ts';
import { isAt, type ByteScan, type RecordBytes } from './record-bytes.ts';

/** Short texts are looked for by short runs, of which more bytes can be passed over. */
const RUN_LENGTHS = [
  { from: 9, length: 4 },
  { from: 6, length: 3 },
  { from: 2, length: 2 },
  { from: 1, length: 1 },
];
const LONGEST_RUN = 4;
const LONGEST_STEP = 24;
/** Makes letters lower-case, and of other characters others: a first guess, which is looked at closely. */
const ROUGHLY_LOWER = 0x2020_2020;
/** Runs are told apart by a product's upper bits (Knuth, 6.4: multiplicative hashing). */
const SPREAD = 0x9e3779b1;
const MARK_BITS = 14;

interface Run {
  readonly needle: Uint8Array;
  /** Of the run within the needle. */
  readonly place: number;
}

/**
 * @param needles lower-case ASCII, none of them empty
 * @param byEnds for needles that tell something only by their ends: every byte is looked at then
 */
export function compileByteScan(needles: readonly string[], byEnds = false): ByteScan {
  const texts = needles.map((needle) => new Uint8Array(Buffer.from(needle, 'latin1')));
  if (!byEnds && texts.length <= MOST_TEXTS) return scanForFew(texts);
  const shortest = texts.reduce((least, { length }) => Math.min(least, length), LONGEST_STEP * 2);
  const usual = RUN_LENGTHS.find(({ from }) => shortest >= from)?.length ?? 1;
  const length = byEnds ? Math.min(LONGEST_RUN, shortest) : usual;
  const step = byEnds ? 1 : Math.min(LONGEST_STEP, shortest - length + 1);
  const mask = length === LONGEST_RUN ? -1 : (1 << (8 * length)) - 1;
  const marks = new Uint8Array(1 << MARK_BITS);
  const runs = new Map<number, Run[]>();
  for (const needle of texts) {
    const first = byEnds ? needle.length - length : 0;
    for (let place = first; place < first + step; place++) {
      const run = runOf(needle, place) & mask;
      marks[Math.imul(run, SPREAD) >>> (32 - MARK_BITS)] = 1;
      const known = runs.get(run);
      if (known === undefined) runs.set(run, [{ needle, place }]);
      else known.push({ needle, place });
    }
  }

  /** The next place from `at` on whose run is marked; the last three places always count. */
  const nextMarked = (view: DataView, from: number): number => {
    const last = view.byteLength - 4;
    let at = from;
    while (at <= last) {
      const run = (view.getUint32(at, true) | ROUGHLY_LOWER) & mask;
      if (marks[Math.imul(run, SPREAD) >>> (32 - MARK_BITS)] !== 0) return at;
      at += step;
    }
    return at;
  };

  return ({ bytes: given, offsets, count }) => {
    const found = new Uint8Array(count);
    const end = offsets[count] ?? 0;
    const bytes = new Uint8Array(given.buffer, given.byteOffset, end);
    const view = new DataView(given.buffer, given.byteOffset, end);
    let slot = 0;
    for (let at = nextMarked(view, 0); at + length <= end; at = nextMarked(view, at + step)) {
      for (const { needle, place } of runs.get(runOf(bytes, at) & mask) ?? []) {
        const from = at - place;
        while (slot < count && (offsets[slot + 1] ?? 0) <= at) slot++;
        const behind = offsets[slot + 1] ?? end;
        if (from < (offsets[slot] ?? 0) || from + needle.length > behind) continue;
        if (!isAt(bytes, from, needle)) continue;
        found[slot] = 1;
        // The record's other bytes say nothing more; the next one begins behind them.
        at = behind - step;
        break;
      }
    }
    return found;
  };
}

/** The first byte lowest, zeros behind the end; letters in lower case, and others changed alike. */
function runOf(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24) |
    ROUGHLY_LOWER
  );
}

/** 1 for each record that holds these very bytes. */
export function recordsWith(
  { bytes, offsets, count }: RecordBytes,
  text: string | Uint8Array,
): Uint8Array {
  const found = new Uint8Array(count);
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wanted = Buffer.from(text);
  let slot = 0;
  for (let at = whole.indexOf(wanted); at >= 0;) {
    while (slot < count && (offsets[slot + 1] ?? 0) <= at) slot++;
    const behind = offsets[slot + 1] ?? whole.length;
    if (slot >= count) break;
    if (at + wanted.length <= behind) {
      found[slot] = 1;
      at = whole.indexOf(wanted, behind);
    } else at = whole.indexOf(wanted, at + 1);
  }
  return found;
}
