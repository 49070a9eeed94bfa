// Parquet as other programs write it: older kinds of time stamps and lists, and every encoding.

import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as parquet from '../../fixtures/parquet-file.ts';
import type { Chunk, Element, Page } from '../../fixtures/parquet-file.ts';
import { gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const { put } = givenFiles();

const { ENCODINGS, TYPES, OPTIONAL, REPEATED, REQUIRED, UTF8 } = parquet;

async function rowsOf(
  columns: readonly Element[],
  chunks: readonly Chunk[],
  rows: number,
): Promise<readonly unknown[]> {
  const path = put('x.parquet', parquet.parquetFile(columns, [{ rows, chunks }]));
  const { events, rejections } = await gather(path);
  expect(rejections).toEqual([]);
  return events.map(({ raw }) => JSON.parse(raw));
}

/** One column of required values, in one page. */
async function valuesOf(
  column: Omit<Element, 'name' | 'repetition'> & { readonly type: number },
  pages: readonly Page[],
): Promise<readonly unknown[]> {
  const rows = pages.reduce((sum, { kind, count }) => sum + (kind === 'dictionary' ? 0 : count), 0);
  const element = { name: 'v', repetition: REQUIRED, ...column };
  const all = await rowsOf([element], [{ path: ['v'], type: column.type, pages }], rows);
  return all.map((row) => (row as { v: unknown }).v);
}

describe('encodings of Parquet', () => {
  const names = Array.from({ length: 300 }, (_, n) => `interface-${'x'.repeat(n % 7)}${n}`);
  const numbers = Array.from({ length: 300 }, (_, n) => 1_000_000 + ((n * 37) % 1_000));

  it('may be plain, with a dictionary, or differences', async () => {
    const int32 = { type: TYPES.int32 };
    const count = numbers.length;
    const plain = { encoding: ENCODINGS.plain, count, body: parquet.plainInt32(numbers) };
    const delta = { encoding: ENCODINGS.deltaBinary, count, body: parquet.deltaBinary(numbers) };
    expect(await valuesOf(int32, [plain])).toEqual(numbers);
    expect(await valuesOf(int32, [delta])).toEqual(numbers);
    for (const encoding of [ENCODINGS.dictionary, ENCODINGS.plainDictionary]) {
      const words = { kind: 'dictionary', encoding: ENCODINGS.plain, count: 3 } as const;
      const codes = numbers.map((_, n) => n % 3);
      const pages = [
        { ...words, body: parquet.plainInt32([7, 8, -9]) },
        { encoding, count, body: parquet.indexes(codes) },
      ];
      expect(await valuesOf(int32, pages)).toEqual(codes.map((code) => [7, 8, -9][code]));
    }
  });

  it('may be differences of texts and of their lengths', async () => {
    const text = { type: TYPES.bytes, converted: UTF8 };
    const count = names.length;
    const length = { encoding: ENCODINGS.deltaLength, count, body: parquet.deltaLength(names) };
    expect(await valuesOf(text, [length])).toEqual(names);
    const bytes = { encoding: ENCODINGS.deltaBytes, count, body: parquet.deltaBytes(names) };
    expect(await valuesOf(text, [bytes])).toEqual(names);
  });

  it('may be split doubles and runs of booleans', async () => {
    const doubles = [0.5, -1.25, 1e300];
    const split = { encoding: ENCODINGS.split, count: 3, body: parquet.splitDoubles(doubles) };
    expect(await valuesOf({ type: TYPES.double }, [split])).toEqual(doubles);
    const flags = [1, 1, 0, 1];
    const run = { encoding: ENCODINGS.rle, count: 4, body: parquet.runs(flags) };
    expect(await valuesOf({ type: TYPES.boolean }, [run])).toEqual([true, true, false, true]);
  });

  it('go from a dictionary to plain within a column, page by page', async () => {
    const pages: readonly Page[] = [
      { kind: 'dictionary', encoding: ENCODINGS.plain, count: 1, body: parquet.plainBytes(['a']) },
      { encoding: ENCODINGS.dictionary, count: 2, body: parquet.indexes([0, 0]) },
      { encoding: ENCODINGS.plain, count: 2, body: parquet.plainBytes(['b', 'c']) },
    ];
    expect(await valuesOf({ type: TYPES.bytes, converted: UTF8 }, pages)).toEqual([
      ...['a', 'a', 'b', 'c'],
    ]);
  });
});

describe('time stamps of twelve bytes', () => {
  it('are read to the nanosecond, before 1970 too', async () => {
    const body = Buffer.concat([
      parquet.int96(Date.parse('2026-03-05T04:01:31Z'), 123_456_789),
      parquet.int96(Date.parse('1969-12-31T23:59:59Z'), 1),
    ]);
    const page = { encoding: ENCODINGS.plain, count: 2, body };
    const column = { name: 'time', type: TYPES.int96, repetition: REQUIRED };
    const chunk = { path: ['time'], type: TYPES.int96, pages: [page] };
    const path = put('x.parquet', parquet.parquetFile([column], [{ rows: 2, chunks: [chunk] }]));
    const { events } = await gather(path);
    expect(events.map(({ raw }) => raw)).toEqual([
      '{"time":"2026-03-05T04:01:31.123456789Z"}',
      '{"time":"1969-12-31T23:59:59.000000001Z"}',
    ]);
    expect(events[0]?.timeUs).toBe(Date.parse('2026-03-05T04:01:31Z') * 1000 + 123_456);
  });
});

describe('lists and maps as older programs write them', () => {
  const list = (item: Element): Element => ({
    ...{ name: 'l', repetition: OPTIONAL, converted: parquet.LIST },
    children: [item],
  });
  /** [1, 2], null, [], [3] */
  const levels = (present: number) => [
    parquet.runs([0, 1, 0, 0, 0]),
    parquet.runs([present, present, 0, 1, present]),
  ];

  it('are lists of two levels, of single values', async () => {
    const body = Buffer.concat([...levels(2), parquet.plainInt32([1, 2, 3])]);
    const item = { name: 'element', type: TYPES.int32, repetition: REPEATED };
    const pages = [{ encoding: ENCODINGS.plain, count: 5, body }];
    const chunk = { path: ['l', 'element'], type: TYPES.int32, pages };
    expect(await rowsOf([list(item)], [chunk], 4)).toEqual([
      ...[{ l: [1, 2] }, { l: null }, { l: [] }, { l: [3] }],
    ]);
  });

  it('are lists of two levels, of groups', async () => {
    for (const name of ['array', 'l_tuple', 'bag']) {
      const body = Buffer.concat([...levels(2), parquet.plainInt32([1, 2, 3])]);
      const member = { name: 'a', type: TYPES.int32, repetition: REQUIRED };
      const item = { name, repetition: REPEATED, children: [member] };
      const pages = [{ encoding: ENCODINGS.plain, count: 5, body }];
      const chunk = { path: ['l', name, 'a'], type: TYPES.int32, pages };
      const one = (a: number) => (name === 'bag' ? a : { a });
      expect(await rowsOf([list(item)], [chunk], 4)).toEqual([
        ...[{ l: [one(1), one(2)] }, { l: null }, { l: [] }, { l: [one(3)] }],
      ]);
    }
  });

  it('are values repeated without a group around them', async () => {
    const body = Buffer.concat([
      parquet.runs([0, 1, 0, 0]),
      parquet.runs([1, 1, 0, 1]),
      parquet.plainInt32([1, 2, 3]),
    ]);
    const column = { name: 'r', type: TYPES.int32, repetition: REPEATED };
    const chunk = {
      ...{ path: ['r'], type: TYPES.int32 },
      pages: [{ encoding: ENCODINGS.plain, count: 4, body }],
    };
    expect(await rowsOf([column], [chunk], 3)).toEqual([{ r: [1, 2] }, { r: [] }, { r: [3] }]);
  });
});

describe('a column that is encrypted', () => {
  it('is refused by its name, with the rows that need it', async () => {
    const page = { encoding: ENCODINGS.plain, count: 2, body: parquet.plainInt32([1, 2]) };
    const chunk = { path: ['v'], type: TYPES.int32, pages: [page] };
    const column = { name: 'v', type: TYPES.int32, repetition: REQUIRED };
    const groups = [
      { rows: 2, chunks: [{ ...chunk, encrypted: true }] },
      { rows: 2, chunks: [chunk] },
    ];
    const path = put('x.parquet', parquet.parquetFile([column], groups));
    const { events, rejections } = await gather(path);
    expect(events.map(({ raw }) => raw)).toEqual(['{"v":1}', '{"v":2}']);
    expect(rejections.map(({ reason }) => reason)).toEqual([
      'row group 1: rows 1 to 2 cannot be read: column v is encrypted',
    ]);
  });
});

describe('flow logs', () => {
  it('may have hyphens in the names of their columns', async () => {
    const texts: readonly (readonly [name: string, value: string])[] = [
      ...([
        ['account-id', '123456789010'],
        ['interface-id', 'eni-1'],
        ['srcaddr', '192.0.2.1'],
        ['dstaddr', '2001:db8::1'],
        ['action', 'ACCEPT'],
        ['log-status', 'OK'],
      ] as const),
    ];
    const { bytes: type } = TYPES;
    const columns = texts.map(([name]) => ({
      ...{ name, type, repetition: REQUIRED, converted: UTF8 },
    }));
    const chunks = texts.map(([name, value]) => ({
      ...{ path: [name], type },
      pages: [{ encoding: ENCODINGS.plain, count: 1, body: parquet.plainBytes([value]) }],
    }));
    const path = put('x.parquet', parquet.parquetFile(columns, [{ rows: 1, chunks }]));
    const { events, summary } = await gather(path);
    expect(summary.format).toBe('vpc-flow');
    expect(events[0]?.ecs).toMatchObject({
      'source.ip': '192.0.2.1',
      'destination.ip': '2001:db8::1',
      'cloud.account.id': '123456789010',
    });
  });
});

describe('a big row group', () => {
  const ROWS = 60_000;
  const PER_PAGE = 7_000;

  it('is read page by page, and damage in a page costs the rows of that page alone', async () => {
    const texts = Array.from({ length: ROWS }, (_, n) => `${'row '.repeat(10)}${n}`);
    const pagesOf = (encoding: number, body: (from: number, to: number) => Buffer): Page[] => {
      const pages: Page[] = [];
      for (let from = 0; from < ROWS; from += PER_PAGE) {
        const to = Math.min(ROWS, from + PER_PAGE);
        pages.push({ encoding, count: to - from, body: body(from, to) });
      }
      return pages;
    };
    const pack = { codec: 6, pack: (body: Buffer) => zstdCompressSync(body) };
    const chunks: readonly Chunk[] = [
      {
        ...{ path: ['text'], type: TYPES.bytes, ...pack },
        pages: pagesOf(ENCODINGS.plain, (from, to) => parquet.plainBytes(texts.slice(from, to))),
      },
      {
        ...{ path: ['word'], type: TYPES.bytes, ...pack },
        pages: [
          {
            ...{ kind: 'dictionary', encoding: ENCODINGS.plain, count: 2 },
            body: parquet.plainBytes(['even', 'odd']),
          },
          {
            ...{ encoding: ENCODINGS.dictionary, count: ROWS },
            body: parquet.indexes(texts.map((_, n) => n % 2)),
          },
        ],
      },
    ];
    const columns = ['text', 'word'].map((name) => ({
      ...{ name, type: TYPES.bytes, repetition: REQUIRED, converted: UTF8 },
    }));
    const whole = parquet.parquetFile(columns, [{ rows: ROWS, chunks }]);
    const path = put('x.parquet', whole);
    const { events, rejections } = await gather(path);
    expect(rejections).toEqual([]);
    expect(events.map(({ raw }) => raw)).toEqual(
      texts.map((text, n) => JSON.stringify({ text, word: n % 2 === 0 ? 'even' : 'odd' })),
    );
    // Within the third page of the first column.
    const third = zstdCompressSync(parquet.plainBytes(texts.slice(2 * PER_PAGE, 3 * PER_PAGE)));
    const at = whole.indexOf(third);
    whole.fill(0, at + 20, at + 60);
    const damaged = await gather(put('x.parquet', whole));
    const lost = ROWS - damaged.events.length;
    expect(lost).toBeGreaterThanOrEqual(PER_PAGE);
    expect(lost).toBeLessThan(2 * PER_PAGE + 16_384);
    expect(damaged.rejections.length).toBeGreaterThan(0);
    for (const { reason } of damaged.rejections) {
      expect(reason).toMatch(/^row group 1: rows \d+ to \d+ cannot be read: column text /);
    }
  });
});
