// Public rules on starts of processes, one in ten of which looks like what they are for: what reading
// the rules costs, how many events meet all of them in a second on one core, and how many in a case,
// from the rules' text to alerts, on all of them. Nothing where there are no rules:
// they are read from the folder named by SEALWATCH_RULES, else from those kept beside the project.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert } from '../../shared/base/assert.ts';
import { Plan } from '../../shared/detection/plan.ts';
import { loadRuleSet, type RuleFile, type RuleSet } from '../../shared/detection/rule-set.ts';
import { withSource } from '../../shared/detection/log-source.ts';
import { windowsEventJson } from '../../shared/formats/windows-event-json.ts';
import { createAlikeViews } from '../../electron/engine/detection/alike-views.ts';
import type { UnpackedBlock } from '../../electron/engine/events/block-reader.ts';
import type { SourceReading } from '../../electron/engine/events/event-views.ts';
import { nodeHashes } from '../../electron/engine/host.ts';
import { blockOf } from '../engine/detection/block-of.ts';
import { openApp } from '../fixtures/app-client.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';
import { randomFrom } from './big-case.ts';
import { processEvents } from './process-events.ts';

const BESIDE = join(import.meta.dirname, '../../../shared/fixtures/sigma-rules');
const TARGET_PER_SECOND = 100_000;
const READING: SourceReading = { options: { zone: 'UTC' }, formatOfFile: [windowsEventJson] };
const PER_BLOCK = 4_096;

export async function publicRuleLines(size: BenchSize): Promise<readonly BenchLine[]> {
  const folder = process.env['SEALWATCH_RULES'] ?? BESIDE;
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yml'))
    .map((name): RuleFile => {
      const text = readFileSync(join(folder, name), 'utf8');
      return { path: name, text, origin: 'own', pack: 'bench' };
    });
  const count = size === 'full' ? 100_000 : 5_000;
  const few = loadRuleSet(files.slice(0, 50), nodeHashes);
  let set: RuleSet = few;
  const loadMs = cpuMs(() => (set = loadRuleSet(files, nodeHashes)));
  const next = processEvents(set.rules, randomFrom(3));
  const records = Array.from({ length: count }, () => next());
  const warm = blockOf(records.slice(0, 2_000));
  const blocks = Array.from({ length: Math.ceil(count / PER_BLOCK) }, (_, at) =>
    blockOf(records.slice(at * PER_BLOCK, (at + 1) * PER_BLOCK)),
  );
  const plan = new Plan(set, new Set(set.rules.keys()), 'UTC', 'auto');
  const views = createAlikeViews();
  // As detection in a case reads what is stored.
  const match = (block: UnpackedBlock): void => {
    for (const event of views.eventsOf(block, READING)) {
      plan.evaluate(withSource('auto', event), () => undefined);
    }
  };
  const startMs = cpuMs(() => match(warm));
  const parseMs = cpuMs(() => records.forEach((record) => void JSON.parse(record)));
  const ms = cpuMs(() => blocks.forEach(match));
  const name = `detection, process starts, ${String(set.rules.length)} public rules`;
  const perSecond = count / (ms / 1_000);
  const inCase = await caseSeconds(folder, records);
  return [
    figure(`detection, ${String(files.length)} public rules read`, loadMs),
    figure(`${name}, start`, startMs),
    {
      name,
      value: perSecond,
      unit: 'events/s',
      limit: count / (parseMs / 1_000),
      ratio: parseMs / ms,
      target: `≥ ${String(TARGET_PER_SECOND)} events/s on one core`,
      ok: perSecond >= TARGET_PER_SECOND,
    },
    {
      name: `${name}, in a case, from their text to alerts`,
      value: count / inCase,
      unit: 'events/s',
      limit: null,
      ratio: null,
      target: '',
      ok: null,
    },
  ];
}

/** By the clock: all rules over a case that holds the records, with as many threads as it takes. */
async function caseSeconds(rules: string, records: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-rules-'));
  const { app, client } = await openApp(folder, { topology: 'threads' });
  try {
    const path = join(folder, 'processes.jsonl');
    writeFileSync(path, records.map((record) => `${record}\n`).join(''));
    const imported = await client.call('evidence.import', { files: [app.mintToken(path)] });
    assert(imported.ok, imported.ok ? '' : imported.error.message);
    const started = performance.now();
    const detected = await client.call('detect.run', {
      rules: [app.mintToken(rules)],
      fromUs: null,
      toUs: null,
    });
    assert(detected.ok, detected.ok ? '' : detected.error.message);
    return (performance.now() - started) / 1_000;
  } finally {
    await app.close();
    rmSync(folder, { recursive: true });
  }
}

function figure(name: string, value: number): BenchLine {
  return { name, value, unit: 'ms CPU', limit: null, ratio: null, target: '', ok: null };
}

function cpuMs(work: () => void): number {
  const started = process.cpuUsage().user;
  work();
  return Math.max(0.001, (process.cpuUsage().user - started) / 1_000);
}
