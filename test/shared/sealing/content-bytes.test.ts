import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { CONTENT_COLUMNS, type ContentColumn } from '../../../shared/domain/chain-layout.ts';
import type { ChainRow, ChainValue } from '../../../shared/sealing/chain-row.ts';
import { contentBytes } from '../../../shared/sealing/content-bytes.ts';
import { pythonJsonString, readPythonJson } from '../../../shared/sealing/python-json.ts';

const COLUMNS = CONTENT_COLUMNS.toSorted();
const PARTS = COLUMNS.map((column, at) => ({
  column,
  text: `${at === 0 ? '{' : ', '}"${column}": `,
}));

type Content = Partial<Record<ContentColumn, ChainValue>>;

const rowOf = (content: Content): ChainRow => ({
  entry_id: 'e-1',
  timestamp: '2026-06-01T00:00:00+00:00',
  sequence_number: 7,
  log_level: 'INFO',
  component: 'engine',
  event_type: 'order',
  message: 'Order 7 filled',
  data: '{"b": 1, "a": [true, null]}',
  content_hash: null,
  hmac_signature: null,
  previous_hash: null,
  chain_hash: null,
  position: 0,
  ...content,
});

/** The same by the full reader and text alone; `undefined` where the content is no JSON. */
function slowContent(row: ChainRow): string | undefined {
  const members: string[] = [];
  for (const column of COLUMNS) {
    const value = row[column];
    let text = typeof value === 'string' ? pythonJsonString(value) : String(value);
    if (column === 'data') {
      const data = readPythonJson(typeof value === 'string' ? value : '{}');
      if (!data.ok) return undefined;
      text = pythonJsonString(data.value);
    }
    members.push(`"${column}": ${text}`);
  }
  return `{${members.join(', ')}}`;
}

const bytesOf = contentBytes(PARTS);
function textOf(row: ChainRow): string | undefined {
  const bytes = bytesOf(row);
  return bytes && Buffer.from(bytes).toString('latin1');
}

describe('the content of an entry as bytes', () => {
  it('is its fields as Python writes them, in order, with data sorted and escaped once more', () => {
    expect(textOf(rowOf({}))).toBe(
      '{"component": "engine", "data": "{\\"a\\": [true, null], \\"b\\": 1}", "entry_id": "e-1", ' +
        '"event_type": "order", "log_level": "INFO", "message": "Order 7 filled", ' +
        '"sequence_number": 7, "timestamp": "2026-06-01T00:00:00+00:00"}',
    );
  });

  it('has null for what is not there, and an empty object for data that is not', () => {
    const text = textOf(rowOf({ component: null, data: null, sequence_number: -0 }));
    expect(text).toContain('"component": null, "data": "{}"');
    expect(text).toContain('"sequence_number": 0,');
    expect(textOf(rowOf({ data: '{}' }))).toContain('"data": "{}"');
  });

  it.each<[string, Content]>([
    ['a quotation mark', { message: 'a "b"' }],
    ['a backslash', { message: 'a\\b' }],
    ['a line feed', { message: 'a\nb' }],
    ['DEL', { message: 'a\u007f' }],
    ['a letter beyond ASCII', { component: 'Gr\u00fc\u00dfe' }],
    ['a sign beyond 16 bits', { component: '\u{1f600}' }],
    ['a big integer', { sequence_number: 2n ** 60n }],
    ['a number beyond exact ones', { sequence_number: 2 ** 53 }],
    ['a fraction', { sequence_number: { numberText: '1.50' } }],
    ['another kind of value', { message: { jsonText: 'true' } }],
    ['data in other spelling', { data: '{"a":1}' }],
    ['data that is no object', { data: '[1]' }],
    ['data that is no JSON', { data: '{"a": }' }],
    ['data that is a number', { data: 5 }],
    ['equal keys', { data: '{"a": 1, "b": 2, "a": 3}' }],
    ['more than fits', { message: 'x'.repeat(9_000) }],
  ])('is left to texts where there is %s', (_, content) => {
    expect(textOf(rowOf(content))).toBeUndefined();
  });

  it('is not confused by what was longer before', () => {
    const long = rowOf({ message: 'x'.repeat(3_000) });
    expect(textOf(long)).toBe(slowContent(long));
    expect(textOf(rowOf({}))).toBe(slowContent(rowOf({})));
  });

  it('is what the full reader gives, or left to it, whatever the fields hold', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constant(null),
    );
    const member = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant([{}, ['x']]));
    const spelled = fc.array(fc.tuple(fc.string({ maxLength: 3 }), member)).map((members) => {
      const texts = members.map(
        ([name, held]) => `${JSON.stringify(name)}: ${JSON.stringify(held)}`,
      );
      return `{${texts.join(', ')}}`;
    });
    const data = fc.oneof(spelled, fc.json(), fc.string());
    fc.assert(
      fc.property(value, value, fc.maxSafeInteger(), data, (message, component, number, text) => {
        const row = rowOf({ message, component, sequence_number: number, data: text });
        const quick = textOf(row);
        if (quick !== undefined) expect(quick).toBe(slowContent(row));
      }),
    );
  });
});
