// Rules over events without a case: which records each rule matches. Nothing is folded or scored.

import type { EventColumns } from './correlation-finding.ts';
import type { HitTable } from './hit-table.ts';
import type { Routing } from './log-source.ts';
import { RuleRun } from './rule-run.ts';
import { baselineSentence, correlationSentence } from './sentences.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import type { ThreatList } from './threat-list.ts';
import { whyNotLoaded } from './why-not-loaded.ts';
import { timeUs, type TimeUs } from '../base/time.ts';
import type { EventView } from '../domain/event.ts';

export interface MatchGroup {
  readonly group: Readonly<Record<string, string>>;
  readonly firstFireUs: TimeUs;
  readonly startUs: TimeUs;
  readonly endUs: TimeUs;
  /** The records that these three times are of: they know how precise the times are. */
  readonly firstFireRecord: number;
  readonly startRecord: number;
  readonly endRecord: number;
  readonly count: number;
  readonly matches: readonly number[];
  /** The window and the count, or the numbers of a baseline, in words. */
  readonly sentence: string;
}

export interface MatchOutcome {
  readonly rule: LoadedRule;
  readonly kind: 'event' | 'correlation';
  /** Record numbers, ascending; for event rules. */
  readonly matches: readonly number[];
  /** For correlations and baselines, in order of time. */
  readonly groups: readonly MatchGroup[];
  readonly notApplicable: string | undefined;
  readonly notLoaded: string | undefined;
  /** Values that were not tested because that would have cost too much: it may have missed some. */
  readonly notTested: number;
}

export interface MatchRun {
  push(event: EventView): void;
  /** One outcome per rule, in the order of the set; rules that only feed others are left out. */
  finish(): readonly MatchOutcome[];
}

export interface MatchOptions {
  readonly zone: string;
  readonly route: Routing;
  readonly threatList?: ThreatList;
}

export function createMatchRun(set: RuleSet, options: MatchOptions): MatchRun {
  const run = new RuleRun(set, {
    zone: options.zone,
    route: options.route,
    threatList: options.threatList,
    enabled: () => true,
    // Nothing that is printed names them, and there may be as many of them as hits.
    entities: false,
  });
  return {
    push: (event) => run.push(event),
    finish: () =>
      set.rules.flatMap((rule, index) => {
        if (rule.ok && !rule.reported) return [];
        return [outcomeOf(run, rule, index, options.zone)];
      }),
  };
}

function outcomeOf(run: RuleRun, rule: LoadedRule, index: number, zone: string): MatchOutcome {
  const { notTested } = run.cost(index);
  const empty = {
    matches: [],
    groups: [],
    notApplicable: undefined,
    notLoaded: undefined,
    notTested,
  };
  const { tree } = rule;
  if (!rule.ok || tree === undefined) {
    const kind = tree?.kind === 'correlation' ? 'correlation' : 'event';
    return { ...empty, rule, kind, notLoaded: whyNotLoaded(rule.diagnostics) };
  }
  const notApplicable =
    tree.kind === 'integrity'
      ? 'It looks at the result of verification, not at events.'
      : run.notApplicable(index);
  const table = run.hits(index);
  if (tree.kind === 'event' && table !== undefined) {
    return { ...empty, rule, kind: 'event', matches: recordsOf(table), notApplicable };
  }
  if (tree.kind === 'correlation') {
    const groups = run
      .correlation(index)
      .map((finding) =>
        groupOf(
          finding,
          correlationSentence(tree.correlation, finding.peak, finding.events, run.texts),
        ),
      );
    return {
      ...empty,
      rule,
      kind: 'correlation',
      groups: groups.toSorted(groupOrder),
      notApplicable,
    };
  }
  if (tree.kind === 'baseline') {
    const groups = run.baseline(index, zone).map((finding) => {
      const { group, events, numbers, history } = finding;
      return groupOf(finding, baselineSentence(numbers, history, group, events, run.texts));
    });
    return {
      ...empty,
      rule,
      kind: 'correlation',
      groups: groups.toSorted(groupOrder),
      notApplicable,
    };
  }
  return { ...empty, rule, kind: 'event', notApplicable };
}

/** Each record once, in order; there may be millions of them. */
function recordsOf({ ids, length, undated }: HitTable): readonly number[] {
  const all = new Float64Array(length + undated.length);
  all.set(ids.subarray(0, length));
  all.set(undated, length);
  all.sort();
  const records: number[] = [];
  for (let i = 0; i < all.length; i++) {
    const record = all[i] ?? 0;
    if (i === 0 || record !== all[i - 1]) records.push(record);
  }
  return records;
}

interface Found {
  readonly group: Readonly<Record<string, string>>;
  readonly firstFireUs: number;
  readonly firstFireNanos: number;
  readonly peak: number;
  readonly events: EventColumns;
}

function groupOf(
  { group, firstFireUs, firstFireNanos, peak, events }: Found,
  sentence: string,
): MatchGroup {
  const { timesUs, nanos, ids } = events;
  const [startRecord = 0] = ids;
  const fires = (time: number, at: number) => time === firstFireUs && nanos[at] === firstFireNanos;
  return {
    group,
    firstFireUs: timeUs(firstFireUs),
    startUs: timeUs(timesUs[0] ?? 0),
    endUs: timeUs(timesUs.at(-1) ?? 0),
    firstFireRecord: ids[timesUs.findIndex(fires)] ?? startRecord,
    startRecord,
    endRecord: ids.at(-1) ?? startRecord,
    count: peak,
    matches: ids.toSorted((a, b) => a - b),
    sentence,
  };
}

function groupOrder(a: MatchGroup, b: MatchGroup): number {
  return (
    a.firstFireUs - b.firstFireUs || (JSON.stringify(a.group) < JSON.stringify(b.group) ? -1 : 1)
  );
}
