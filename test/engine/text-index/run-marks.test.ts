import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRunMarks } from '../../../electron/engine/text-index/run-marks.ts';
import { marksOf } from '../../../electron/engine/text-index/text-signature.ts';

const marks = createRunMarks();
const taken = (): number[] => {
  const set: number[] = [];
  for (const [at, byte] of marks.take().entries()) {
    if (byte === 0) continue;
    for (let bit = 0; bit < 8; bit++) if (((byte >> bit) & 1) === 1) set.push(at * 8 + bit);
  }
  return set;
};
const expected = (...texts: readonly Uint8Array[]): number[] =>
  [...new Set(texts.flatMap((text) => [...marksOf(text)]))].sort((a, b) => a - b);

describe('marking the runs of a text', () => {
  it('marks the same as the slow way, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }), (texts) => {
        for (const text of texts) marks.bytes(text, 0, text.length);
        expect(taken()).toEqual(expected(...texts));
      }),
    );
  });

  it('marks text by its UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
        marks.text(text);
        expect(taken()).toEqual(expected(new TextEncoder().encode(text)));
      }),
    );
  });

  it('loses no run of a text that is longer than what it takes at once', () => {
    const long = Uint8Array.from({ length: 300_000 }, (_, at) => (at * at * 31 + (at >> 7)) & 0xff);
    marks.bytes(long, 0, long.length);
    expect(taken()).toEqual(expected(long));
    marks.text('é'.repeat(100_000));
    expect(taken()).toEqual(expected(Buffer.from('é'.repeat(100_000))));
  });

  it('marks a part of what it is given, and nothing behind it', () => {
    const bytes = Buffer.from('before|the part|behind');
    marks.bytes(bytes, 7, 15);
    expect(taken()).toEqual(expected(Buffer.from('the part')));
    marks.bytes(bytes, 3, 3);
    expect(taken()).toEqual([]);
  });
});
