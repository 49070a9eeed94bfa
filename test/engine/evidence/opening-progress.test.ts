// Several exhibits opened together have one progress, over the bytes of all.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Progress } from '../../../shared/contract/procedure.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('opening-progress');
afterAll(() => folder.remove());

describe('the progress of several files opened together', () => {
  it('never falls back, ends at the bytes of all, and says which of how many', async () => {
    const { app, client } = await openApp(folder.path);
    const paths = [1, 2, 3].map((number) => {
      const path = join(folder.path, `log-${String(number)}.jsonl`);
      const line = `{"time":"2026-05-01T00:00:00Z","message":"${'x'.repeat(number * 10)}"}\n`;
      writeFileSync(path, line.repeat(50));
      return { path, bytes: line.length * 50 };
    });
    const gone = join(folder.path, 'gone.jsonl');
    const files = [...paths.map(({ path }) => path), gone].map((path) => app.mintToken(path));
    const seen: Progress[] = [];
    const read = await client.call(
      'evidence.import',
      { files },
      { onProgress: (progress) => seen.push(progress) },
    );
    await app.close();
    expect(read.ok).toBe(true);
    const total = paths.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(new Set(seen.map((each) => each.total))).toEqual(new Set([total]));
    expect(seen.map(({ done }) => done)).toEqual(
      seen.map(({ done }) => done).toSorted((a, b) => a - b),
    );
    expect(seen.at(-1)).toMatchObject({ done: total, note: 'log-3.jsonl (3 of 4)' });
  });
});
