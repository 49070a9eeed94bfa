// Everything that can be said about the code without running it: types, layers, lint, format, dead
// code. One line each; what failed is printed below its line.

import { fileURLToPath } from 'node:url';
import { checkProject } from './layers.ts';
import { ROOT } from './root.ts';
import { runTool, type ToolRun } from './run-tool.ts';

interface Check {
  readonly name: string;
  readonly run: () => Promise<ToolRun>;
}

const CHECKS: readonly Check[] = [
  { name: 'types', run: () => runTool('typescript', ['-p', '.', '--pretty', 'false'], 'tsc') },
  { name: 'layers', run: () => Promise.resolve(layers()) },
  { name: 'lint', run: () => runTool('oxlint', ['--type-aware', '--quiet']) },
  { name: 'format', run: () => runTool('prettier', ['--check', '--log-level', 'warn', '.']) },
  { name: 'dead code', run: () => runTool('knip', ['--no-progress', '--no-config-hints']) },
];

function layers(): ToolRun {
  const violations = checkProject(ROOT);
  const lines = violations.map(({ file, line, message }) => `${file}:${line}  ${message}\n`);
  return { status: violations.length === 0 ? 0 : 1, output: lines.join('') };
}

export interface CheckResult {
  readonly passed: number;
  readonly failed: number;
}

export async function runChecks(write: (text: string) => void): Promise<CheckResult> {
  let failed = 0;
  for (const check of CHECKS) {
    const startedAt = performance.now();
    const { status, output } = await check.run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    write(`${check.name.padEnd(10)} ${status === 0 ? 'ok' : 'FAILED'}  ${seconds} s\n`);
    if (status !== 0) {
      failed += 1;
      write(`${output.trimEnd()}\n`);
    }
  }
  return { passed: CHECKS.length - failed, failed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks((text) => process.stdout.write(text));
  process.exit(failed === 0 ? 0 : 1);
}
