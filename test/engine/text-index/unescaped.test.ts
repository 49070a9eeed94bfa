import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachUnescaped } from '../../../electron/engine/text-index/unescaped.ts';

function levelsOf(text: string): string[] {
  const bytes = Buffer.from(`..${text}..`);
  const levels: string[] = [];
  eachUnescaped(bytes, 2, bytes.length - 2, (level, length) => {
    levels.push(Buffer.from(level.subarray(0, length)).toString());
  });
  return levels;
}

/** Every character escaped that can be. */
const escapedAll = (text: string): string =>
  `"${Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')}"`;

describe('a JSON text without its escapes', () => {
  it('holds every string of the record, however it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (value) => {
        for (const written of [JSON.stringify(value), escapedAll(value)]) {
          const read = [written, ...levelsOf(`{"a":${written}}`)];
          expect(read.some((level) => level.includes(value))).toBe(true);
        }
      }),
    );
  });

  it('holds the strings of JSON within a string', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (value) => {
        const record = JSON.stringify({ data: `{"note":${escapedAll(value)}}` });
        expect(levelsOf(record).some((level) => level.includes(value))).toBe(true);
      }),
    );
  });

  it('says nothing of a text without escapes', () => {
    expect(levelsOf('{"a":"plain é"}')).toEqual([]);
  });

  it('reads half of a pair as a replacement, and an escape that is none as its letter', () => {
    expect(levelsOf('"\\ud83d x"')[0]).toBe('"\ufffd x"');
    expect(levelsOf('"\\uzzzz"')[0]).toBe('"uzzzz"');
    expect(levelsOf('"\\u00')[0]).toBe('"u00');
    expect(levelsOf('\\')).toEqual([]);
  });
});
