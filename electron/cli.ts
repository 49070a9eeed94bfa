// Entry point of the command line: puts the parts together and starts. Threads and the loopback host
// are loaded when a command asks for them, so that --help answers at once.

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './cli/run.ts';
import { EXIT_INTERRUPTED } from './cli/exit-codes.ts';
import { programFolder } from './places/places.ts';

const program = programFolder(import.meta.url);
const { version } = JSON.parse(readFileSync(join(program, 'package.json'), 'utf8')) as {
  readonly version: string;
};

const interrupted = new AbortController();
process.on('SIGINT', () => {
  // Asked twice: whoever waits has waited long enough.
  if (interrupted.signal.aborted) process.exit(EXIT_INTERRUPTED);
  interrupted.abort();
});
process.on('SIGTERM', () => interrupted.abort());

const code = await runCli({
  argv: process.argv.slice(2),
  host: {
    async createApp(options) {
      const { createApp } = await import('./workers/create-app.ts');
      return createApp(options);
    },
    async serve({ app, port }) {
      const { startLoopback } = await import('./loopback/server.ts');
      return startLoopback({
        app,
        assetsFolder: join(program, 'dist', 'renderer'),
        ...(port === undefined ? {} : { port }),
      });
    },
    machine: { platform: process.platform, env: process.env, home: homedir() },
    resourcesFolder: join(program, 'resources'),
    version,
    topology: 'threads',
  },
  streams: { stdout: process.stdout, stderr: process.stderr },
  cwd: process.cwd(),
  signal: interrupted.signal,
  nowMs: Date.now,
});
process.exit(code);
