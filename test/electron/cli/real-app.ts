// The command line with the real application behind it, on one thread, as one call.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runCli } from '../../../electron/cli/run.ts';
import { createApp } from '../../../electron/workers/create-app.ts';
import { RESOURCES } from '../../fixtures/places.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runReal(cwd: string, ...argv: readonly string[]): Promise<Ran> {
  const stdout = collector();
  const stderr = Object.assign(collector(), { isTTY: false, columns: 120 });
  const home = mkdtempSync(join(tmpdir(), 'sealwatch-home-'));
  try {
    const code = await runCli({
      argv,
      host: {
        createApp,
        serve: () => Promise.reject(new Error('no loopback host here')),
        machine: { platform: 'linux', env: {}, home },
        resourcesFolder: RESOURCES,
        version: '0.0.0-test',
        topology: 'in process',
      },
      streams: { stdout, stderr },
      cwd,
      signal: new AbortController().signal,
      nowMs: () => 0,
    });
    return { code, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function collector(): Writable & { text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return Object.assign(stream, { text: () => Buffer.concat(chunks).toString('utf8') });
}
