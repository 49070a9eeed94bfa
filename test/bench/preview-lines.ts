// The preview of one rule on a case of CloudTrail records: when its first events are shown and when all
// of the evidence has been looked at, before the text index is built and with it; beside it what
// unpacking all records costs.

import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import type { Client } from '../../shared/contract/client.ts';
import { openCaseReader } from '../../electron/store/case-store.ts';
import { openApp } from '../fixtures/app-client.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';
import { trailRecords } from './trail-records.ts';

const FIRST_MS = 100;
const WHOLE_MS_PER_MILLION = 1_000;

const RULES: readonly (readonly [string, string])[] = [
  ['a rare call', 'eventSource: iam.amazonaws.com\n    eventName: CreateUser'],
  ['a frequent call', 'eventSource: iam.amazonaws.com\n    eventName: ListRoles'],
  ['a word in a field', "userAgent|contains: 'kali'"],
  ['one role', 'userIdentity.sessionContext.sessionIssuer.userName: Service57'],
  ['a word anywhere', "- 'Service57'"],
  ['a call that nobody made', 'eventSource: iam.amazonaws.com\n    eventName: NoSuchCall'],
];

export async function previewLines(size: BenchSize): Promise<readonly BenchLine[]> {
  const events = size === 'full' ? 1_000_000 : 20_000;
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-preview-'));
  const caseFile = join(folder, 'bench.sealwatch');
  const { app, client } = await openApp(folder, { caseFile });
  try {
    const path = join(folder, 'trail.jsonl');
    const out = createWriteStream(path);
    const next = trailRecords(5);
    for (let i = 0; i < events; i++) if (!out.write(`${next()}\n`)) await once(out, 'drain');
    out.end();
    await once(out, 'close');
    await client.call('evidence.import', { files: [app.mintToken(path)] });
    const unpackMs = unpackingMs(caseFile);
    // The first of all reads the rules of the case too.
    await measured(client, events, unpackMs, '');
    const lines = await measured(client, events, unpackMs, '');
    await client.call('events.index', {});
    return [...lines, ...(await measured(client, events, unpackMs, ', with the text index'))];
  } finally {
    await app.close();
    rmSync(folder, { recursive: true });
  }
}

async function measured(
  client: Client,
  events: number,
  unpackMs: number,
  how: string,
): Promise<readonly BenchLine[]> {
  const lines: BenchLine[] = [];
  for (const [name, detection] of RULES) {
    const text = `title: Bench\nid: 8c3a0f5e-0000-4000-8000-000000000001\nlevel: low\nlogsource:\n  product: aws\n  service: cloudtrail\ndetection:\n  selection:\n    ${detection}\n  condition: selection\n`;
    const started = performance.now();
    const startedCpu = process.cpuUsage();
    let firstMs: number | undefined;
    await client.call(
      'rules.preview',
      { text },
      {
        onProgress({ sample = [] }) {
          if (sample.length > 0) firstMs ??= performance.now() - started;
        },
      },
    );
    const wholeMs = performance.now() - started;
    const { user, system } = process.cpuUsage(startedCpu);
    const cpuMs = (user + system) / 1_000;
    const target = Math.max(FIRST_MS, (WHOLE_MS_PER_MILLION * events) / 1e6);
    lines.push({
      name: `preview of ${name}${how}, whole`,
      value: wholeMs,
      unit: 'ms',
      limit: null,
      ratio: null,
      target: `≤ ${String(target)} ms`,
      ok: wholeMs <= target,
    });
    // Of all threads together: others unpack while one looks.
    lines.push({
      name: `preview of ${name}${how}, processor time`,
      value: cpuMs,
      unit: 'ms CPU',
      limit: unpackMs,
      ratio: unpackMs / cpuMs,
      target: '',
      ok: null,
    });
    if (firstMs === undefined) continue;
    lines.push({
      name: `preview of ${name}${how}, first events`,
      value: firstMs,
      unit: 'ms',
      limit: null,
      ratio: null,
      target: `≤ ${String(FIRST_MS)} ms`,
      ok: firstMs <= FIRST_MS,
    });
  }
  return lines;
}

/** Of every record of the case, once. */
function unpackingMs(caseFile: string): number {
  const reader = openCaseReader(caseFile);
  const started = process.cpuUsage();
  for (const { id } of reader.columns.zones()) {
    const block = reader.events.block(id);
    if (block && block.rawBytes > 0) {
      // In one piece, with room for one byte more: another piece is not begun.
      const most = block.rawBytes + 1;
      zstdDecompressSync(block.payload, { maxOutputLength: most, chunkSize: most });
    }
  }
  const { user, system } = process.cpuUsage(started);
  reader.close();
  return (user + system) / 1_000;
}
