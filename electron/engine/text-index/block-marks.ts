// What the text index says of the records of a block: the marks of everything that a search may find
// in them, also of what their text hides. Needs no case: what it is given crosses threads.

import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import { someValue } from '../../../shared/match/fields.ts';
import type { Codes } from '../../store/column-chunk.ts';
import type { Block } from '../../store/events.ts';
import { sourceReadingOf, type Reading } from '../detection/block-matcher.ts';
import { recordsWith } from '../events/byte-scan.ts';
import { giveBack } from '../../intake/give-back.ts';
import { unpackBlock } from '../events/block-reader.ts';
import { readView } from '../events/event-views.ts';
import { recordsWithOddNumbers } from '../events/odd-numbers.ts';
import { KELVIN_SIGN, LONG_S } from '../events/record-scan.ts';
import { hidingOf, UNKNOWN_HIDING, type Hiding } from '../events/value-hiding.ts';
import type { RunMarks } from './run-marks.ts';
import { eachUnescaped } from './unescaped.ts';

/** Text that shares one set of marks: more of it and the marks tell less, fewer and they take more room. */
const GROUP_BYTES = 512 * 1024;
const OPENS_OBJECT = 0x7b;
/** The Kelvin sign and the long s as JSON may write them, in a string in a string too. */
const ESCAPED_OTHERS = ['\\u212a', '\\u212A', '\\u017f', '\\u017F'].map((each) =>
  Buffer.from(each),
);

export interface BlockToMark {
  readonly block: Block;
  readonly reading: Reading;
  readonly columns: readonly ColumnToMark[];
}

/** A stored column of the block: for each record a place among the words. */
export interface ColumnToMark {
  readonly codes: Codes;
  readonly words: readonly string[];
}

/** Records next to each other that share one set of marks. */
export interface MarkedGroup {
  readonly firstEvent: number;
  /** A bit a mark. */
  readonly marks: Uint8Array<ArrayBuffer>;
}

/** Throws FailureError, `case.damaged`. */
export function markBlock(
  marks: RunMarks,
  { block, reading, columns }: BlockToMark,
): readonly MarkedGroup[] {
  const open = unpackBlock(block);
  const { bytes, offsets, count, frame } = open;
  const views = sourceReadingOf(reading);
  const hidings = new Map<number, Hiding>();
  for (const [file, format] of reading.formats) hidings.set(file, hidingOf(format));
  const escaped = recordsWith(open, '\\');
  const oddNumbers = recordsWithOddNumbers(open);
  const otherCases = [KELVIN_SIGN, LONG_S].some((each) => bytes.includes(each));
  const mayEscapeOthers = ESCAPED_OTHERS.some((each) => bytes.includes(each));

  // Both have an ASCII letter for their lower case, and are looked for under it.
  const markText = (value: string): void => {
    marks.text(value);
    const ascii = value.replaceAll('\u212a', 'k').replaceAll('\u017f', 's');
    if (ascii !== value) marks.text(ascii);
  };
  /** All that a search compares of the record. */
  const markValues = (slot: number): void => {
    const view = readView(open, slot, views);
    for (const column of ECS_COLUMNS) markText(view.ecs[column] ?? '');
    someValue(view, (value) => {
      markText(String(value));
      return false;
    });
  };
  const markHidden = (slot: number, said: Set<string>): void => {
    const hiding = hidings.get(frame.fileIndex[slot] ?? 0) ?? UNKNOWN_HIDING;
    if (hiding.kind === 'verbatim') for (const word of hiding.words) said.add(word);
    const from = offsets[slot] ?? 0;
    const isObject = bytes[from] === OPENS_OBJECT;
    const shows = isObject || hiding.kind === 'verbatim';
    if (!shows || oddNumbers[slot] === 1) markValues(slot);
    else if (escaped[slot] === 0) return;
    else if (!isObject || hiding.kind !== 'json') markValues(slot);
    else {
      eachUnescaped(bytes, from, offsets[slot + 1] ?? from, (level, length) => {
        marks.bytes(level, 0, length);
        if (otherCases || mayEscapeOthers)
          markText(Buffer.from(level.subarray(0, length)).toString());
      });
    }
  };

  const groups: MarkedGroup[] = [];
  for (let slot = 0; slot < count;) {
    const first = slot;
    const start = offsets[first] ?? 0;
    const said = new Set<string>();
    do markHidden(slot++, said);
    while (slot < count && (offsets[slot + 1] ?? 0) - start <= GROUP_BYTES);
    const end = offsets[slot] ?? bytes.length;
    marks.bytes(bytes, start, end);
    if (otherCases) markText(bytes.toString('utf8', start, end));
    for (const { codes, words } of columns) {
      for (const code of new Set(codes.subarray(first, slot))) markText(words[code] ?? '');
    }
    for (const word of said) markText(word);
    groups.push({ firstEvent: block.firstEvent + first, marks: marks.take() });
  }
  giveBack(bytes);
  return groups;
}
