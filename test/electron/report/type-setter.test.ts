import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TypeSetter } from '../../../electron/report/type-setter.ts';
import type { Line } from '../../../electron/report/type-setter.ts';

// Every character is one unit wide; only mono has Greek.
const setter = new TypeSetter({
  hasGlyph: (face, codePoint) =>
    codePoint < 0x80 || (face === 'mono' && codePoint >= 0x370 && codePoint < 0x400),
  widthOf: (_face, text) => Array.from(text).length,
});
const style = { face: 'regular', size: 1 } as const;
const textOf = (line: Line): string => line.runs.map((run) => run.text).join('');

describe('setting type', () => {
  it('breaks at spaces', () => {
    expect(setter.lines('one two three', style, 8).map(textOf)).toEqual(['one two ', 'three']);
  });
  it('breaks a word that no line can hold, after a separator where one is near', () => {
    expect(setter.lines('abcdefgh-ijklmnop', style, 10).map(textOf)).toEqual([
      'abcdefgh-',
      'ijklmnop',
    ]);
    expect(setter.lines('x'.repeat(25), style, 10).map(textOf)).toEqual([
      'x'.repeat(10),
      'x'.repeat(10),
      'x'.repeat(5),
    ]);
  });
  it('borrows a character from another face', () => {
    expect(setter.line('aΩ', style).runs.map((run) => run.face)).toEqual(['regular', 'mono']);
  });
  it('never parts what is written out where a line can hold it', () => {
    expect(setter.lines('abcdefg\u202E', style, 10).map(textOf)).toEqual(['abcdefg', 'U+202E']);
  });
  it('shortens with an ellipsis only what is too wide', () => {
    expect(textOf(setter.shortened('short', style, 10))).toBe('short');
    expect(setter.shortened('x'.repeat(50), style, 10).width).toBeLessThanOrEqual(15);
  });
  it('loses no character and never exceeds the width', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '-', '/', '.', 'Ω'), maxLength: 200 }),
        fc.integer({ min: 8, max: 40 }),
        (text, width) => {
          const lines = setter.lines(text, style, width);
          expect(lines.map(textOf).join('')).toBe(text);
          for (const line of lines)
            expect(textOf(line).trimEnd().length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
