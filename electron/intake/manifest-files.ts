// Lists of checksums on disk: found beside a file, read, and the files hashed again the way they ask.

import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { textOf } from '../../shared/base/bytes.ts';
import { failure, FailureError } from '../../shared/base/result.ts';
import {
  OWN_LIST_ENDING,
  readChecksumLine,
  type ChecksumKind,
  type ChecksumLine,
} from '../../shared/formats/checksum-manifest.ts';
import { openEvidenceFile } from './evidence-file.ts';
import { reasonOf } from './file-errors.ts';

const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;
/** Names under which such lists are kept, apart from those named after one file. */
const LIST_NAME =
  /^(?:(?:md5|sha1|sha224|sha256|sha384|sha512)(?:sums?)?|checksums?|hashes)(?:\.txt|\.asc)?$/i;

export interface Manifest {
  /** Absolute. */
  readonly path: string;
  readonly lines: readonly ChecksumLine[];
}

export async function readManifest(path: string): Promise<Manifest> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > MAX_MANIFEST_BYTES) {
      const reason = `longer than the limit of ${MAX_MANIFEST_BYTES} bytes for a list of checksums`;
      throw new FailureError(failure('file.unreadable', `${basename(path)}: ${reason}.`));
    }
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof FailureError) throw error;
    const message = `${basename(path)}: cannot be read: ${reasonOf(error)}.`;
    throw new FailureError(failure('file.unreadable', message));
  }
  const own = basename(path).replace(OWN_LIST_ENDING, '');
  const lines = textOf(bytes)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line) => {
      const read = readChecksumLine(line);
      if (!read || (read.name === '' && own === basename(path))) return [];
      // A hash alone is of the file that the list is named after.
      return [read.name === '' ? { ...read, name: own } : read];
    });
  return { path, lines };
}

/** Lists in the folder of a file that name it. */
export async function manifestsBeside(path: string): Promise<readonly Manifest[]> {
  const folder = dirname(path);
  const name = basename(path);
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    // The file itself may be readable in a folder that may not be listed.
    if (['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    const message = `${folder}: cannot be listed: ${reasonOf(error)}.`;
    throw new FailureError(failure('file.unreadable', message));
  }
  const found: Manifest[] = [];
  for (const each of names.toSorted()) {
    const isOwn = OWN_LIST_ENDING.test(each) && each.replace(OWN_LIST_ENDING, '') === name;
    if (each === name || !(isOwn || LIST_NAME.test(each))) continue;
    const beside = join(folder, each);
    if (!(await stat(beside)).isFile()) continue;
    const manifest = await readManifest(beside);
    if (manifest.lines.some((line) => line.name === name)) found.push(manifest);
  }
  return found;
}

/** Hashes of one pass over a file, in hex. */
export async function hashesOf(
  path: string,
  kinds: ReadonlySet<ChecksumKind>,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<ChecksumKind, string>> {
  const file = await openEvidenceFile(path, basename(path), { signal });
  try {
    const hashes = [...kinds].map((kind) => ({ kind, hash: createHash(kind) }));
    for await (const chunk of file.chunks()) for (const { hash } of hashes) hash.update(chunk);
    return new Map(hashes.map(({ kind, hash }) => [kind, hash.digest('hex')]));
  } finally {
    await file.close();
  }
}
