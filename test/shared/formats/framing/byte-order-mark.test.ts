import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../shared/base/bytes.ts';
import { behindMark } from '../../../../shared/formats/framing/byte-order-mark.ts';
import { createOctetFramer } from '../../../../shared/formats/framing/octet-counted.ts';
import { bytesAccountedFor, cutWith } from './collect.ts';

const framer = () => behindMark(createOctetFramer({ maxRecordBytes: 100 }));

describe('a byte order mark in front of messages that are counted', () => {
  it('is framing, and the first message is there at its place', () => {
    const bytes = utf8('\ufeff5 <1>ab5 <1>cd');
    const cut = cutWith(framer(), bytes);
    expect(cut.told.map(({ at, text }) => [at, text])).toEqual([
      [5, '<1>ab'],
      [12, '<1>cd'],
    ]);
    expect(bytesAccountedFor(cut)).toBe(bytes.length);
  });

  it('makes no difference to how bytes arrive, nor where there is none', () => {
    const start = fc.constantFrom('', '\ufeff', '\ufeff\ufeff');
    fc.assert(
      fc.property(start, fc.string(), fc.array(fc.nat()), (mark, text, cuts) => {
        const bytes = utf8(`${mark}5 <1>ab${text}`);
        const whole = cutWith(framer(), bytes);
        expect(bytesAccountedFor(whole)).toBe(bytes.length);
        expect(cutWith(framer(), bytes, cuts)).toEqual(whole);
      }),
    );
  });

  it('is passed over where nothing follows it, or only part of it is there', () => {
    expect(cutWith(framer(), utf8('\ufeff'))).toMatchObject({ told: [], framingBytes: 3 });
    expect(cutWith(framer(), utf8('\ufeff').subarray(0, 2)).told).toHaveLength(1);
  });
});
