import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PIECE_BYTES } from '../../../electron/engine/events/byte-finder.ts';
import { compileByteScan, recordsWith } from '../../../electron/engine/events/byte-scan.ts';
import type { RecordBytes } from '../../../electron/engine/events/record-bytes.ts';

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
        // Up to four texts are looked for in another way than more of them.
        fc.array(needle, { minLength: 1, maxLength: 7 }),
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

  it('finds a text wherever it lies in a block that is looked at in several pieces', () => {
    const needle = `"Kali${'-'.repeat(300)}x"`;
    const around = [PIECE_BYTES - 310, PIECE_BYTES - 255, PIECE_BYTES - 1, PIECE_BYTES];
    for (const at of [0, ...around, 2 * PIECE_BYTES - 7, 3 * PIECE_BYTES - needle.length]) {
      const long = `${'ab'.repeat(2 * PIECE_BYTES)}`.slice(0, 3 * PIECE_BYTES - needle.length);
      const record = long.slice(0, at) + needle + long.slice(at);
      const scan = compileByteScan([needle.toLowerCase()]);
      expect([...scan(blockOf([long, record, long]))], `at ${String(at)}`).toEqual([0, 1, 0]);
      expect([...scan(blockOf([record]))], `at ${String(at)}`).toEqual([1]);
    }
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
