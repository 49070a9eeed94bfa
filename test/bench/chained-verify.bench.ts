// How fast a hash-chained log in SQLite is verified entry by entry, on as many threads as the program
// takes, beside one thread that reads the rows and works out the hashes that this takes (a content
// hash, a chain hash and an HMAC for each entry) and does nothing else.

import { createHmac, hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { timeUs } from '../../shared/base/time.ts';
import { verifyFilesJob } from '../../electron/engine/tools/verify-files-job.ts';
import { startCheckThreads } from '../../electron/workers/check-threads.ts';
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
    const limit = bareEntriesPerSecond(log);
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

/** Rows are read and hashed as they lie there: nothing is put into Python's spelling, nothing compared. */
function bareEntriesPerSecond(path: string): number {
  const database = new Database(path, { readonly: true });
  try {
    const rows = database
      .prepare<[], [message: string, data: string, content: string, before: string]>(
        'SELECT message, data, content_hash, previous_hash FROM secure_logs ORDER BY rowid',
      )
      .raw();
    const rest = 'r'.repeat(180);
    let entries = 0;
    const started = performance.now();
    for (const [message, data, content, before] of rows.iterate()) {
      hash('sha256', message + data + rest, 'hex');
      hash('sha256', before + content, 'hex');
      createHmac('sha256', KEY).update(content).digest('hex');
      entries += 1;
    }
    return entries / ((performance.now() - started) / 1_000);
  } finally {
    database.close();
  }
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
    startCheckers: startCheckThreads,
  };
}
