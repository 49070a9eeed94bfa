import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumTracker } from '../../../shared/detection/sum-tracker.ts';

const number = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }),
  fc.constantFrom(0.1, 0.2, 1e300, -1e300, 5e-324, 2 ** 53, 2 ** 53 + 2),
);

describe('a sum over a window', () => {
  it('depends on what is in it, not on what went through it', () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 30 }), fc.nat(29), (values, gone) => {
        const first = Math.min(gone, values.length - 1);
        const slid = sumTracker(values, false, () => true);
        values.forEach((_, i) => {
          slid.add(i);
          if (i > 0 && i <= first) slid.remove(i - 1);
        });
        for (let i = Math.max(0, Math.min(first, values.length - 1)); i < first; i++)
          slid.remove(i);
        const left = values.slice(first);
        const fresh = sumTracker(left, false, () => true);
        left.forEach((_, i) => fresh.add(i));
        expect(slid.figure()).toBe(fresh.figure());
      }),
    );
  });

  it('is the true sum, rounded once', () => {
    const sum = (...values: number[]) => {
      const tracker = sumTracker(values, false, () => true);
      values.forEach((_, i) => tracker.add(i));
      return tracker.figure();
    };
    expect(sum(0.1, 0.2, -0.3)).toBe(2.7755575615628914e-17);
    expect(sum(1e300, 1, -1e300)).toBe(1);
    expect(sum(2 ** 53, 1, 1)).toBe(2 ** 53 + 2);
    expect(sum(5e-324, 5e-324)).toBe(1e-323);
    expect(sum(-3, 5, 0.25)).toBe(2.25);
  });

  it('makes a mean over what is there, and says nothing of an empty window', () => {
    const mean = sumTracker([1, 2, 6], true, (figure) => figure >= 0);
    expect(mean.satisfied(0)).toBe(false);
    [0, 1, 2].forEach((i) => mean.add(i));
    expect(mean.figure()).toBe(3);
    mean.remove(0);
    expect(mean.figure()).toBe(4);
  });
});
