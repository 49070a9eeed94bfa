// The built page as an allow-list: read once at start, served from memory by its exact path.
// A request can name an entry of the list or nothing; no path from a request ever reaches the disk.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, failure, ok, type Result } from '../../shared/base/result.ts';

export interface Asset {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  /** True where the name holds a hash of the content, so that it may be kept for ever. */
  readonly immutable: boolean;
}

export interface Assets {
  /** @param path as in the address, still encoded, starting with `/`, without query or fragment */
  find(path: string): Asset | undefined;
  readonly paths: readonly string[];
}

/** A file of any other kind is a mistake of the build and stops the start. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  ttf: 'font/ttf',
  woff: 'font/woff',
  woff2: 'font/woff2',
  eot: 'application/vnd.ms-fontobject',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
};

const HASHED = /-[\w-]{8,}\.\w+$/;

export async function loadAssets(folder: string): Promise<Result<Assets>> {
  const found = new Map<string, Asset>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => error,
  );
  if (entries instanceof Error) {
    return err(
      failure(
        'page.missing',
        `The built page is not in ${folder} (${entries.code ?? 'unreadable'}).`,
      ),
    );
  }
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const contentType = CONTENT_TYPES[entry.name.split('.').at(-1) ?? ''];
    if (contentType === undefined) {
      return err(
        failure('page.unknown-file', `The built page holds a file of no known kind: ${file}`),
      );
    }
    const path = file.slice(folder.length).replaceAll('\\', '/').replace(/^\/*/, '/');
    found.set(path, {
      bytes: new Uint8Array(await readFile(file)),
      contentType,
      immutable: HASHED.test(entry.name),
    });
  }
  const page = found.get('/index.html');
  if (page === undefined) {
    return err(failure('page.missing', `The built page in ${folder} has no index.html.`));
  }
  found.set('/', page);
  return ok({
    // Names in the list are plain, so an encoded path (%2e%2e, %2F …) matches none of them.
    find: (path) => found.get(path),
    paths: [...found.keys()],
  });
}
