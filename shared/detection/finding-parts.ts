// What the rules found over all events, as the parts of findings: which events, the figure, and a
// sentence that says why.

import type { FindingParts } from './findings.ts';
import type { Folded } from './folding.ts';
import { columnsOf, folded, groupedRows } from './groups.ts';
import type { RuleSet } from './rule-set.ts';
import type { Bound } from './rule.ts';
import { baselineSentence, correlationSentence, eventSentence } from './sentences.ts';
import { readsClock } from './time-parts-used.ts';
import type { SelectionMatch } from '../domain/finding.ts';

/** The first event of a finding of a plain rule. */
export interface FirstEvent {
  /** Of the rule. */
  readonly index: number;
  readonly foldUs: number;
  readonly group: Readonly<Record<string, string>>;
  readonly startUs: number;
  readonly eventId: number;
}

/** Says which of the rule's selections the event matched, and on what. */
export type WhyMatched = (first: FirstEvent) => readonly SelectionMatch[];

export function partsOf(
  run: Folded,
  index: number,
  whyOf: WhyMatched,
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
            matches: () => whyOf({ index, foldUs, group, startUs, eventId: events.ids[0] ?? 0 }),
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
        matches: () => [],
        parameters,
      }));
    }
    case 'baseline': {
      return run.baseline(index, zone).map((each): FindingParts => ({
        rule,
        kind: 'baseline',
        group: each.group,
        events: each.events,
        firstFireUs: each.firstFireUs,
        count: each.peak,
        baseline: each.numbers,
        explanation: baselineSentence(each.numbers, each.history, each.group, each.events, texts),
        matches: () => [],
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
