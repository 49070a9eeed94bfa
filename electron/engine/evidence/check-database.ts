// A big database on disk checked by several threads: copied, shared out by row numbers, and its
// entries handed over in the order of the rows. What a thread checks ahead of its turn is bounded.

import { tmpdir } from 'node:os';
import { assert } from '../../../shared/base/assert.ts';
import { err, FailureError, ok, type Result } from '../../../shared/base/result.ts';
import { USUAL_CHAIN_LAYOUT, type ChainLayout } from '../../../shared/domain/chain-layout.ts';
import { chainLayoutOfRef } from '../../../shared/formats/hash-chained-log.ts';
import type { FoldedEntry } from '../../../shared/sealing/chain-folding.ts';
import { copyDatabases } from '../../intake/database-copy.ts';
import type { IntakeFile } from '../../intake/batch.ts';
import { databaseShares } from '../../intake/unit.ts';
import type { ExhibitFile } from '../../intake/walk.ts';
import type { CheckedShare, EntryChecker, ShareToCheck } from './entry-checker.ts';

/** Of checked entries, for each share that is not due yet. */
const PARTS_AHEAD = 8;

interface DatabaseToCheck {
  readonly entry: ExhibitFile;
  /** Its number among the files that are met. */
  readonly index: number;
  readonly options: Pick<ShareToCheck, 'maxRecordBytes' | 'layout'>;
  readonly signal: AbortSignal;
}

interface DatabaseTaker {
  /** Called once, before any entry. */
  layout(layout: ChainLayout): void;
  entries(entries: readonly FoldedEntry[]): void;
}

/** Yields now and then. Where nothing was taken of it, what is wrong with the file is returned. */
export async function* checkDatabase(
  { entry, index, options, signal }: DatabaseToCheck,
  checkers: readonly EntryChecker[],
  taker: DatabaseTaker,
): AsyncGenerator<void, Result<IntakeFile>> {
  const copies = await copyDatabases([entry], tmpdir(), signal);
  try {
    const { name } = entry;
    const copy = copies.copies.get(name);
    const [hashed] = copies.hashes;
    if (copy?.ok === false) return copy;
    assert(copy && hashed, 'what was copied was hashed');
    // Looked at again while the copy is read.
    const change = copies.change();
    change.catch(() => undefined);
    const shares = databaseShares(entry).map((share) => ({
      ...options,
      copy: copy.value,
      name,
      share,
    }));
    let format: string | undefined;
    try {
      for await (const part of partsInOrder(shares, checkers, signal)) {
        if (format === undefined) {
          ({ format } = part);
          taker.layout(chainLayoutOfRef(format) ?? USUAL_CHAIN_LAYOUT);
        }
        taker.entries(part.entries);
        yield;
      }
    } catch (error) {
      if (error instanceof FailureError && format === undefined) return err(error.failure);
      throw error;
    }
    const changed = await change;
    if (changed) throw new FailureError(changed);
    return ok({ index, ...hashed, format: format ?? '' });
  } finally {
    await copies.remove();
  }
}

async function* partsInOrder(
  shares: readonly ShareToCheck[],
  checkers: readonly EntryChecker[],
  signal: AbortSignal,
): AsyncGenerator<CheckedShare> {
  const queues = shares.map((): CheckedShare[] => []);
  let next = 0;
  let due = 0;
  let stopped = false;
  let failed: { readonly error: unknown } | undefined;
  let wake: (() => void)[] = [];
  const changed = (): void => {
    const woken = wake;
    wake = [];
    for (const each of woken) each();
  };
  const change = (): Promise<void> => new Promise((resolve) => wake.push(resolve));

  const work = async (checker: EntryChecker): Promise<void> => {
    while (!stopped && next < shares.length) {
      const number = next++;
      const share = shares[number];
      const queue = queues[number];
      if (!share || !queue) return;
      for (let isEnd = false; !isEnd;) {
        while (!stopped && number !== due && queue.length >= PARTS_AHEAD) await change();
        if (stopped) return;
        const part = await checker.share(number, share);
        ({ isEnd } = part);
        queue.push(part);
        changed();
      }
    }
  };
  const working = checkers.map((checker) =>
    work(checker).catch((error: unknown) => {
      failed ??= { error };
      changed();
    }),
  );
  try {
    while (due < shares.length) {
      signal.throwIfAborted();
      const part = queues[due]?.shift();
      if (part) {
        if (part.isEnd) {
          due += 1;
          changed();
        }
        yield part;
      } else if (failed) throw failed.error;
      else await change();
    }
  } finally {
    stopped = true;
    changed();
    await Promise.all(working);
  }
}
