// What an exhibit consists of: one file, or the files of a folder in a fixed order. Follows no
// symbolic links below the chosen path and opens nothing; what cannot be used is listed with the
// reason, in its place.

import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isOwnReport, mayBeOwnReport } from '../../shared/domain/own-report.ts';
import { failure, FailureError } from '../../shared/base/result.ts';
import { reasonOf } from './file-errors.ts';
import type { IntakeLimits } from './limits.ts';

export interface ExhibitFile {
  readonly path: string;
  /** Below the exhibit, with `/`; the file's own name for a single file. */
  readonly name: string;
  readonly bytes: number;
  /** When it was last changed, microseconds since 1970; absent where it has a problem. */
  readonly changedUs?: number;
  /** The database whose write-ahead log or journal it is: hashed, but not read by itself. */
  readonly companionOf?: string;
  /** Why it is not read; such an entry has no bytes. */
  readonly problem?: string;
}

/** One of what may be a hundred thousand: where it lies is put together whenever somebody asks. */
class FoundFile implements ExhibitFile {
  readonly name: string;
  readonly bytes: number;
  readonly changedUs: number;
  readonly #root: string;

  constructor(root: string, name: string, { bytes, changedUs }: FileFacts) {
    this.name = name;
    this.bytes = bytes;
    this.changedUs = changedUs;
    this.#root = root;
  }

  get path(): string {
    return join(this.#root, this.name);
  }
}

/** What is known of a file but its path: itself, where it keeps none. */
export function withoutPath(file: ExhibitFile): Omit<ExhibitFile, 'path'> {
  if (file instanceof FoundFile) return file;
  const { path: _path, ...facts } = file;
  return facts;
}

/** The same with its path, as plain data that can cross threads. */
function copyOf(file: ExhibitFile): ExhibitFile {
  return { ...file, path: file.path };
}

export interface ExhibitTree {
  readonly kind: 'file' | 'folder';
  readonly name: string;
  readonly path: string;
  readonly files: readonly ExhibitFile[];
  readonly bytes: number;
}

export async function walkExhibit(
  path: string,
  limits: IntakeLimits,
  signal?: AbortSignal,
): Promise<ExhibitTree> {
  const name = basename(path);
  let root: string;
  let stat;
  try {
    // The officer chose this path, so a link here is followed; below it none is.
    root = await realpath(path);
    stat = await lstat(root);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new FailureError(
      missing
        ? failure('file.not-found', `${path}: there is no such file or folder.`)
        : failure('file.unreadable', `${path}: cannot be opened: ${reasonOf(error)}.`),
    );
  }
  if (stat.isFile()) {
    const found: ExhibitFile[] = [{ path: root, name, ...factsOf(stat) }];
    for (const suffix of COMPANIONS) {
      const beside = await fileFacts(root + suffix);
      if (beside) found.push({ path: root + suffix, name: name + suffix, ...beside });
    }
    return { kind: 'file', name, path: root, ...total(await markCompanions(found, true)) };
  }
  if (!stat.isDirectory()) {
    throw new FailureError(failure('file.unreadable', `${path}: is neither a file nor a folder.`));
  }
  const files: ExhibitFile[] = [];
  await walkFolder({ root, path: root, prefix: '', depth: 0 }, files, limits, signal);
  const evidence = await withoutReports(await withoutCases(files));
  return { kind: 'folder', name, path: root, ...total(await markCompanions(evidence, false)) };
}

function total(files: readonly ExhibitFile[]) {
  return { files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

/** Files that SQLite keeps beside a database and without which it is not complete. */
export const COMPANIONS = ['-wal', '-journal'] as const;
/** With the index of the log, which SQLite makes anew whenever it needs it. */
const COMPANION_NAME = /^(.+)-(?:wal|journal|shm)$/s;
const SQLITE_MAGIC = 'SQLite format 3\0';

/** @param only leave out what looks like a companion and is none */
async function markCompanions(
  files: readonly ExhibitFile[],
  only: boolean,
): Promise<readonly ExhibitFile[]> {
  const byName = new Map(files.map((file) => [file.name, file]));
  const marked: ExhibitFile[] = [];
  for (const [index, file] of files.entries()) {
    const owner = byName.get(COMPANION_NAME.exec(file.name)?.[1] ?? '');
    if (file.problem === undefined && owner && (await isDatabase(owner.path))) {
      marked.push({ ...copyOf(file), companionOf: owner.name });
    } else if (!only || index === 0) marked.push(file);
  }
  return marked;
}

/** What lies beside a case while it is open, and the lock that stays. */
const CASE_COMPANION = /^(.+?)-(?:wal|journal|shm|lock|lock-journal)$/s;
/** Where SQLite keeps the application id, and the id of a case ('SEAL'). */
const APPLICATION_ID_AT = 68;
const CASE_ID = 'SEAL';

/**
 * A case kept in the folder of its evidence is no evidence, and changes while it is written to. It
 * is listed as such; the files beside it go with it.
 */
async function withoutCases(files: readonly ExhibitFile[]): Promise<readonly ExhibitFile[]> {
  const names = new Set(files.map((file) => file.name));
  const cases = new Set<string>();
  for (const file of files) {
    if (file.problem === undefined && names.has(`${file.name}-lock`) && (await isCase(file, names)))
      cases.add(file.name);
  }
  if (cases.size === 0) return files;
  return files.flatMap((file) => {
    if (cases.has(CASE_COMPANION.exec(file.name)?.[1] ?? '')) return [];
    if (!cases.has(file.name)) return [file];
    return [{ ...copyOf(file), bytes: 0, problem: 'a case of this program, which is no evidence' }];
  });
}

const MOST_REPORT_BYTES = 256 * 1024 * 1024;

/** A report of an earlier review that was written into the folder of its evidence, listed as such. */
async function withoutReports(files: readonly ExhibitFile[]): Promise<readonly ExhibitFile[]> {
  if (!files.some((file) => mayBeOwnReport(file.name))) return files;
  const looked = files.map(async (file) => {
    if (!mayBeOwnReport(file.name) || file.problem !== undefined) return file;
    const content = file.bytes > MOST_REPORT_BYTES ? '' : await headOf(file.path, file.bytes);
    if (content === undefined || !isOwnReport(content)) return file;
    return { ...copyOf(file), bytes: 0, problem: 'a report of this program, which is no evidence' };
  });
  return await Promise.all(looked);
}

async function isCase(file: ExhibitFile, names: ReadonlySet<string>): Promise<boolean> {
  const head = await headOf(file.path, APPLICATION_ID_AT + CASE_ID.length);
  if (head === undefined || (head !== '' && !head.startsWith(SQLITE_MAGIC))) return false;
  if (head.slice(APPLICATION_ID_AT) === CASE_ID) return true;
  // A case that is being made has its id in the write-ahead log first.
  return names.has(`${file.name}-wal`) && !/[^\0]/.test(head.slice(APPLICATION_ID_AT));
}

async function isDatabase(path: string): Promise<boolean> {
  return (await headOf(path, SQLITE_MAGIC.length)) === SQLITE_MAGIC;
}

/** The first bytes. A file that cannot be opened has none; why is said when it is read. */
async function headOf(path: string, length: number): Promise<string | undefined> {
  let handle;
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch {
    return undefined;
  }
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

interface FileFacts {
  readonly bytes: number;
  readonly changedUs: number;
}

function factsOf(stat: Stats): FileFacts {
  return { bytes: stat.size, changedUs: Math.round(stat.mtimeMs * 1_000) };
}

async function fileFacts(path: string): Promise<FileFacts | undefined> {
  try {
    const stat = await lstat(path);
    return stat.isFile() ? factsOf(stat) : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new FailureError(
      failure('file.unreadable', `${path}: cannot be opened: ${reasonOf(error)}.`),
    );
  }
}

interface Folder {
  /** The folder that the walk began with. */
  readonly root: string;
  readonly path: string;
  readonly prefix: string;
  readonly depth: number;
}

async function walkFolder(
  folder: Folder,
  files: ExhibitFile[],
  limits: IntakeLimits,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const refuse = (name: string, problem: string): void => {
    files.push({ path: join(folder.path, name), name: folder.prefix + name, bytes: 0, problem });
  };
  if (folder.depth > limits.maxFolderDepth) {
    refuse('', `a folder deeper than the limit of ${limits.maxFolderDepth} levels`);
    return;
  }
  let entries;
  try {
    entries = await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    refuse('', `a folder that cannot be listed: ${reasonOf(error)}`);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const entry of entries) {
    if (files.length >= limits.maxFiles) {
      const last = files.at(-1);
      if (last?.problem !== tooMany(limits)) refuse(entry.name, tooMany(limits));
      return;
    }
    const path = join(folder.path, entry.name);
    if (entry.isSymbolicLink()) {
      refuse(entry.name, 'a symbolic link; links are not followed');
    } else if (entry.isDirectory()) {
      const prefix = `${folder.prefix}${entry.name}/`;
      const inner = { root: folder.root, path, prefix, depth: folder.depth + 1 };
      await walkFolder(inner, files, limits, signal);
    } else if (entry.isFile()) {
      try {
        const facts = factsOf(await lstat(path));
        files.push(new FoundFile(folder.root, folder.prefix + entry.name, facts));
      } catch (error) {
        refuse(entry.name, `a file that cannot be opened: ${reasonOf(error)}`);
      }
    } else {
      refuse(entry.name, 'not a regular file (a pipe, socket or device)');
    }
  }
}

function tooMany(limits: IntakeLimits): string {
  return `more files than the limit of ${limits.maxFiles}; the rest is not read`;
}
