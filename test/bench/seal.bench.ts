// Verifying the seal of a case (performance.md, line 9), beside hashing the same records as leaves and
// doing nothing else, on one thread.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLeafHasher } from '../../electron/engine/seal/leaf-hash.ts';
import { foldLeaves } from '../../electron/engine/seal/node-hash.ts';
import { assert } from '../../shared/base/assert.ts';
import { openApp } from '../fixtures/app-client.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';

const EVENTS: Readonly<Record<BenchSize, number>> = { small: 20_000, full: 1_000_000 };
const RECORD_BYTES = 1_200;

/** Of the size of a CloudTrail record, and compressed about as well. */
function record(n: number): string {
  const time = new Date(Date.UTC(2026, 5, 1) + n * 250).toISOString();
  const head = `{"time":"${time}","user":"user${n % 500}","ip":"10.0.${n % 250}.${n % 199}","n":${n}`;
  return (
    `${head},"text":"${'session issued by role '.repeat(60)}`.slice(0, RECORD_BYTES - 2) + '"}'
  );
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
    await client.call('case.verifySeal', {});
    const started = performance.now();
    const verified = await client.call('case.verifySeal', {});
    const seconds = (performance.now() - started) / 1_000;
    await app.close();
    assert(verified.ok && verified.value.verification.verdict === 'verified', 'the case holds');
    const value = events / seconds;
    const limit = hashingAlone();
    const ratio = value / limit;
    return [
      {
        name: 'verify a case and its seal',
        value,
        unit: 'events/s',
        limit,
        ratio,
        target: '≥ 500,000 events/s and ≥ 0.5 × limit',
        ok: value >= 500_000 && ratio >= 0.5,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hashingAlone(): number {
  const hasher = createLeafHasher(new Uint8Array(32));
  const one = new TextEncoder().encode(record(1));
  const count = 256;
  const records = new Uint8Array(one.length * count);
  for (let n = 0; n < count; n++) records.set(one, n * one.length);
  const lengths = new Uint32Array(count).fill(one.length);
  const started = performance.now();
  let done = 0;
  while (performance.now() - started < 500) {
    foldLeaves(hasher.leaves(done, records, lengths));
    done += count;
  }
  return done / ((performance.now() - started) / 1_000);
}
