// A file on disk as evidence: read once from beginning to end, hashed as it is read, and watched
// for change meanwhile. Never written to; links and pipes are not opened.

import { createHash, hash } from 'node:crypto';
import {
  close,
  closeSync,
  constants,
  fstatSync,
  openSync,
  read as readInto,
  readSync,
  statSync,
} from 'node:fs';
import { promisify } from 'node:util';
import { failure, FailureError } from '../../shared/base/result.ts';
import { reasonOf } from './file-errors.ts';

const CHUNK_BYTES = 256 * 1024;
/**
 * Up to this size a file is read at once and in place: of thousands of small files, each way to
 * another thread and back costs more than the file.
 */
const SMALL_BYTES = 512 * 1024;
const closeLater = promisify(close);

export interface EvidenceFile {
  /** Size when it was opened; no more than that is read. */
  readonly bytes: number;
  /** Day of its last change, `2026-03-05` in UTC; absent where it was never set. */
  readonly changedOn: string | undefined;
  /** To be run through once. A chunk is valid until the next one is asked for. */
  chunks(): AsyncGenerator<Uint8Array>;
  /** Reads on to the end, so that the hash covers the whole file. */
  drain(): Promise<void>;
  /** Hex SHA-256 of the bytes that were read. */
  sha256(): string;
  /** What changed since the file was opened; `undefined` where nothing did. */
  change(): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told the length of each chunk as it is read. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** @param name what errors call the file */
export async function openEvidenceFile(
  path: string,
  name: string,
  options: ReadOptions = {},
): Promise<EvidenceFile> {
  const fd = openRegular(path, name);
  const before = fstatSync(fd, { bigint: true });
  const size = Number(before.size);
  const running = size > SMALL_BYTES ? createHash('sha256') : undefined;
  /** Of a small file, once it was read. */
  let whole: Uint8Array = new Uint8Array(0);
  let digest: string | undefined;
  let position = 0;
  let failedWith: unknown;

  const bufferBytes = Math.min(CHUNK_BYTES, size);
  /** One is being worked on while the other is read into. */
  const free: Buffer[] = [];
  let shown: Buffer | undefined;
  async function read(at: number): Promise<{ buffer: Buffer; length: number }> {
    const buffer = free.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
    const wanted = Math.min(bufferBytes, size - at);
    return new Promise((resolve, reject) => {
      readInto(fd, buffer, 0, wanted, at, (error, length) => {
        if (error) reject(error);
        else resolve({ buffer, length });
      });
    });
  }

  function readWhole(): Uint8Array {
    const buffer = Buffer.allocUnsafeSlow(size);
    let length = 0;
    while (length < size) {
      const bytes = readSync(fd, buffer, length, size - length, length);
      if (bytes === 0) break;
      length += bytes;
    }
    return buffer.subarray(0, length);
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    let next = running && position < size ? read(position) : undefined;
    try {
      if (!running && position < size) {
        options.signal?.throwIfAborted();
        whole = readWhole();
        position = whole.length;
        options.onBytes?.(whole.length);
        if (whole.length > 0) yield whole;
        return;
      }
      while (next !== undefined) {
        const { buffer, length } = await next;
        next = undefined;
        if (length === 0) return;
        options.signal?.throwIfAborted();
        if (shown) free.push(shown);
        shown = buffer;
        const chunk = buffer.subarray(0, length);
        position += length;
        // The next read is under way while this chunk is worked on.
        if (position < size) next = read(position);
        running?.update(chunk);
        options.onBytes?.(chunk.length);
        yield chunk;
      }
    } catch (error) {
      if (options.signal?.aborted === true) throw error;
      failedWith = error;
      throw error instanceof FailureError || (error as NodeJS.ErrnoException).syscall === undefined
        ? error
        : new FailureError(
            failure('file.unreadable', `${name}: cannot be read: ${reasonOf(error)}.`),
          );
    } finally {
      // A read that is still under way must end before the file is closed.
      await Promise.allSettled([next]);
    }
  }

  return {
    bytes: size,
    changedOn: dayOf(before.mtime),
    chunks,
    async drain() {
      if (failedWith === undefined && digest === undefined) {
        for await (const chunk of chunks()) void chunk;
      }
    },
    sha256() {
      digest ??= running ? running.digest('hex') : hash('sha256', whole, 'hex');
      return digest;
    },
    async change() {
      const after = fstatSync(fd, { bigint: true });
      if (after.size > before.size) return 'it grew';
      if (after.size < before.size || position < size) return 'it became shorter';
      if (after.mtimeNs !== before.mtimeNs) return 'its time of change is another';
      try {
        const there = statSync(path, { bigint: true });
        if (there.ino !== before.ino || there.dev !== before.dev)
          return 'another file took its place';
      } catch {
        return 'it was removed';
      }
      return undefined;
    },
    close() {
      if (running) return closeLater(fd);
      closeSync(fd);
      return Promise.resolve();
    },
  };
}

function openRegular(path: string, name: string): number {
  let fd: number;
  try {
    // Not blocking, because a pipe that took the file's place would block for ever.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
    fd = openSync(path, flags);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new FailureError(
      code === 'ENOENT'
        ? failure('file.not-found', `${name}: there is no such file.`)
        : failure('file.unreadable', `${name}: cannot be opened: ${reasonOf(error)}.`),
    );
  }
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw new FailureError(failure('file.unreadable', `${name}: is not a regular file.`));
}

/** Programs that copy without it leave 1970, or the 1980 in which the clocks of archives begin. */
const LAST_YEAR_OF_NONE = 1980;
const LAST_YEAR = 9999;

/** A day that tells nothing is none: what has no year of its own stays undated. */
function dayOf(changed: Date): string | undefined {
  const year = changed.getUTCFullYear();
  if (!(year > LAST_YEAR_OF_NONE && year <= LAST_YEAR)) return undefined;
  return changed.toISOString().slice(0, 10);
}
