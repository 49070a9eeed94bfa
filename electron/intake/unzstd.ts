// Unpacks Zstandard, frame after frame (RFC 8878), and says what else the file holds. Node's own
// decompressor stops behind the first frame and is silent about the rest. What comes out is taken
// piece by piece, because a few bytes can become very many.

import { createZstdDecompress, type ZstdDecompress } from 'node:zlib';
import { createSource, type Source } from './byte-source.ts';

const PIECE_BYTES = 16 * 1024;
const OUT_BYTES = 256 * 1024;

/** A frame of data, or one to be skipped, which may stand before them and between them. */
export function isZstd(head: Uint8Array): boolean {
  const [a = 0, b, c, d] = head;
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return true;
  return (a & 0xf0) === 0x50 && b === 0x2a && c === 0x4d && d === 0x18;
}

export interface UnzstdResult {
  /** What is wrong with the packed file, with its offset in it; empty where nothing is. */
  trouble: string;
}

/** Yields the unpacked bytes; `result` is filled in on the way. Never throws for bad input. */
export async function* unzstd(
  chunks: AsyncIterable<Uint8Array>,
  result: UnzstdResult,
): AsyncGenerator<Uint8Array> {
  const source = createSource(chunks);
  try {
    while (true) {
      const at = source.offset;
      const magic = await source.take(4);
      if (magic.length === 0) return;
      if (!isZstd(magic)) {
        result.trouble = `bytes that are not zstd follow the last frame, from byte ${at} of the packed file on`;
        return;
      }
      source.putBack(magic);
      const failed = yield* unpackFrames(source);
      if (failed !== undefined) {
        result.trouble = `${failed} (zstd frame at byte ${at} of the packed file or behind it)`;
        return;
      }
    }
  } finally {
    await source.close();
  }
}

/** Returns why a frame cannot be unpacked to its end; what could be has been yielded by then. */
async function* unpackFrames(source: Source): AsyncGenerator<Uint8Array, string | undefined> {
  const stream = createZstdDecompress({ chunkSize: OUT_BYTES });
  const feeding = feed(source, stream);
  // A failure to read the file is met below; until then it must not count as unhandled.
  feeding.catch(() => undefined);
  try {
    try {
      for await (const bytes of stream) yield bytes as Uint8Array;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (code === 'Z_BUF_ERROR') return 'the packed file is cut off';
      if (code.startsWith('ZSTD_') || code.startsWith('ERR_ZLIB')) {
        return `the packed data is damaged or not zstd (${(error as Error).message})`;
      }
      throw error;
    }
    await feeding;
    return undefined;
  } finally {
    stream.destroy();
  }
}

/** Ends behind a frame, with what was read beyond it put back. */
async function feed(source: Source, stream: ZstdDecompress): Promise<void> {
  let fed = 0;
  let closed = false;
  const closing = new Promise<void>((resolve) => {
    stream.once('close', () => {
      closed = true;
      resolve();
    });
  });
  try {
    while (!closed) {
      const piece = await source.some(PIECE_BYTES);
      if (piece.length === 0) {
        stream.end();
        return;
      }
      const written = new Promise<void>((resolve) => stream.write(piece, () => resolve()));
      await Promise.race([written, closing]);
      fed += piece.length;
      const unused = fed - stream.bytesWritten;
      if (unused > 0) {
        source.putBack(new Uint8Array(piece.subarray(piece.length - unused)));
        return;
      }
    }
  } catch (error) {
    stream.destroy(error as Error);
  }
}
