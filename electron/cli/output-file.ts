// Files that commands write where the caller says. Refuses to write over the case that is open and over
// the evidence that it names, whatever name it is reached by: both may be the only copy. Of a folder that
// is evidence every file is, but for the reports that earlier runs left there.

import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isOwnReport, mayBeOwnReport } from '../../shared/domain/own-report.ts';
import { fileFailure, systemReason } from './failures.ts';
import type { CaseSession } from './session.ts';

/** What lies beside a case while it is open. */
const COMPANIONS = ['', '-wal', '-shm', '-journal', '-lock'];

/** @param given as the caller named it. Throws FailureError. */
export async function writeOutput(
  session: CaseSession,
  cwd: string,
  given: string,
  content: string | Uint8Array,
): Promise<void> {
  await assertFree(session, cwd, given);
  try {
    await writeFile(resolve(cwd, given), content);
  } catch (error) {
    throw fileFailure(given, systemReason(error));
  }
}

/** Throws FailureError where the file is there and is the case, or evidence of it. */
export async function assertFree(session: CaseSession, cwd: string, given: string): Promise<void> {
  const path = resolve(cwd, given);
  const target = await identityOf(path);
  if (target === undefined) return;
  for (const companion of COMPANIONS) {
    if ((await identityOf(`${session.caseFile}${companion}`)) === target) {
      throw fileFailure(given, 'this is the case itself; it is not written over');
    }
  }
  const folders = await foldersAround(path);
  const { sources } = await session.call('evidence.list', {});
  for (const { source } of sources) {
    if (!(await holds(source.path, target, folders))) continue;
    if ((await identityOf(source.path)) !== target && (await isReport(path))) continue;
    throw fileFailure(
      given,
      `this is evidence of the case (${source.exhibit}); it is not written over`,
    );
  }
}

/** Whether a file is that of an exhibit, lies beside its database, or in its folder. */
async function holds(
  exhibit: string,
  target: string,
  folders: ReadonlySet<string>,
): Promise<boolean> {
  const own = await identityOf(exhibit);
  if (own === undefined) return false;
  if (own === target || folders.has(own)) return true;
  if (!(await isFolder(exhibit))) {
    const beside = await Promise.all(DATABASE_FILES.map((end) => identityOf(exhibit + end)));
    return beside.includes(target);
  }
  // One file may have several names.
  return !target.endsWith(ONE_NAME) && (await holdsByAnotherName(exhibit, target));
}

/** An earlier report, which a folder of evidence may hold and which is none of it. */
async function isReport(path: string): Promise<boolean> {
  if (!mayBeOwnReport(basename(path))) return false;
  // What cannot be read is not known to be one.
  return readFile(path, 'latin1').then(isOwnReport, () => false);
}

const DATABASE_FILES = ['-wal', '-shm', '-journal'];

async function holdsByAnotherName(folder: string, target: string): Promise<boolean> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    // What cannot be ruled out is taken to be so: it may be the only copy.
    throw fileFailure(folder, `cannot be looked through: ${systemReason(error)}`);
  }
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    if ((await identityOf(join(entry.parentPath, entry.name))) === target) return true;
  }
  return false;
}

/** Identities of all folders that a file lies in, by its own name and by that behind links. */
async function foldersAround(path: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of [path, await realpath(path).catch(() => path)]) {
    for (let folder = dirname(name); ; folder = dirname(folder)) {
      const identity = await identityOf(folder);
      if (identity !== undefined) found.add(identity);
      if (folder === dirname(folder)) break;
    }
  }
  return found;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Behind the identity of a file that has no other name. */
const ONE_NAME = ' once';

/** The same for every name of a file; `undefined` where there is none. */
async function identityOf(path: string): Promise<string | undefined> {
  return stat(path, { bigint: true }).then(
    ({ dev, ino, nlink }) => `${String(dev)}/${String(ino)}${nlink === 1n ? ONE_NAME : ''}`,
    // What cannot be looked at cannot be compared; writing it fails with the reason.
    () => undefined,
  );
}
