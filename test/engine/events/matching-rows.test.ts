import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countMatching,
  forMatches,
  statesInBlocks,
} from '../../../electron/engine/events/matching-rows.ts';
import { MAYBE, NO, YES } from '../../../shared/query/certainty.ts';
import { tableOfBlocks } from './table-of-blocks.ts';

const time = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 50 }) }, fc.constant(NaN));
const state = fc.oneof(
  { weight: 4, arbitrary: fc.constant(NO) },
  { weight: 1, arbitrary: fc.constantFrom(MAYBE, YES) },
);
const block = fc.array(fc.record({ time, state }), { minLength: 1, maxLength: 40 });
const edge = fc.option(fc.integer({ min: -5, max: 60 }), { nil: null });
const given = fc.record({
  blocks: fc.array(block, { minLength: 1, maxLength: 12 }),
  fromUs: edge,
  toUs: edge,
});

describe('rows that match', () => {
  it('are those of the range with a match, whether or not blocks without any are passed by', () => {
    fc.assert(
      fc.property(given, ({ blocks, fromUs, toUs }) => {
        const { table } = tableOfBlocks(
          blocks.map((rows) => rows.map((row) => row.time)),
          false,
        );
        const all = blocks.flat();
        const states = Uint8Array.from(all, (row) => row.state);
        const open = fromUs === null && toUs === null;
        const within = (us: number) =>
          open || (us >= (fromUs ?? -Infinity) && us < (toUs ?? Infinity));
        const expected = all.flatMap((row, place) =>
          row.state === YES && within(row.time) ? [place] : [],
        );
        const candidates = statesInBlocks(table, states);
        for (const known of [undefined, candidates]) {
          const rows: number[] = [];
          forMatches(table, states, { fromUs, toUs }, (row) => rows.push(row), known);
          expect(rows).toEqual(expected);
          expect(countMatching(table, states, { fromUs, toUs }, known)).toBe(expected.length);
        }
      }),
    );
  });

  it('are looked for in those blocks alone that have some', () => {
    fc.assert(
      fc.property(given, ({ blocks }) => {
        const { table } = tableOfBlocks(
          blocks.map((rows) => rows.map((row) => row.time)),
          false,
        );
        const states = Uint8Array.from(blocks.flat(), (row) => row.state);
        const expected = blocks.map((rows) => rows.reduce((found, row) => found | row.state, 0));
        expect([...statesInBlocks(table, states)]).toEqual(expected);
      }),
    );
  });
});
