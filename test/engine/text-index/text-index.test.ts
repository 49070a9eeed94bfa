// What the index of words answers: it never leaves out a group that holds the word, wherever its spans
// lie among the blocks and however many marks it asks about.

import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunMarks } from '../../../electron/engine/text-index/run-marks.ts';
import { createTextIndex } from '../../../electron/engine/text-index/text-index.ts';
import { slicesOf } from '../../../electron/engine/text-index/text-signature.ts';
import type { TextSpan } from '../../../electron/store/text-index.ts';
import { tableOfBlocks } from '../events/table-of-blocks.ts';

const ROWS_A_BLOCK = 4;
/** Every so many slices. */
const COMPRESSED = 8;
const marks = createRunMarks();

interface Indexed {
  readonly firstBlock: number;
  /** One text for each group; a group is a block. */
  readonly texts: readonly string[];
}

/** Blocks are numbered from 1; those that no span covers are not indexed. */
function indexOver(blocks: number, spans: readonly Indexed[]) {
  const made = Array.from({ length: blocks }, () => new Array<number>(ROWS_A_BLOCK).fill(0));
  const { table } = tableOfBlocks(made, false);
  const stored: TextSpan[] = [];
  const slices = new Map<string, Uint8Array>();
  let asked = 0;
  for (const [place, { firstBlock, texts }] of spans.entries()) {
    const firsts = texts.map((_, group) => (firstBlock - 1 + group) * ROWS_A_BLOCK + 1);
    const groups = new Uint8Array(Float64Array.from(firsts).buffer);
    const lastBlock = firstBlock + texts.length - 1;
    stored.push({ id: place + 1, firstBlock, lastBlock, groups });
    const taken = texts.map((text) => {
      marks.text(text);
      return marks.take();
    });
    for (const [band, bits] of slicesOf(taken).entries()) {
      if (bits.every((byte) => byte === 0)) continue;
      // As they are kept: some are small enough when they are compressed, others are not.
      const kept = band % COMPRESSED === 0 ? zstdCompressSync(bits) : bits.slice();
      if (kept.length > 0) slices.set(`${String(place + 1)} ${String(band)}`, kept);
    }
  }
  const index = createTextIndex({
    dataVersion: () => 1,
    textIndex: {
      spans: () => stored,
      slice(span, band) {
        asked++;
        return slices.get(`${String(span)} ${String(band)}`);
      },
    },
  });
  index.refresh();
  /** For each block whether it may hold the word. */
  const mayHold = (word: string): boolean[] => {
    const may = index.mayHold(word);
    return made.map((_, block) => {
      const { group } = index.stretchAt(table, block * ROWS_A_BLOCK + 1);
      return group === undefined || may(group);
    });
  };
  return { mayHold, asked: () => asked, stretchAt: (row: number) => index.stretchAt(table, row) };
}

const words = ['service57', 'Service', 'kali', 'StopLogging', 'a-b', 'bucket-17', 'ListRoles'];
const text = fc.array(fc.constantFrom(...words), { maxLength: 4 }).map((all) => all.join(' '));

describe('the index of words', () => {
  it('never leaves out what holds the word, in whatever order its spans were made', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom(...words),
        (given, isTurned, word) => {
          let next = 2;
          const spans = given.map((texts) => {
            const span = { firstBlock: next, texts };
            next += texts.length + 1;
            return span;
          });
          const { mayHold } = indexOver(next, isTurned ? spans.toReversed() : spans);
          const may = mayHold(word);
          for (const { firstBlock, texts } of spans) {
            for (const [group, each] of texts.entries()) {
              const holds = each.toLowerCase().includes(word.toLowerCase());
              if (holds) expect(may[firstBlock - 1 + group]).toBe(true);
            }
          }
          // Nothing is known of blocks between spans.
          expect(may[0]).toBe(true);
          expect(may[next - 2]).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('leaves out what does not hold the word', () => {
    const texts = ['alpha beta', 'gamma service57 delta', 'service58', 'nothing'];
    const { mayHold } = indexOver(4, [{ firstBlock: 1, texts }]);
    expect(mayHold('service57')).toEqual([false, true, false, false]);
    expect(mayHold('SERVICE5')).toEqual([false, true, true, false]);
  });

  it('knows a group from its first row to the first of the next one', () => {
    const later = { firstBlock: 1, texts: ['one', 'two'] };
    const { stretchAt } = indexOver(4, [{ firstBlock: 3, texts: ['three'] }, later]);
    expect(stretchAt(0)).toEqual({ end: 4, group: 0 });
    expect(stretchAt(7)).toEqual({ end: 8, group: 1 });
    expect(stretchAt(8)).toEqual({ end: 12, group: 2 });
    expect(stretchAt(12)).toEqual({ end: 16, group: undefined });
  });

  it('asks about few marks of a word that is everywhere', () => {
    const texts = Array.from({ length: 8 }, () => 'DescribeInstances');
    const { mayHold, asked } = indexOver(80, [
      ...Array.from({ length: 10 }, (_, place) => ({ firstBlock: 1 + place * 8, texts })),
    ]);
    expect(mayHold('DescribeInstances')).toEqual(new Array(80).fill(true));
    // All of them in one span, two in each.
    expect(asked()).toBeLessThanOrEqual(12 + 10 * 2);
  });
});
