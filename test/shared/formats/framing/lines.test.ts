import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, utf8 } from '../../../../shared/base/bytes.ts';
import { createLineFramer } from '../../../../shared/formats/framing/lines.ts';
import { bytesAccountedFor, cutWith, texts } from './collect.ts';

describe('the line framer', () => {
  it('keeps lines without their ends, with the offset at which they begin', () => {
    const result = cutWith(createLineFramer({}), utf8('one\r\ntwo\n\nlast'));
    expect(result.told).toEqual([
      { kind: 'record', at: 0, length: 3, text: 'one', reason: '' },
      { kind: 'record', at: 5, length: 3, text: 'two', reason: '' },
      { kind: 'skipped', at: 9, length: 0, text: '', reason: '' },
      { kind: 'record', at: 10, length: 4, text: 'last', reason: '' },
    ]);
    expect(result.framingBytes).toBe(4);
  });

  it('takes a byte order mark for framing at the start of the file alone', () => {
    const mark = Uint8Array.of(0xef, 0xbb, 0xbf);
    const result = cutWith(createLineFramer({}), concatBytes([mark, utf8('a\n'), mark, utf8('b')]));
    expect(result.told.map((one) => [one.at, one.length])).toEqual([
      [3, 1],
      [5, 4],
    ]);
  });

  it('takes zeros in front of a line for framing, as a crash leaves them', () => {
    const result = cutWith(createLineFramer({}), utf8('\0\0\0one\n\0\0two\0\n\0\0\r\nlast'));
    expect(result.told.map(({ kind, at, text }) => [kind, at, text])).toEqual([
      ['record', 3, 'one'],
      ['record', 9, 'two\0'],
      ['skipped', 14, ''],
      ['record', 18, 'last'],
    ]);
    expect(result.framingBytes).toBe(11);
  });

  it('rejects a line past the limit and goes on at the next', () => {
    const text = `${'x'.repeat(5_000)}\nshort\n`;
    const result = cutWith(createLineFramer({ maxRecordBytes: 100 }), utf8(text), [40, 90, 3_000]);
    expect(result.told[0]).toMatchObject({ kind: 'rejected', at: 0, length: 5_000 });
    expect(result.told[0]?.text).toHaveLength(2_000);
    expect(texts(result)).toEqual(['short']);
  });

  it('accounts for every byte once, the same for any chunks', () => {
    const line = fc.string({
      unit: fc.constantFrom('a', '\r', '\n', ' ', '\0', 'é'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(line, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        const bytes = utf8(text);
        const whole = cutWith(createLineFramer({ maxRecordBytes: 5 }), bytes);
        expect(bytesAccountedFor(whole)).toBe(bytes.length);
        expect(whole.recordsSeen).toBe(whole.told.length);
        expect(cutWith(createLineFramer({ maxRecordBytes: 5 }), bytes, cuts)).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
  });
});
