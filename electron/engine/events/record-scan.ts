// What the bytes of a block say about its records without taking them apart: a word is looked for in
// all of them at once, and only records in which writing could hide a value stay undecided. Knows how
// JSON hides values; of every other format it says nothing but where the text itself matches.

import { strictTextOf, textOf } from '../../../shared/base/bytes.ts';
import { MAYBE, NO, YES } from '../../../shared/query/certainty.ts';
import type { RecordTest } from '../../../shared/query/query-plan.ts';
import { recordsWith } from './byte-scan.ts';
import { recordsWithOddNumbers } from './odd-numbers.ts';
import type { RecordBytes } from './record-bytes.ts';
import type { Hiding } from './value-hiding.ts';

/** A block's records, unpacked. */
export interface BlockText extends RecordBytes {
  readonly bytes: Buffer;
  /** The bytes, one character each. */
  readonly text: string;
  readonly hiding: (slot: number) => Hiding;
  /** What the records' columns say to a test of texts: NO, MAYBE or YES for each record. */
  readonly columnStates: (test: (text: string) => boolean) => Uint8Array;
}

/** NO, MAYBE or YES for each record. */
export function scanRecords(block: BlockText, test: RecordTest): Uint8Array {
  switch (test.kind) {
    case 'text':
      return scanText(block, test);
    case 'field':
      return scanField(block, test.key, test.needle);
    case 'record':
      return new Uint8Array(block.count).fill(MAYBE);
  }
}

const ESCAPED_BY_JSON = /["\\/\u0001-\u001f]/;
const LIKE_A_NUMBER = /^[0-9.e+-]*$/;

function scanText(block: BlockText, test: Extract<RecordTest, { kind: 'text' }>): Uint8Array {
  const { count } = block;
  const states = new Uint8Array(count);
  let held: Uint8Array | undefined;
  if (test.needle === '') {
    for (let slot = 0; slot < count; slot++) {
      if (test.test(textAt(block, slot))) states[slot] = YES;
    }
  } else {
    const found = test.exact ? YES : MAYBE;
    markNeedle(block, test.needle, (slot) => (states[slot] = found));
    if (hasOtherCases(test.needle)) markOtherCases(block, states);
    if (test.expression) held = states.slice();
    for (let slot = 0; slot < count; slot++) {
      if (states[slot] !== MAYBE) continue;
      if (test.test(textAt(block, slot))) states[slot] = YES;
      else if (!test.anchored) states[slot] = NO;
    }
  }
  const inColumns = block.columnStates(test.test);
  for (let slot = 0; slot < count; slot++) {
    const state = inColumns[slot] ?? NO;
    if (state > (states[slot] ?? NO)) states[slot] = state;
  }
  markHidden(block, test, held, states);
  return states;
}

/**
 * What is not in the text may still be in a value that the text shows otherwise.
 * @param held not 0 for records with the needle of an expression: of these any escape may make a match
 */
function markHidden(
  block: BlockText,
  { needle, test }: Extract<RecordTest, { kind: 'text' }>,
  held: Uint8Array | undefined,
  states: Uint8Array,
): void {
  const { count, bytes, offsets } = block;
  const plain = needle !== '' && !ESCAPED_BY_JSON.test(needle) && !LIKE_A_NUMBER.test(needle);
  const anyEscape = recordsWith(block, '\\');
  const jsonHides = plain ? recordsWith(block, '\\u') : anyEscape;
  const oddNumbers = plain ? undefined : recordsWithOddNumbers(block);
  let last: Hiding | undefined;
  let lastSays = false;
  for (let slot = 0; slot < count; slot++) {
    if (states[slot] !== NO) continue;
    const hiding = block.hiding(slot);
    // An expression may match a whole value where it does not match the text around it.
    if (hiding !== last) {
      last = hiding;
      lastSays = hiding.kind === 'verbatim' && needle !== '' && !hiding.words.some(test);
    }
    const isObject = bytes[offsets[slot] ?? 0] === 0x7b;
    let hides: boolean;
    if (lastSays) hides = anyEscape[slot] === 1;
    else if (!isObject) hides = true;
    else {
      const needed = hiding.kind === 'json' && (held?.[slot] ?? NO) === NO;
      hides = (needed ? jsonHides : anyEscape)[slot] === 1;
    }
    if (hides || oddNumbers?.[slot] === 1) states[slot] = MAYBE;
  }
}

/** A record without the field's name, or without what its value must hold, cannot match. */
function scanField(block: BlockText, key: string, needle: string): Uint8Array {
  const states = new Uint8Array(block.count).fill(MAYBE);
  if (key === '' && needle === '') return states;
  const withKey = key === '' ? undefined : recordsMatching(block, spacedPattern(key), key);
  const withNeedle =
    needle === '' ? undefined : recordsMatching(block, escapeRegex(needle), needle);
  const escaped = recordsWith(block, '\\u');
  for (let slot = 0; slot < block.count; slot++) {
    if (block.hiding(slot).kind !== 'json' || escaped[slot] === 1) continue;
    if (block.bytes[block.offsets[slot] ?? 0] !== 0x7b) continue;
    if (withKey?.[slot] === 0 || withNeedle?.[slot] === 0) states[slot] = NO;
  }
  return states;
}

function recordsMatching(block: BlockText, source: string, plain: string): Uint8Array {
  const found = new Uint8Array(block.count);
  markPattern(block, new RegExp(source, 'gi'), (slot) => (found[slot] = 1));
  if (hasOtherCases(plain)) markOtherCases(block, found);
  return found;
}

/** Any spaces may stand between the letters of a field's name. */
function spacedPattern(key: string): string {
  return Array.from(key, escapeRegex).join(' *');
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function markNeedle(block: BlockText, needle: string, mark: (slot: number) => void): void {
  markPattern(block, new RegExp(escapeRegex(needle), 'gi'), mark);
}

/** Calls `mark` once for each record that holds a match from end to end. */
function markPattern(block: BlockText, pattern: RegExp, mark: (slot: number) => void): void {
  const { text, offsets, count } = block;
  let slot = 0;
  for (;;) {
    const match = pattern.exec(text);
    if (match === null) return;
    while (slot < count && (offsets[slot + 1] ?? 0) <= match.index) slot++;
    const end = offsets[slot + 1] ?? text.length;
    if (match.index + match[0].length <= end) {
      mark(slot);
      pattern.lastIndex = end;
    } else pattern.lastIndex = match.index + 1;
  }
}

/** K and s are also the lower case of the Kelvin sign and the long s, which are not ASCII. */
function hasOtherCases(needle: string): boolean {
  return needle.includes('k') || needle.includes('s');
}

export const KELVIN_SIGN = Buffer.from('\u212a');
export const LONG_S = Buffer.from('\u017f');

function markOtherCases(block: BlockText, states: Uint8Array): void {
  for (const other of [KELVIN_SIGN, LONG_S]) {
    if (!block.bytes.includes(other)) continue;
    const found = recordsWith(block, other);
    for (let slot = 0; slot < block.count; slot++) {
      if (found[slot] === 1 && states[slot] === NO) states[slot] = MAYBE;
    }
  }
}

function textAt({ bytes, offsets }: BlockText, slot: number): string {
  const record = bytes.subarray(offsets[slot], offsets[slot + 1]);
  return strictTextOf(record) ?? textOf(record);
}
