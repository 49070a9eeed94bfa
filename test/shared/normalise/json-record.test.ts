import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { parseJsonRecord, parseJsonText } from '../../../shared/normalise/json-record.ts';

describe('a JSON record', () => {
  it('keeps integers exact that a number cannot hold', () => {
    expect(
      parseJsonText('{"a":9007199254740993,"b":[1e400,-12345678901234567890],"c":1.5}'),
    ).toEqual({
      ok: true,
      value: { a: '9007199254740993', b: ['1e400', '-12345678901234567890'], c: 1.5 },
    });
  });

  it('keeps what Python writes bare as text, and leaves strings alone', () => {
    expect(parseJsonText('{"a":NaN,"b":[-Infinity,Infinity],"c":"\\"NaN, -Infinity"}')).toEqual({
      ok: true,
      value: { a: 'NaN', b: ['-Infinity', 'Infinity'], c: '"NaN, -Infinity' },
    });
  });

  it.each([
    ['{"a":1', 'the record is cut off'],
    ['{"a":NaNo}', 'not JSON'],
    ['"text"', 'a JSON string where an object is expected'],
    ['null', 'a JSON null where an object is expected'],
    ['[1]', 'a JSON array where an object is expected'],
    [`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`, 'nested deeper than 128 levels'],
    ['{"a":"\0"}', 'not JSON'],
  ])('refuses %s', (text, reason) => {
    const result = parseJsonText(text);
    expect(result.ok ? '' : result.error).toContain(reason);
  });

  it('refuses what is not UTF-8, and says where', () => {
    const bytes = utf8('{"a":"é"}');
    expect(parseJsonRecord(bytes.subarray(0, 7))).toEqual({
      ok: false,
      error: 'not UTF-8 from byte 6 of the record on',
    });
  });

  it('does not let a record reach the prototype of objects', () => {
    const result = parseJsonText('{"__proto__":{"polluted":1}}');
    expect(result.ok && Object.hasOwn(result.value, '__proto__')).toBe(true);
    expect('polluted' in {}).toBe(false);
  });
});
