import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalPythonJson } from '../../../shared/sealing/python-json.ts';
import { sortedAsSpelled } from '../../../shared/sealing/python-json-spelled.ts';

/** A space in front is what only the full reader takes. */
function byFullReader(text: string): string | undefined {
  const result = canonicalPythonJson(` ${text}`);
  return result.ok ? result.value : undefined;
}

describe('JSON as Python spells it', () => {
  it('is given back as it stands where its members are in order', () => {
    const text = '{"a": 1, "b": {"c": [1, 2.50, -0], "d": null}, "e": true}';
    expect(sortedAsSpelled(text)).toBe(text);
    expect(sortedAsSpelled('{}')).toBe('{}');
  });

  it('has its members put in order, and nothing else changed', () => {
    expect(sortedAsSpelled('{"symbol": "XRP/USDT", "amount": 0.0056, "ab": [], "a": {}}')).toBe(
      '{"a": {}, "ab": [], "amount": 0.0056, "symbol": "XRP/USDT"}',
    );
  });

  it.each([
    ['no object', '[1]'],
    ['another space', '{"a":1}'],
    ['two spaces', '{"a":  1}'],
    ['an escape', '{"a": "\\n"}'],
    ['beyond ASCII', '{"a": "é"}'],
    ['a control character', '{"a": "\u001f"}'],
    ['equal keys', '{"b": 1, "a": 1, "a": 2}'],
    ['equal keys in order', '{"a": 1, "a": 2}'],
    ['an inner object out of order', '{"a": {"c": 1, "b": 2}}'],
    ['an inner object with equal keys', '{"a": {"c": 1, "c": 2}}'],
    ['a leading zero', '{"a": 01}'],
    ['no digit', '{"a": -}'],
    ['no fraction', '{"a": 1.}'],
    ['an exponent', '{"a": 1e5}'],
    ['a bare word', '{"a": NaN}'],
    ['half a word', '{"a": tru}'],
    ['no end', '{"a": 1'],
    ['no end of a string', '{"a": "'],
    ['a comma too many', '{"a": 1, }'],
    ['text behind it', '{"a": 1} '],
    ['nothing', ''],
  ])('is not: %s', (_, text) => {
    expect(sortedAsSpelled(text)).toBeUndefined();
  });

  it('comes out as from the full reader, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), (value, asPython) => {
        const json = JSON.stringify({ z: value, a: value, m: 1 });
        // Crude, but a string that it spoils is still JSON.
        const text = asPython ? json.replace(/([:,])(?=\S)/g, '$1 ') : json;
        const sorted = sortedAsSpelled(text);
        if (sorted !== undefined) expect(sorted).toBe(byFullReader(text));
      }),
      { numRuns: 500 },
    );
  });

  it('is never taken for JSON where the full reader refuses it', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"a"',
      '"b"',
      '"',
      ': ',
      ', ',
      ':',
      ',',
      '1',
      '-',
      '0',
      '.5',
      '2.0',
      'true',
      'null',
      'e1',
      '\\',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = `{"k": ${pieces.join('')}}`;
        const sorted = sortedAsSpelled(text);
        if (sorted !== undefined) expect(sorted).toBe(byFullReader(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('goes no deeper than a few levels, and leaves the rest to the full reader', () => {
    expect(sortedAsSpelled(`{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`)).toBeUndefined();
  });
});
