// A SQLite exhibit: hashed, copied with its write-ahead log into a private folder, opened there,
// looked at a second time to be sure that the copy is of one moment, and read row by row.

import { lstat } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { failure, FailureError, type Failure } from '../../shared/base/result.ts';
import { hashChainedLog } from '../../shared/formats/hash-chained-log.ts';
import { rowSpeller } from '../../shared/sealing/chain-row.ts';
import { openChainDatabase } from './chain-database.ts';
import { hashFile } from './digest.ts';
import { openEvidenceFile } from './evidence-file.ts';
import { reasonOf } from './file-errors.ts';
import { createPrivateFolder, type PrivateFolder } from './private-copy.ts';
import type { FileReading } from './read-file.ts';
import type { Unpacked } from './unpack.ts';
import { COMPANIONS, type ExhibitFile } from './walk.ts';

const ROWS_PER_STEP = 1_024;

export async function* readDatabaseInto(
  entry: ExhibitFile,
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
    const copied = await copyInto(folder, entry, unpacked, reading, hashOnDisk);
    const [trouble] = unpacked.troubles();
    if (trouble !== undefined) return failure('file.unreadable', `${entry.name}: ${trouble}.`);
    const { maxRecordBytes } = reading.limits;
    const opened = openChainDatabase(copied, entry.name, maxRecordBytes, reading.chainLayout);
    if (!opened.ok) return opened.error;
    const database = opened.value;
    try {
      await folder.removeEarly();
      const { sink } = reading;
      sink.setFormat(hashChainedLog);
      const takeRow = sink.rowTaker?.(database.columns);
      const spell = rowSpeller(database.columns);
      let sinceStep = 0;
      for (const row of database.rows()) {
        if (row.kind === 'row') {
          if (takeRow) takeRow(row.cells, row.position);
          else sink.record(spell(row.cells), row.position);
        } else sink.rejected(row.position, 0, row.reason, new Uint8Array(0));
        sinceStep += 1;
        if (sinceStep < ROWS_PER_STEP) continue;
        sinceStep = 0;
        // Lets a cancel and the compressor have their turn.
        await nextTurn();
        reading.signal?.throwIfAborted();
        yield;
      }
      return undefined;
    } finally {
      database.close();
    }
  } finally {
    await folder.remove();
  }
}

async function copyInto(
  folder: PrivateFolder,
  entry: ExhibitFile,
  unpacked: Unpacked,
  reading: FileReading,
  hashOnDisk: (() => Promise<string>) | undefined,
): Promise<string> {
  const copy = await folder.write('evidence.db', unpacked.content());
  if (!hashOnDisk) return copy;
  const seen = [{ path: entry.path, name: entry.name, sha256: await hashOnDisk() }];
  if (!unpacked.plain) return copy;
  for (const suffix of COMPANIONS) {
    const path = entry.path + suffix;
    if (!(await isFile(path))) continue;
    const name = entry.name + suffix;
    // Its bytes count as read when the companion itself is listed.
    const file = await openEvidenceFile(path, name, { signal: reading.signal });
    try {
      await folder.write(`evidence.db${suffix}`, file.chunks());
      seen.push({ path, name, sha256: file.sha256() });
    } finally {
      await file.close();
    }
  }
  for (const { path, name, sha256 } of seen) {
    const again = await hashFile(path, { signal: reading.signal });
    if (again === sha256) continue;
    throw new FailureError(
      failure(
        'file.changed',
        `${name}: the file changed while it was copied; close the program that writes it, or copy it first.`,
      ),
    );
  }
  return copy;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new FailureError(
      failure('file.unreadable', `${path}: cannot be opened: ${reasonOf(error)}.`),
    );
  }
}
