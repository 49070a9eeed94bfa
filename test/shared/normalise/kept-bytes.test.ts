import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameRun, WORD_BYTES } from '../../../shared/normalise/byte-runs.ts';
import { createKeptBytes, PLACES } from '../../../shared/normalise/kept-bytes.ts';

const LONGEST = 24;
/** Few kinds of bytes, so that runs differ in one of them, or in none. */
const run = fc.uint8Array({ minLength: WORD_BYTES, maxLength: LONGEST, max: 1 });

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

describe('the table of bytes', () => {
  it('gives the place of the same bytes, and never that of others', () => {
    fc.assert(
      fc.property(fc.array(run, { maxLength: 60 }), (runs) => {
        const kept = createKeptBytes(LONGEST);
        const known = new Map<number, string>();
        for (const bytes of runs) {
          const place = kept.placeOf(viewOf(bytes), 0, bytes.length);
          const told = place >= 0 ? known.get(place) : undefined;
          if (place >= 0) expect(told).toBe(bytes.join());
          else known.set(~place, bytes.join());
          expect(kept.placeOf(viewOf(bytes), 0, bytes.length)).toBe(place >= 0 ? place : ~place);
        }
      }),
    );
  });

  it('keeps more runs than it has places by giving up others', () => {
    const kept = createKeptBytes(8);
    const bytes = viewOf(new Uint8Array(8));
    for (let number = 0; number < 2 * PLACES; number += 1) {
      bytes.setInt32(2, number);
      expect(kept.placeOf(bytes, 0, 8)).toBeLessThan(0);
    }
  });

  it('knows no place once it forgot', () => {
    const kept = createKeptBytes(8);
    const bytes = viewOf(Uint8Array.of(1, 2, 3, 4, 5));
    const place = ~kept.placeOf(bytes, 0, 5);
    expect(kept.placeOf(bytes, 0, 5)).toBe(place);
    kept.forget();
    expect(kept.placeOf(bytes, 0, 5)).toBe(~place);
  });
});

describe('two runs of bytes', () => {
  it('are the same where each byte is, however many there are and wherever they lie', () => {
    const few = fc.uint8Array({ maxLength: 13, max: 1 });
    fc.assert(
      fc.property(few, few, fc.nat(3), (a, b, at) => {
        const size = Math.min(a.length, b.length);
        const moved = new Uint8Array(b.length + 6).fill(9);
        moved.set(b, at);
        const isSame = a.slice(0, size).join() === b.slice(0, size).join();
        expect(isSameRun(viewOf(a), 0, viewOf(moved), at, size)).toBe(isSame);
      }),
      { numRuns: 500 },
    );
  });
});
