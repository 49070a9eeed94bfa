// Detection: a rule set over events gives findings. The result depends on the events, the rules and
// the options alone: not on the order of arrival, and not on how the events were cut into batches.

import { runBaseline } from './baseline-run.ts';
import { FirstMatches } from './first-matches.ts';
import {
  findingId,
  findingOrder,
  makeFinding,
  confidenceOf,
  type FindingContext,
  type FindingParts,
} from './findings.ts';
import { columnsOf, folded, groupedRows } from './groups.ts';
import type { Guard } from './guard.ts';
import type { Routing } from './log-source.ts';
import { RuleRun } from './rule-run.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import type { Bound, Detection, Selection } from './rule.ts';
import { baselineSentence, correlationSentence, eventSentence } from './sentences.ts';
import type { ThreatList } from './threat-list.ts';
import type { Hashes } from '../base/hashes.ts';
import type { TimeUs } from '../base/time.ts';
import type { EventView } from '../domain/event.ts';
import type { Finding } from '../domain/finding.ts';
import type { RuleCost } from '../domain/rule.ts';

/** An unbroken stretch of entries that verification found altered or missing. */
export interface IntegrityStretch {
  readonly exhibit: string;
  readonly verdict: 'altered' | 'missing';
  readonly reason: string;
  /** `sequence 937`, `sequences 1406 to 1408`, a file's name: stable, for the finding's identity. */
  readonly position: string;
  /** How many entries. */
  readonly entries: number;
  /** The events of altered entries; the neighbours of missing ones. */
  readonly eventIds: readonly number[];
  readonly startUs: TimeUs;
  readonly endUs: TimeUs;
}

export interface DetectionOptions {
  readonly hashes: Hashes;
  /** Zone of rules that name none. */
  readonly zone: string;
  readonly threatList: ThreatList | undefined;
  readonly enabled: (rule: LoadedRule) => boolean;
  readonly integrity?: readonly IntegrityStretch[];
  /** A text that names an event for ever; its number by default. */
  readonly eventKey?: (id: number) => string;
  readonly route?: Routing;
  /** Microseconds of any clock, for what rules cost. */
  readonly nowUs?: () => number;
}

export interface RuleOutcome {
  readonly ruleId: string;
  /** Events (for a correlation: findings) that matched. */
  readonly matches: number;
  readonly findings: number;
  /** Events without a time that matched: they cannot be part of a finding. */
  readonly undated: readonly number[];
  readonly notApplicable: string | undefined;
  /** What it cost to look for it, with the rules it refers to; the same work may stand with several rules. */
  readonly cost: RuleCost;
}

export interface DetectionResult {
  readonly findings: readonly Finding[];
  readonly outcomes: readonly RuleOutcome[];
  readonly events: number;
}

export interface DetectionRun {
  push(event: EventView): void;
  /** A promise that no event to come is earlier, which lets the run forget; without it nothing changes. */
  passed(timeUs: TimeUs): void;
  /** Events so far that rules matched, each as often as rules did. */
  readonly matched: number;
  /** What the events need to have that can change the result, rule by rule; the others may be left out. */
  guards(): readonly (readonly Guard[])[];
  finish(): DetectionResult;
}

export function createDetection(set: RuleSet, options: DetectionOptions): DetectionRun {
  const first = new FirstMatches();
  let matched = 0;
  const run = new RuleRun(set, {
    zone: options.zone,
    route: options.route ?? 'auto',
    threatList: options.threatList,
    enabled: options.enabled,
    ...(options.nowUs === undefined ? {} : { nowUs: options.nowUs }),
    onHit(hit, event, threats) {
      matched++;
      first.note(hit, event, threats);
    },
  });
  const context: FindingContext = {
    hashes: options.hashes,
    eventKey: options.eventKey ?? String,
  };
  return {
    push: (event) => run.push(event),
    passed: (time) => run.passed(time),
    get matched() {
      return matched;
    },
    guards: () => run.plan.guards(),
    finish() {
      const byRule = new Map<number, Finding[]>();
      set.rules.forEach((rule, index) => {
        if (!rule.ok || !rule.reported || !options.enabled(rule)) return;
        const parts = partsOf(run, index, first, options.zone);
        const findings = parts.flatMap((each) => makeFinding(each, context) ?? []);
        if (rule.kind === 'integrity') findings.push(...integrityFindings(rule, options));
        byRule.set(index, findings);
      });
      const kept = withoutCovered(set, byRule);
      return {
        findings: [...kept.values()].flat().toSorted(findingOrder),
        outcomes: [...kept].map(([index, findings]) => outcomeOf(run, index, findings)),
        events: run.events,
      };
    },
  };
}

function outcomeOf(run: RuleRun, index: number, findings: readonly Finding[]): RuleOutcome {
  const table = run.hits(index);
  return {
    ruleId: run.set.rules[index]?.id ?? '',
    matches: table === undefined ? findings.length : table.length + table.undated.length,
    findings: findings.length,
    undated: table?.undated ?? [],
    notApplicable: run.notApplicable(index),
    cost: run.cost(index),
  };
}

function partsOf(
  run: RuleRun,
  index: number,
  first: FirstMatches,
  zone: string,
): readonly FindingParts[] {
  const rule = run.set.rules[index];
  const table = run.hits(index);
  const { texts } = run;
  if (rule?.tree === undefined) return [];
  const parameters = parametersOf(run.set, index, zone);
  switch (rule.tree.kind) {
    case 'event': {
      if (table === undefined) return [];
      const { foldUs } = rule.tree.head;
      const { threatList } = rule.tree;
      return groupedRows(table, texts).flatMap(({ group, rows }) =>
        folded(table, rows, foldUs).map((fold): FindingParts => {
          const events = columnsOf(table, fold);
          const startUs = events.timesUs[0] ?? 0;
          const listed = threatList ? group['value'] : undefined;
          return {
            rule,
            kind: 'event',
            group,
            events,
            firstFireUs: startUs,
            count: fold.length,
            explanation: eventSentence(events, texts, listed),
            matches: first.of(index, foldUs, group, startUs),
            parameters,
          };
        }),
      );
    }
    case 'correlation': {
      const { correlation } = rule.tree;
      return run.correlation(index).map((found): FindingParts => ({
        rule,
        kind: 'correlation',
        group: found.group,
        events: found.events,
        firstFireUs: found.firstFireUs,
        count: found.peak,
        threshold: thresholdOf(correlation.bounds),
        explanation: correlationSentence(correlation, found.peak, found.events, texts),
        matches: [],
        parameters,
      }));
    }
    case 'baseline': {
      if (table === undefined) return [];
      const { baseline, head } = rule.tree;
      const found = runBaseline(baseline, head.foldUs, head.zone ?? zone, table, texts);
      return found.map((each): FindingParts => ({
        rule,
        kind: 'baseline',
        group: each.group,
        events: each.events,
        firstFireUs: each.firstFireUs,
        count: each.peak,
        baseline: each.numbers,
        explanation: baselineSentence(each.numbers, each.history, each.group, each.events, texts),
        matches: [],
        parameters: { ...parameters, history: String(each.history) },
      }));
    }
    case 'integrity':
    case 'filter':
      return [];
  }
}

/** What a formula or the default score divides by: the bound that the figure has to pass. */
function thresholdOf(bounds: readonly Bound[]): number | undefined {
  return bounds.find(({ comparison }) => comparison === 'gt' || comparison === 'gte')?.number;
}

function parametersOf(set: RuleSet, index: number, zone: string): Readonly<Record<string, string>> {
  const zones = new Set<string>();
  const visit = (at: number) => {
    const rule = set.rules[at];
    if (rule?.tree === undefined) return;
    const { tree } = rule;
    const detection =
      tree.kind === 'event' || tree.kind === 'baseline' ? tree.detection : undefined;
    if (tree.kind === 'baseline' || (detection && readsClock(detection))) {
      zones.add(tree.head.zone ?? zone);
    }
    rule.references.forEach(visit);
  };
  visit(index);
  return zones.size === 0 ? {} : { zone: [...zones].toSorted().join(', ') };
}

function readsClock(detection: Detection): boolean {
  const within = (selection: Selection): boolean => {
    if (selection.kind === 'all' || selection.kind === 'any') return selection.items.some(within);
    return selection.kind === 'field' && selection.tests.some(({ kind }) => kind === 'time');
  };
  return [...detection.selections.values()].some(within);
}

function integrityFindings(rule: LoadedRule, options: DetectionOptions): Finding[] {
  const { head } = rule;
  if (head === undefined) return [];
  return (options.integrity ?? []).map((stretch): Finding => {
    const group = { exhibit: stretch.exhibit, position: stretch.position };
    const { entries, verdict, eventIds } = stretch;
    return {
      id: findingId(options.hashes, rule.id, group, verdict),
      ruleId: rule.id,
      ruleTitle: rule.title,
      ruleVersion: rule.version,
      kind: 'integrity',
      severity: head.severity,
      confidence: confidenceOf(head, entries, undefined, 0),
      group,
      startUs: stretch.startUs,
      endUs: stretch.endUs,
      firstFireUs: stretch.startUs,
      count: entries,
      eventIds,
      explanation: `${stretch.exhibit}, ${stretch.position}: ${verdict}. ${stretch.reason}`,
      actions: head.actions,
      falsePositives: head.falsePositives,
      tags: head.tags,
      matches: [],
      parameters: {},
    };
  });
}

/** Leaves out what a named rule says already, with the same events or more. */
function withoutCovered(
  set: RuleSet,
  byRule: ReadonlyMap<number, Finding[]>,
): ReadonlyMap<number, Finding[]> {
  const findingsOf = new Map<string, readonly Finding[]>();
  for (const findings of byRule.values()) {
    const [one] = findings;
    if (one) findingsOf.set(one.ruleId, findings);
  }
  const kept = new Map<number, Finding[]>();
  for (const [index, findings] of byRule) {
    const others = (set.rules[index]?.head?.coveredBy ?? []).flatMap(
      (reference) => findingsOf.get(set.find(reference)?.id ?? '') ?? [],
    );
    kept.set(
      index,
      others.length === 0 ? findings : findings.filter((each) => !isCovered(each, others)),
    );
  }
  return kept;
}

function isCovered(finding: Finding, others: readonly Finding[]): boolean {
  return others.some((other) => {
    if (other.startUs > finding.startUs || other.endUs < finding.endUs) return false;
    const ids = new Set(other.eventIds);
    return finding.eventIds.every((id) => ids.has(id));
  });
}
