// Runs a tool of node_modules on the project's own Node and hands back what it said.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.ts';

export interface ToolRun {
  readonly status: number;
  /** stdout and stderr, in the order they came. */
  readonly output: string;
}

/** @param packageName the package whose bin of that name is meant (`binName` where it differs) */
export function runTool(
  packageName: string,
  args: readonly string[],
  binName: string = packageName,
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const tool = spawn(process.execPath, [binOf(packageName, binName), ...args], {
      cwd: ROOT,
      env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    tool.stdout.on('data', collect);
    tool.stderr.on('data', collect);
    tool.on('error', reject);
    tool.on('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

export function binOf(packageName: string, binName: string = packageName): string {
  const folder = join(ROOT, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly bin: string | Readonly<Record<string, string>>;
  };
  const path = typeof bin === 'string' ? bin : bin[binName];
  if (path === undefined) throw new Error(`${packageName} has no command ${binName}`);
  return join(folder, path);
}
