// Whether Electron's binary is there, and one attempt to get it with Electron's own installer. Says
// what is in the way in one line. Never tries again and again on a machine that has no network.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, failure, ok, type Result } from '../shared/base/result.ts';
import { ROOT } from './root.ts';

const FOLDER = join(ROOT, 'node_modules', 'electron');
const REACH_MS = 5_000;
const DOWNLOAD_MS = 5 * 60_000;

/** The path of the binary, or undefined. */
export function electronBinary(folder: string = FOLDER): string | undefined {
  const pathFile = join(folder, 'path.txt');
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override === undefined && !existsSync(pathFile)) return undefined;
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron';
  const path = override === undefined ? join(folder, 'dist', name) : join(override, name);
  return existsSync(path) ? path : undefined;
}

export async function obtainElectron(write: (line: string) => void): Promise<Result<string>> {
  const there = electronBinary();
  if (there !== undefined) return ok(there);
  const missing = (reason: string) =>
    err(failure('electron.missing', `The Electron binary is not here and ${reason}`));
  if (process.env['ELECTRON_SKIP_BINARY_DOWNLOAD']) {
    return missing('ELECTRON_SKIP_BINARY_DOWNLOAD forbids to download it');
  }
  const unreachable = await unreachableReason();
  if (unreachable !== undefined) return missing(`cannot be downloaded (${unreachable})`);
  write('Downloading the Electron binary (once) …');
  const failed = await runInstaller();
  const binary = electronBinary();
  if (failed === undefined && binary !== undefined) return ok(binary);
  return missing(`could not be downloaded (${failed ?? 'the installer left none'})`);
}

/** A quick question before a long download, which would wait minutes for a host that is not there. */
async function unreachableReason(): Promise<string | undefined> {
  // The installer knows ways round (a proxy, its cache) that this question does not.
  if (process.env['ELECTRON_GET_USE_PROXY'] || process.env['electron_config_cache'])
    return undefined;
  const mirror =
    process.env['npm_config_electron_mirror'] ??
    process.env['ELECTRON_MIRROR'] ??
    'https://github.com/';
  try {
    await fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(REACH_MS) });
    return undefined;
  } catch {
    return `${mirror} does not answer`;
  }
}

function runInstaller(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const installer = spawn(process.execPath, [join(FOLDER, 'install.js')], {
      cwd: FOLDER,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: DOWNLOAD_MS,
    });
    let complaint = '';
    installer.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString('utf8');
    });
    installer.on('error', (error) => resolve(error.message));
    installer.on('close', (code, killedBy) => {
      if (code === 0) resolve(undefined);
      else if (killedBy !== null) resolve('it took too long');
      else resolve(complaint.trim().split('\n')[0]?.slice(0, 200) || `status ${code}`);
    });
  });
}
