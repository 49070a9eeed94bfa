// The bytes inside a file, whatever it is packed in, level by level. Limits the levels and the
// expansion; says what it cannot open. Archives of several files are left to read-archive.ts.

import { gunzip, gunzipWhole, isGzip } from './gunzip.ts';
import type { IntakeLimits } from './limits.ts';
import { isBzip2, unbzip2 } from './unbzip2.ts';
import { isXz, unxz } from './unxz.ts';
import { isZstd, unzstd } from './unzstd.ts';

export interface Unpacked {
  /** The first bytes, at least as many as were asked for unless the content ends before. */
  readonly head: Uint8Array;
  /** True where the head is the whole content. */
  readonly complete: boolean;
  /** True where the file is no archive. */
  readonly plain: boolean;
  /** How many levels are packed around the content. */
  readonly levels: number;
  /** All of the content, the head included. To be run through once. */
  content(): AsyncGenerator<Uint8Array>;
  /** Ends early; safe to call at any time. */
  close(): Promise<void>;
  /** What is wrong with the archive; complete once the content has been run through. */
  troubles(): readonly string[];
}

/** What is packed: a file on disk, or a member of an archive. */
export interface Packed {
  chunks(): AsyncGenerator<Uint8Array>;
  /** How much may still come out of it. */
  readonly budget: ExpansionBudget;
  /** Levels around it already. */
  readonly levels: number;
  /** What is wrong with it as it is, once it has been run through. */
  troubles?(): readonly string[];
}

/** The members of an archive share theirs, so that many small ones cannot do what a big one cannot. */
export interface ExpansionBudget {
  readonly limit: number;
  used: number;
}

export function expansionBudget(bytesOnDisk: number, limits: IntakeLimits): ExpansionBudget {
  return {
    limit: Math.max(limits.expansionFreeBytes, bytesOnDisk * limits.maxExpansion),
    used: 0,
  };
}

export async function unpack(
  packed: Packed,
  headBytes: number,
  limits: IntakeLimits,
): Promise<Unpacked> {
  const results: { readonly trouble: string }[] = [];
  const notes: string[] = [];
  let level = await peek(packed.chunks(), headBytes);
  let { levels } = packed;
  for (;;) {
    const open = openerFor(level.head, limits);
    if (!open) break;
    if (levels >= limits.maxUnpackLevels) {
      notes.push(`packed more than ${limits.maxUnpackLevels} times over; not unpacked further`);
      break;
    }
    levels += 1;
    const result = { trouble: '', members: 0 };
    results.push(result);
    const whole = level.complete ? gunzipWhole(level.head) : undefined;
    const content = whole ? once(whole) : open(level.content(), result);
    level = await peek(bounded(content, packed.budget, notes), headBytes);
  }
  return {
    ...level,
    plain: levels === 0,
    levels,
    troubles: () => [
      ...(packed.troubles?.() ?? []),
      ...notes,
      ...results.map((result) => result.trouble).filter((trouble) => trouble !== ''),
    ],
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

type Opener = (
  chunks: AsyncIterable<Uint8Array>,
  result: { trouble: string; members: number },
) => AsyncGenerator<Uint8Array>;

export function isPacked(head: Uint8Array): boolean {
  return isGzip(head) || isZstd(head) || isBzip2(head) || isXz(head);
}

function openerFor(head: Uint8Array, limits: IntakeLimits): Opener | undefined {
  if (isGzip(head)) return gunzip;
  if (isZstd(head)) return unzstd;
  if (isBzip2(head)) return unbzip2;
  if (!isXz(head)) return undefined;
  return (chunks, result) => unxz(chunks, result, limits.maxDictionaryBytes);
}

/** Ends where the budget is used up, and notes that. */
export async function* bounded(
  chunks: AsyncGenerator<Uint8Array>,
  budget: ExpansionBudget,
  notes: string[],
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    budget.used += chunk.length;
    if (budget.used > budget.limit) {
      notes.push(
        `unpacks to more than the limit of ${budget.limit} bytes for a file of its size; the rest is not read`,
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
