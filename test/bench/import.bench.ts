// How fast evidence becomes a sealed case, in how much memory, and how big the case is: the command
// line as it is delivered, beside one thread that does nothing but unpack and parse.

import { spawn } from 'node:child_process';
import {
  closeSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { chainLog, writeChainDatabase } from '../fixtures/chained-log.ts';
import { PROJECT } from '../fixtures/places.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';
import { trailRecords } from './trail-records.ts';

const RECORDS_PER_FILE = 70;
const MEMORY_MB = 600;

export async function run(size: BenchSize): Promise<readonly BenchLine[]> {
  const events = size === 'full' ? 700_000 : 35_000;
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-bench-'));
  try {
    const packed = join(folder, 'packed');
    const rawBytes = writePacked(packed, events);
    const lines = join(folder, 'trail.jsonl');
    writeLines(lines, events);
    const log = join(folder, 'bot.db');
    writeChain(log, Math.floor(events / 2));
    const ofPacked = await imported(folder, packed);
    const ofLines = await imported(folder, lines);
    const ofLog = await imported(folder, log);
    const results = [
      speed('import CloudTrail, .json.gz', ofPacked, unpackAndParse(packed), null),
      speed('import CloudTrail, JSON lines', ofLines, parseLines(lines), 150_000),
      speed('import a chained log', ofLog, readRows(log), 120_000),
      share('case of CloudTrail ÷ raw JSON', ofPacked.caseBytes, rawBytes, 0.2),
      share('case of a chained log ÷ database', ofLog.caseBytes, statSync(log).size, 0.6),
      memory(`memory for ${events.toLocaleString('en')} events`, ofPacked.peakMegabytes),
    ];
    if (size === 'full') {
      const times = 10;
      const more = join(folder, 'more');
      linkAgain(packed, more, times);
      const { peakMegabytes } = await imported(folder, more);
      const name = `memory for ${(events * times).toLocaleString('en')} events`;
      results.push(memory(name, peakMegabytes));
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Imported {
  readonly perSecond: number;
  readonly caseBytes: number;
  readonly peakMegabytes: number | null;
}

async function imported(folder: string, path: string): Promise<Imported> {
  const caseFile = join(folder, 'bench.sealwatch');
  rmSync(caseFile, { force: true });
  const args = ['import', path, '--case', caseFile, '--json'];
  const child = spawn(process.execPath, [join(PROJECT, 'electron', 'cli.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (part: Buffer) => (text += part.toString()));
  let peakMegabytes: number | null = null;
  const watch = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes ?? 0, residentMegabytes(child.pid ?? 0) ?? 0) || null;
  }, 100);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  if (code !== 0) throw new Error(`import of ${path} ended with ${String(code)}`);
  const answer = JSON.parse(text) as {
    readonly sources: readonly { readonly events: number }[];
    readonly seconds: number;
  };
  const events = answer.sources.reduce((sum, source) => sum + source.events, 0);
  return { perSecond: events / answer.seconds, caseBytes: statSync(caseFile).size, peakMegabytes };
}

/** The most that the process ever held, where the system tells (Linux). */
function residentMegabytes(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    return peak === undefined ? undefined : Number(peak) / 1_024;
  } catch {
    // It has just ended, or the system has no such file.
    return undefined;
  }
}

function speed(
  name: string,
  { perSecond }: Imported,
  limit: number,
  wanted: number | null,
): BenchLine {
  const ratio = perSecond / limit;
  return {
    name,
    value: perSecond,
    unit: 'events/s',
    limit,
    ratio,
    target: wanted === null ? '≥ 1 × limit' : `≥ ${wanted.toLocaleString('en')}/s`,
    ok: wanted === null ? ratio >= 1 : perSecond >= wanted,
  };
}

function share(name: string, bytes: number, of: number, below: number): BenchLine {
  const value = bytes / of;
  const target = `< ${String(below)}`;
  return { name, value, unit: '×', limit: null, ratio: null, target, ok: value < below };
}

function memory(name: string, megabytes: number | null): BenchLine {
  return {
    name,
    value: megabytes ?? 0,
    unit: 'MB',
    limit: null,
    ratio: null,
    target: `< ${String(MEMORY_MB)} MB`,
    ok: megabytes === null ? null : megabytes < MEMORY_MB,
  };
}

// ── what one thread does that does nothing else ─────────────────────────────────────────────

function perSecond(work: () => number): number {
  const started = performance.now();
  const count = work();
  return count / ((performance.now() - started) / 1_000);
}

function unpackAndParse(folder: string): number {
  return perSecond(() => {
    let events = 0;
    for (const name of readdirSync(folder)) {
      const text = gunzipSync(readFileSync(join(folder, name))).toString();
      events += (JSON.parse(text) as { readonly Records: readonly unknown[] }).Records.length;
    }
    return events;
  });
}

function parseLines(path: string): number {
  const bytes = readFileSync(path);
  return perSecond(() => {
    let events = 0;
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      JSON.parse(bytes.toString('utf8', start, end));
      events++;
      start = end + 1;
    }
    return events;
  });
}

function readRows(path: string): number {
  const database = new Database(path, { readonly: true });
  try {
    return perSecond(() => {
      let rows = 0;
      for (const row of database.prepare('SELECT * FROM secure_logs').raw().iterate()) {
        JSON.stringify(row);
        rows++;
      }
      return rows;
    });
  } finally {
    database.close();
  }
}

// ── material ────────────────────────────────────────────────────────────────────────────────

/** Returns the bytes before packing. */
function writePacked(folder: string, events: number): number {
  mkdirSync(folder);
  const next = trailRecords(1);
  let rawBytes = 0;
  for (let file = 0; file * RECORDS_PER_FILE < events; file++) {
    const records = Array.from({ length: RECORDS_PER_FILE }, next);
    const text = `{"Records":[${records.join(',')}]}`;
    rawBytes += text.length;
    const name = `trail_${String(file).padStart(6, '0')}.json.gz`;
    writeFileSync(join(folder, name), gzipSync(text));
  }
  return rawBytes;
}

function writeLines(path: string, events: number): void {
  const next = trailRecords(2);
  const file = openSync(path, 'w');
  for (let written = 0; written < events; written += 1_000) {
    writeSync(
      file,
      `${Array.from({ length: Math.min(1_000, events - written) }, next).join('\n')}\n`,
    );
  }
  closeSync(file);
}

function writeChain(path: string, entries: number): void {
  const logged = Array.from({ length: entries }, (_, index) => ({
    timestamp: new Date(1_780_000_000_000 + index * 700).toISOString().replace('Z', '+00:00'),
    level: 'INFO',
    component: 'trading_engine',
    eventType: index % 3 === 0 ? 'api_request' : 'order_filled',
    message: `Order ${String(index)} filled`,
    data: { symbol: 'BTC/USDT', price: 40_000 + index * 0.5, order_id: `o-${String(index)}` },
  }));
  writeChainDatabase(path, chainLog(logged, '00112233445566778899aabbccddeeff'));
}

function linkAgain(from: string, to: string, times: number): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    for (let time = 0; time < times; time++) {
      linkSync(join(from, name), join(to, `${String(time)}-${name}`));
    }
  }
}
