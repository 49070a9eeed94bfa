import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byCodePoint,
  canonicalPythonJson,
  MAX_JSON_DEPTH,
  pythonFloat,
  pythonJsonString,
} from '../../../shared/sealing/python-json.ts';

function canonical(text: string): string {
  const result = canonicalPythonJson(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

describe('the canonical text of JSON', () => {
  // Each right side is what Python 3 prints for json.dumps(json.loads(left), sort_keys=True).
  it.each([
    ['{"b": 1, "a": 2}', '{"a": 2, "b": 1}'],
    [
      '{"z": 45000.0, "y": 1e-07, "x": 1.5e+300, "w": -0.0}',
      '{"w": -0.0, "x": 1.5e+300, "y": 1e-07, "z": 45000.0}',
    ],
    [
      '{"n": 123456789012345678901234567890, "m": -98765432109876543210}',
      '{"m": -98765432109876543210, "n": 123456789012345678901234567890}',
    ],
    ['{"nan": NaN, "i": Infinity, "j": -Infinity}', '{"i": Infinity, "j": -Infinity, "nan": NaN}'],
    [
      '{"c": "\\u0000\\u001f\\u007f\\b\\f\\n\\r\\t\\"\\\\/"}',
      '{"c": "\\u0000\\u001f\\u007f\\b\\f\\n\\r\\t\\"\\\\/"}',
    ],
    ['{"\\ud83d\\ude00": 1, "\\uffff": 2, "a": 3}', '{"a": 3, "\\uffff": 2, "\\ud83d\\ude00": 1}'],
    ['{"s": "\\ud800", "t": "\\udc00x"}', '{"s": "\\ud800", "t": "\\udc00x"}'],
    [
      '{"k": 2, "a": {"q": [], "p": {}, "o": [1, [2, {"b": true, "a": null}]]}}',
      '{"a": {"o": [1, [2, {"a": null, "b": true}]], "p": {}, "q": []}, "k": 2}',
    ],
    ['  [ 1 , 2,\t3 ]\n', '[1, 2, 3]'],
    ['"\\u00e9\\u4e2d"', '"\\u00e9\\u4e2d"'],
    ['{"": 0, " ": 1}', '{"": 0, " ": 1}'],
    ['{"a\\"b": 1, "a b": 2}', '{"a b": 2, "a\\"b": 1}'],
    [
      '{"\u00c4": "\u00df", "z": "\u65e5\u672c", "\u{1f600}": "\u00e9"}',
      '{"z": "\\u65e5\\u672c", "\\u00c4": "\\u00df", "\\ud83d\\ude00": "\\u00e9"}',
    ],
    ['{"\\u0061": 1, "\u007f": 2}', '{"a": 1, "\\u007f": 2}'],
    [
      '{"\u{10000}": 1, "\ufffd": 2, "\ue000": 3}',
      '{"\\ue000": 3, "\\ufffd": 2, "\\ud800\\udc00": 1}',
    ],
  ])('of %s is what Python writes', (text, expected) => {
    expect(canonical(text)).toBe(expected);
  });

  it('carries number text over, so that an edited spelling differs', () => {
    for (const number of ['45000.00', '45000.0', '1E5', '-0', '0.1e1', '1e400']) {
      expect(canonical(`[${number}]`)).toBe(`[${number}]`);
    }
  });

  it('is its own canonical text, and holds what the text held', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonical(JSON.stringify(value));
        expect(canonical(text)).toBe(text);
        expect(text).toMatch(/^[ -~]*$/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    '',
    '{',
    '{"a" 1}',
    '{"a": 1,}',
    '[1,]',
    '01',
    '1.',
    '.5',
    '+1',
    "{'a': 1}",
    '"\\x41"',
    '"a',
    '"a\nb"',
    '{"a": 1} x',
    'nul',
    '-NaN',
    '{"a": undefined}',
    '"\\',
  ])('is refused for %j', (text) => {
    expect(canonicalPythonJson(text).ok).toBe(false);
  });

  it.each([
    '{"k": 1, "k": 2}',
    '{"b": 1, "k": 1, "a": 1, "k": 1}',
    '{"\\u006b": 1, "k": 2}',
    '[{"a": {"k": 1, "b": 2, "k": 3}}]',
    `{${Array.from({ length: 40 }, (_, at) => `"k${at % 39}": 0`).join(', ')}}`,
  ])('is refused where an object names one key twice, which Python never writes: %s', (text) => {
    const refused = canonicalPythonJson(text);
    expect(refused.ok ? '' : refused.error.message).toContain('one key twice');
  });

  it('is refused beyond the depth that is read, without running out of stack', () => {
    const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(canonicalPythonJson(deep(MAX_JSON_DEPTH)).ok).toBe(true);
    const refused = canonicalPythonJson(deep(200_000));
    expect(refused.ok ? '' : refused.error.message).toContain('nested deeper');
  });
});

describe('single values', () => {
  it.each([
    [0.1, '0.1'],
    [1e16, '1e+16'],
    [9999999999999998, '9999999999999998.0'],
    [1e15, '1000000000000000.0'],
    [123456789.123, '123456789.123'],
    [1e-4, '0.0001'],
    [1e-5, '1e-05'],
    [5e-324, '5e-324'],
    [1.7976931348623157e308, '1.7976931348623157e+308'],
    [-2.5e-7, '-2.5e-07'],
    [1e22, '1e+22'],
    [100, '100.0'],
    [-0, '-0.0'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('the float %d is written %s', (value, expected) => {
    expect(pythonFloat(value)).toBe(expected);
  });

  it('strings are ASCII with the short escapes that Python has', () => {
    expect(pythonJsonString('a"\\\b\f\n\r\t\u0001\u007f\u00e9\u{1f600}\ud800/')).toBe(
      '"a\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u007f\\u00e9\\ud83d\\ude00\\ud800/"',
    );
  });

  it('keys sort by code point, not by UTF-16 unit', () => {
    const keys = ['\u{1f600}', '\uffff', 'a', '\ud800', '\ue000', 'ab', ''];
    expect(keys.sort(byCodePoint)).toEqual([
      '',
      'a',
      'ab',
      '\ud800',
      '\ue000',
      '\uffff',
      '\u{1f600}',
    ]);
  });
});
