// The command line as a person runs it: its own process, real files, real threads.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const FIXTURES = join(ROOT, '..', 'shared', 'fixtures');
export const HAS_FIXTURES = existsSync(join(FIXTURES, 'secure-log', 'truth.json'));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param cwd also the home folder, so that nobody's own default case is touched */
export function cli(cwd: string, ...args: readonly string[]): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(ROOT, 'electron', 'cli.ts'), ...args],
      {
        cwd,
        env: { ...process.env, HOME: cwd, XDG_DATA_HOME: join(cwd, 'data') },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      });
    });
  });
}

/** The one document on stdout; what stderr says stands in the error where there is none. */
export function documentOf(result: CliResult): unknown {
  try {
    return JSON.parse(result.stdout);
  } catch (error) {
    throw new Error(`exit ${result.code}: ${result.stderr || result.stdout.slice(0, 500)}`, {
      cause: error,
    });
  }
}

export function linesOf(result: CliResult): readonly unknown[] {
  if (result.code !== 0) throw new Error(`exit ${result.code}: ${result.stderr}`);
  return result.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}
