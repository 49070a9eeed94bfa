// The columns of a row group: where their chunks lie and what is in them, held against limits, and values
// of rows. Columns without nesting are read page by page; of the others a stretch of rows is put together
// at a time.

import { parquetRead, parquetSchema, type FileMetaData, type RowGroup } from 'hyparquet';
import { FailureError, failure } from '../../shared/base/result.ts';
import type { ParquetValue } from '../../shared/formats/parquet-row.ts';
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
import { AS_STORED } from './parquet-parsers.ts';
import type { ParquetLeaf, ParquetSchema } from './parquet-schema.ts';

const MAX_CHUNK_BYTES = 1024 * 1024 * 1024;
/**
 * Putting a nested column together begins at the start of the row group each time, and takes in all up
 * to the end of the stretch: it is done once for a row group where that much may be kept, of all nested
 * columns together.
 */
const NESTED_BYTES = 96 * 1024 * 1024;
const NESTED_VALUES = 4 * 1024 * 1024;

/** Code of the failure that ends the reading of a file, not of a stretch. */
export const TOO_MUCH = 'parquet.too-much';

/** A row group of a file. */
export interface GroupAt {
  readonly file: RangeFile;
  readonly metadata: FileMetaData;
  readonly schema: ParquetSchema;
  /** Told how many bytes pages unfold to; false where that is too much. */
  readonly unfold: (bytes: number) => boolean;
  readonly group: RowGroup;
  readonly index: number;
}

/** The row group under the names that the plain schema has. */
export function checkedGroup({ group, schema }: GroupAt): RowGroup {
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
export interface NestedShare {
  leaves: number;
  bytes: number;
}

/** How many rows of nested columns are put together at a time. */
function nestedRows({ leaves, bytes }: NestedShare, count: number): number {
  const perValue = Math.floor(NESTED_VALUES / Math.max(1, leaves));
  const perByte = Math.floor((count * NESTED_BYTES) / Math.max(1, bytes));
  return Math.max(1, Math.min(perValue, perByte));
}

/** Adds to `nested`, which all columns of a row group have in common. Throws FailureError. */
export async function columnOf(
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
    parsers: AS_STORED,
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
      parsers: AS_STORED,
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
  { schema, file, unfold }: GroupAt,
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
    if (!unfold(list.unfolded)) {
      const reason =
        'it unfolds to more than the limit for a file of its size; the rest is not read';
      throw new FailureError(failure(TOO_MUCH, reason));
    }
    chunks.push({ from, to, name, leaf, list });
  }
  return chunks;
}
