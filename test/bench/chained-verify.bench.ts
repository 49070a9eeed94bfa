// How fast a hash-chained log in SQLite is verified entry by entry, beside the machine's own speed at
// the hashes that this takes (a content hash, a chain hash and an HMAC of two for each entry).

import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timeUs } from '../../shared/base/time.ts';
import { verifyFilesJob } from '../../electron/engine/tools/verify-files-job.ts';
import type { JobContext } from '../../electron/engine/jobs.ts';
import { chainLog, writeChainDatabase, type LoggedEntry } from '../fixtures/chained-log.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';

const KEY = '00112233445566778899aabbccddeeff';
const PAIRS = ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'];

export async function run(size: BenchSize): Promise<readonly BenchLine[]> {
  const entries = size === 'full' ? 200_000 : 20_000;
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
  try {
    const log = join(folder, 'log.db');
    writeChainDatabase(log, chainLog(Array.from({ length: entries }, entryOf), KEY));
    const key = join(folder, 'key');
    writeFileSync(key, KEY);
    const limit = hashesPerSecond(entries);
    const lines: BenchLine[] = [];
    for (const [name, hmacKey] of [
      ['verify a chained log, with its key', 'key'],
      ['verify a chained log, without a key', undefined],
    ] as const) {
      const started = performance.now();
      const { sources } = await verifyFilesJob(
        { files: ['log'], ...(hmacKey === undefined ? {} : { hmacKey }) },
        contextFor({ log, key }),
      );
      const seconds = (performance.now() - started) / 1_000;
      if (sources[0]?.verification.checked !== entries) throw new Error('not all were verified');
      const value = entries / seconds;
      lines.push({
        name,
        value,
        unit: 'entries/s',
        limit,
        ratio: value / limit,
        target: '≥ 120,000/s',
        ok: value >= 120_000,
      });
    }
    return lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function entryOf(_: unknown, index: number): LoggedEntry {
  return {
    timestamp: new Date(1_780_000_000_000 + index * 700).toISOString().replace('Z', '+00:00'),
    level: 'INFO',
    component: 'trading_engine',
    eventType: index % 3 === 0 ? 'api_request' : 'order_filled',
    message: `Order ${index} filled for ${PAIRS[index % 3] ?? ''}`,
    data: {
      symbol: PAIRS[index % 3] ?? '',
      price: 40_000 + index * 0.5,
      amount: (index % 7) + 0.25,
      order_id: `o-${index}`,
      latency_ms: BigInt(index % 90),
    },
  };
}

function hashesPerSecond(entries: number): number {
  const content = 'c'.repeat(330);
  const link = 'l'.repeat(134);
  const inner = Buffer.alloc(128);
  const outer = Buffer.alloc(96);
  const started = performance.now();
  for (let index = 0; index < entries; index += 1) {
    hash('sha256', content, 'hex');
    hash('sha256', link, 'hex');
    hash('sha256', inner, 'hex');
    hash('sha256', outer, 'hex');
  }
  return entries / ((performance.now() - started) / 1_000);
}

function contextFor(paths: Readonly<Record<string, string>>): JobContext {
  return {
    host: {
      nowUs: () => timeUs(Math.round((performance.timeOrigin + performance.now()) * 1_000)),
      version: 'bench',
      resourcesFolder: '',
      operatingUser: 'bench',
    },
    scope: { paths, keys: {}, digestFiles: {} },
    // Nothing is stored by this job.
    steps: {} as JobContext['steps'],
    signal: new AbortController().signal,
    progress: () => undefined,
  };
}
