// A Parquet exhibit: read by ranges where it lies on disk, from a private copy where it is packed.
// Every row is a record at its row number, from 1; rows that cannot be read are rejected together,
// with the reason, and reading goes on behind them.

import { open, type FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { failure, FailureError, type Failure } from '../../shared/base/result.ts';
import type { LogFormat } from '../../shared/formats/format.ts';
import { formatById, formatFor, recogniseFormat } from '../../shared/formats/registry.ts';
import type { Sample } from '../../shared/formats/sample.ts';
import { parseJsonRecord } from '../../shared/normalise/json-record.ts';
import type { Fields } from '../../shared/domain/event.ts';
import type { IntakeFile } from './batch.ts';
import { reasonOf } from './file-errors.ts';
import { openParquet, type ParquetFile } from './parquet-file.ts';
import type { RangeFile } from './parquet-pages.ts';
import { createPrivateFolder, type PrivateFolder } from './private-copy.ts';
import type { FileReading, ListedContent, ListedFile } from './read-file.ts';

const ROWS_PER_STEP = 1_024;
const SAMPLE_ROWS = 64;

export async function* readParquetInto(
  { entry, announced }: ListedFile,
  { content, budget, hashOnDisk }: ListedContent,
  reading: FileReading,
): AsyncGenerator<void, Failure | undefined> {
  const { name } = entry;
  let folder: PrivateFolder | undefined;
  let path = entry.path;
  let handle: FileHandle | undefined;
  try {
    if (content.plain && hashOnDisk) await hashOnDisk();
    else {
      folder = await createPrivateFolder(reading.tempFolder);
      path = await folder.write('evidence.parquet', content.content());
    }
    handle = await open(path, 'r');
    const file = rangeFile(handle, (await handle.stat()).size);
    await folder?.removeEarly();
    const [trouble] = content.troubles();
    if (trouble !== undefined) reading.sink.rejected(0, 0, trouble, new Uint8Array(0));
    const unfold = (bytes: number): boolean => {
      budget.used += bytes;
      return budget.used <= budget.limit;
    };
    const parquet = await openParquet(file, { maxNesting: reading.limits.maxNesting, unfold });
    yield* readRows(parquet, announced, unfold, reading);
    return undefined;
  } catch (error) {
    if (error instanceof FailureError) {
      return failure(error.failure.code, `${name}: ${error.failure.message}.`);
    }
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return failure('file.unreadable', `${name}: cannot be read: ${reasonOf(error)}.`);
  } finally {
    await handle?.close();
    await folder?.remove();
  }
}

async function* readRows(
  parquet: ParquetFile,
  announced: IntakeFile,
  unfold: (bytes: number) => boolean,
  reading: FileReading,
): AsyncGenerator<void, void> {
  const { sink, limits } = reading;
  let format: LogFormat | undefined;
  const settleFormat = (records: readonly Fields[]): void => {
    format = formatOf(records, announced.name, reading);
    reading.announce({ ...announced, format: format.ref });
    sink.setFormat(format);
  };
  let sinceStep = 0;
  for await (const stretch of parquet.stretches()) {
    reading.signal?.throwIfAborted();
    if (stretch.kind === 'refused') {
      if (!format) settleFormat([]);
      sink.rejected(stretch.first, 0, stretch.reason, new Uint8Array(0));
      continue;
    }
    let { first } = stretch;
    const held: Uint8Array[] = [];
    const tell = (row: Uint8Array): void => {
      if (row.length > limits.maxRecordBytes) {
        const reason = `a row of ${row.length} bytes, longer than the limit of ${limits.maxRecordBytes}`;
        sink.rejected(first, 0, reason, row.slice(0, 2_000));
      } else sink.record(row, first);
      first += 1;
    };
    for (const row of stretch.rows) {
      if (!unfold(row.length)) {
        if (!format) settleFormat(fieldsOf(held));
        for (const each of held) tell(each);
        const reason =
          'it unfolds to more than the limit for a file of its size; the rest is not read';
        sink.rejected(first, 0, reason, new Uint8Array(0));
        return;
      }
      if (!format) {
        held.push(row);
        if (held.length < SAMPLE_ROWS) continue;
        settleFormat(fieldsOf(held));
        for (const each of held.splice(0)) tell(each);
      } else tell(row);
      sinceStep += 1;
      if (sinceStep < ROWS_PER_STEP) continue;
      sinceStep = 0;
      // Lets a cancel and the compressor have their turn.
      await nextTurn();
      reading.signal?.throwIfAborted();
      yield;
    }
    if (!format) settleFormat(fieldsOf(held));
    for (const each of held) tell(each);
    yield;
  }
  // A table without rows is still a table.
  if (!format) settleFormat([]);
}

function fieldsOf(rows: readonly Uint8Array[]): readonly Fields[] {
  return rows.flatMap((row) => {
    const parsed = parseJsonRecord(row);
    return parsed.ok ? [parsed.value] : [];
  });
}

function formatOf(records: readonly Fields[], name: string, reading: FileReading): LogFormat {
  const sample: Sample = {
    framing: 'rows',
    text: '',
    records,
    unreadable: 0,
    lines: [],
    endsWithReturns: false,
    tables: [],
  };
  const wanted = reading.format === undefined ? undefined : formatById(reading.format);
  if (wanted) {
    if (wanted.framings.includes('rows')) return formatFor(wanted, sample, { name });
    throw new FailureError(
      failure('format.unknown', `its content cannot be read as ${wanted.title}`),
    );
  }
  const found = recogniseFormat(sample, true)?.format ?? formatById('parquet');
  if (!found) throw new Error('The registry lacks the format of plain tables.');
  return formatFor(found, sample, { name });
}

function rangeFile(handle: FileHandle, bytes: number): RangeFile {
  return {
    bytes,
    async read(from, to) {
      if (!(from >= 0 && to >= from && to <= bytes)) {
        throw new FailureError(
          failure(
            'file.unreadable',
            'a part lies outside of the file, which is damaged or cut off',
          ),
        );
      }
      const out = new ArrayBuffer(to - from);
      const view = new Uint8Array(out);
      for (let filled = 0; filled < view.length;) {
        const { bytesRead } = await handle.read(view, filled, view.length - filled, from + filled);
        if (bytesRead === 0) {
          throw new FailureError(failure('file.changed', 'it became shorter while it was read'));
        }
        filled += bytesRead;
      }
      return out;
    },
  };
}
