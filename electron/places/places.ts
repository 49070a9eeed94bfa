// Where things lie on this machine: the data folder of the user, the case that every host opens by
// default, the folder of the program itself. Looks only; makes nothing.

import { existsSync } from 'node:fs';
import { dirname, join, posix, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home folder of the user. */
  readonly home: string;
}

/** The folder of cases: XDG data folder, Application Support or AppData, with `Sealwatch` below it. */
export function dataFolder(machine: Machine): string {
  const { platform, env, home } = machine;
  if (platform === 'win32') {
    return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), 'Sealwatch');
  }
  if (platform === 'darwin') {
    return posix.join(home, 'Library', 'Application Support', 'Sealwatch');
  }
  const xdg = env['XDG_DATA_HOME'];
  // The XDG specification: a relative path there is invalid and is to be ignored.
  const base = xdg !== undefined && posix.isAbsolute(xdg) ? xdg : posix.join(home, '.local/share');
  return posix.join(base, 'Sealwatch');
}

/** The case that the window uses unless told otherwise. */
export function defaultCaseFile(machine: Machine): string {
  const path = machine.platform === 'win32' ? win32 : posix;
  return path.join(dataFolder(machine), 'default.sealwatch');
}

/** The folder that holds `package.json` and `resources`, from the address of an entry module in it. */
export function programFolder(moduleUrl: string): string {
  let folder = dirname(fileURLToPath(moduleUrl));
  for (;;) {
    if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'resources'))) {
      return folder;
    }
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error(`${moduleUrl} does not lie in an installed Sealwatch: no resources above it`);
    }
    folder = parent;
  }
}
