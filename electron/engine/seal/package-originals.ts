// The original files of chosen exhibits, as long as they are where they were opened from and are still
// what was hashed then.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source } from '../../../shared/domain/source.ts';
import { hashFile } from '../../intake/digest.ts';
import { withoutMembers } from '../../intake/read-archive.ts';
import type { CaseReader } from '../../store/case-store.ts';

export interface Original {
  /** Within the package. */
  readonly name: string;
  readonly sha256: string;
  open(): AsyncIterable<Uint8Array>;
}

export async function originalsOf(
  store: CaseReader,
  source: Source,
): Promise<{ readonly originals: readonly Original[]; readonly left: readonly string[] }> {
  const files = withoutMembers(store.sources.files(source.id));
  const isFolder = await stat(source.path).then(
    (info) => info.isDirectory(),
    () => undefined,
  );
  if (isFolder === undefined) {
    const reason = 'the original is not where it was opened from';
    return { originals: [], left: [`${source.exhibit} (${source.name}): ${reason}`] };
  }
  const originals: Original[] = [];
  const left: string[] = [];
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = isFolder ? join(source.path, file.name) : source.path;
    const place = `${source.exhibit}, ${file.name}`;
    const found = await hashFile(path).then(
      (sha256) => sha256,
      () => undefined,
    );
    if (found === undefined) left.push(`${place}: the original cannot be read`);
    else if (found !== file.sha256)
      left.push(`${place}: the original is no longer what was opened`);
    else {
      originals.push({
        name: `originals/${source.exhibit}/${entryName(file.name)}`,
        sha256: found,
        open: () => createReadStream(path),
      });
    }
  }
  return { originals, left };
}

/** No entry leads out of the folder that a package is unpacked into. */
function entryName(name: string): string {
  return name
    .split(/[\\/]/)
    .map((part) => (part === '' || part === '.' || part === '..' ? '_' : part.replaceAll(':', '_')))
    .join('/');
}
