// Files dropped on the page in a browser: the browser hides where they lie, so their bytes are
// streamed into a private folder, which is removed when the host ends. A name from a request
// becomes a plain file name or is refused; each file gets a folder of its own.

import { createWriteStream, readdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { err, failure, ok, type Result } from '../../shared/base/result.ts';

/** Left free on the disk, whatever is dropped. */
const RESERVE_BYTES = 512 * 1024 * 1024;
const PREFIX = 'sealwatch-spool-';
const MAX_NAME_BYTES = 200;

export interface Spool {
  readonly folder: string;
  /**
   * Stores the stream and answers with the path it got.
   * @param declaredBytes the Content-Length, where it was given
   */
  take(name: string, bytes: Readable, declaredBytes: number | undefined): Promise<Result<string>>;
  remove(): Promise<void>;
}

/** @param parentFolder where the private folder is made; the system's temporary folder by default */
export async function createSpool(parentFolder: string = tmpdir()): Promise<Spool> {
  removeAbandoned(parentFolder);
  // mkdtemp makes it for this user alone (0700).
  const folder = await mkdtemp(join(parentFolder, `${PREFIX}${process.pid}-`));
  let count = 0;
  return {
    folder,
    async take(name, bytes, declaredBytes) {
      const plain = plainFileName(name);
      if (plain === undefined) {
        return err(
          failure('drop.name', `Not a usable file name: ${JSON.stringify(name.slice(0, 100))}`),
        );
      }
      const room = await freeBytes(folder);
      const full = failure(
        'drop.too-large',
        `${plain} does not fit on the disk of ${parentFolder}; choose the file with “Open” instead.`,
      );
      if (declaredBytes !== undefined && declaredBytes > room) return err(full);
      const own = join(folder, String(++count));
      await mkdir(own, { mode: 0o700 });
      const path = join(own, plain);
      let written = 0;
      const limited = async function* (source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          written += chunk.length;
          if (written > room) throw new SpoolFull();
          yield chunk;
        }
      };
      try {
        await pipeline(bytes, limited, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      } catch (error) {
        await rm(own, { recursive: true, force: true });
        if (error instanceof SpoolFull) return err(full);
        return err(
          failure('drop.interrupted', `${plain} did not arrive whole: ${reasonOf(error)}`),
        );
      }
      if (declaredBytes !== undefined && written !== declaredBytes) {
        await rm(own, { recursive: true, force: true });
        return err(failure('drop.interrupted', `${plain} did not arrive whole.`));
      }
      return ok(path);
    },
    async remove() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

class SpoolFull extends Error {}

const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The last part of the name without what a file system or a terminal would interpret. */
export function plainFileName(name: string): string | undefined {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}<>:"|?*]/gu, '_')
    .replace(/[. ]+$/, '');
  if (clean === '' || clean === '.' || clean === '..' || RESERVED.test(clean)) return undefined;
  if (Buffer.byteLength(clean) > MAX_NAME_BYTES) return undefined;
  return clean;
}

async function freeBytes(folder: string): Promise<number> {
  const disk = await statfs(folder);
  return Math.max(0, disk.bavail * disk.bsize - RESERVE_BYTES);
}

/** What a host that was killed could not remove itself. */
function removeAbandoned(parentFolder: string): void {
  for (const name of readdirSync(parentFolder)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    try {
      rmSync(join(parentFolder, name), { recursive: true, force: true });
    } catch {
      // Another user's: not ours to remove.
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
