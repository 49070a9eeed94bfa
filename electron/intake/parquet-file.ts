// A Parquet file read by ranges: its footer, then row group by row group, some thousand rows at a time.
// Columns without nesting are read page by page; of the others a stretch of rows is put together at a
// time. Pages are listed first: their sizes, and limits on what they unfold to.

import {
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type FileMetaData,
  type RowGroup,
} from 'hyparquet';
import { FailureError, failure } from '../../shared/base/result.ts';
import {
  parquetRowWriter,
  type RowWriter,
  type ParquetNode,
  type ParquetValue,
} from '../../shared/formats/parquet-row.ts';
import { PAGE_CODECS } from './parquet-codecs.ts';
import { guarded, refused } from './parquet-damage.ts';
import {
  checkPage,
  flatColumn,
  listPages,
  type ColumnReader,
  type PageList,
  type RangeFile,
} from './parquet-pages.ts';
import { schemaOf, type ParquetLeaf, type ParquetSchema } from './parquet-schema.ts';

export interface ParquetLimits {
  readonly maxNesting: number;
  /** Told how many bytes pages unfold to; false where that is too much. */
  readonly unfold: (bytes: number) => boolean;
}

export interface ParquetFile {
  readonly columns: readonly ParquetNode[];
  readonly rowCount: number;
  /** Stretches of rows, in order. */
  stretches(): AsyncGenerator<ParquetStretch>;
}

/** Rows that were read together, or why they cannot be; the first row of a file is number 1. */
export type ParquetStretch =
  | { readonly kind: 'rows'; readonly first: number; readonly rows: Iterable<Uint8Array> }
  | { readonly kind: 'refused'; readonly first: number; readonly reason: string };

const FOOTER_BYTES = 64 * 1024;
const MAX_FOOTER_BYTES = 256 * 1024 * 1024;
const MAX_CHUNK_BYTES = 1024 * 1024 * 1024;
/** What one stretch of rows unfolds to, as the file says itself. */
const STRETCH_BYTES = 8 * 1024 * 1024;
const STRETCH_ROWS = 4 * 1024;
/**
 * Putting a nested column together begins at the start of the row group each time, and takes in all up
 * to the end of the stretch: it is done once for a row group where that much may be kept, of all nested
 * columns together.
 */
const NESTED_BYTES = 96 * 1024 * 1024;
const NESTED_VALUES = 4 * 1024 * 1024;

/** Throws FailureError whose message is the reason alone. */
export async function openParquet(file: RangeFile, limits: ParquetLimits): Promise<ParquetFile> {
  const metadata = await footerOf(file);
  const schema = schemaOf(metadata, limits.maxNesting);
  const rowCount = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (!Number.isSafeInteger(rowCount) || rowCount < 0)
    throw refused('it names an impossible number of rows');
  return {
    columns: schema.columns,
    rowCount,
    async *stretches() {
      let first = 1;
      for (const [index, group] of metadata.row_groups.entries()) {
        const goesOn = yield* groupStretches(
          { file, metadata, schema, limits, group, index },
          first,
        );
        if (!goesOn) return;
        first += Number(group.num_rows);
      }
    },
  };
}

async function footerOf(file: RangeFile): Promise<FileMetaData> {
  if (file.bytes < 12) throw refused('it is cut off: too short for a Parquet file');
  const tail = Buffer.from(await file.read(file.bytes - 8, file.bytes));
  const magic = tail.toString('latin1', 4);
  if (magic === 'PARE') throw refused('its footer is encrypted');
  if (magic !== 'PAR1')
    throw refused('it is cut off or damaged: a Parquet file ends in PAR1, this one does not');
  const length = tail.readUInt32LE(0);
  if (length > file.bytes - 12) throw refused('its footer is said to be longer than the file');
  if (length > MAX_FOOTER_BYTES)
    throw refused(`its footer is longer than the limit of ${MAX_FOOTER_BYTES} bytes`);
  return guarded('its footer is damaged', async () => {
    const metadata = await parquetMetadataAsync(asyncBuffer(file), {
      initialFetchSize: FOOTER_BYTES,
      geoparquet: false,
      parsers: RAW_PARSERS,
    });
    // What is not there at all is damage, found here and not row by row.
    for (const group of metadata.row_groups) {
      if (typeof group.num_rows !== 'bigint' || group.num_rows < 0n)
        throw new Error('a row group without a number of rows');
    }
    return metadata;
  });
}

interface GroupAt {
  readonly file: RangeFile;
  readonly metadata: FileMetaData;
  readonly schema: ParquetSchema;
  readonly limits: ParquetLimits;
  readonly group: RowGroup;
  readonly index: number;
}

/** Returns false where a limit ends the reading of the file. */
async function* groupStretches(
  at: GroupAt,
  first: number,
): AsyncGenerator<ParquetStretch, boolean> {
  const { group, schema } = at;
  const count = Number(group.num_rows);
  if (count === 0) return true;
  let plain: RowGroup;
  try {
    plain = checkedGroup(at);
  } catch (error) {
    yield { kind: 'refused', first, reason: reasonFor(at.index, first, count, error) };
    return true;
  }
  const unfolded = Math.max(1, ...[Number(group.total_byte_size)].filter(Number.isFinite));
  const rowsWithin = (bytes: number, most: number): number =>
    Math.max(1, Math.min(most, Math.floor((count * bytes) / unfolded)));
  const perStretch = rowsWithin(STRETCH_BYTES, STRETCH_ROWS);
  const columns: ColumnReader[] = [];
  const nested: NestedShare = { leaves: 0, bytes: 0 };
  for (const column of schema.columns.keys()) {
    try {
      columns.push(await columnOf(at, plain, column, nested));
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      yield { kind: 'refused', first, reason: reasonFor(at.index, first, count, error) };
      return error.failure.code !== TOO_MUCH;
    }
  }
  const write = parquetRowWriter(schema.columns);
  /** Stretches that are refused for the same reason are told as one. */
  let lost: { readonly from: number; readonly error: FailureError } | undefined;
  const told = (to: number): ParquetStretch[] => {
    if (!lost) return [];
    const { from, error } = lost;
    lost = undefined;
    const reason = reasonFor(at.index, first + from, to - from, error);
    return [{ kind: 'refused', first: first + from, reason }];
  };
  for (let from = 0; from < count; from += perStretch) {
    const to = Math.min(count, from + perStretch);
    try {
      const values: (readonly ParquetValue[])[] = [];
      for (const column of columns) values.push(await column.values(from, to));
      yield* told(from);
      yield { kind: 'rows', first: first + from, rows: rowsOf(write, values, to - from) };
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      if (lost?.error.failure.message !== error.failure.message) yield* told(from);
      lost ??= { from, error };
    }
  }
  yield* told(count);
  return true;
}

/** Code of the failure that ends the reading of a file, not of a stretch. */
const TOO_MUCH = 'parquet.too-much';

function reasonFor(group: number, first: number, count: number, error: unknown): string {
  if (!(error instanceof FailureError)) throw error;
  const rows = count === 1 ? `row ${first}` : `rows ${first} to ${first + count - 1}`;
  return `row group ${group + 1}: ${rows} cannot be read: ${error.failure.message}`;
}

function* rowsOf(
  write: RowWriter,
  values: readonly (readonly ParquetValue[])[],
  count: number,
): Generator<Uint8Array> {
  for (let row = 0; row < count; row += 1) yield write((column) => values[column]?.[row]);
}

/** The row group under the names that the plain schema has. */
function checkedGroup({ group, schema }: GroupAt): RowGroup {
  if (group.columns.length !== schema.leaves.length) {
    throw refused(
      `it has ${group.columns.length} columns where the schema names ${schema.leaves.length}`,
    );
  }
  const columns = group.columns.map((chunk, index) => {
    const leaf = schema.leaves[index];
    const meta = chunk.meta_data;
    if (!leaf) throw refused('a column that the schema does not name');
    const name = leaf.path.join('.');
    if (chunk.file_path !== undefined) throw refused(`column ${name} is kept in another file`);
    if (chunk.crypto_metadata !== undefined) throw refused(`column ${name} is encrypted`);
    if (!meta) throw refused(`column ${name} is encrypted or not described`);
    if (meta.path_in_schema.join('.') !== name || meta.type !== leaf.element.type) {
      throw refused(`column ${name} is not where the schema puts it`);
    }
    if (leaf.flat && meta.num_values !== group.num_rows) {
      throw refused(`column ${name} has ${meta.num_values} values for ${group.num_rows} rows`);
    }
    const { statistics: _statistics, ...rest } = meta;
    return {
      file_offset: chunk.file_offset,
      meta_data: { ...rest, path_in_schema: [...leaf.keys] },
    };
  });
  return { ...group, columns };
}

interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly leaf: ParquetLeaf;
  readonly list: PageList;
}

/** What the nested columns of a row group hold, as far as they were met. */
interface NestedShare {
  leaves: number;
  bytes: number;
}

/** How many rows of nested columns are put together at a time. */
function nestedRows({ leaves, bytes }: NestedShare, count: number): number {
  const perValue = Math.floor(NESTED_VALUES / Math.max(1, leaves));
  const perByte = Math.floor((count * NESTED_BYTES) / Math.max(1, bytes));
  return Math.max(1, Math.min(perValue, perByte));
}

async function columnOf(
  at: GroupAt,
  plain: RowGroup,
  column: number,
  nested: NestedShare,
): Promise<ColumnReader> {
  const chunks = await chunksOf(at, plain, column);
  const [only] = chunks;
  if (only?.leaf.flat === true) {
    const { leaf, name, list } = only;
    return flatColumn({ file: at.file, leaf, name, list, decoder: decoderOf(at, plain, leaf) });
  }
  for (const { list } of chunks) {
    if (list.trouble) throw list.trouble;
    nested.leaves += 1;
    nested.bytes += list.unfolded;
  }
  let kept: readonly ParquetValue[] = [];
  let keptFrom = 0;
  return {
    async values(from, to) {
      if (from < keptFrom || to > keptFrom + kept.length) {
        const count = Number(at.group.num_rows);
        const end = Math.min(count, Math.max(to, from + nestedRows(nested, count)));
        kept = [];
        kept = await nestedValues(at, plain, column, chunks, { from, to: end });
        keptFrom = from;
      }
      return kept.slice(from - keptFrom, to - keptFrom);
    },
  };
}

function decoderOf({ metadata, schema }: GroupAt, plain: RowGroup, leaf: ParquetLeaf) {
  const root = parquetSchema({ ...metadata, schema: [...schema.elements] });
  const [key] = leaf.keys;
  const child = root.children.find(({ element }) => element.name === key);
  const meta = plain.columns[schema.leaves.indexOf(leaf)]?.meta_data;
  if (!child || !meta) throw refused('a column that the schema does not name');
  return {
    ...meta,
    pathInSchema: [...leaf.keys],
    element: child.element,
    schemaPath: [root, child],
    utf8: false,
    compressors: PAGE_CODECS,
    parsers: RAW_PARSERS,
  };
}

async function nestedValues(
  at: GroupAt,
  plain: RowGroup,
  column: number,
  chunks: readonly Chunk[],
  { from, to }: { readonly from: number; readonly to: number },
): Promise<readonly ParquetValue[]> {
  const { schema, metadata } = at;
  const node = schema.columns[column];
  if (!node) throw refused('a column that the schema does not name');
  const read: { readonly from: number; readonly to: number; readonly bytes: ArrayBuffer }[] = [];
  for (const { list, name, ...chunk } of chunks) {
    const bytes = await at.file.read(chunk.from, chunk.to);
    for (const page of list.pages) {
      const { compressed_page_size: size } = page.header;
      checkPage(page, new Uint8Array(bytes, page.bodyAt - chunk.from, size), name);
    }
    read.push({ from: chunk.from, to: chunk.to, bytes });
  }
  const values = new Array<ParquetValue>(to - from);
  let filled = 0;
  await guarded(`column ${node.name} is damaged`, () =>
    parquetRead({
      file: {
        byteLength: at.file.bytes,
        slice: (start, end = at.file.bytes) => {
          const chunk = read.find((each) => each.from <= start && end <= each.to);
          // The reader joins neighbouring chunks of a nested column into one request.
          if (!chunk) return at.file.read(start, end);
          return chunk.bytes.slice(start - chunk.from, end - chunk.from);
        },
      },
      metadata: {
        ...metadata,
        schema: [...schema.elements],
        row_groups: [plain],
        num_rows: plain.num_rows,
      },
      columns: [node.key],
      rowStart: from,
      rowEnd: to,
      utf8: false,
      compressors: PAGE_CODECS,
      parsers: RAW_PARSERS,
      onChunk: ({ columnData, rowStart }) => {
        for (let index = 0; index < columnData.length; index += 1) {
          const row = rowStart + index - from;
          if (row < 0 || row >= values.length) continue;
          values[row] = columnData[index] as ParquetValue;
          filled += 1;
        }
      },
    }),
  );
  if (filled !== values.length) throw refused(`column ${node.name} ends before its rows do`);
  return values;
}

/** The chunks of a column, with their pages listed. Throws FailureError. */
async function chunksOf(
  { schema, file, limits }: GroupAt,
  plain: RowGroup,
  column: number,
): Promise<readonly Chunk[]> {
  const chunks: Chunk[] = [];
  for (const [index, leaf] of schema.leaves.entries()) {
    const meta = leaf.column === column ? plain.columns[index]?.meta_data : undefined;
    if (!meta) continue;
    const name = leaf.path.join('.');
    const starts = [meta.data_page_offset, meta.dictionary_page_offset].filter(
      (offset): offset is bigint => offset !== undefined && offset > 0n,
    );
    const from = Math.min(...starts.map(Number));
    const to = from + Number(meta.total_compressed_size);
    if (!(from >= 4 && to > from && to <= file.bytes)) {
      throw refused(`column ${name} lies outside of the file, which is damaged or cut off`);
    }
    if (to - from > MAX_CHUNK_BYTES) {
      throw refused(`column ${name} is longer than the limit of ${MAX_CHUNK_BYTES} bytes`);
    }
    const list = await listPages(file, { from, to, name });
    if (!limits.unfold(list.unfolded)) {
      const reason =
        'it unfolds to more than the limit for a file of its size; the rest is not read';
      throw new FailureError(failure(TOO_MUCH, reason));
    }
    chunks.push({ from, to, name, leaf, list });
  }
  return chunks;
}

// ── the reader, kept at arm's length ────────────────────────────────────────────────────────

/** Stored values as they are. */
const RAW_PARSERS = {
  timestampFromMilliseconds: same,
  timestampFromMicroseconds: same,
  timestampFromNanoseconds: same,
  dateFromDays: same,
  stringFromBytes: same,
  jsonFromBytes: same,
  geometryFromBytes: same,
  geographyFromBytes: same,
  uuidFromBytes: same,
};

function same<T>(value: T): T {
  return value;
}

function asyncBuffer(file: RangeFile) {
  return {
    byteLength: file.bytes,
    slice: (start: number, end: number = file.bytes) => file.read(start, end),
  };
}
