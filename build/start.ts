// `npm start`: builds what has changed, then opens the window: Electron where its binary is or can
// be had, else the same interface through the loopback host in an installed browser. Arguments go
// to the program: npm start -- case.sealwatch

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { hasDisplay, thisDesk } from '../electron/loopback/browser.ts';
import { buildProgram, buildRenderer } from './bundle.ts';
import { obtainElectron } from './electron-binary.ts';
import { ROOT } from './root.ts';
import { stillGoing } from './still-going.ts';

/** An Electron that ends with an error sooner than this never showed its window. */
const FAILED_START_MS = 10_000;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const args = process.argv.slice(2);

try {
  await stillGoing('Building the window', say, buildRenderer);
  await stillGoing('Building the program', say, buildProgram);
} catch (error) {
  say(`Sealwatch could not be built: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(3);
}
const shown = hasDisplay(thisDesk()) ? await openDesktop() : undefined;
process.exit(shown ?? (await openLoopback()));

/** The exit status, or undefined where there is no Electron window to be had. */
async function openDesktop(): Promise<number | undefined> {
  const electron = await obtainElectron(say);
  if (!electron.ok) {
    say(`${electron.error.message}; Sealwatch opens in a browser window instead.`);
    return undefined;
  }
  const startedAt = performance.now();
  const status = await run(electron.value, [ROOT, ...args]);
  if (status === 0 || performance.now() - startedAt > FAILED_START_MS) return status;
  say(
    `Electron could not start here (status ${status}); Sealwatch opens in a browser window instead.`,
  );
  return undefined;
}

function openLoopback(): Promise<number> {
  const file = args.find((word) => word.endsWith('.sealwatch'));
  return run(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    join(ROOT, 'dist', 'electron', 'loopback.js'),
    '--open',
    ...(file === undefined ? [] : ['--case', file]),
  ]);
}

function run(program: string, programArgs: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, programArgs, { stdio: 'inherit' });
    // The child hears Ctrl-C itself and ends in order; this process waits for it.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (name !== 'SIGINT') child.kill(name);
      });
    }
    child.on('error', (error) => {
      say(`${program} could not be started: ${error.message}`);
      resolve(3);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}
