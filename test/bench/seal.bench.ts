// Verifying the seal of a case (performance.md, line 9). The limit beside it is one thread that does
// nothing but hash the same records, one call each, all of them in memory already.

import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLeafHasher } from '../../electron/engine/seal/leaf-hash.ts';
import { packLeaves } from '../../electron/engine/seal/leaf-tiles.ts';
import { assert } from '../../shared/base/assert.ts';
import { openApp } from '../fixtures/app-client.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';

const EVENTS: Readonly<Record<BenchSize, number>> = { small: 20_000, full: 1_000_000 };
const RECORD_BYTES = 1_200;
/** Hashed over and over for the limit: more than the processor's caches hold. */
const SAMPLE = 20_000;
const ROUNDS = 3;

/** Of the size of a CloudTrail record, and compressed about as well. */
function record(n: number): string {
  const time = new Date(Date.UTC(2026, 5, 1) + n * 250).toISOString();
  const head = `{"time":"${time}","user":"user${n % 500}","ip":"10.0.${n % 250}.${n % 199}","n":${n}`;
  return (
    `${head},"text":"${'session issued by role '.repeat(60)}`.slice(0, RECORD_BYTES - 2) + '"}'
  );
}

interface Cost {
  /** By the clock, and of all threads. */
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** The best of a few rounds: whatever else the machine does only ever adds to them. */
async function costOf(work: () => unknown): Promise<Cost> {
  await work();
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    const started = performance.now();
    await work();
    const { user, system } = process.cpuUsage(before);
    costs.push({
      seconds: (performance.now() - started) / 1e3,
      processorSeconds: (user + system) / 1e6,
    });
  }
  return {
    seconds: Math.min(...costs.map(({ seconds }) => seconds)),
    processorSeconds: Math.min(...costs.map(({ processorSeconds }) => processorSeconds)),
  };
}

export async function run(size: BenchSize): Promise<readonly BenchLine[]> {
  const events = EVENTS[size];
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
  try {
    const path = join(folder, 'a.jsonl');
    for (let from = 0; from < events; from += 10_000) {
      const lines = Array.from({ length: Math.min(10_000, events - from) }, (_, n) =>
        record(from + n),
      );
      writeFileSync(path, `${lines.join('\n')}\n`, { flag: 'a' });
    }
    const { app, client } = await openApp(folder, { topology: 'threads' });
    const imported = await client.call('evidence.import', { files: [app.mintToken(path)] });
    assert(imported.ok, imported.ok ? '' : imported.error.message);
    const verifying = await costOf(async () => {
      const verified = await client.call('case.verifySeal', {});
      assert(verified.ok && verified.value.verification.verdict === 'verified', 'the case holds');
    });
    await app.close();

    const sample = Array.from({ length: SAMPLE }, (_, n) => Buffer.from(record(n)));
    const records = Buffer.concat(sample);
    const lengths = Uint32Array.from(sample, ({ length }) => length);
    let from = 0;
    const views = sample.map(({ length }) => records.subarray(from, (from += length)));
    const hashing = await costOf(() => {
      for (const each of views) hash('sha256', each, 'binary');
    });
    const hasher = createLeafHasher(new Uint8Array(32));
    const leaves = await costOf(() => packLeaves(0, hasher.leaves(0, records, lengths)));

    const limit = SAMPLE / hashing.seconds;
    const perSecond = (name: string, value: number, target: string, floor: number): BenchLine => {
      const ok = target === '' ? null : value >= floor && value / limit >= 0.5;
      return { name, value, unit: 'events/s', limit, ratio: value / limit, target, ok };
    };
    const processor = (name: string, { processorSeconds }: Cost, count: number): BenchLine => {
      const alone = (hashing.processorSeconds / SAMPLE) * 1e6;
      const value = (processorSeconds / count) * 1e6;
      const ratio = value / alone;
      return { name, value, unit: 'µs an event', limit: alone, ratio, target: '', ok: null };
    };
    return [
      perSecond(
        'verify a case and its seal',
        events / verifying.seconds,
        '≥ 500,000 events/s and ≥ 0.5 × limit',
        500_000,
      ),
      processor('… processor time, all threads', verifying, events),
      perSecond('nonces, leaves and nodes alone, one thread', SAMPLE / leaves.seconds, '', 0),
      processor('… processor time', leaves, SAMPLE),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
