// Unpacks gzip, member after member (RFC 1952), and says what else the file holds. Node's own
// gunzip throws away what it had unpacked when it meets bytes behind the last member, and is silent
// about zeros there; evidence needs every byte accounted for.

import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { createSource, type Source } from './byte-source.ts';
import { unpooledBytes } from './give-back.ts';

/** Pieces that go in at a time: with at most 1,032-fold expansion 16 MiB come out. */
const PIECE_BYTES = 16 * 1024;
const OUT_BYTES = 256 * 1024;
const FIXED_HEADER = 10;
const TRAILER = 8;
const MAX_HEADER = 1024 * 1024;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

export interface GunzipResult {
  /** What is wrong with the packed file, with its offset in it; empty where nothing is. */
  trouble: string;
  members: number;
}

const PLAIN_HEADER_FLAGS = 8; // FNAME, the only field that common packers write
const WHOLE_BYTES = 4 * 1024 * 1024;

/**
 * The content of a small file of one sound member and nothing else, at once and in a buffer of its own
 * that can be given back; `undefined` for all others, which `gunzip` reads and says what is wrong with.
 */
export function gunzipWhole(packed: Uint8Array): Uint8Array | undefined {
  if (packed.length < FIXED_HEADER + TRAILER || !isGzip(packed)) return undefined;
  const flags = packed[3] ?? 0;
  let begin = FIXED_HEADER;
  if ((flags & ~PLAIN_HEADER_FLAGS) !== 0) return undefined;
  if (flags !== 0) {
    begin = packed.indexOf(0, FIXED_HEADER) + 1;
    if (begin === 0) return undefined;
  }
  const end = packed.length - TRAILER;
  if (begin >= end) return undefined;
  const trailer = new DataView(packed.buffer, packed.byteOffset + end, TRAILER);
  const length = trailer.getUint32(4, true);
  if (length === 0 || length > WHOLE_BYTES) return undefined;
  try {
    // `info` is not in the types: it says how much of the input belonged to the member.
    // One byte more than comes out: with a buffer filled to the brim another is made, to see whether
    // anything is left, and stays until it is collected.
    const chunkSize = unpooledBytes(length + 1);
    const options = { chunkSize, maxOutputLength: length, info: true };
    const { buffer, engine } = inflateRawSync(packed.subarray(begin, end), options) as unknown as {
      readonly buffer: Buffer;
      readonly engine: { readonly bytesWritten: number };
    };
    const sound =
      engine.bytesWritten === end - begin &&
      buffer.length === length &&
      crc32(buffer) === trailer.getUint32(0, true);
    return sound ? buffer : undefined;
  } catch (error) {
    // Damaged, or longer than it says of itself.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

/** Yields the unpacked bytes; `result` is filled in on the way. Never throws for bad input. */
export async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  result: GunzipResult,
): AsyncGenerator<Uint8Array> {
  const source = createSource(chunks);
  try {
    while (true) {
      const at = source.offset;
      const header = await readHeader(source);
      if (header === 'end') return;
      if (header !== 'read') {
        result.trouble =
          result.members > 0 && header === 'not gzip'
            ? `bytes that are not gzip follow the last member, from byte ${at} of the packed file on`
            : `the gzip member at byte ${at} of the packed file ${header === 'not gzip' ? 'is not gzip' : header}`;
        return;
      }
      const state = { crc: 0, length: 0 };
      const failed = yield* inflateMember(source, state);
      if (failed !== undefined) {
        result.trouble = `${failed} (gzip member at byte ${at} of the packed file)`;
        return;
      }
      const trailer = await source.take(TRAILER);
      if (trailer.length < TRAILER) {
        result.trouble = 'the packed file is cut off in the check sum at its end';
        return;
      }
      const view = new DataView(trailer.buffer, trailer.byteOffset, TRAILER);
      if (
        view.getUint32(0, true) !== state.crc ||
        view.getUint32(4, true) !== state.length % 2 ** 32
      ) {
        result.trouble = `the gzip member at byte ${at} of the packed file does not match its own check sum`;
        return;
      }
      result.members += 1;
    }
  } finally {
    await source.close();
  }
}

async function readHeader(source: Source): Promise<'read' | 'end' | 'not gzip' | string> {
  const fixed = await source.take(FIXED_HEADER);
  if (fixed.length === 0) return 'end';
  if (fixed.length < 3 || !isGzip(fixed)) return 'not gzip';
  if (fixed.length < FIXED_HEADER) return 'is cut off in its header';
  const flags = fixed[3] ?? 0;
  if ((flags & 4) !== 0) {
    const size = await source.take(2);
    const length = (size[0] ?? 0) + (size[1] ?? 0) * 256;
    if (size.length < 2 || (await source.take(length)).length < length)
      return 'is cut off in its header';
  }
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    let length = 0;
    for (let byte = await source.take(1); byte[0] !== 0; byte = await source.take(1)) {
      length += 1;
      if (byte.length === 0) return 'is cut off in its header';
      if (length > MAX_HEADER) return 'has a header without an end';
    }
  }
  if ((flags & 2) !== 0 && (await source.take(2)).length < 2) return 'is cut off in its header';
  return 'read';
}

/** Returns why the member cannot be unpacked to its end; what could be has been yielded by then. */
export async function* inflateMember(
  source: Source,
  state: { crc: number; length: number },
): AsyncGenerator<Uint8Array, string | undefined> {
  const inflate = createInflateRaw({ chunkSize: OUT_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  let out: Uint8Array[] = [];
  let problem: string | undefined;
  let wake = (): void => {};
  inflate.on('data', (bytes: Uint8Array) => out.push(bytes));
  inflate.on('end', () => wake());
  inflate.on('error', (error: Error) => {
    problem = `the packed data is damaged (${error.message})`;
    wake();
  });
  /** Resolves once the piece is used up, or the member has ended or proved damaged. */
  const write = (piece: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      inflate.write(piece, () => resolve());
    });
  let fed = 0;
  try {
    let piece = await source.some(PIECE_BYTES);
    let writing = piece.length > 0 ? write(piece) : undefined;
    while (writing !== undefined) {
      await writing;
      fed += piece.length;
      const unused = fed - inflate.bytesWritten;
      const ready = out;
      out = [];
      const ended = unused > 0 || problem !== undefined;
      if (ended) {
        if (problem === undefined) source.putBack(piece.subarray(piece.length - unused));
        writing = undefined;
      } else {
        piece = await source.some(PIECE_BYTES);
        // The next piece is unpacked on another thread while this one's bytes are worked on.
        writing = piece.length > 0 ? write(piece) : undefined;
      }
      for (const bytes of ready) {
        state.crc = crc32(bytes, state.crc);
        state.length += bytes.length;
        yield bytes;
      }
      if (ended) return problem;
    }
    return 'the packed file is cut off';
  } finally {
    inflate.destroy();
  }
}
