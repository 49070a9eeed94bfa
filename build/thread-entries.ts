// The entries of threads: no import names them, they are started by their address. A bundler is told
// of each, and every address is made to lead to what has become of it.

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import type { Plugin } from 'vite';
import { ROOT } from './root.ts';

const WORKERS = join(ROOT, 'electron', 'workers');
/** new URL('./threads/reader.ts', import.meta.url) */
const MODULE_ADDRESS = /(new URL\(\s*['"])(\.\/[^'"]+)\.ts(['"],\s*import\.meta\.url\s*\))/g;
/** Stands before an entry below the project's folder, until it is known which file names it. */
const MARK = 'sealwatch-entry:';
const MARKED = new RegExp(`${MARK}([^'"]+)`, 'g');

export function threadEntries(): readonly string[] {
  const found = new Set<string>();
  for (const name of readdirSync(WORKERS)) {
    if (!name.endsWith('.ts')) continue;
    const source = readFileSync(join(WORKERS, name), 'utf8');
    for (const [, , address] of source.matchAll(MODULE_ADDRESS)) {
      if (address !== undefined) found.add(join(WORKERS, `${address}.ts`));
    }
  }
  if (found.size === 0) throw new Error('no thread entries are named');
  return [...found];
}

/** In the bundle entries end in .js, and lie elsewhere from whichever file starts them. */
export function threadAddresses(): Plugin {
  return {
    name: 'sealwatch-thread-addresses',
    transform: {
      order: 'pre',
      handler(code, id) {
        if (!id.startsWith(WORKERS)) return null;
        const folder = relative(ROOT, WORKERS).replaceAll('\\', '/');
        return code.replaceAll(
          MODULE_ADDRESS,
          (_, before: string, address: string, behind: string) =>
            `${before}${MARK}${posix.join(folder, address)}.js${behind}`,
        );
      },
    },
    renderChunk(code, { fileName }) {
      if (!code.includes(MARK)) return null;
      return code.replaceAll(MARKED, (_, entry: string) => {
        const path = posix.relative(posix.dirname(fileName), entry);
        return path.startsWith('.') ? path : `./${path}`;
      });
    },
  };
}
