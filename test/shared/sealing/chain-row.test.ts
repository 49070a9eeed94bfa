import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf, utf8 } from '../../../shared/base/bytes.ts';
import {
  canonicalRow,
  cellReader,
  chainRowFromRecord,
  SECURE_LOGS,
  type ChainMapping,
  type ChainRow,
} from '../../../shared/sealing/chain-row.ts';

function read(record: string | Uint8Array, mapping?: ChainMapping): ChainRow {
  const row = chainRowFromRecord(typeof record === 'string' ? utf8(record) : record, mapping, 7);
  if (!row.ok) throw new Error(row.error.message);
  return row.value;
}

function problem(record: string | Uint8Array): string {
  const row = chainRowFromRecord(typeof record === 'string' ? utf8(record) : record);
  return row.ok ? 'read' : row.error.message;
}

describe('the bytes kept for a database row', () => {
  it('are JSON of the columns in their order, with every kind of value exact', () => {
    const bytes = canonicalRow([
      { name: 'z', value: 'é"\n' },
      { name: 'a', value: 9007199254740993n },
      { name: 'real', value: 45000 },
      { name: 'nothing', value: null },
      { name: 'blob', value: Uint8Array.of(0, 255) },
      { name: 'broken', value: 'x\ud800' },
    ]);
    expect(textOf(bytes)).toBe(
      '{"z":"é\\"\\n","a":9007199254740993,"real":45000.0,"nothing":null,"blob":{"$blob":"00ff"},"broken":"x\\ud800"}',
    );
  });

  it('give the row back', () => {
    const row = read(
      canonicalRow([
        { name: 'entry_id', value: 'entry_1\ud800' },
        { name: 'sequence_number', value: 12n },
        { name: 'message', value: null },
        { name: 'data', value: '{"b": 1.50}' },
        { name: 'chain_hash', value: 'ab' },
      ]),
    );
    expect(row).toMatchObject({
      entry_id: 'entry_1\ud800',
      sequence_number: 12,
      message: null,
      data: '{"b": 1.50}',
      chain_hash: 'ab',
      hmac_signature: null,
      position: 7,
    });
  });
});

describe('the cells of a table', () => {
  const names = [...Object.values(SECURE_LOGS.columns), 'extra'];
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('{}', '5', '-0', 'null', '"sequence_number":1,'),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.integer().map(BigInt),
    fc.double(),
    fc.constantFrom(5, -0, Infinity),
    fc.uint8Array({ maxLength: 4 }),
    fc.constant(null),
  );

  it('are read as what their canonical bytes are read back as', () => {
    const readCells = cellReader(names);
    fc.assert(
      fc.property(fc.array(cell, { minLength: names.length, maxLength: names.length }), (cells) => {
        const bytes = canonicalRow(
          names.map((name, index) => ({ name, value: cells[index] ?? null })),
        );
        expect(readCells?.(cells, 7)).toEqual(read(bytes));
      }),
    );
  });

  it('are none of a chained log where no column has its name', () => {
    expect(cellReader(['a', 'b'])).toBeUndefined();
  });
});

describe('a line of JSON', () => {
  it('has its hashes under integrity and its data as an object, kept as it is spelt', () => {
    const row = read(
      '{"entry_id": "e\\u0031", "sequence_number": 3, "data": {"p": 1.50, "s": "}{\\""}, "integrity": {"content_hash": "aa", "chain_hash": "bb"}}\n',
    );
    expect(row).toMatchObject({
      entry_id: 'e1',
      sequence_number: 3,
      data: { jsonText: '{"p": 1.50, "s": "}{\\""}' },
      content_hash: 'aa',
      chain_hash: 'bb',
      previous_hash: null,
    });
  });

  it('keeps numbers that are no whole ones, and whole ones of any size', () => {
    expect(read('{"sequence_number": 5.0}').sequence_number).toEqual({ numberText: '5.0' });
    expect(read('{"sequence_number": -0}').sequence_number).toEqual({ numberText: '-0' });
    expect(read('{"sequence_number": NaN}').sequence_number).toEqual({ numberText: 'NaN' });
    expect(read('{"sequence_number": 9007199254740993}').sequence_number).toBe(9007199254740993n);
  });

  it('keeps the spelling of a number that a text before it quotes', () => {
    expect(
      read('{"message":"\\"sequence_number\\":5,","sequence_number":5e0}').sequence_number,
    ).toEqual({ numberText: '5e0' });
  });

  it.each([
    '{"sequence_number":5,"sequence_number":5.0}',
    '{"message":"a","message":"b"}',
    '{"message":"a","m\\u0065ssage":"b"}',
    '{"message" :"a","message":"b"}',
    '{"message":"a", "message" : "a"}',
    '{"message":"a","integrity":{"chain_hash":"aa","chain_hash":"bb"}}',
    '{"chain_hash":"aa","integrity":{"chain_hash":"bb"}}',
  ])('is refused where it names a column twice, as %s does', (line) => {
    expect(problem(line)).toContain('twice');
  });

  it.each([
    ['[1]', 'does not begin'],
    ['{"message": "a"', 'expected'],
    ['{"message": "a"} x', 'after the object'],
    ['{"message": "a\nb"}', 'control character'],
    ['{"message": "\\q"}', 'escape'],
    ['{"message": {"a": [}', 'no end'],
    ['{"message": tru}', 'a value was expected'],
    ['{"something": 1}', 'none of the columns'],
    ['{}', 'none of the columns'],
  ])('%s is refused with a reason', (text, reason) => {
    expect(problem(text)).toContain(reason);
  });

  it('is refused when it is not UTF-8', () => {
    expect(problem(Uint8Array.of(0x7b, 0xff, 0x7d))).toContain('not UTF-8');
  });

  it('of a hundred thousand nested brackets does not exhaust the stack', () => {
    const deep = `{"message": "m", "data": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(read(deep).message).toBe('m');
  });
});

it('a mapping tells what a log calls its columns', () => {
  const mapping: ChainMapping = {
    ...SECURE_LOGS,
    columns: { ...SECURE_LOGS.columns, sequence_number: 'seq', content_hash: 'digest' },
    integrity: 'proof',
  };
  expect(read('{"seq": 4, "proof": {"digest": "cc"}}', mapping)).toMatchObject({
    sequence_number: 4,
    content_hash: 'cc',
  });
});
