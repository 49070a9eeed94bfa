import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BANDS } from '../../../electron/store/text-index.ts';
import {
  HASHES,
  MARKS_BYTES,
  placeOf,
  slicesOf,
  widthOf,
} from '../../../electron/engine/text-index/text-signature.ts';

describe('slices of the marks of groups', () => {
  it('have a bit where a group has a mark, for any number of groups', () => {
    const given = fc.array(fc.array(fc.nat(HASHES - 1), { maxLength: 50 }), {
      minLength: 1,
      maxLength: 256,
    });
    fc.assert(
      fc.property(given, (hashes) => {
        const groups = hashes.map((marked) => {
          const bits = new Uint8Array(MARKS_BYTES);
          for (const hash of marked) bits[hash >> 3] = (bits[hash >> 3] ?? 0) | (1 << (hash & 7));
          return bits;
        });
        const slices = slicesOf(groups);
        const width = widthOf(groups.length);
        expect(slices).toHaveLength(BANDS);
        let set = 0;
        for (const slice of slices) {
          expect(slice).toHaveLength((HASHES / BANDS) * width);
          for (const byte of slice) for (let bits = byte; bits > 0; bits >>= 1) set += bits & 1;
        }
        expect(set).toBe(hashes.reduce((sum, marked) => sum + new Set(marked).size, 0));
        for (const [group, marked] of hashes.entries()) {
          for (const hash of marked) {
            const { band, row } = placeOf(hash);
            const byte = slices[band]?.[row * width + (group >> 3)] ?? 0;
            expect((byte >> (group & 7)) & 1).toBe(1);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});
