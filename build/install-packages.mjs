// Installs the packages of the lock file and says how far it is, as npm says nothing for minutes where
// nobody watches a terminal. What npm complains about is shown as it comes. Plain JavaScript, because
// the Node found may be too old for TypeScript.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const SAY_EVERY_MS = 10_000;

/**
 * Answers npm's exit status.
 * @param {string} root the project's folder
 * @param {string} lockText of its package-lock.json
 * @param {(line: string) => void} say
 * @returns {Promise<number>}
 */
export async function installPackages(root, lockText, say) {
  const folders = packageFolders(lockText, process.platform, process.arch);
  const startedMs = Date.now();
  say(`Installing what Sealwatch needs (once): ${folders.length} packages …`);
  const timer = setInterval(() => {
    const here = folders.filter((folder) => existsSync(join(root, folder, 'package.json'))).length;
    say(`  ${progressLine(Date.now() - startedMs, here, folders.length)}`);
  }, SAY_EVERY_MS);
  try {
    const args = ['ci', '--no-fund', '--no-audit', '--no-progress', '--loglevel=error'];
    const npm = spawn('npm', args, {
      cwd: root,
      // stdout belongs to the command's own result.
      stdio: ['ignore', process.stderr.fd, process.stderr.fd],
      shell: process.platform === 'win32',
    });
    const status = await new Promise((resolve) => {
      npm.on('error', (error) => {
        say(`npm could not be started: ${error.message}`);
        resolve(3);
      });
      npm.on('close', (code) => resolve(code ?? 3));
    });
    if (status === 0) say(`Installed in ${lasting(Date.now() - startedMs)}.`);
    return status;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Where the packages of a lock file go on this machine.
 * @param {string} lockText
 * @param {string} platform
 * @param {string} arch
 * @returns {string[]}
 */
export function packageFolders(lockText, platform, arch) {
  const { packages } = JSON.parse(lockText);
  const entries = Object.entries(packages).filter(([folder]) => folder !== '');
  const left = entries
    .filter(([, { os, cpu, libc }]) => {
      // Few machines have musl; on one the count ends a little low.
      return !(allows(os, platform) && allows(cpu, arch) && allows(libc, 'glibc'));
    })
    .map(([folder]) => `${folder}/`);
  return entries
    .filter(([folder, { link }]) => !link && !left.some((each) => `${folder}/`.startsWith(each)))
    .map(([folder]) => folder);
}

/**
 * npm's lists: names that are allowed, or with "!" those that are not.
 * @param {string[] | undefined} list
 * @param {string} name
 */
function allows(list, name) {
  if (list === undefined || list.includes(name)) return true;
  return list.every((each) => each.startsWith('!')) && !list.includes(`!${name}`);
}

/**
 * @param {number} sinceMs
 * @param {number} here
 * @param {number} all
 */
export function progressLine(sinceMs, here, all) {
  const time = lasting(sinceMs);
  if (here === 0) return `${time}: npm prepares the folder and asks the registry`;
  // A few are listed for machines of another kind than their own entries say.
  if (here >= all * 0.98) return `${time}: packages are here, their install scripts run`;
  return `${time}: ${here} of ${all} packages are here`;
}

/** @param {number} ms */
function lasting(ms) {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
