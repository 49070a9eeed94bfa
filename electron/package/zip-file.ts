// One zip file whose bytes follow from its contents alone: entries in the order in which they are
// added, a fixed time and mode, nothing compressed a second time. Streams, so that a package of any
// size needs little memory. The file appears under its name when it is whole.

import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { FailureError, failure } from '../../shared/base/result.ts';

export interface WrittenEntry {
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface PackageZip {
  /** Resolves when the entry is written. Throws FailureError, and what `chunks` throws. */
  add(
    name: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<WrittenEntry>;
  /** The whole file. */
  close(): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** The earliest time that a zip file can say: the package is about its contents, not its making. */
const FIXED_TIME = new Date(1980, 0, 1);
const MODE = 0o100644;

export function createPackageZip(path: string): PackageZip {
  const part = `${path}.part`;
  const zip = new ZipFile();
  const whole = createCounter();
  const done = pipeline(zip.outputStream, whole.stream, createWriteStream(part)).catch(
    (error: unknown) => {
      throw new FailureError(failure('package.unwritable', `${path}: ${reasonOf(error)}`));
    },
  );
  // Whoever waits for an entry hears of it; this keeps a failure between two entries from being lost.
  let failed: unknown;
  done.catch((error: unknown) => {
    failed = error;
  });

  return {
    async add(name, chunks) {
      if (failed !== undefined) throw failed;
      const entry = createCounter();
      const source = Readable.from(chunks, { objectMode: false });
      const written = pipeline(source, entry.stream);
      zip.addReadStream(entry.stream, name, {
        mtime: FIXED_TIME,
        mode: MODE,
        compress: false,
        forceDosTimestamp: true,
      });
      await Promise.race([written, done]);
      if (failed !== undefined) throw failed;
      return { name, bytes: entry.bytes(), sha256: entry.sha256() };
    },
    async close() {
      zip.end();
      await done;
      await rename(part, path);
      return { bytes: whole.bytes(), sha256: whole.sha256() };
    },
    async abandon() {
      whole.stream.destroy();
      await done.then(
        () => undefined,
        () => undefined,
      );
      await rm(part, { force: true });
    },
  };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk',
  EFBIG: 'files may not be that large here',
  EROFS: 'the disk is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of the path is not a folder',
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return REASONS['code' in error ? String(error.code) : ''] ?? error.message;
}

function createCounter() {
  const digest: Hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, callback) {
      digest.update(chunk);
      bytes += chunk.length;
      callback(null, chunk);
    },
  });
  return { stream, bytes: () => bytes, sha256: () => digest.digest('hex') };
}
