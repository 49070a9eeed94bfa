// Entry of the loopback host: the same application and page on plain Node. Composes and starts.
//
//   node electron/loopback.ts [--open] [--port N] [--case FILE]
//
// With --open the page is shown in an installed browser, and the host ends with that window.

import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startLoopback } from './loopback/server.ts';
import { showWindow } from './loopback/window.ts';
import { dataFolder, defaultCaseFile } from './places/places.ts';
import { findInstallation } from './web/installation.ts';
import { createApp } from './workers/create-app.ts';

async function serve(signal: AbortSignal): Promise<void> {
  const { values } = parseArgs({
    options: {
      open: { type: 'boolean', default: false },
      port: { type: 'string', default: '0' },
      case: { type: 'string' },
    },
  });
  const machine = { platform: process.platform, env: process.env, home: homedir() };
  const folder = dataFolder(machine);
  const caseFile = values.case === undefined ? defaultCaseFile(machine) : resolve(values.case);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(dirname(caseFile), { recursive: true });
  const installation = findInstallation(import.meta.url);
  const app = await createApp({
    caseFile,
    dataFolder: folder,
    resourcesFolder: installation.resourcesFolder,
    version: installation.version,
    hostName: 'loopback',
    topology: 'threads',
    reviews: true,
  });
  try {
    const loopback = await startLoopback({
      app,
      assetsFolder: installation.assetsFolder,
      port: portIn(values.port),
    });
    try {
      if (values.open) {
        const end = await showWindow(loopback, join(folder, 'browser-profile'), signal);
        if (end.kind === 'closed') return;
        process.stderr.write(`No window: ${end.reason}.\n`);
      }
      process.stdout.write(`Sealwatch is at ${loopback.url}\n`);
      process.stderr.write(
        'Open this address in a browser on this machine. Ctrl-C ends Sealwatch.\n',
      );
      await aborted(signal);
    } finally {
      await loopback.close();
    }
  } finally {
    await app.close();
  }
}

function portIn(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error(`Not a port: ${text}`);
  return port;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    signal.addEventListener('abort', () => done(), { once: true });
  });
}

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort());
try {
  await serve(stop.signal);
  process.exit(0);
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`sealwatch: ${reason}\n`);
  process.exit(3);
}
