// Which installed browser can be the window (Chromium, Chrome or Edge: they have an app mode), and
// how it is started: with a profile of its own, so that the window's end is the process's end, and
// with everything switched off that would go to the network.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Desk {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
}

export function thisDesk(): Desk {
  return { platform: process.platform, env: process.env, exists: existsSync };
}

/** On Linux a window needs X or Wayland; elsewhere there is always a screen to draw on. */
export function hasDisplay(desk: Desk): boolean {
  if (desk.platform === 'win32' || desk.platform === 'darwin') return true;
  return Boolean(desk.env['DISPLAY']) || Boolean(desk.env['WAYLAND_DISPLAY']);
}

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'microsoft-edge-stable',
];

const LINUX_PLACES = [
  '/usr/lib/chromium/chromium',
  '/opt/google/chrome/chrome',
  '/opt/microsoft/msedge/msedge',
  '/snap/bin/chromium',
  '/var/lib/flatpak/exports/bin/org.chromium.Chromium',
  '/var/lib/flatpak/exports/bin/com.google.Chrome',
];

const MAC_PLACES = [
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const WINDOWS_PLACES = [
  'Chromium\\Application\\chrome.exe',
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** The path of the first browser found, or undefined. */
export function findBrowser(desk: Desk): string | undefined {
  return candidates(desk).find((path) => desk.exists(path));
}

function candidates({ platform, env }: Desk): string[] {
  if (platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap(
      (name) => env[name] ?? [],
    );
    return WINDOWS_PLACES.flatMap((place) => roots.map((root) => `${root}\\${place}`));
  }
  const onPath = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const named = NAMES.flatMap((name) => onPath.map((folder) => join(folder, name)));
  if (platform !== 'darwin') return [...named, ...LINUX_PLACES];
  const roots = ['/Applications', ...(env['HOME'] ? [join(env['HOME'], 'Applications')] : [])];
  return [...MAC_PLACES.flatMap((place) => roots.map((root) => join(root, place))), ...named];
}

/** @param asRoot Chromium refuses to sandbox for root and would not start at all */
export function browserArguments(
  url: string,
  profileFolder: string,
  asRoot: boolean,
): readonly string[] {
  return [
    ...(asRoot ? ['--no-sandbox'] : []),
    `--app=${url}`,
    `--user-data-dir=${profileFolder}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-domain-reliability',
    '--disable-quic',
    '--disable-sync',
    '--no-pings',
    '--window-size=1440,900',
  ];
}

export function openBrowser(path: string, url: string, profileFolder: string): ChildProcess {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  if (asRoot) {
    process.stderr.write('Running as root: the browser runs without its own sandbox.\n');
  }
  return spawn(path, browserArguments(url, profileFolder, asRoot), { stdio: 'ignore' });
}
