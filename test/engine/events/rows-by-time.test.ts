import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsByTime } from '../../../electron/engine/events/rows-by-time.ts';
import { timeOrder } from '../../../electron/engine/events/time-order.ts';
import { tableOfBlocks } from './table-of-blocks.ts';

const time = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 300 }) },
  fc.constant(Number.NaN),
);
/** Blocks that follow each other, overlap, or all begin alike. */
const blocks = fc.array(
  fc
    .tuple(fc.nat(4_000), fc.array(time, { minLength: 1, maxLength: 40 }))
    .map(([base, times]) => times.map((each) => each + base)),
  { maxLength: 200, size: 'max' },
);

describe('rows piece by piece in the order of time', () => {
  it('are, from either end, those of the whole order, and only needed times are read', () => {
    fc.assert(
      fc.property(
        blocks,
        fc.boolean(),
        fc.option(fc.tuple(fc.nat(4_300), fc.nat(4_300))),
        fc.boolean(),
        fc.option(fc.array(fc.boolean(), { minLength: 200, maxLength: 200 })),
        (made, descending, range, isOrdered, wantedBlocks) => {
          const { table, times, read } = tableOfBlocks(made, isOrdered);
          const fromUs = range === null ? Number.NEGATIVE_INFINITY : Math.min(...range);
          const toUs = range === null ? Number.POSITIVE_INFINITY : Math.max(...range);
          const wanted =
            wantedBlocks === null
              ? undefined
              : Uint8Array.from(made, (_, block) => (wantedBlocks[block] ? 1 : 0));
          const pieces = [...rowsByTime(table, { fromUs, toUs, descending, wanted })];
          const found = (descending ? pieces.toReversed() : pieces).flatMap((each) => [...each]);
          const expected = [...timeOrder(times)].filter((row) => {
            const at = times[row] ?? Number.NaN;
            return at >= fromUs && at < toUs;
          });
          const isWanted = (row: number) => !wanted || wanted[table.blockOfRow(row)] === 1;
          expect(found.filter(isWanted)).toEqual(expected.filter(isWanted));
          if (wanted && !isOrdered) {
            for (const block of read) expect(wanted[block]).toBe(1);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('may leave out rows that nobody wants, and no others', () => {
    fc.assert(
      fc.property(
        blocks,
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }),
        (made, descending, isOrdered, pattern) => {
          const { table, times } = tableOfBlocks(made, isOrdered);
          const wantedRows = Uint8Array.from(times, (_, row) =>
            pattern[row % pattern.length] ? 1 : 0,
          );
          const range = { fromUs: Number.NEGATIVE_INFINITY, toUs: Number.POSITIVE_INFINITY };
          const pieces = [...rowsByTime(table, { ...range, descending, wantedRows })];
          const found = (descending ? pieces.toReversed() : pieces).flatMap((each) => [...each]);
          const isWanted = (row: number) => wantedRows[row] === 1;
          expect(found.filter(isWanted)).toEqual([...timeOrder(times)].filter(isWanted));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('begin without the times of blocks at the other end', () => {
    const made = Array.from({ length: 100 }, (_, block) => [block * 10, block * 10 + 9]);
    const { table, read } = tableOfBlocks(made, false);
    const { value } = rowsByTime(table, {
      fromUs: Number.NEGATIVE_INFINITY,
      toUs: Number.POSITIVE_INFINITY,
      descending: true,
    }).next();
    expect(value?.at(-1)).toBe(199);
    expect(Math.min(...read)).toBeGreaterThan(90);
  });

  it('come by the order of all where every block covers the whole time', () => {
    const made = Array.from({ length: 40 }, (_, block) =>
      Array.from({ length: 30_000 }, (_each, n) => n * 100 + block),
    );
    const { table, times, orders } = tableOfBlocks(made, false);
    const found: number[] = [];
    for (const piece of rowsByTime(table, {
      fromUs: Number.NEGATIVE_INFINITY,
      toUs: Number.POSITIVE_INFINITY,
      descending: false,
    })) {
      for (const row of piece) found.push(row);
    }
    expect(found).toEqual([...timeOrder(times)]);
    expect(orders()).toBeLessThanOrEqual(1);
  });
});
