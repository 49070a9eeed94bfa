// Where the command line lies as a few files, made from exactly these sources: in a folder of the cache
// that is named by their content. Made when it is first asked for, in a folder of its own that is put
// in place whole; whoever comes meanwhile, or where it cannot be made, runs the sources. Plain
// JavaScript, because the Node found may be too old for TypeScript.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const INPUTS = ['electron', 'shared'];
const OTHER_INPUTS = ['package-lock.json', 'build/cli-bundle.ts', 'build/thread-entries.ts'];
/** Nobody builds for so long: whoever began was stopped. */
const STALE_MS = 5 * 60_000;
/** Programs of earlier sources may still run. */
const KEPT_MS = 7 * 24 * 3_600_000;

/**
 * The entry of the command line, or undefined where there is none for these sources.
 * @param {string} root the project's folder
 * @param {string} nodeBinary the Node that builds it
 * @returns {string | undefined}
 */
export function quickCli(root, nodeBinary) {
  const cache = join(root, 'node_modules', '.cache', 'sealwatch-cli');
  const digest = digestOfSources(root);
  const program = join(cache, digest);
  const entry = join(program, 'electron', 'cli.js');
  if (existsSync(entry)) return entry;
  if (existsSync(`${program}.failed`)) return undefined;
  const lock = join(cache, 'building');
  try {
    mkdirSync(cache, { recursive: true });
    if (isStale(lock)) rmSync(lock, { recursive: true, force: true });
    // Of several that come at once, one makes this folder.
    mkdirSync(lock);
  } catch {
    // Somebody else builds, or nothing can be written here.
    return undefined;
  }
  try {
    removeOld(cache);
    const build = spawnSync(
      nodeBinary,
      ['--disable-warning=ExperimentalWarning', join(root, 'build', 'cli-bundle.ts'), lock],
      { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
    );
    // Built from what was read after the digest: of other sources, if they were changed meanwhile.
    if (build.status === 0 && digestOfSources(root) === digest) {
      renameSync(lock, program);
      return entry;
    }
    if (build.status === 1) writeFileSync(`${program}.failed`, build.stderr);
    return undefined;
  } catch {
    return undefined;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} root */
function digestOfSources(root) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    hash.update(`${path.slice(root.length)}\0`);
    hash.update(createHash('sha256').update(readFileSync(path)).digest());
  };
  /** @param {string} folder */
  const walk = (folder) => {
    for (const each of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, each.name);
      if (each.isDirectory()) walk(path);
      else if (each.name.endsWith('.ts')) add(path);
    }
  };
  for (const input of INPUTS) walk(join(root, input));
  for (const input of OTHER_INPUTS) add(join(root, input));
  return hash.digest('hex');
}

/** @param {string} lock */
function isStale(lock) {
  return existsSync(lock) && Date.now() - statSync(lock).mtimeMs > STALE_MS;
}

/** @param {string} cache */
function removeOld(cache) {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}
