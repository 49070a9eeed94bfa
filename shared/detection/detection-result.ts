// The result of detection: findings of every rule that is asked for, those left out that another one
// says already, and what looking for them came to.

import { partsOf, type WhyMatched } from './finding-parts.ts';
import {
  confidenceOf,
  findingId,
  findingOrder,
  makeFinding,
  type FindingParts,
} from './findings.ts';
import type { Folded } from './folding.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import { suppressed } from './suppression.ts';
import type { Hashes } from '../base/hashes.ts';
import type { TimeUs } from '../base/time.ts';
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

export interface ResultOptions {
  readonly hashes: Hashes;
  /** Zone of rules that name none. */
  readonly zone: string;
  readonly integrity?: readonly IntegrityStretch[] | undefined;
  /** A text that names an event for ever; its number by default. */
  readonly eventKey?: ((id: number) => string) | undefined;
  readonly whyMatched: WhyMatched;
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
}

/** @param reported the rules whose findings are asked for, by index */
export function detectionResult(
  run: Folded,
  reported: readonly number[],
  options: ResultOptions,
): DetectionResult {
  const byRule = findingsByRule(run, reported, options);
  // What another rule says already neither raises an alert nor holds one back.
  const kept = [...withoutCovered(run.set, byRule)].map(
    ([index, findings]) =>
      [index, suppressed(findings, run.set.rules[index]?.head?.suppressUs ?? 0)] as const,
  );
  return {
    findings: kept.flatMap(([, findings]) => findings).toSorted(findingOrder),
    outcomes: kept.map(([index, findings]) => outcomeOf(run, index, findings)),
  };
}

function findingsByRule(
  run: Folded,
  reported: readonly number[],
  options: ResultOptions,
): ReadonlyMap<number, Finding[]> {
  const context = { hashes: options.hashes, eventKey: options.eventKey ?? String };
  const byRule = new Map<number, Finding[]>();
  const made: { readonly own: Finding[]; readonly parts: FindingParts }[] = [];
  for (const index of reported) {
    if (run.set.rules[index] === undefined) continue;
    const own: Finding[] = [];
    byRule.set(index, own);
    for (const parts of partsOf(run, index, options.whyMatched, options.zone)) {
      made.push({ own, parts });
    }
  }
  // By event, whatever the rule: making a finding reads its first one, and those that lie together
  // are unpacked together.
  made.sort((a, b) => (a.parts.events.ids[0] ?? 0) - (b.parts.events.ids[0] ?? 0));
  for (const { own, parts } of made) {
    const finding = makeFinding(parts, context);
    if (finding !== undefined) own.push(finding);
  }
  for (const [index, own] of byRule) {
    const rule = run.set.rules[index];
    if (rule?.kind === 'integrity') own.push(...integrityFindings(rule, options));
  }
  return byRule;
}

function outcomeOf(run: Folded, index: number, findings: readonly Finding[]): RuleOutcome {
  const table = run.hits(index);
  return {
    ruleId: run.set.rules[index]?.id ?? '',
    matches:
      table === undefined ? findings.length : table.length + table.released + table.undated.length,
    findings: findings.length,
    undated: table?.undated ?? [],
    notApplicable: run.notApplicable(index),
    cost: run.cost(index),
  };
}

function integrityFindings(rule: LoadedRule, options: ResultOptions): Finding[] {
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
