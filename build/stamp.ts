// A build step is skipped where nothing it reads has changed: the names and contents of its inputs,
// hashed, are kept beside its output.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './root.ts';

/** @param inputs files and folders below the project's folder; one that is not there counts as such */
export function digestOf(inputs: readonly string[], root: string = ROOT): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesIn(join(root, input))) {
      hash.update(`${relative(root, file)}\0`);
      hash.update(createHash('sha256').update(readFileSync(file)).digest());
    }
  }
  return hash.digest('hex');
}

function filesIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Runs the step unless its stamp says that it ran on exactly these inputs. Answers whether it ran. */
export async function ifChanged(
  stampFile: string,
  digest: string,
  step: () => Promise<void>,
): Promise<boolean> {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest) return false;
  rmSync(stampFile, { force: true });
  await step();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, digest);
  return true;
}
