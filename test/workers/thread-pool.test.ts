import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { threadedServices } from '../../electron/workers/thread-pool.ts';
import { RESOURCES, temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('thread-pool');
afterAll(() => folder.remove());

function services(died: string[]) {
  const data = {
    caseFile: join(folder.path, 'test.sealwatch'),
    resourcesFolder: RESOURCES,
    version: 'test',
    operatingUser: 'test',
  };
  return threadedServices(data, { oneReader: true, onDeath: (name) => died.push(name) });
}

/** Any answer will do: it shows that a thread is there. */
async function isThere(pool: ReturnType<typeof services>): Promise<boolean> {
  return await pool
    .link('parser', true)
    .call('nothing', {})
    .then(
      () => true,
      (error: unknown) => !String(error).includes('thread ended'),
    );
}

describe('a thread that nothing is asked of', () => {
  it('is let go without a word, and is there again for the next call', async () => {
    const died: string[] = [];
    const pool = services(died);
    expect(await isThere(pool)).toBe(true);
    const resting = pool.rest('parser');
    // Whoever asks meanwhile is answered by another one.
    expect(await isThere(pool)).toBe(true);
    await resting;
    await pool.rest('parser');
    const last = pool.rest('parser');
    await pool.close();
    await last;
    expect(died).toEqual([]);
  });

  it('need not be there', async () => {
    const died: string[] = [];
    const pool = services(died);
    await pool.rest('analyst');
    await pool.close();
    expect(died).toEqual([]);
  });
});
