// The key of the matching part of a rule: equal where the same events match and the same is kept of
// them, whatever else the rules say. Hits that were found once are found again by it, and a change to
// a rule makes those hits void which it could change, and no others.

import { hitColumns, needsOf } from './hit-columns.ts';
import type { Column } from './hit-table.ts';
import { detectionsOf } from './rule-detections.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import { readsClock } from './time-parts-used.ts';
import type { Hashes } from '../base/hashes.ts';

export interface KeySettings {
  /** Version of whatever reads records and matches them: another one may find other hits. */
  readonly program: string;
  /** Zone of rules that name none. */
  readonly zone: string;
  /** The whole text of the threat list. */
  readonly threatList: string;
}

export interface MatchedRule {
  /** Hex. */
  readonly key: string;
  readonly columns: readonly Column[];
}

/**
 * For each rule of the set that looks at events, by its index. What is kept of hits is what any
 * correlation of the set asks for, whether it is on or off: switching one does not make hits void.
 */
export function matchedRules(
  set: RuleSet,
  settings: KeySettings,
  hashes: Hashes,
): ReadonlyMap<number, MatchedRule> {
  const needs = needsOf(
    set,
    set.rules.flatMap((rule, index) => (rule.ok ? [index] : [])),
  );
  const threats = hashes.sha256Hex(settings.threatList);
  const matched = new Map<number, MatchedRule>();
  set.rules.forEach((rule, index) => {
    const { tree } = rule;
    if (!rule.ok || (tree?.kind !== 'event' && tree?.kind !== 'baseline')) return;
    const columns = hitColumns(rule, index, needs);
    const detections = detectionsOf(set, rule);
    const listed = tree.kind === 'event' && tree.threatList;
    const parts = {
      program: settings.program,
      source: partsOf(rule),
      detections,
      zone: detections.some(readsClock) ? (tree.head.zone ?? settings.zone) : '',
      threats: listed ? threats : '',
      columns: columns.map(({ name, fields }) => [name, ...fields]),
    };
    matched.set(index, { key: hashes.sha256Hex(JSON.stringify(parts, plainly)), columns });
  });
  return matched;
}

function partsOf({ logSource: { product, category, service } }: LoadedRule): unknown {
  return [product ?? null, category ?? null, service ?? null];
}

/** Maps in their order and big numbers as text; JSON has neither. */
function plainly(_key: string, value: unknown): unknown {
  if (value instanceof Map) return [...value];
  return typeof value === 'bigint' ? `${String(value)}n` : value;
}
