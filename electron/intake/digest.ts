// Hashes of exhibits: of a file its SHA-256; of a folder the SHA-256 of its list of `hash  name`
// lines in order of names, which `sha256sum` can make again.

import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { failure, FailureError, type Failure } from '../../shared/base/result.ts';
import { openEvidenceFile, type ReadOptions } from './evidence-file.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { walkExhibit } from './walk.ts';

export interface HashedFile {
  readonly name: string;
  /** Hex; empty for what could not be read, which is left out of the list. */
  readonly sha256: string;
}

const LF = 0x0a;

/** Hex SHA-256 of a file's bytes. Fails where the file cannot be read to its end. */
export async function hashFile(path: string, options: ReadOptions = {}): Promise<string> {
  const file = await openEvidenceFile(path, basename(path), options);
  try {
    await file.drain();
    return file.sha256();
  } finally {
    await file.close();
  }
}

/** Hashes of a file that may have grown, all in hex. */
export interface GrownHashes {
  /** Of the bytes before the split, behind it, and of all of them. */
  readonly before: string;
  readonly behind: string;
  readonly whole: string;
  /** True where a line ends right before the split. */
  readonly splitsAtLineEnd: boolean;
}

/** One pass over the file. Fails where it changes meanwhile. */
export async function hashGrownFile(
  path: string,
  splitByte: number,
  options: ReadOptions = {},
): Promise<GrownHashes> {
  const name = basename(path);
  const file = await openEvidenceFile(path, name, options);
  try {
    const before = createHash('sha256');
    const behind = createHash('sha256');
    let at = 0;
    let last = -1;
    for await (const chunk of file.chunks()) {
      const rest = Math.max(0, Math.min(chunk.length, splitByte - at));
      if (rest > 0) {
        before.update(chunk.subarray(0, rest));
        last = chunk[rest - 1] ?? -1;
      }
      if (rest < chunk.length) behind.update(chunk.subarray(rest));
      at += chunk.length;
    }
    const change = await file.change();
    if (change !== undefined) throw new FailureError(changedWhileRead(name, change));
    return {
      before: before.digest('hex'),
      behind: behind.digest('hex'),
      whole: file.sha256(),
      splitsAtLineEnd: last === LF,
    };
  } finally {
    await file.close();
  }
}

export function changedWhileRead(name: string, change: string): Failure {
  return failure(
    'file.changed',
    `${name}: the file changed while it was read: ${change}. What was read is what it held then.`,
  );
}

export function exhibitDigest(files: readonly HashedFile[], kind: 'file' | 'folder'): string {
  const hashed = files.filter((file) => file.sha256 !== '');
  const [only] = hashed;
  // A database with its write-ahead log is more than one file, and listed like a folder.
  if (kind === 'file' && hashed.length === 1 && only) return only.sha256;
  // Line by line: an exhibit may have a hundred thousand files.
  const digest = createHash('sha256');
  hashed.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const { sha256, name } of hashed) digest.update(`${sha256}  ${name}\n`);
  return digest.digest('hex');
}

/** The digest that reading the exhibit will give, without reading its records. */
export async function hashExhibit(path: string, options: ReadOptions = {}): Promise<string> {
  const tree = await walkExhibit(path, DEFAULT_LIMITS, options.signal);
  const hashed: HashedFile[] = [];
  for (const file of tree.files) {
    if (file.problem !== undefined) continue;
    hashed.push({ name: file.name, sha256: await hashFile(file.path, options) });
  }
  return exhibitDigest(hashed, tree.kind);
}
