// What lies where in the folder of this program, and which version it is, whether the code runs from
// the sources (electron/…) or from the bundle (dist/electron/…).

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { programFolder } from '../places/places.ts';

export interface Installation {
  readonly rootFolder: string;
  readonly resourcesFolder: string;
  /** The built page. */
  readonly assetsFolder: string;
  readonly version: string;
}

/** @param from `import.meta.url` of the entry point */
export function findInstallation(from: string): Installation {
  const folder = programFolder(from);
  const description: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const version =
    typeof description === 'object' && description !== null && 'version' in description
      ? String(description.version)
      : 'unknown';
  return {
    rootFolder: folder,
    resourcesFolder: join(folder, 'resources'),
    assetsFolder: join(folder, 'dist', 'renderer'),
    version,
  };
}
