// Reads the files of a copied bucket, each once: the hash of the content as it was delivered, the hash
// of the file as it lies there, and the content of what reads like a digest.

import { createHash } from 'node:crypto';
import { FailureError } from '../../../shared/base/result.ts';
import type { BucketFile } from '../../../shared/sealing/cloudtrail-digest/bucket-file.ts';
import {
  looksLikeDigest,
  parseDigest,
} from '../../../shared/sealing/cloudtrail-digest/digest-file.ts';
import { isDigestKey } from '../../../shared/sealing/cloudtrail-digest/object-keys.ts';
import { openEvidenceFile } from '../../intake/evidence-file.ts';
import { gunzip, isGzip, type GunzipResult } from '../../intake/gunzip.ts';
import type { ExhibitFile } from '../../intake/walk.ts';

export interface ReadBucketFile {
  readonly file: BucketFile;
  /** Hex SHA-256 of the file as it lies on disk; empty where it could not be read. */
  readonly fileHash: string;
}

const HEAD_BYTES = 4_096;
/** A digest of an hour with some hundred thousand log files. */
const LONGEST_DIGEST_BYTES = 64 * 1024 * 1024;

export async function readBucketFile(
  entry: ExhibitFile,
  signal: AbortSignal,
): Promise<ReadBucketFile> {
  const unread = (reason: string): ReadBucketFile => ({
    file: { path: entry.name, contentHash: '', unread: reason.replace(/\.$/, '') },
    fileHash: '',
  });
  if (entry.problem !== undefined) return unread(entry.problem);
  try {
    const file = await openEvidenceFile(entry.path, entry.name, { signal });
    try {
      const content = await readContent(entry.name, file.chunks());
      await file.drain();
      const change = await file.change();
      if (change !== undefined) return unread(`it changed while it was read: ${change}`);
      return { file: content, fileHash: file.sha256() };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof FailureError) return unread(error.failure.message);
    throw error;
  }
}

async function readContent(path: string, chunks: AsyncGenerator<Uint8Array>): Promise<BucketFile> {
  const first = await chunks.next();
  const packed = first.done !== true && isGzip(first.value);
  const all = first.done === true ? chunks : startingWith(first.value, chunks);
  const result: GunzipResult = { trouble: '', members: 0 };
  const hash = createHash('sha256');
  const kept = keepDigest(path);
  let follows = false;
  for await (const bytes of packed ? gunzip(all, result) : all) {
    // What is unpacked once a member has ended belongs to another one.
    if (result.members > 0) {
      follows = true;
      break;
    }
    hash.update(bytes);
    kept.push(bytes);
  }
  const trailing =
    follows || result.members > 1
      ? 'A second gzip member follows the first'
      : result.members === 1 && result.trouble !== ''
        ? 'Bytes that are no gzip follow the gzip member'
        : undefined;
  const damaged = packed && result.members === 0 ? result.trouble : undefined;
  const digest = damaged === undefined ? kept.digest() : undefined;
  return {
    path,
    contentHash: damaged === undefined ? hash.digest('hex') : '',
    ...(trailing !== undefined && { trailing }),
    ...(damaged !== undefined && { damaged }),
    ...(digest && { digest }),
  };
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}

/** Keeps the content of what is, or reads like, a digest; nothing of other files. */
function keepDigest(path: string) {
  const placed = isDigestKey(path);
  let parts: Uint8Array[] = [];
  let length = 0;
  let wanted: boolean | undefined = placed ? true : undefined;
  const head = () => Buffer.concat(parts).subarray(0, HEAD_BYTES).toString('latin1');
  return {
    push(bytes: Uint8Array): void {
      length += bytes.length;
      if (wanted === false || length > LONGEST_DIGEST_BYTES) {
        parts = [];
        return;
      }
      // A chunk is valid only until the next one is asked for.
      parts.push(new Uint8Array(bytes));
      if (wanted === undefined && length >= HEAD_BYTES) {
        wanted = looksLikeDigest(head());
        if (!wanted) parts = [];
      }
    },
    digest(): BucketFile['digest'] {
      if (!(wanted ?? looksLikeDigest(head()))) return undefined;
      if (length > LONGEST_DIGEST_BYTES) {
        return { problem: `is longer than ${LONGEST_DIGEST_BYTES} bytes` };
      }
      const parsed = parseDigest(Buffer.concat(parts));
      return parsed.ok ? { value: parsed.value } : { problem: parsed.error.message };
    },
  };
}
