// The pages of a column chunk: found by their headers, a window of the file at a time, and held
// against limits on what they unfold to; and a column without nesting read page by page, in the memory
// of one page and its dictionary, however many rows the row group has.

import { crc32 } from 'node:zlib';
import { convert } from 'hyparquet/src/convert.js';
import { parquetHeader, readPage } from 'hyparquet/src/column.js';
import type { FailureError } from '../../shared/base/result.ts';
import type { ParquetValue } from '../../shared/formats/parquet-row.ts';
import { guardedSync, refused } from './parquet-damage.ts';
import type { ParquetLeaf } from './parquet-schema.ts';

/** Any stretch of the file; never past its end. */
export interface RangeFile {
  readonly bytes: number;
  read(from: number, to: number): Promise<ArrayBuffer>;
}

type PageHeader = ReturnType<typeof parquetHeader>;
type Decoder = Parameters<typeof readPage>[2];
type Decoded = NonNullable<Parameters<typeof readPage>[3]>;

interface PageAt {
  readonly header: PageHeader;
  readonly bodyAt: number;
  readonly isDictionary: boolean;
  /** Values with nulls; for a column without nesting these are rows. */
  readonly values: number;
  /** How many values lie in the pages before it. */
  readonly firstValue: number;
}

export interface PageList {
  readonly pages: readonly PageAt[];
  /** What they unfold to. */
  readonly unfolded: number;
  /** Why the list ends early. */
  readonly trouble: FailureError | undefined;
}

export interface ColumnReader {
  /** Values of rows of the row group, from 0. Throws FailureError. */
  values(from: number, to: number): Promise<readonly ParquetValue[]>;
}

const WINDOW_BYTES = 64 * 1024;
const LIKELY_HEADER_BYTES = 1_024;
/** A header may hold the least and the greatest value of its page. */
const MAX_HEADER_BYTES = 4 * 1024 * 1024;
const MAX_PAGE_BYTES = 256 * 1024 * 1024;
const MAX_PAGE_VALUES = 16 * 1024 * 1024;
/** Values kept of a page that was unfolded: a writer may put a whole row group into one page. */
const KEPT_VALUES = 16 * 1024;

export interface ChunkAt {
  readonly from: number;
  readonly to: number;
  /** Of the column, for reasons. */
  readonly name: string;
}

/** Never throws for damaged bytes. */
export async function listPages(file: RangeFile, chunk: ChunkAt): Promise<PageList> {
  const { from, to, name } = chunk;
  const pages: PageAt[] = [];
  let unfolded = 0;
  let firstValue = 0;
  let window = new ArrayBuffer(0);
  let windowAt = from;
  for (let at = from; at < to;) {
    let found: { readonly header: PageHeader; readonly bytes: number } | undefined;
    let failed: unknown;
    for (let length = WINDOW_BYTES; !found; length *= 8) {
      const end = Math.min(to, at + length);
      const held = windowAt + window.byteLength;
      // A header near the end of what is held may go on behind it.
      if (held < end && (failed !== undefined || held < at + LIKELY_HEADER_BYTES)) {
        window = await file.read(at, end);
        windowAt = at;
      }
      const reader = { view: new DataView(window, at - windowAt), offset: 0 };
      try {
        found = { header: parquetHeader(reader), bytes: reader.offset };
      } catch (error) {
        failed = error;
        if (end === to || length >= MAX_HEADER_BYTES) break;
      }
    }
    if (!found) {
      const reason = failed instanceof Error ? failed.message : String(failed);
      const what = `column ${name} is damaged: no page where one is expected: ${reason}`;
      return { pages, unfolded, trouble: refused(what) };
    }
    const { header, bytes } = found;
    const bodyAt = at + bytes;
    const values = valuesOf(header);
    const problem = problemOf(header, values, to - bodyAt, name);
    if (problem !== undefined) return { pages, unfolded, trouble: refused(problem) };
    const isDictionary = header.type === 'DICTIONARY_PAGE';
    if (isDictionary || header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
      pages.push({ header, bodyAt, isDictionary, values, firstValue });
      if (!isDictionary) firstValue += values;
    }
    unfolded += header.uncompressed_page_size;
    at = bodyAt + header.compressed_page_size;
  }
  return { pages, unfolded, trouble: undefined };
}

function valuesOf(header: PageHeader): number {
  return (
    header.data_page_header?.num_values ??
    header.data_page_header_v2?.num_values ??
    header.dictionary_page_header?.num_values ??
    0
  );
}

function problemOf(
  { compressed_page_size: size, uncompressed_page_size: full }: PageHeader,
  values: number,
  room: number,
  name: string,
): string | undefined {
  const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
  if (!isSize(size) || size > room || !isSize(full) || !isSize(values)) {
    return `column ${name} is damaged: a page of impossible size`;
  }
  if (full <= MAX_PAGE_BYTES && values <= MAX_PAGE_VALUES) return undefined;
  return `column ${name} has a page of ${values} values in ${full} bytes, more than the limit`;
}

/** Throws FailureError where the page has a check sum and does not match it. */
export function checkPage({ header }: PageAt, body: Uint8Array, name: string): void {
  if (header.crc !== undefined && crc32(body) !== header.crc >>> 0) {
    throw refused(`column ${name} is damaged: the checksum of a page does not match`);
  }
}

export interface FlatChunk {
  readonly file: RangeFile;
  readonly leaf: ParquetLeaf;
  readonly name: string;
  readonly list: PageList;
  readonly decoder: Decoder;
}

/** A column of which every row has one value or none. */
export function flatColumn({ file, leaf, name, list, decoder }: FlatChunk): ColumnReader {
  const { pages } = list;
  const data = pages.filter(({ isDictionary }) => !isDictionary);
  const words = pages.find(({ isDictionary }) => isDictionary);
  let dictionary: Decoded | undefined;
  let kept: Decoded = [];
  let keptFrom = 0;

  async function unfold(page: PageAt): Promise<Decoded> {
    if (leaf.element.type === undefined) throw refused(`column ${name} has no type`);
    const body = await file.read(page.bodyAt, page.bodyAt + page.header.compressed_page_size);
    checkPage(page, new Uint8Array(body), name);
    return guardedSync(`column ${name} is damaged`, () => {
      const reader = { view: new DataView(body), offset: 0 };
      const result = readPage(reader, page.header, decoder, dictionary, undefined, 0);
      if (!result.data) throw new Error('a page without values');
      return page.isDictionary ? convert(result.data, decoder) : result.data;
    });
  }

  async function keepFrom(row: number): Promise<void> {
    if (words && !dictionary) dictionary = await unfold(words);
    const page = data.findLast(({ firstValue }) => firstValue <= row);
    if (!page || row >= page.firstValue + page.values) {
      throw list.trouble ?? refused(`column ${name} ends before its rows do`);
    }
    const all = await unfold(page);
    if (all.length < page.values) throw refused(`column ${name} ends before its rows do`);
    const isBig = page.values > KEPT_VALUES;
    keptFrom = isBig ? row : page.firstValue;
    const begin = keptFrom - page.firstValue;
    kept = isBig ? all.slice(begin, begin + KEPT_VALUES) : all;
  }

  return {
    async values(from, to) {
      const out = new Array<ParquetValue>(to - from);
      for (let row = from; row < to; row += 1) {
        if (row < keptFrom || row >= keptFrom + kept.length) await keepFrom(row);
        out[row - from] = kept[row - keptFrom] as ParquetValue;
      }
      return out;
    },
  };
}
