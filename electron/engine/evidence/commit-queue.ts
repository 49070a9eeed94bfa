// Commits what is being sealed, in the order in which it was handed in. Neighbours share a
// transaction: most of a commit's price is paid per transaction (a wait for the disk, and pages of
// indexes that each batch would write anew).

import { assert } from '../../../shared/base/assert.ts';

export interface CommitQueue<T> {
  /** Resolves when there is room for more. Throws what committing has failed with. */
  add(sealing: Promise<T>): Promise<void>;
  /** Commits what is left. Throws what committing has failed with. */
  finish(): Promise<void>;
}

export interface CommitQueueOptions<T> {
  readonly commit: (group: readonly T[]) => Promise<void>;
  /** So many make a group; fewer only at the end. */
  readonly groupSize: number;
  /** So many may be on their way to a commit, at least a group. */
  readonly mostWaiting: number;
}

interface Waiting<T> {
  readonly sealing: Promise<T>;
  readonly sealed: () => T | undefined;
}

export function createCommitQueue<T extends object>({
  commit,
  groupSize,
  mostWaiting,
}: CommitQueueOptions<T>): CommitQueue<T> {
  assert(mostWaiting >= groupSize, 'a group has room in the queue');
  const waiting: Waiting<T>[] = [];
  let committing: Promise<void> | undefined;
  let finishing = false;
  let failed: { readonly error: unknown } | undefined;
  let wake: (() => void)[] = [];

  const changed = (): void => {
    const woken = wake;
    wake = [];
    for (const each of woken) each();
  };
  const fail = (error: unknown): void => {
    failed ??= { error };
    changed();
  };

  /** What is sealed at the head of the queue, if it is worth a transaction. */
  function nextGroup(): T[] {
    const group: T[] = [];
    for (const { sealed } of waiting) {
      const item = sealed();
      if (item === undefined || group.length === groupSize) break;
      group.push(item);
    }
    return group.length === groupSize || (finishing && group.length === waiting.length)
      ? group
      : [];
  }

  function advance(): void {
    if (committing !== undefined || failed) return;
    const group = nextGroup();
    if (group.length === 0) return;
    committing = commit(group)
      .then(() => void waiting.splice(0, group.length), fail)
      .finally(() => {
        committing = undefined;
        changed();
        advance();
      });
  }

  async function until(done: () => boolean): Promise<void> {
    for (;;) {
      if (failed) throw failed.error;
      if (done()) return;
      await new Promise<void>((resolve) => wake.push(resolve));
    }
  }

  return {
    add(sealing) {
      let item: T | undefined;
      waiting.push({ sealing, sealed: () => item });
      sealing.then((sealed) => {
        item = sealed;
        advance();
      }, fail);
      return until(() => waiting.length < mostWaiting);
    },
    async finish() {
      finishing = true;
      advance();
      try {
        await until(() => waiting.length === 0);
      } finally {
        // What was still under way when something failed must not outlast the import.
        await committing;
        await Promise.allSettled(waiting.map(({ sealing }) => sealing));
      }
    },
  };
}
