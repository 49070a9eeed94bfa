// Queries over a large case: the histogram, the facets, pages, search and reopening. Works on the
// engine itself, as the thread that answers queries does. Full size is ten million events.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexTextJob } from '../../electron/engine/text-index/index-text-job.ts';
import { UNATTENDED } from '../../electron/engine/query-context.ts';
import { createReadEngine, type ReadEngine } from '../../electron/engine/read-engine.ts';
import { EMPTY_SCOPE } from '../../electron/engine/scope.ts';
import type { StepClient } from '../../electron/engine/steps.ts';
import { openCaseReader, openCaseWriter } from '../../electron/store/case-store.ts';
import { hostOf } from '../../electron/workers/threads/thread-data.ts';
import { RESOURCES } from '../fixtures/places.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';
import { writeBigCase } from './big-case.ts';

const EVENTS: Readonly<Record<BenchSize, number>> = { small: 200_000, full: 10_000_000 };
const OPEN = { fromUs: null, toUs: null };
const PAGE = { ...OPEN, cursor: null, limit: 200, descending: true };

/** An engine on its own connection, as a thread has it. */
function openEngine(caseFile: string): { readonly engine: ReadEngine; close(): void } {
  const store = openCaseReader(caseFile);
  const host = hostOf({
    caseFile,
    resourcesFolder: RESOURCES,
    version: 'bench',
    operatingUser: 'bench',
  });
  return { engine: createReadEngine(store, host), close: () => store.close() };
}

/** Milliseconds of each of so many calls. */
async function timesOf(calls: number, call: (turn: number) => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < calls; turn++) {
    const started = performance.now();
    await call(turn);
    times.push(performance.now() - started);
  }
  return times;
}

function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** A plain loop over as many numbers: what counting cannot do better than. */
function plainScanMs(events: number): number {
  const times = new Float64Array(events).map((_, index) => index);
  const counts = new Float64Array(600);
  const started = performance.now();
  for (let index = 0; index < events; index++) {
    const bucket = Math.floor((times[index] ?? 0) / (events / 600));
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return performance.now() - started;
}

function line(
  name: string,
  value: number,
  unit: string,
  below: number | null,
  limit: number | null = null,
): BenchLine {
  return {
    name,
    value,
    unit,
    limit,
    ratio: limit === null || limit === 0 ? null : value / limit,
    target: below === null ? '' : `< ${String(below)} ${unit}`,
    ok: below === null ? null : value < below,
  };
}

/** Makes a case of its own, or measures on the one at `caseFile`. */
export async function run(size: BenchSize, caseFile?: string): Promise<readonly BenchLine[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-queries-'));
  const path = caseFile ?? join(folder, 'bench.sealwatch');
  try {
    const lines: BenchLine[] = [];
    if (caseFile === undefined) lines.push(...(await makeCase(path, EVENTS[size])));
    lines.push(...(await measure(path)));
    return lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeCase(path: string, events: number): Promise<BenchLine[]> {
  const { rawBytes } = writeBigCase(path, events);
  const before = statSync(path).size;
  const started = performance.now();
  await indexText(path);
  const seconds = (performance.now() - started) / 1_000;
  return [
    line('text index: rate', events / seconds, 'events/s', null),
    line('text index: size', (statSync(path).size - before) / rawBytes, '× raw', 0.15),
  ];
}

async function indexText(path: string): Promise<void> {
  const writer = openCaseWriter(path);
  const { engine, close } = openEngine(path);
  const refuse = () => Promise.reject(new Error('indexing takes one kind of step'));
  const steps = new Proxy({} as StepClient, {
    get: (_target, name) =>
      name === 'saveTextSpan'
        ? async ({ slices, ...span }: Parameters<StepClient['saveTextSpan']>[0]) =>
            writer.transaction(() => writer.textIndex.add(span, slices))
        : refuse,
  });
  const host = hostOf({
    caseFile: path,
    resourcesFolder: RESOURCES,
    version: 'bench',
    operatingUser: 'bench',
  });
  await indexTextJob(engine)({}, { ...UNATTENDED, host, scope: EMPTY_SCOPE, steps });
  close();
  writer.close();
}

/** What each of these takes as the first thing ever asked of a case that was just opened. */
async function firstLooks(path: string): Promise<BenchLine[]> {
  const looks: readonly (readonly [string, string, object, number | null])[] = [
    ['histogram', 'timeline.histogram', { query: '', ...OPEN, buckets: 600, by: null }, null],
    [
      'histogram by event.action',
      'timeline.histogram',
      { query: '', ...OPEN, buckets: 600, by: 'event.action' },
      null,
    ],
    ['page of StopLogging', 'events.page', { query: 'StopLogging', ...PAGE }, 200],
    ['page of zanzibar-needle', 'events.page', { query: 'zanzibar-needle', ...PAGE }, 200],
    ['page of not-in-any-log', 'events.page', { query: 'not-in-any-log', ...PAGE }, 200],
  ];
  const lines: BenchLine[] = [];
  for (const [name, procedure, input, below] of looks) {
    const { engine, close } = openEngine(path);
    const [ms = 0] = await timesOf(1, () =>
      engine.query(procedure, input, EMPTY_SCOPE, UNATTENDED),
    );
    lines.push(line(`just opened, first ${name}`, ms, 'ms', below));
    close();
  }
  return lines;
}

async function measure(path: string): Promise<BenchLine[]> {
  const lines: BenchLine[] = [];
  const opened = performance.now();
  const { engine, close } = openEngine(path);
  const ask = (name: string, input: object) =>
    engine.query(name, input, EMPTY_SCOPE, UNATTENDED) as Promise<unknown>;
  const histogram = (query: string, by: string | null, turn = 0, turns = 1) => {
    const span = engine.store.columns.span();
    const first = span?.first ?? 0;
    const last = (span?.last ?? 0) + 1;
    // Panning: each request sees another half of the time.
    const half = (last - first) / 2;
    const fromUs = turns === 1 ? first : Math.floor(first + (half * turn) / turns);
    const toUs = turns === 1 ? last : Math.floor(fromUs + half);
    return ask('timeline.histogram', { query, fromUs, toUs, buckets: 600, by });
  };

  await ask('events.page', { query: '', ...PAGE });
  await ask('overview.get', {});
  lines.push(line('reopen: first page and overview', performance.now() - opened, 'ms', 1_000));
  const events = engine.store.events.count();
  const limit = plainScanMs(events);
  lines.push(...(await firstLooks(path)));
  const [warmUpMs = 0] = await timesOf(1, () => ask('events.warmUp', {}));
  lines.push(line('warming up behind a window', warmUpMs, 'ms', null));

  const colours = ['event.action', 'log.level', 'cloud.region', 'source.ip', 'user.name'];
  for (const by of [null, ...colours]) {
    await histogram('', by);
    const turns = 20;
    const times = await timesOf(turns, (turn) =>
      histogram('', by, turn % 2 === 0 ? 0 : turn, turn % 2 === 0 ? 1 : turns),
    );
    lines.push(
      line(`histogram by ${by ?? 'nothing'}, p95`, percentile(times, 0.95), 'ms', 50, limit),
    );
  }
  const filters = ['event.outcome:failure', 'source.ip:203.0.0.0/9', 'user.name:user-1*'];
  for (const query of filters) {
    await histogram(query, 'event.action');
    const times = await timesOf(20, (turn) => histogram(query, 'event.action', turn, 20));
    lines.push(
      line(`histogram of ${query} by event.action, p95`, percentile(times, 0.95), 'ms', 150, limit),
    );
  }
  let fresh = 0;
  const filtered = await timesOf(8, () =>
    histogram(`event.outcome:failure AND NOT user.name:nobody-${String(fresh++)}`, 'event.action'),
  );
  lines.push(line('histogram of a new filter, p95', percentile(filtered, 0.95), 'ms', 150, limit));

  const facets = { fields: ['event.action', 'user.name', 'log.level', 'source'], limit: 20 };
  const facetTimes = await timesOf(5, () =>
    ask('timeline.facets', { query: 'event.outcome:failure', ...OPEN, ...facets }),
  );
  lines.push(line('four facets of a filter, p95', percentile(facetTimes, 0.95), 'ms', null));

  for (const word of [
    'StopLogging',
    'bucket-17',
    'trader-7',
    'zanzibar-needle',
    'not-in-any-log',
    'qzx',
  ]) {
    const [ms = 0] = await timesOf(1, () => ask('events.page', { query: word, ...PAGE }));
    lines.push(line(`first page of ${word}`, ms, 'ms', 200));
  }
  const span = engine.store.columns.span();
  const third = span ? Math.floor(span.first + (span.last - span.first) / 3) : 0;
  const inThird = { fromUs: third, toUs: third + 3 * 86_400_000_000 };
  const counted = (await ask('events.count', { query: '', ...inThird })) as { total: number };
  const [regexMs = 0] = await timesOf(1, () =>
    ask('events.count', { query: '/exports\\/\\d+7\\/report/', ...inThird }),
  );
  const perMillion = regexMs / Math.max(1, counted.total / 1e6) / 1_000;
  lines.push(line('regex over raw text', perMillion, 's per million', 3));
  close();
  return lines;
}
