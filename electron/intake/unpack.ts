// The bytes inside a file, whatever it is packed in, level by level. Limits the levels and the
// expansion; says what it cannot open.

import type { EvidenceFile } from './evidence-file.ts';
import { gunzip, isGzip, type GunzipResult } from './gunzip.ts';
import type { IntakeLimits } from './limits.ts';

export interface Unpacked {
  /** The first bytes, at least as many as were asked for unless the content ends before. */
  readonly head: Uint8Array;
  /** True where the head is the whole content. */
  readonly complete: boolean;
  /** True where the file is no archive. */
  readonly plain: boolean;
  /** All of the content, the head included. To be run through once. */
  content(): AsyncGenerator<Uint8Array>;
  /** Ends early; safe to call at any time. */
  close(): Promise<void>;
  /** What is wrong with the archive; complete once the content has been run through. */
  troubles(): readonly string[];
}

export async function unpack(
  file: EvidenceFile,
  headBytes: number,
  limits: IntakeLimits,
): Promise<Unpacked> {
  const results: GunzipResult[] = [];
  const notes: string[] = [];
  let level = await peek(file.chunks(), headBytes);
  while (isGzip(level.head)) {
    if (results.length >= limits.maxUnpackLevels) {
      notes.push(`packed more than ${limits.maxUnpackLevels} times over; not unpacked further`);
      break;
    }
    const result: GunzipResult = { trouble: '', members: 0 };
    results.push(result);
    const inner = bounded(gunzip(level.content(), result), file.bytes, limits, notes);
    level = await peek(inner, headBytes);
  }
  return {
    ...level,
    plain: results.length === 0,
    troubles: () => [
      ...notes,
      ...results.map((result) => result.trouble).filter((trouble) => trouble !== ''),
    ],
  };
}

async function* bounded(
  chunks: AsyncGenerator<Uint8Array>,
  bytesOnDisk: number,
  limits: IntakeLimits,
  notes: string[],
): AsyncGenerator<Uint8Array> {
  const limit = Math.max(limits.expansionFreeBytes, bytesOnDisk * limits.maxExpansion);
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limit) {
      notes.push(
        `unpacks to more than ${limit} bytes (${limits.maxExpansion} times its size); the rest is not read`,
      );
      return;
    }
    yield chunk;
  }
}

interface Peeked {
  readonly head: Uint8Array;
  readonly complete: boolean;
  content(): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

async function peek(chunks: AsyncGenerator<Uint8Array>, headBytes: number): Promise<Peeked> {
  const first: Uint8Array[] = [];
  let length = 0;
  let complete = false;
  while (length < headBytes) {
    const next = await chunks.next();
    if (next.done === true) {
      complete = true;
      break;
    }
    const enough = length === 0 && next.value.length >= headBytes;
    // A chunk is valid only until the next one is asked for.
    first.push(enough ? next.value : new Uint8Array(next.value));
    length += next.value.length;
  }
  const head = first.length === 1 && first[0] !== undefined ? first[0] : Buffer.concat(first);
  return {
    head,
    complete,
    async *content() {
      try {
        if (head.length > 0) yield head;
        if (!complete) yield* chunks;
      } finally {
        await chunks.return(undefined);
      }
    },
    async close() {
      await chunks.return(undefined);
    },
  };
}
