// `npm test`: the checks, the build that the end-to-end tests need, every test. Ends with the
// counts on a line of their own. With arguments, only the tests they name: npm test -- test/query

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProgram, buildRenderer } from './bundle.ts';
import { runChecks } from './check.ts';
import { ROOT } from './root.ts';
import { binOf } from './run-tool.ts';
import { stillGoing } from './still-going.ts';
import { countTests, type TestCounts } from './test-report.ts';

const write = (text: string): void => {
  process.stdout.write(text);
};
/** Beside the results, which somebody may read from the output. */
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const filters = process.argv.slice(2);

const total = { passed: 0, failed: 0, skipped: 0 };
if (filters.length === 0) {
  const checks = await stillGoing('Checking the sources', say, () => runChecks(write));
  total.passed += checks.passed;
  total.failed += checks.failed;
}

for (const [name, step] of [
  ['page', buildRenderer],
  ['program', buildProgram],
] as const) {
  try {
    const ran = await stillGoing(`Building the ${name}`, say, step);
    total.passed += 1;
    write(`${`build ${name}`.padEnd(13)} ${ran ? 'built' : 'up to date'}\n`);
  } catch (error) {
    total.failed += 1;
    write(
      `${`build ${name}`.padEnd(13)} FAILED\n${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}

const tests = await runTests();
if (tests === undefined) {
  write('vitest ended without a result; see above.\n');
  total.failed += 1;
} else {
  total.passed += tests.passed;
  total.failed += tests.failed;
  total.skipped += tests.skipped.length;
  if (tests.skipped.length > 0) {
    write(`\nSkipped:\n${tests.skipped.map((name) => `  ${name}\n`).join('')}`);
  }
}
write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** `undefined` where the runner itself failed. */
async function runTests(): Promise<TestCounts | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
  const reportFile = join(folder, 'report.json');
  try {
    const status = await new Promise<number>((resolve, reject) => {
      const runner = spawn(
        process.execPath,
        [
          binOf('vitest'),
          'run',
          ...filters,
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${reportFile}`,
        ],
        { cwd: ROOT, stdio: 'inherit' },
      );
      runner.on('error', reject);
      runner.on('close', (code) => resolve(code ?? 1));
    });
    const counts = countTests(readReport(reportFile));
    // An error outside every test fails the run although no test did.
    if (counts !== undefined && status !== 0 && counts.failed === 0) {
      return { ...counts, failed: 1 };
    }
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // Said by the caller: no report is a failure.
    return undefined;
  }
}
