import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendedOrder, timeOrder } from '../../../electron/engine/events/time-order.ts';

const time = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 0, max: 1_000 }) },
  fc.constant(Number.NaN),
);

describe('the order of time', () => {
  const times = fc.array(time, { maxLength: 400, size: 'max' });

  it('is by time, then by number, without the undated ones', () => {
    fc.assert(
      fc.property(times, times, fc.nat(400), (shuffled, rest, runs) => {
        // Up to four hundred runs: merged where few, sorted where many.
        const all = [...shuffled.toSorted((a, b) => a - b), ...rest.slice(0, runs), ...shuffled];
        const place = Float64Array.from(all);
        const expected = [...all.keys()]
          .filter((index) => !Number.isNaN(all[index]))
          .sort((a, b) => (all[a] ?? 0) - (all[b] ?? 0) || a - b);
        expect([...timeOrder(place)]).toEqual(expected);
        const half = Math.floor(all.length / 2);
        const known = timeOrder(place.subarray(0, half));
        expect([...extendedOrder(known, half, place)]).toEqual(expected);
      }),
    );
  });

  it('reaches over more than the lowest digits', () => {
    const times = Float64Array.from(
      { length: 1_000 },
      (_, n) => ((n * 7_919) % 1_000) * 1e12 - 3e14,
    );
    const order = timeOrder(times);
    for (let index = 1; index < order.length; index++) {
      expect(times[order[index] ?? 0] ?? 0).toBeGreaterThan(times[order[index - 1] ?? 0] ?? 0);
    }
  });
});
