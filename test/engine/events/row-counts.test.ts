import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventTable } from '../../../electron/engine/events/event-table.ts';
import { countByCode, tallyCodes } from '../../../electron/engine/events/code-counts.ts';
import { countAll, countMatches } from '../../../electron/engine/events/row-counts.ts';
import { tableOfBlocks } from './table-of-blocks.ts';
import { YES } from '../../../shared/query/certainty.ts';

/** A table of one block. */
function tableOf(times: Float64Array, isOrdered = true): EventTable {
  return tableOfBlocks([[...times]], isOrdered).table;
}

function chunksOf(times: readonly number[], size: number): number[][] {
  const chunks: number[][] = [];
  for (let from = 0; from < times.length; from += size) chunks.push(times.slice(from, from + size));
  return chunks;
}

const time = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 1_000 }) },
  fc.constant(Number.NaN),
);
const rows = fc.array(fc.record({ time, code: fc.nat(2_000), yes: fc.boolean() }), {
  maxLength: 3_000,
  size: 'max',
});
const range = fc
  .tuple(fc.nat(1_000), fc.nat(1_000), fc.integer({ min: 1, max: 20 }))
  .map(([one, other, count]) => {
    const fromUs = Math.min(one, other);
    const toUs = Math.max(one, other) + 1;
    const widthUs = Math.ceil((toUs - fromUs) / count);
    return { fromUs, toUs, widthUs, count: Math.ceil((toUs - fromUs) / widthUs) };
  });

/** The twelve most frequent codes, the lower one between equals. */
function keep(totals: Float64Array): readonly number[] {
  return [...totals.keys()]
    .filter((code) => (totals[code] ?? 0) > 0)
    .sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0) || a - b)
    .slice(0, 12);
}

describe('counting over the table', () => {
  it('by a column of many values is what counting one by one gives', () => {
    fc.assert(
      fc.property(rows, range, fc.boolean(), fc.nat(3), (made, buckets, filtered, fold) => {
        // From all codes different to a handful of them.
        const size = 2_001;
        const codes = Uint16Array.from(made, ({ code }) =>
          fold === 0 ? code : code % (fold * 400),
        );
        const times = Float64Array.from(made, (row) => row.time);
        const table = tableOf(times);
        const states = filtered ? Uint8Array.from(made, ({ yes }) => (yes ? YES : 0)) : undefined;
        const expected = new Map<number, number[]>();
        const totals = new Float64Array(size);
        const inside = [...made.keys()].filter((row) => {
          const at = times[row] ?? Number.NaN;
          return (
            (states === undefined || states[row] === YES) &&
            at >= buckets.fromUs &&
            at < buckets.toUs
          );
        });
        for (const row of inside) totals[codes[row] ?? 0] = (totals[codes[row] ?? 0] ?? 0) + 1;
        const kept = new Set(keep(totals));
        const plain = new Array<number>(buckets.count).fill(0);
        for (const row of inside) {
          const code = codes[row] ?? 0;
          const lane = kept.has(code) ? code : -1;
          const counts = expected.get(lane) ?? new Array<number>(buckets.count).fill(0);
          const bucket = Math.floor(((times[row] ?? 0) - buckets.fromUs) / buckets.widthUs);
          counts[bucket] = (counts[bucket] ?? 0) + 1;
          plain[bucket] = (plain[bucket] ?? 0) + 1;
          expected.set(lane, counts);
        }
        const found = countByCode(table, states, { codes, size }, buckets, keep);
        expect(new Map([...found].map(([code, counts]) => [code, [...counts]]))).toEqual(expected);
        const all = states ? countMatches(table, states, buckets) : countAll(table, buckets);
        expect([...all]).toEqual(plain);
        if (!states) {
          const unordered = tableOf(times, false);
          const several = tableOfBlocks(chunksOf([...times], 1 + (fold + 1) * 7), false).table;
          expect([...countAll(several, buckets)]).toEqual(plain);
          expect([...countAll(unordered, buckets)]).toEqual(plain);
          const byCode = countByCode(unordered, undefined, { codes, size }, buckets, keep);
          expect(new Map([...byCode].map(([code, each]) => [code, [...each]]))).toEqual(expected);
        }
        const tally = tallyCodes(table, states, { codes, size }, buckets);
        expect(tally).toEqual(totals);
      }),
      { numRuns: 60 },
    );
  });
});
