import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../shared/base/bytes.ts';
import { createJsonFramer } from '../../../../shared/formats/framing/json.ts';
import { bytesAccountedFor, cutWith, texts, type Cut } from './collect.ts';

const CONTAINERS = { containerKeys: ['Records', 'Events'] };

function cut(text: string, cuts: readonly number[] = [], options = {}): Cut {
  return cutWith(createJsonFramer({ ...CONTAINERS, ...options }), utf8(text), cuts);
}

function rejections(result: Cut): readonly string[] {
  return result.told.filter((one) => one.kind === 'rejected').map((one) => one.reason);
}

describe('the JSON framer', () => {
  it('finds the members of a list of records inside an object', () => {
    const result = cut('{"Records":[{"a":1},\n {"b":"}]"}]}');
    expect(texts(result)).toEqual(['{"a":1}', '{"b":"}]"}']);
    expect(result.told.map((one) => one.at)).toEqual([12, 22]);
    expect(rejections(result)).toEqual([]);
  });

  it('finds the list behind other members, and reads on behind it', () => {
    const text =
      '{"x":{"Records":[1]},"Events":[{"a":1}],"n":null,"Records":[{"b":2}]}\n{"Records":[{"c":3}]}';
    expect(texts(cut(text))).toEqual(['{"a":1}', '{"b":2}', '{"c":3}']);
    expect(rejections(cut(text))).toEqual([]);
  });

  it('finds the members of a top-level list, and objects one after the other', () => {
    expect(texts(cut('[{"a":1},{"b":[{"c":2}]}]'))).toEqual(['{"a":1}', '{"b":[{"c":2}]}']);
    expect(texts(cut('{\n "a": 1\n}\n{"b":2}{"c":3}'))).toEqual([
      '{\n "a": 1\n}',
      '{"b":2}',
      '{"c":3}',
    ]);
  });

  it('does not look for records in an object that has no such list', () => {
    expect(texts(cut('{"logFiles":[{"a":1}],"Records":{"a":[1]}}'))).toHaveLength(1);
  });

  it('counts a byte order mark as framing', () => {
    const result = cut('\ufeff[{"a":1}]');
    expect(texts(result)).toEqual(['{"a":1}']);
    expect(result.framingBytes).toBe(5);
  });

  it('rejects a broken record with its place and goes on at the next one', () => {
    const result = cut('[{"id":1},{"id":2,"x":"no end},{"id":3,"n":[{"m":1},{"m":2}]},{"id":4}]');
    expect(texts(result)).toEqual(['{"id":1}', '{"id":3,"n":[{"m":1},{"m":2}]}', '{"id":4}']);
    expect(result.told[1]).toMatchObject({ kind: 'rejected', at: 10, length: 21 });
    expect(result.told[1]?.reason).toContain('at byte 33');
  });

  it('goes on in the second file where the first of two joined ones was cut off', () => {
    const result = cut('{"Records":[{"v":1},{"v":2,"s":{"t"{"Records":[{"v":3},{"v":4}]}');
    expect(texts(result)).toEqual(['{"v":1}', '{"v":3}', '{"v":4}']);
    expect(rejections(result)).toHaveLength(1);
  });

  it('finds the records behind text that is not JSON', () => {
    const result = cut('exported by hand\n{"Records":[{"v":1}]}');
    expect(texts(result)).toEqual(['{"v":1}']);
    expect(rejections(result)).toEqual(['no JSON object or list at byte 0']);
  });

  it('rejects members that are no objects', () => {
    const result = cut('[1,"two",{"a":1},null,{"a":2}]');
    expect(texts(result)).toEqual(['{"a":1}', '{"a":2}']);
    expect(rejections(result)).toHaveLength(2);
  });

  it('says where a file ends too early', () => {
    expect(rejections(cut('{"Records":[{"a":1}'))).toEqual([
      'the file ends before its list of records is closed',
    ]);
    expect(rejections(cut('[{"a":1},{"a":"x'))).toEqual([
      'the record is cut off by the end of the file',
    ]);
  });

  it('rejects what is nested past the limit, and records past the limit of length', () => {
    const deep = cut(`[${'{"a":'.repeat(40)}1${'}'.repeat(40)},{"b":1}]`, [], { maxNesting: 30 });
    expect(rejections(deep)[0]).toBe('nested deeper than 30 levels');
    const long = cut(`[{"a":1},{"a":"${'x'.repeat(500)}"},{"a":2}]`, [], { maxRecordBytes: 100 });
    expect(texts(long)).toEqual(['{"a":1}', '{"a":2}']);
    expect(rejections(long)).toEqual(['longer than the limit of 100 bytes']);
  });

  it('stays linear on input made to be slow', () => {
    const hostile = '{"a":'.repeat(200_000);
    const started = performance.now();
    expect(bytesAccountedFor(cut(hostile))).toBe(hostile.length);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

const json = fc.json({ maxDepth: 4 });
const record = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))
  .map((o) => JSON.stringify(o));
const spoiled = fc
  .tuple(
    record,
    fc.nat(),
    fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '\n', '\0', 'x'),
  )
  .map(([text, at, what]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + what + text.slice(place + 1);
  });
const list = (member: fc.Arbitrary<string>) =>
  fc.array(member, { maxLength: 6 }).map((members) => members.join(',\n'));
const file = fc.oneof(
  json,
  list(record).map((text) => `[${text}]`),
  list(fc.oneof(record, spoiled)).map((text) => `{"Records":[${text}],"NextToken":null}`),
  list(fc.oneof(record, spoiled)).map((text) => `[${text}]`),
  fc.array(fc.oneof(record, spoiled)).map((texts_) => texts_.join('\n')),
  fc.string({
    unit: fc.constantFrom('{', '}', '[', ']', '"', ',', ':', '\\', ' ', '\n', '1', 'e', 'x', 'a'),
  }),
);

describe('the JSON framer, whatever the input', () => {
  it('accounts for every byte once', () => {
    fc.assert(
      fc.property(file, (text) => {
        const result = cut(text);
        expect(bytesAccountedFor(result)).toBe(utf8(text).length);
        expect(result.recordsSeen).toBe(result.told.length);
      }),
      { numRuns: 3_000 },
    );
  });

  it('gives the same however the input is cut into chunks', () => {
    fc.assert(
      fc.property(file, fc.array(fc.nat(), { maxLength: 12 }), (text, cuts) => {
        expect(cut(text, cuts, { maxRecordBytes: 60, maxNesting: 4 })).toEqual(
          cut(text, [], { maxRecordBytes: 60, maxNesting: 4 }),
        );
        expect(cut(text, cuts)).toEqual(cut(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it('finds every record of a sound file, byte for byte', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), (records) => {
        expect(texts(cut(`{"Records":[${records.join(',')}]}`))).toEqual(records);
        expect(texts(cut(`[${records.join(' ,\r\n')}]`))).toEqual(records);
      }),
    );
  });
});
