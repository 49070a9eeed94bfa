import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../build/root.ts';
import { threadEntries } from '../../build/thread-entries.ts';

const THREADS = join(ROOT, 'electron', 'workers', 'threads');

describe('what is built', () => {
  it('has every thread that can be started', () => {
    const answering = readdirSync(THREADS)
      .map((name) => join(THREADS, name))
      .filter((path) => readFileSync(path, 'utf8').includes('serveOver(parentPort'));
    expect(answering.length).toBeGreaterThan(5);
    expect(threadEntries().toSorted()).toEqual(answering.toSorted());
  });
});
