import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableParts } from '../../../shared/reporting/printable.ts';

const everything = (): boolean => true;
const ascii = (codePoint: number): boolean => codePoint < 0x80;

describe('printable text', () => {
  it('writes bidi controls out although a font may claim to have them', () => {
    expect(printable('invoice\u202Egnp.exe', everything)).toBe('invoiceU+202Egnp.exe');
    expect(printable('\u2066a\u2069', everything)).toBe('U+2066aU+2069');
  });

  it('writes zero-width and invisible characters out', () => {
    expect(printable('a\u200Bb\u00ADc\uFEFFd\u3164', everything)).toBe(
      'aU+200BbU+00ADcU+FEFFdU+3164',
    );
  });

  it('writes control characters out, line feeds included', () => {
    expect(printable('a\u0000\u001B[31m\n', everything)).toBe('aU+0000U+001B[31mU+000A');
  });

  it('writes out what the font lacks and keeps what it has', () => {
    expect(printable('naïve', everything)).toBe('naïve');
    expect(printable('naïve', ascii)).toBe('naU+00EFve');
    expect(printable('😀', ascii)).toBe('U+1F600');
  });

  it('writes right-to-left letters out, which would be printed in the wrong order', () => {
    expect(printable('\u05D0\u0627', everything)).toBe('U+05D0U+0627');
  });

  it('writes lone surrogates out', () => {
    expect(printable('\uD800', everything)).toBe('U+D800');
  });

  it('lets a letter have two marks and writes further ones out', () => {
    expect(printable('a\u0301\u0302\u0303', everything)).toBe('a\u0301\u0302U+0303');
  });

  it('tells what is written out from the same letters in the text', () => {
    expect(printableParts('U+202E\u202E', everything)).toEqual([
      { text: 'U+202E', writtenOut: false },
      { text: 'U+202E', writtenOut: true },
    ]);
  });

  it('never leaves a control or format character in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text, everything)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});
