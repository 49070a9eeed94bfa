// What encryption at rest costs: import and a first histogram of the same log, in a plain case and in
// one under a passphrase; and how long the key takes to make, which is meant to be long.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKey } from '../../electron/store/cipher.ts';
import { openApp } from '../fixtures/app-client.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';

const PASSPHRASE = 'four words and a half';
const USERS = 50;

export async function run(size: BenchSize): Promise<readonly BenchLine[]> {
  const events = size === 'full' ? 200_000 : 20_000;
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
  try {
    const log = join(folder, 'log.jsonl');
    writeFileSync(log, Array.from({ length: events }, lineOf).join(''));
    // Once beforehand, so that neither pays for compiling the code.
    await measure(folder, 'warm', log, undefined);
    const plain = await measure(folder, 'plain', log, undefined);
    const encrypted = await measure(folder, 'encrypted', log, PASSPHRASE);
    // The better of two each, in turns: other programs run as well.
    keepBetter(plain, await measure(folder, 'plain-2', log, undefined));
    keepBetter(encrypted, await measure(folder, 'encrypted-2', log, PASSPHRASE));
    const started = performance.now();
    await makeKey(PASSPHRASE);
    const keyMs = performance.now() - started;
    const importRatio = plain.importMs / encrypted.importMs;
    return [
      {
        name: 'import into an encrypted case',
        value: events / (encrypted.importMs / 1_000),
        unit: 'events/s',
        limit: events / (plain.importMs / 1_000),
        ratio: importRatio,
        target: '≥ 0.8 × plain',
        ok: importRatio >= 0.8,
      },
      {
        name: 'first histogram of an encrypted case',
        value: encrypted.histogramMs,
        unit: 'ms',
        limit: plain.histogramMs,
        ratio: encrypted.histogramMs / plain.histogramMs,
        target: '',
        ok: null,
      },
      {
        name: 'key from a passphrase (scrypt, 128 MiB)',
        value: keyMs,
        unit: 'ms',
        limit: null,
        ratio: null,
        target: '',
        ok: null,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Measured {
  importMs: number;
  histogramMs: number;
}

function keepBetter(best: Measured, other: Measured): void {
  best.importMs = Math.min(best.importMs, other.importMs);
  best.histogramMs = Math.min(best.histogramMs, other.histogramMs);
}

async function measure(
  folder: string,
  name: string,
  log: string,
  passphrase: string | undefined,
): Promise<Measured> {
  const { app, client } = await openApp(folder, {
    caseFile: join(folder, `${name}.sealwatch`),
    ...(passphrase !== undefined && { passphrase: { text: passphrase, insist: true } }),
  });
  try {
    // Opens the case, so that it is not counted.
    await client.call('case.setExaminer', { name: 'bench', role: '', organisation: '' });
    const started = performance.now();
    const imported = await client.call('evidence.import', { files: [app.mintToken(log)] });
    const importMs = performance.now() - started;
    if (!imported.ok) throw new Error(imported.error.message);
    const asked = performance.now();
    const histogram = await client.call('timeline.histogram', {
      query: '',
      fromUs: null,
      toUs: null,
      buckets: 600,
      by: 'user.name',
    });
    if (!histogram.ok) throw new Error(histogram.error.message);
    return { importMs, histogramMs: performance.now() - asked };
  } finally {
    await app.close();
  }
}

function lineOf(_: unknown, index: number): string {
  const event = {
    '@timestamp': new Date(1_780_000_000_000 + index * 100).toISOString(),
    user: { name: `user${String(index % USERS)}` },
    event: { action: index % 3 === 0 ? 'read' : 'write' },
    source: { ip: `10.0.${String(index % 200)}.${String(index % 250)}` },
    message: `Request ${String(index)} took ${String((index * 7919) % 1_000)} ms`,
  };
  return `${JSON.stringify(event)}\n`;
}
