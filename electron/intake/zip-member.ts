// The bytes of one member of a zip archive: read where they lie, unpacked, and compared with the
// length and check sum that are stated for them. Refuses nothing: what is wrong is told as trouble.
// Source: APPNOTE.TXT, ".ZIP File Format Specification", section 4.4.5 for the methods.

import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { createSource } from './byte-source.ts';
import { inflateMember } from './gunzip.ts';
import { unbzip2 } from './unbzip2.ts';
import { unxz } from './unxz.ts';
import { unzstd } from './unzstd.ts';

const PIECE_BYTES = 64 * 1024;
const STORED = 0;
const DEFLATED = 8;
const BZIP2 = 12;
const ZSTD = 93;
const XZ = 95;
const READ_METHODS: ReadonlySet<number> = new Set([STORED, DEFLATED, BZIP2, ZSTD, XZ]);
const METHOD_NAMES: Readonly<Record<number, string>> = {
  1: 'shrink',
  6: 'implode',
  9: 'deflate64',
  14: 'LZMA',
  98: 'PPMd',
};

export interface UnzipLimits {
  readonly maxFiles: number;
  readonly maxDictionaryBytes: number;
}

export interface ZipMember {
  readonly dataAt: number;
  readonly packedBytes: number;
  readonly method: number;
  /** Once unpacked; undefined where nothing states it. */
  readonly bytes: number | undefined;
  readonly crc: number;
  /** What states the length and check sum, for messages. */
  readonly statedBy: string;
}

/** Why a method cannot be read; `undefined` where it can. */
export function methodProblem(method: number): string | undefined {
  if (READ_METHODS.has(method)) return undefined;
  return `packed in a way that is not read (${METHOD_NAMES[method] ?? `method ${method}`})`;
}

export async function* memberContent(
  handle: FileHandle,
  member: ZipMember,
  limits: UnzipLimits,
  troubles: string[],
): AsyncGenerator<Uint8Array> {
  const packed = readRange(handle, member.dataAt, member.dataAt + member.packedBytes);
  let crc = 0;
  let length = 0;
  for await (const bytes of unpackMember(packed, member.method, limits, troubles)) {
    crc = crc32(bytes, crc);
    length += bytes.length;
    yield bytes;
  }
  if (member.bytes === undefined) {
    troubles.push('it is cut off: what states its length and check sum is missing');
  } else if (length !== member.bytes) {
    troubles.push(`${length} bytes came out of it, where ${member.statedBy} says ${member.bytes}`);
  } else if (crc !== member.crc) troubles.push('it does not match its own check sum');
}

async function* readRange(
  handle: FileHandle,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to;) {
    const length = Math.min(PIECE_BYTES, to - at);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

async function* unpackMember(
  packed: AsyncGenerator<Uint8Array>,
  method: number,
  { maxDictionaryBytes }: UnzipLimits,
  troubles: string[],
): AsyncGenerator<Uint8Array> {
  if (method === STORED) {
    yield* packed;
    return;
  }
  if (method !== DEFLATED) {
    const result = { trouble: '' };
    if (method === BZIP2) yield* unbzip2(packed, result);
    else if (method === ZSTD) yield* unzstd(packed, result);
    else yield* unxz(packed, result, maxDictionaryBytes);
    if (result.trouble !== '') troubles.push(result.trouble);
    return;
  }
  const source = createSource(andOneMore(packed));
  try {
    const failed = yield* inflateMember(source, { crc: 0, length: 0 });
    if (failed !== undefined) troubles.push(failed);
    else if ((await source.take(2)).length > 1) {
      troubles.push('bytes that are not read follow within its packed data');
    }
  } finally {
    await source.close();
  }
}

/** Whether packed data has ended shows only by what is left behind it. */
async function* andOneMore(packed: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* packed;
  yield Uint8Array.of(0);
}
