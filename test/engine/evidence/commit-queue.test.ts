import { describe, expect, it } from 'vitest';
import { createCommitQueue } from '../../../electron/engine/evidence/commit-queue.ts';

interface Item {
  readonly n: number;
}

/** Sealing that ends when the test says so. */
function sealing(n: number) {
  let end = (): void => undefined;
  let fail = (_error: Error): void => undefined;
  const promise = new Promise<Item>((resolve, reject) => {
    end = () => resolve({ n });
    fail = reject;
  });
  return { promise, end, fail };
}

function queueOf(groupSize: number, mostWaiting: number) {
  const groups: number[][] = [];
  const queue = createCommitQueue<Item>({
    groupSize,
    mostWaiting,
    commit: (group) => {
      groups.push(group.map(({ n }) => n));
      return Promise.resolve();
    },
  });
  return { groups, queue };
}

describe('the queue of batches to commit', () => {
  it('keeps the order in which they came, whatever is sealed first', async () => {
    const { groups, queue } = queueOf(2, 8);
    const items = [0, 1, 2, 3, 4].map(sealing);
    const added = items.map(({ promise }) => queue.add(promise));
    for (const item of items.toReversed()) item.end();
    await Promise.all(added);
    await queue.finish();
    expect(groups).toEqual([[0, 1], [2, 3], [4]]);
  });

  it('commits groups, and fewer only at the end', async () => {
    const { groups, queue } = queueOf(3, 8);
    for (const n of [0, 1, 2, 3]) await queue.add(Promise.resolve({ n }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(groups).toEqual([[0, 1, 2]]);
    await queue.finish();
    expect(groups).toEqual([[0, 1, 2], [3]]);
  });

  it('lets no more in than it has room for', async () => {
    const { groups, queue } = queueOf(1, 2);
    const items = [0, 1, 2].map(sealing);
    const [first, second, third] = items;
    await queue.add(first?.promise ?? Promise.reject(new Error('no item')));
    let passed = false;
    const waiting = queue.add(second?.promise ?? Promise.reject(new Error('no item'))).then(() => {
      passed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(passed).toBe(false);
    first?.end();
    await waiting;
    expect(groups).toEqual([[0]]);
    second?.end();
    third?.end();
    await queue.finish();
  });

  it('fails with what a commit failed with, and commits nothing behind it', async () => {
    const groups: number[][] = [];
    const queue = createCommitQueue<Item>({
      groupSize: 1,
      mostWaiting: 2,
      commit: (group) => {
        groups.push(group.map(({ n }) => n));
        return Promise.reject(new Error('the disk is full'));
      },
    });
    await queue.add(Promise.resolve({ n: 0 }));
    await expect(queue.add(Promise.resolve({ n: 1 }))).rejects.toThrow('the disk is full');
    await expect(queue.finish()).rejects.toThrow('the disk is full');
    expect(groups).toEqual([[0]]);
  });

  it('fails with what sealing failed with, once what was under way has ended', async () => {
    const { groups, queue } = queueOf(1, 4);
    const items = [0, 1].map(sealing);
    const added = items.map(({ promise }) => queue.add(promise));
    items[0]?.fail(new Error('no memory'));
    items[1]?.end();
    await Promise.allSettled(added);
    await expect(queue.finish()).rejects.toThrow('no memory');
    expect(groups).toEqual([]);
  });
});
