import { describe, expect, it } from 'vitest';
import { createTextIndexing } from '../../electron/workers/text-indexing.ts';

/** Jobs that end when the test says so. */
function jobs() {
  const ends: (() => void)[] = [];
  const indexing = createTextIndexing(
    () =>
      new Promise((resolve) => {
        ends.push(() => resolve({ ok: true, value: {} }));
      }),
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { ends, indexing, settle };
}

describe('indexing behind imports', () => {
  it('runs one job at a time, and once more for whatever came meanwhile', async () => {
    const { ends, indexing, settle } = jobs();
    indexing.wanted();
    indexing.wanted();
    indexing.wanted();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await settle();
    expect(ends).toHaveLength(2);
    indexing.wanted();
    expect(ends).toHaveLength(3);
  });

  it('starts nothing after it was stopped', async () => {
    const { ends, indexing, settle } = jobs();
    indexing.wanted();
    indexing.wanted();
    indexing.stop();
    ends[0]?.();
    await settle();
    indexing.wanted();
    expect(ends).toHaveLength(1);
  });
});
