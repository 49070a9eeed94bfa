// Public rules on starts of processes, one in ten of which looks like what they are for: what reading
// the rules costs, and how many events meet all of them in a second. Nothing where there are no rules:
// they are read from the folder named by SEALWATCH_RULES, else from those kept beside the project.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plan } from '../../shared/detection/plan.ts';
import { loadRuleSet, type RuleFile, type RuleSet } from '../../shared/detection/rule-set.ts';
import { withSource } from '../../shared/detection/log-source.ts';
import type { EventView } from '../../shared/domain/event.ts';
import { windowsEventJson } from '../../shared/formats/windows-event-json.ts';
import { nodeHashes } from '../../electron/engine/host.ts';
import type { BenchLine, BenchSize } from './bench-line.ts';
import { randomFrom } from './big-case.ts';
import { processEvents } from './process-events.ts';

const BESIDE = join(import.meta.dirname, '../../../shared/fixtures/sigma-rules');
const TARGET_PER_SECOND = 100_000;
const OPTIONS = { zone: 'UTC' };

export function publicRuleLines(size: BenchSize): readonly BenchLine[] {
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
  const records = Array.from({ length: count }, () => new TextEncoder().encode(next()));
  const warm = records.slice(0, 2_000);
  const plan = new Plan(set, new Set(set.rules.keys()), 'UTC', 'auto');
  const parse = (each: Uint8Array, at: number): void => void viewOf(each, at);
  const match = (each: Uint8Array, at: number): void =>
    plan.evaluate(withSource('auto', viewOf(each, at)), () => undefined);
  warm.forEach(parse);
  const startMs = cpuMs(() => warm.forEach(match));
  const parseMs = cpuMs(() => records.forEach(parse));
  const ms = cpuMs(() => records.forEach(match));
  const name = `detection, process starts, ${String(set.rules.length)} public rules`;
  const perSecond = count / (ms / 1_000);
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
  ];
}

function viewOf(record: Uint8Array, id: number): EventView {
  const fields = windowsEventJson.parse(record, OPTIONS);
  if (!fields.ok) throw new Error(fields.error);
  const { timeUs, nanos } = windowsEventJson.time(fields.value, OPTIONS);
  return {
    id,
    timeUs,
    nanos,
    ecs: windowsEventJson.ecs(fields.value, OPTIONS),
    fields: fields.value,
    logSource: windowsEventJson.logSource(fields.value, OPTIONS),
    raw: '',
    isJson: true,
  };
}

function figure(name: string, value: number): BenchLine {
  return { name, value, unit: 'ms CPU', limit: null, ratio: null, target: '', ok: null };
}

function cpuMs(work: () => void): number {
  const started = process.cpuUsage().user;
  work();
  return Math.max(0.001, (process.cpuUsage().user - started) / 1_000);
}
