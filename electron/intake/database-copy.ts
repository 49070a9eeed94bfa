// Copies of databases as they lie on disk, with their write-ahead logs: hashed while they are copied,
// and hashed again afterwards to be sure that the copy is of one moment.

import { lstat, open } from 'node:fs/promises';
import {
  err,
  failure,
  FailureError,
  ok,
  type Failure,
  type Result,
} from '../../shared/base/result.ts';
import { isSqlite } from './file-signs.ts';
import { hashFile } from './digest.ts';
import { openEvidenceFile } from './evidence-file.ts';
import { reasonOf } from './file-errors.ts';
import { createPrivateFolder, type PrivateFolder } from './private-copy.ts';
import { COMPANIONS, type ExhibitFile } from './walk.ts';

/** A file as it was when it was copied. */
interface SeenFile {
  readonly path: string;
  readonly name: string;
  readonly sha256: string;
}

interface CopiedDatabase {
  readonly path: string;
  /** Files on disk that the copy is made of; none for a database inside an archive. */
  readonly seen: readonly SeenFile[];
}

interface DatabaseContent {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** True where the chunks are the file's own bytes. */
  readonly plain: boolean;
  /** Absent for a database inside an archive: whether that changes is watched as a whole. */
  readonly hashOnDisk?: (() => Promise<string>) | undefined;
}

/** By its first bytes. Throws FailureError. */
export async function isDatabase({ path, name }: ExhibitFile): Promise<boolean> {
  const file = await openEvidenceFile(path, name);
  try {
    for await (const head of file.chunks()) return isSqlite(head);
    return false;
  } finally {
    await file.close();
  }
}

/** Throws FailureError. */
export async function copyDatabase(
  folder: PrivateFolder,
  entry: ExhibitFile,
  { chunks, plain, hashOnDisk }: DatabaseContent,
  signal: AbortSignal | undefined,
): Promise<CopiedDatabase> {
  const path = await folder.write('evidence.db', chunks);
  if (!hashOnDisk) {
    await countPages(path);
    return { path, seen: [] };
  }
  const seen = [{ path: entry.path, name: entry.name, sha256: await hashOnDisk() }];
  for (const suffix of plain ? COMPANIONS : []) {
    const companion = entry.path + suffix;
    if (!(await isFile(companion))) continue;
    const name = entry.name + suffix;
    // Its bytes count as read when the companion itself is listed.
    const file = await openEvidenceFile(companion, name, { signal });
    try {
      await folder.write(`evidence.db${suffix}`, file.chunks());
      seen.push({ path: companion, name, sha256: file.sha256() });
    } finally {
      await file.close();
    }
  }
  // What a log beside it holds may count more pages than the file.
  if (seen.length === 1) await countPages(path);
  return { path, seen };
}

const HEADER_BYTES = 100;

/**
 * A database that was cut off is refused by SQLite as a whole, because its header counts more pages
 * than there are (sqlite.org/fileformat2.html, section 1.3.7). In the private copy it counts those
 * that are left, which can then be read.
 */
async function countPages(copy: string): Promise<void> {
  const file = await open(copy, 'r+');
  try {
    const { size } = await file.stat();
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(header, 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES) return;
    const stated = header.readUInt16BE(16);
    const pageBytes = stated === 1 ? 65_536 : stated;
    // The count is of use only where both counters of changes agree.
    if (pageBytes < 512 || header.readUInt32BE(24) !== header.readUInt32BE(92)) return;
    const pages = Math.floor(size / pageBytes);
    if (pages === 0 || header.readUInt32BE(28) <= pages) return;
    header.writeUInt32BE(pages, 28);
    await file.write(header, 28, 4, 28);
  } finally {
    await file.close();
  }
}

/** The first file that is other than it was when it was copied. */
export async function findChange(
  seen: readonly SeenFile[],
  signal: AbortSignal | undefined,
): Promise<Failure | undefined> {
  for (const { path, name, sha256 } of seen) {
    if ((await hashFile(path, { signal })) === sha256) continue;
    return failure(
      'file.changed',
      `${name}: the file changed while it was copied; close the program that writes it, or copy it first.`,
    );
  }
  return undefined;
}

interface CopiedHash {
  readonly name: string;
  readonly bytes: number;
  readonly changedUs: number | undefined;
  readonly sha256: string;
}

/** Copies of big databases that several threads read from. */
export interface DatabaseCopies {
  /** By the names of the databases: where the copy lies, or why there is none. */
  readonly copies: ReadonlyMap<string, Result<string>>;
  /** Those that were copied. */
  readonly files: readonly ExhibitFile[];
  readonly hashes: readonly CopiedHash[];
  /** What changed while it was copied. */
  change(): Promise<Failure | undefined>;
  remove(): Promise<void>;
}

/** What cannot be copied is said in its place; a cancel is thrown. */
export async function copyDatabases(
  files: readonly ExhibitFile[],
  tempFolder: string,
  signal: AbortSignal,
): Promise<DatabaseCopies> {
  const copies = new Map<string, Result<string>>();
  const copiedFiles: ExhibitFile[] = [];
  const hashes: CopiedHash[] = [];
  const folders: PrivateFolder[] = [];
  const seen: SeenFile[] = [];
  const remove = async (): Promise<void> => {
    for (const folder of folders) await folder.remove();
  };
  try {
    for (const file of files) {
      try {
        const folder = await createPrivateFolder(tempFolder);
        folders.push(folder);
        const copied = await copyPlain(folder, file, signal);
        copies.set(file.name, ok(copied.path));
        const { name, bytes, changedUs } = file;
        copiedFiles.push(file);
        hashes.push({ name, bytes, changedUs, sha256: copied.seen[0]?.sha256 ?? '' });
        seen.push(...copied.seen);
      } catch (error) {
        if (signal.aborted) throw error;
        copies.set(file.name, err(failureOf(error, file.name)));
      }
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return { copies, files: copiedFiles, hashes, change: () => findChange(seen, signal), remove };
}

async function copyPlain(
  folder: PrivateFolder,
  entry: ExhibitFile,
  signal: AbortSignal,
): Promise<CopiedDatabase> {
  const file = await openEvidenceFile(entry.path, entry.name, { signal });
  try {
    const hashOnDisk = () => Promise.resolve(file.sha256());
    const content = { chunks: file.chunks(), plain: true, hashOnDisk };
    return await copyDatabase(folder, entry, content, signal);
  } finally {
    await file.close();
  }
}

function failureOf(error: unknown, name: string): Failure {
  return error instanceof FailureError
    ? error.failure
    : failure('file.unreadable', `${name}: no private copy can be made: ${reasonOf(error)}.`);
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
