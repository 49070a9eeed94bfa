// A Parquet file read by ranges: its footer, then row group by row group, some thousand rows at a time.
// Pages are listed first: their sizes, and limits on what they unfold to.

import type { RowGroup } from 'hyparquet';
import { FailureError } from '../../shared/base/result.ts';
import {
  parquetRowWriter,
  type RowWriter,
  type ParquetNode,
  type ParquetValue,
} from '../../shared/formats/parquet-row.ts';
import {
  checkedGroup,
  columnOf,
  TOO_MUCH,
  type GroupAt,
  type NestedShare,
} from './parquet-columns.ts';
import { refused } from './parquet-damage.ts';
import { footerOf } from './parquet-footer.ts';
import type { ColumnReader, RangeFile } from './parquet-pages.ts';
import { schemaOf } from './parquet-schema.ts';

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

/** What one stretch of rows unfolds to, as the file says itself. */
const STRETCH_BYTES = 8 * 1024 * 1024;
const STRETCH_ROWS = 4 * 1024;

/** Throws FailureError whose message is the reason alone. */
export async function openParquet(
  file: RangeFile,
  { maxNesting, unfold }: ParquetLimits,
): Promise<ParquetFile> {
  const metadata = await footerOf(file);
  const schema = schemaOf(metadata, maxNesting);
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
          { file, metadata, schema, unfold, group, index },
          first,
        );
        if (!goesOn) return;
        first += Number(group.num_rows);
      }
    },
  };
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
