// A folder of our own for a copy of a database. SQLite leaves files beside a database even when it
// only reads, so it never gets to see the original. On systems that allow it the folder is taken
// away as soon as the copy is open, so that not even a kill leaves evidence lying about; elsewhere
// leftovers of processes that are gone are removed the next time.

import { chmod, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const PREFIX = 'sealwatch-intake-';

export interface PrivateFolder {
  readonly path: string;
  /** Writes one file; returns when it is complete. */
  write(name: string, chunks: AsyncIterable<Uint8Array>): Promise<string>;
  /** To be called once everything in it is open. */
  removeEarly(): Promise<void>;
  remove(): Promise<void>;
}

export async function createPrivateFolder(parent: string): Promise<PrivateFolder> {
  await removeLeftovers(parent);
  const path = await mkdtemp(join(parent, `${PREFIX}${process.pid}-`));
  await chmod(path, 0o700);
  const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 5 });
  return {
    path,
    remove,
    async write(name, chunks) {
      const file = join(path, name);
      const handle = await open(file, 'wx', 0o600);
      try {
        for await (const chunk of chunks) await handle.writeFile(chunk);
      } finally {
        await handle.close();
      }
      return file;
    },
    async removeEarly() {
      // Windows keeps open files in place; there the folder goes when reading ends.
      if (process.platform !== 'win32') await remove();
    },
  };
}

async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = /^sealwatch-intake-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is running all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
