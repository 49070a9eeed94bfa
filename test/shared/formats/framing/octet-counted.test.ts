import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../shared/base/bytes.ts';
import { createOctetFramer } from '../../../../shared/formats/framing/octet-counted.ts';
import { bytesAccountedFor, cutWith, texts } from './collect.ts';

const cut = (text: string, cuts: readonly number[] = [], maxRecordBytes = 100) =>
  cutWith(createOctetFramer({ maxRecordBytes }), utf8(text), cuts);

describe('the octet-counting framer', () => {
  it('takes as many bytes as were announced, and leaves out line ends at their end', () => {
    const result = cut('5 a\nb c4 one\n\n3 two');
    expect(texts(result)).toEqual(['a\nb c', 'one', 'two']);
    expect(result.told.map((one) => one.at)).toEqual([2, 9, 16]);
  });

  it('rejects what has no length up to the end of its line, and goes on behind it', () => {
    const result = cut('3 onetrouble 5 x\n3 two');
    expect(texts(result)).toEqual(['one', 'two']);
    expect(result.told[1]).toMatchObject({
      at: 5,
      length: 11,
      text: 'trouble 5 x',
      reason: 'no length of a message where one is expected',
    });
  });

  it('takes a message without a length to the end of its line', () => {
    const result = cut('3 one<13>two 2 x\r\n\n5 three<14>four');
    expect(texts(result)).toEqual(['one', '<13>two 2 x', 'three', '<14>four']);
    expect(result.told.map((each) => each.at)).toEqual([2, 5, 21, 26]);
    const long = cut(`<13>${'x'.repeat(200)}\n3 two`, [50, 120]);
    expect(texts(long)).toEqual(['two']);
    expect(long.told[0]).toMatchObject({
      length: 204,
      reason: 'a message without a length in front, longer than the limit',
    });
  });

  it('passes over a message past the limit, and goes on behind it', () => {
    const result = cut(`200 ${'x'.repeat(200)}3 two`, [50, 120]);
    expect(texts(result)).toEqual(['two']);
    expect(result.told[0]).toMatchObject({
      length: 204,
      reason: 'a message of 204 bytes, longer than the limit of 100',
    });
  });

  it('says where a file ends within a message', () => {
    expect(cut('3 one9 tw').told[1]).toMatchObject({
      at: 5,
      length: 4,
      reason: 'the message is cut off by the end of the file',
    });
  });

  it('accounts for every byte once, the same for any chunks', () => {
    const part = fc.oneof(
      fc.string().map((text) => `${utf8(text).length} ${text}`),
      fc.string({ unit: fc.constantFrom('1', '2', ' ', '\n', 'a', '\0', '<', '\r') }),
    );
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat(), { maxLength: 8 }), (parts, cuts) => {
        const text = parts.join('');
        const whole = cut(text, [], 8);
        expect(bytesAccountedFor(whole)).toBe(utf8(text).length);
        expect(whole.recordsSeen).toBe(whole.told.length);
        expect(cut(text, cuts, 8)).toEqual(whole);
      }),
      { numRuns: 1_000 },
    );
  });
});
