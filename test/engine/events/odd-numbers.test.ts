import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordsWithOddNumbers } from '../../../electron/engine/events/odd-numbers.ts';

function found(records: readonly string[]): number[] {
  const offsets = new Uint32Array(records.length + 1);
  for (const [slot, record] of records.entries()) {
    offsets[slot + 1] = (offsets[slot] ?? 0) + Buffer.byteLength(record, 'latin1');
  }
  const bytes = Buffer.from(records.join(''), 'latin1');
  return [...recordsWithOddNumbers({ count: records.length, bytes, offsets })];
}

const ODD = /[:[,]\s*-?(?:\d+(?:\.\d+)?[eE][+-]?\d+|0\.00000\d*)\s*[,}\]]/;

describe('numbers that are read as other digits than are written', () => {
  it('are found wherever JSON may have them', () => {
    expect(found(['{"a":1e5}', '{"a": -1.50E+3 }', '[0.000001]', '{"a":[2,3e-2,4]}'])).toEqual([
      1, 1, 1, 1,
    ]);
  });

  it('are no others, and none within strings', () => {
    expect(found(['{"a":15}', '{"a":0.001}', '{"a":"1e5"}', '{"a":10.000001}', ''])).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });

  it('do not reach from one record into the next', () => {
    expect(found(['{"a":1e', '5}', '{"b":[', '1e5,'])).toEqual([0, 0, 0, 0]);
  });

  it('are those of a search by expression in any text', () => {
    const part = fc.constantFrom(
      ...[':', ',', '[', ']', '}', ' ', '-', '+', '.', 'e', 'E', '0', '00000', '17', '"', '\n'],
    );
    const record = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), (records) => {
        expect(found(records)).toEqual(records.map((each) => (ODD.test(each) ? 1 : 0)));
      }),
      { numRuns: 2_000 },
    );
  });
});
