import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compileByteScan,
  recordsWith,
  type RecordBytes,
} from '../../../electron/engine/detection/byte-scan.ts';

function blockOf(records: readonly string[]): RecordBytes {
  const parts = records.map((record) => Buffer.from(record));
  const offsets = new Uint32Array(parts.length + 1);
  parts.forEach((part, slot) => (offsets[slot + 1] = (offsets[slot] ?? 0) + part.length));
  return { count: parts.length, bytes: Buffer.concat(parts), offsets };
}

const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const letters = fc.constantFrom('a', 'A', 'b', 'B', '"', '@', '`', '[', '{', ' ', '\\u', 'é', '0');
const text = (maxLength: number) => fc.array(letters, { maxLength }).map((all) => all.join(''));

describe("the scan of a block's bytes", () => {
  it('finds the records that hold one of the texts, whatever the case of ASCII letters', () => {
    const needle = fc
      .array(fc.constantFrom('a', 'b', '"', '@', '`', '[', '{', ' ', '0'), {
        minLength: 1,
        maxLength: 14,
      })
      .map((all) => all.join(''));
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(needle, { minLength: 1, maxLength: 3 }),
        fc.array(text(40), { maxLength: 8 }),
        fc.nat(7),
        fc.nat(30),
        (needles, records, slot, at) => {
          const own = records[slot];
          const planted = needles[0]?.toUpperCase() ?? '';
          const all =
            own === undefined
              ? records
              : records.with(slot, own.slice(0, at) + planted + own.slice(at));
          const expected = all.map((record) =>
            needles.some((each) => lower(record).includes(each)) ? 1 : 0,
          );
          found += expected.filter((each) => each === 1).length;
          expect([...compileByteScan(needles)(blockOf(all))]).toEqual(expected);
          expect([...compileByteScan(needles, true)(blockOf(all))]).toEqual(expected);
        },
      ),
      { numRuns: 1_000 },
    );
    expect(found).toBeGreaterThan(500);
  });

  it('finds nothing that lies across two records', () => {
    expect([...compileByteScan(['abcdef'])(blockOf(['xxabc', 'defxx', 'abcdef']))]).toEqual([
      0, 0, 1,
    ]);
    expect([...recordsWith(blockOf(['x\\', 'u', '', 'a\\ub\\u', 'x']), '\\u')]).toEqual([
      0, 0, 0, 1, 0,
    ]);
  });

  it('stands blocks without records and without bytes', () => {
    expect([...compileByteScan(['abc'])(blockOf([]))]).toEqual([]);
    expect([...compileByteScan(['abc'])(blockOf(['', 'ab', '']))]).toEqual([0, 0, 0]);
  });
});
