// Findings as the rest of the program knows them: identity, confidence and words added to what the
// rules found.

import type { EventColumns } from './correlation-finding.ts';
import { evaluateFormula } from './formula.ts';
import type { LoadedRule } from './rule-set.ts';
import type { RuleHead } from './rule.ts';
import { matchedSentence } from './sentences.ts';
import type { Hashes } from '../base/hashes.ts';
import { timeUs } from '../base/time.ts';
import type { BaselineNumbers, Finding, SelectionMatch } from '../domain/finding.ts';

export interface FindingParts {
  readonly rule: LoadedRule;
  readonly kind: Finding['kind'];
  readonly group: Readonly<Record<string, string>>;
  readonly events: EventColumns;
  readonly firstFireUs: number;
  readonly count: number;
  /** Of the threshold, where the rule has one. */
  readonly threshold?: number | undefined;
  readonly baseline?: BaselineNumbers | undefined;
  readonly explanation: string;
  /** Asked for when the finding is made: it may mean reading its first event again. */
  readonly matches: () => readonly SelectionMatch[];
  readonly parameters: Readonly<Record<string, string>>;
}

export interface FindingContext {
  readonly hashes: Hashes;
  readonly eventKey: (id: number) => string;
}

const ID_LENGTH = 32;

const STATUS_CONFIDENCE: Readonly<Record<string, number>> = {
  stable: 0.9,
  test: 0.8,
  experimental: 0.6,
  unsupported: 0.4,
  deprecated: 0.3,
};
/** A rule that says nothing of its maturity is taken for an experiment. */
const NO_STATUS_CONFIDENCE = 0.6;

export function confidenceOf(
  head: RuleHead,
  count: number,
  threshold: number | undefined,
  ratio: number,
): number {
  if (head.confidence) {
    return evaluateFormula(head.confidence, { count, threshold: threshold ?? 0, ratio });
  }
  if (threshold !== undefined && threshold > 0) {
    return Math.min(1, Math.max(0, count / (2 * threshold)));
  }
  return STATUS_CONFIDENCE[head.status] ?? NO_STATUS_CONFIDENCE;
}

/** The same for the same rule, group and first event, whatever else is read later. */
export function findingId(
  hashes: Hashes,
  ruleId: string,
  group: Readonly<Record<string, string>>,
  firstEvent: string,
): string {
  const entries = Object.entries(group).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return hashes.sha256Hex(JSON.stringify([ruleId, entries, firstEvent])).slice(0, ID_LENGTH);
}

export function makeFinding(parts: FindingParts, context: FindingContext): Finding | undefined {
  const { rule, events, baseline } = parts;
  const { head } = rule;
  const [firstId] = events.ids;
  if (head === undefined || firstId === undefined) return undefined;
  const matches = parts.matches();
  // A threat list's finding has said it already.
  const isListed = rule.tree?.kind === 'event' && rule.tree.threatList;
  const why = isListed ? '' : matchedSentence(matches, events.ids.length);
  const finding: Finding = {
    id: findingId(context.hashes, rule.id, parts.group, context.eventKey(firstId)),
    ruleId: rule.id,
    ruleTitle: rule.title,
    ruleVersion: rule.version,
    kind: parts.kind,
    severity: head.severity,
    confidence: confidenceOf(head, parts.count, parts.threshold, baseline?.ratio ?? 0),
    group: parts.group,
    startUs: timeUs(events.timesUs[0] ?? 0),
    endUs: timeUs(events.timesUs.at(-1) ?? 0),
    firstFireUs: timeUs(parts.firstFireUs),
    count: parts.count,
    eventIds: events.ids,
    explanation: `${parts.explanation}${why}`,
    actions: head.actions,
    falsePositives: head.falsePositives,
    tags: head.tags,
    matches,
    parameters: parts.parameters,
  };
  return baseline === undefined ? finding : { ...finding, baseline };
}

/** Order of findings on output: by time, then rule, then identity. */
export function findingOrder(a: Finding, b: Finding): number {
  return (
    a.startUs - b.startUs ||
    a.endUs - b.endUs ||
    (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : a.id < b.id ? -1 : 1)
  );
}
