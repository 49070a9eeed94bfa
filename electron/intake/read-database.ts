// A SQLite exhibit, read row by row from its private copy: the whole of a small one, or a share of a
// big one that other threads read as well.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { failure, FailureError, type Failure, type Result } from '../../shared/base/result.ts';
import { rowSpeller } from '../../shared/sealing/chain-row.ts';
import { openChainDatabase, type ChainDatabase } from './chain-database.ts';
import type { RowShare } from './chain-rows.ts';
import { NO_FORMAT } from './batch.ts';
import { copyDatabase, findChange } from './database-copy.ts';
import { reasonOf } from './file-errors.ts';
import { createPrivateFolder, type PrivateFolder } from './private-copy.ts';
import type { FileReading, ListedFile } from './read-file.ts';
import type { DatabaseShare, UnitPart } from './unit.ts';
import type { Unpacked } from './unpack.ts';

const ROWS_PER_TURN = 1_024;

export async function* readDatabaseInto(
  { entry, announced }: ListedFile,
  unpacked: Unpacked,
  reading: FileReading,
  /** Absent for a database inside an archive: whether that changes is watched as a whole. */
  hashOnDisk: (() => Promise<string>) | undefined,
): AsyncGenerator<void, Failure | undefined> {
  let folder: PrivateFolder;
  try {
    folder = await createPrivateFolder(reading.tempFolder);
  } catch (error) {
    return failure(
      'file.unreadable',
      `${entry.name}: no room for a private copy: ${reasonOf(error)}.`,
    );
  }
  try {
    const { signal } = reading;
    const content = { chunks: unpacked.content(), plain: unpacked.plain, hashOnDisk };
    const copied = await copyDatabase(folder, entry, content, signal);
    const change = await findChange(copied.seen, signal);
    if (change) throw new FailureError(change);
    const [trouble] = unpacked.troubles();
    if (trouble !== undefined) return failure('file.unreadable', `${entry.name}: ${trouble}.`);
    const opened = openCopy(copied.path, entry.name, reading, undefined);
    if (!opened.ok) return opened.error;
    reading.announce({ ...announced, format: opened.value.format.ref });
    // Once it is open, the copy needs no name any more.
    yield* takeRows(opened.value, reading, () => folder.removeEarly());
    return undefined;
  } finally {
    await folder.remove();
  }
}

/**
 * A share of the rows of a copy that was made before. Whoever reads the first share lists the file,
 * and in a folder what is wrong with it.
 */
export async function* readShareInto(
  { file, rows }: UnitPart & { readonly rows: DatabaseShare },
  isListed: boolean,
  reading: FileReading,
): AsyncGenerator<void, Failure | undefined> {
  const index = reading.nextIndex();
  const { name, bytes, changedUs } = file;
  const { copy } = rows;
  const opened = copy.ok ? openCopy(copy.value, name, reading, rows) : copy;
  if (!isListed) {
    const format = opened.ok ? opened.value.format.ref : NO_FORMAT;
    reading.announce({ index, name, format, bytes, sha256: '', changedUs });
  }
  if (!opened.ok) {
    const { sink, alone } = reading;
    if (!isListed && !alone) sink.rejected(0, 0, opened.error.message, new Uint8Array(0));
    return opened.error;
  }
  yield* takeRows(opened.value, reading);
  reading.onBytes(Math.floor(bytes / rows.of));
  return undefined;
}

function openCopy(
  copy: string,
  name: string,
  { limits, chainLayout }: FileReading,
  share: RowShare | undefined,
): Result<ChainDatabase> {
  const { maxRecordBytes } = limits;
  return openChainDatabase(copy, { name, maxRecordBytes, layout: chainLayout, share });
}

async function* takeRows(
  database: ChainDatabase,
  { sink, signal }: FileReading,
  onOpen?: () => Promise<void>,
): AsyncGenerator<void> {
  try {
    await onOpen?.();
    sink.setFormat(database.format);
    const takeRow = sink.rowTaker?.(database.columns);
    const spell = rowSpeller(database.columns);
    let sinceTurn = 0;
    for (const step of database.rows()) {
      if (step.kind === 'refused') {
        sink.rejected(step.position, 0, step.reason, new Uint8Array(0));
        sinceTurn += 1;
      } else {
        for (const cells of step.rows) {
          const position = Number(cells.pop());
          if (takeRow) takeRow(cells, position);
          else sink.record(spell(cells), position);
        }
        sinceTurn += step.rows.length;
      }
      if (sinceTurn < ROWS_PER_TURN) continue;
      sinceTurn = 0;
      // Lets a cancel and the compressor have their turn.
      await nextTurn();
      signal?.throwIfAborted();
      yield;
    }
  } finally {
    database.close();
  }
}
