// What the tests of detection share: the platform's hashes, rules from text, and events from values.

import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseRfc3339, timeUs, type TimeUs } from '../../../shared/base/time.ts';
import type { Hashes } from '../../../shared/base/hashes.ts';
import type { EcsValues, EventView, Fields, LogSource } from '../../../shared/domain/event.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { createMatchRun, type MatchOutcome } from '../../../shared/detection/match-run.ts';
import { loadRuleSet, type RuleFile, type RuleSet } from '../../../shared/detection/rule-set.ts';

export const hashes: Hashes = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  sha256Hex: (data) => createHash('sha256').update(data).digest('hex'),
  hmacSha256Hex: (key, data) => createHmac('sha256', key).update(data).digest('hex'),
};

export function ruleSet(...texts: readonly string[]): RuleSet {
  return loadRuleSet(
    texts.map((text, i): RuleFile => ({ path: `rule${i}.yml`, text, origin: 'own', pack: 'test' })),
    hashes,
  );
}

export function rulesBelow(folder: string): RuleFile[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return rulesBelow(path);
      if (!/\.ya?ml$/.test(name)) return [];
      return [{ path, text: readFileSync(path, 'utf8'), origin: 'built-in', pack: 'test' }];
    });
}

/** A rule around a `detection` section that is given without its indentation. */
export function detectionRule(detection: string, more = ''): string {
  const indented = detection.replace(/^(?=.)/gm, '    ');
  return `title: A rule\nid: the-rule\nlogsource:\n    product: any\ndetection:\n${indented}\n${more}`;
}

export interface EventSpec {
  readonly ecs?: EcsValues;
  readonly logSource?: LogSource;
  readonly raw?: string;
  readonly timeUs?: TimeUs | null;
}

export function event(id: number, fields: Fields, spec: EventSpec = {}): EventView {
  const text = fields['time'];
  const time = typeof text === 'string' ? (parseRfc3339(text)?.timeUs ?? null) : null;
  return {
    id,
    timeUs: spec.timeUs === undefined ? time : spec.timeUs,
    nanos: 0,
    ecs: spec.ecs ?? {},
    fields,
    logSource: spec.logSource,
    raw: spec.raw ?? '',
  };
}

export function at(seconds: number): TimeUs {
  return timeUs(1_700_000_000_000_000 + Math.round(seconds * 1_000_000));
}

/** Whether the one rule of the text matches; throws where it does not load. */
export function matches(detection: string, fields: Fields, spec: EventSpec = {}): boolean {
  const [outcome] = run(ruleSet(detectionRule(detection)), [event(1, fields, spec)]);
  if (outcome?.notLoaded !== undefined) throw new Error(outcome.notLoaded);
  return outcome?.matches.length === 1;
}

export function run(set: RuleSet, events: readonly EventView[]): readonly MatchOutcome[] {
  const matching = createMatchRun(set, { zone: 'UTC', route: 'auto' });
  for (const each of events) matching.push(each);
  return matching.finish();
}

/** Of all rules of the texts, without a list of threats. */
export function findings(
  texts: readonly string[],
  events: readonly EventView[],
): readonly Finding[] {
  const detection = createDetection(ruleSet(...texts), {
    hashes,
    zone: 'UTC',
    threatList: undefined,
    enabled: () => true,
  });
  for (const each of events) detection.push(each);
  return detection.finish().findings;
}

/** Codes of what keeps the first rule from loading. */
export function refusals(text: string): readonly string[] {
  const [rule] = ruleSet(text).rules;
  return (rule?.diagnostics ?? [])
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}
