import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeCodes,
  decodeTimes,
  encodeCodes,
  encodeTimes,
} from '../../electron/store/column-chunk.ts';

const roundTrip = (times: readonly number[]): number[] => {
  const into = new Float64Array(times.length + 1);
  decodeTimes(encodeTimes(Float64Array.from(times), times.length), times.length, into, 1);
  return [...into.subarray(1)];
};

describe('column chunks', () => {
  it('give back every time exactly, in any order, before 1970 and undated ones included', () => {
    const time = fc.oneof(
      fc.integer({ min: -4_000_000_000_000, max: 4_000_000_000_000 }).map((ms) => ms * 1_000),
      fc.integer({ min: 1_700_000_000_000_000, max: 1_700_000_100_000_000 }),
      fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }),
      fc.constant(Number.NaN),
      fc.constant(0),
    );
    fc.assert(
      fc.property(fc.array(time, { maxLength: 200 }), (times) => {
        expect(roundTrip(times)).toEqual(times);
      }),
    );
  });

  it('hold whole seconds that rise slowly in less than two bytes a record', () => {
    const times = Array.from({ length: 4_096 }, (_, index) => 1.7e15 + Math.floor(index / 3) * 1e6);
    expect(encodeTimes(Float64Array.from(times), times.length).length).toBeLessThan(2 * 4_096);
    expect(roundTrip(times)).toEqual(times);
  });

  it('give back codes of any width', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 65_536 })
          .chain((size) =>
            fc.tuple(
              fc.constant(size),
              fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 100 }),
            ),
          ),
        ([size, codes]) => {
          const stored = encodeCodes(codes, codes.length, size);
          expect([...decodeCodes(stored, codes.length, size)]).toEqual(codes);
        },
      ),
    );
  });

  it('refuse bytes of another length', () => {
    const stored = encodeCodes([0, 1, 2], 3, 3);
    expect(() => decodeCodes(stored, 2, 3)).toThrow();
    expect(() => decodeCodes(stored, 4, 3)).toThrow();
    const times = encodeTimes(Float64Array.from([1, 2, 3]), 3);
    expect(() => decodeTimes(times, 4, new Float64Array(4), 0)).toThrow('ends early');
    expect(() => decodeTimes(times, 2, new Float64Array(3), 0)).toThrow('left over');
  });
});
