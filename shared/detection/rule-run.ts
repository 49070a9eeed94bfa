// One pass of a rule set over events, in any order and any batches: hits are kept in columns, and
// what spans several events is worked out at the end. Detection and `match` both stand on it.

import { correlate, type CorrelationFinding, type Input } from './correlate.ts';
import { forgets, rowsToKeep } from './forget.ts';
import { HitTable, Texts, type Column } from './hit-table.ts';
import { logSourceKey, logSourceText, routed, withSource, type Routing } from './log-source.ts';
import { Needs } from './needs.ts';
import { Plan, type PlanRule } from './plan.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import type { Correlation } from './rule.ts';
import type { ThreatList, ThreatMatch } from './threat-list.ts';
import type { EventView, LogSource } from '../domain/event.ts';
import type { RuleCost } from '../domain/rule.ts';

export interface RunOptions {
  /** Zone of rules that name none. */
  readonly zone: string;
  readonly route: Routing;
  readonly threatList: ThreatList | undefined;
  readonly enabled: (rule: LoadedRule) => boolean;
  /** Microseconds of any clock, for what rules cost. */
  readonly nowUs?: () => number;
  /** Hits from which on it is worth asking what can be forgotten. */
  readonly forgetFrom?: number;
  /** Called for each hit of a rule that is listed by itself. */
  readonly onHit?: (hit: PlanRule, event: EventView, threats: readonly ThreatMatch[]) => void;
}

/** Columns that a rule keeps for its own findings begin with this. */
export const OWN = 'own:';

const FORGET_FROM = 65_536;

interface Forgetful {
  readonly correlation: Correlation;
  readonly inputs: readonly Input[];
  readonly tables: ReadonlySet<HitTable>;
}

export class RuleRun {
  readonly set: RuleSet;
  readonly texts = new Texts();
  readonly plan: Plan;
  readonly #options: RunOptions;
  readonly #needs: Needs;
  readonly #tables = new Map<number, HitTable>();
  readonly #sources = new Map<string, LogSource | undefined>();
  readonly #correlations = new Map<number, readonly CorrelationFinding[]>();
  /** Correlations that can forget, with the tables that belong to nothing else. */
  readonly #forgetful: readonly Forgetful[];
  #forgetAt: number;
  #events = 0;

  constructor(set: RuleSet, options: RunOptions) {
    this.set = set;
    this.#options = options;
    this.#forgetAt = options.forgetFrom ?? FORGET_FROM;
    this.#needs = new Needs(set);
    const wanted = new Set<number>();
    set.rules.forEach((rule, index) => {
      if (rule.ok && rule.reported && options.enabled(rule)) want(set, index, wanted);
    });
    for (const index of wanted) this.#needs.addCorrelation(index);
    this.plan = new Plan(set, wanted, options.zone, options.route, options.nowUs);
    for (const { index, rule } of this.plan.rules) {
      const columns = [...ownColumns(rule), ...this.#needs.columns(index)];
      this.#tables.set(index, new HitTable(columns, this.plan.reader, this.texts));
    }
    this.#forgetful = this.#forgetfulOf(wanted);
  }

  /**
   * A promise that no event to come is earlier: what no window can need any more is forgotten. The
   * result is the same without it; memory then grows with the hits instead of the windows.
   */
  passed(timeUs: number): void {
    let rows = 0;
    for (const { tables } of this.#forgetful) for (const table of tables) rows += table.length;
    if (rows < this.#forgetAt) return;
    const keep = new Map<HitTable, Uint8Array>();
    for (const { correlation, inputs, tables } of this.#forgetful) {
      const marks = rowsToKeep(correlation, inputs, this.texts, timeUs);
      inputs.forEach((input, at) => {
        if (input.kind !== 'hits' || !tables.has(input.table)) return;
        const own = marks[at] ?? new Uint8Array(0);
        const known = keep.get(input.table);
        if (known === undefined) keep.set(input.table, own);
        else own.forEach((mark, row) => (known[row] = (known[row] ?? 0) | mark));
      });
    }
    let left = 0;
    for (const [table, marks] of keep) {
      table.keepOnly(marks);
      left += table.length;
    }
    this.#forgetAt = Math.max(this.#options.forgetFrom ?? FORGET_FROM, left * 2);
  }

  /** Tables whose hits serve only correlations that can forget. */
  #forgetfulOf(wanted: ReadonlySet<number>): readonly Forgetful[] {
    const needed = new Set<HitTable>();
    const candidates: { readonly correlation: Correlation; readonly inputs: readonly Input[] }[] =
      [];
    for (const index of wanted) {
      const rule = this.set.rules[index];
      const own = this.#tables.get(index);
      if (own !== undefined && (rule?.reported === true || rule?.tree?.kind !== 'event'))
        needed.add(own);
      if (rule?.tree?.kind !== 'correlation') continue;
      const { correlation } = rule.tree;
      const tables = rule.references.map((reference) => this.#tables.get(reference));
      if (forgets(correlation) && tables.every((table) => table !== undefined)) {
        candidates.push({
          correlation,
          inputs: tables.map((table): Input => ({ kind: 'hits', table })),
        });
      } else for (const table of tables) if (table !== undefined) needed.add(table);
    }
    return candidates.map(({ correlation, inputs }) => ({
      correlation,
      inputs,
      tables: new Set(
        inputs.flatMap((input) =>
          input.kind === 'hits' && !needed.has(input.table) ? [input.table] : [],
        ),
      ),
    }));
  }

  get events(): number {
    return this.#events;
  }

  push(given: EventView): void {
    this.#events++;
    const event = withSource(this.#options.route, given);
    const key = logSourceKey(event.logSource);
    if (!this.#sources.has(key)) this.#sources.set(key, event.logSource);
    this.plan.evaluate(event, (hit) => this.#hit(hit, event));
  }

  #hit(hit: PlanRule, event: EventView): void {
    const table = this.#tables.get(hit.index);
    if (table === undefined) return;
    const { tree } = hit.rule;
    if (tree?.kind !== 'event' || !tree.threatList) {
      table.add(event);
      if (hit.rule.reported) this.#options.onHit?.(hit, event, []);
      return;
    }
    const threats = this.#options.threatList?.matches(event) ?? [];
    if (threats.length === 0) return;
    for (const { value } of threats) table.add(event, value);
    if (hit.rule.reported) this.#options.onHit?.(hit, event, threats);
  }

  /** `undefined` for a rule that was not evaluated. */
  hits(index: number): HitTable | undefined {
    return this.#tables.get(index);
  }

  /** After the last event. */
  correlation(index: number): readonly CorrelationFinding[] {
    const known = this.#correlations.get(index);
    if (known !== undefined) return known;
    const rule = this.set.rules[index];
    if (rule?.tree?.kind !== 'correlation') return [];
    const inputs = rule.references.map((reference): Input => {
      const table = this.#tables.get(reference);
      if (table !== undefined) return { kind: 'hits', table };
      return { kind: 'findings', findings: this.correlation(reference) };
    });
    const { correlation, head } = rule.tree;
    const carried = this.#needs.carried(index);
    const findings = correlate(correlation, inputs, carried, head.everyFire, this.texts);
    this.#correlations.set(index, findings);
    return findings;
  }

  /** Of the rule and everything that it refers to. */
  cost(index: number): RuleCost {
    const parts = new Set<number>();
    want(this.set, index, parts);
    let sum: RuleCost = { tried: 0, hits: 0, us: 0, notTested: 0 };
    for (const part of parts) {
      const { tried = 0, hits = 0, us = 0, notTested = 0 } = this.plan.cost(part) ?? {};
      sum = {
        tried: sum.tried + tried,
        hits: sum.hits + hits,
        us: sum.us + us,
        notTested: sum.notTested + notTested,
      };
    }
    return sum;
  }

  /** Why a rule cannot find anything in these events; `undefined` where it can. */
  notApplicable(index: number): string | undefined {
    const rule = this.set.rules[index];
    if (rule === undefined) return undefined;
    if (rule.tree?.kind === 'correlation') {
      const reasons = rule.references.map((reference) => this.notApplicable(reference));
      return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
    }
    if (rule.tree?.kind === 'event' && rule.tree.threatList && !this.#options.threatList?.entries) {
      return 'The threat list is empty.';
    }
    if (rule.tree?.kind === 'integrity') return undefined;
    for (const source of this.#sources.values()) {
      if (routed(this.#options.route, rule.logSource, source)) return undefined;
    }
    if (this.#sources.size === 0) return undefined;
    return `There are no events of ${logSourceText(rule.logSource)}.`;
  }
}

function want(set: RuleSet, index: number, wanted: Set<number>): void {
  if (wanted.has(index)) return;
  wanted.add(index);
  for (const reference of set.rules[index]?.references ?? []) want(set, reference, wanted);
}

function ownColumns(rule: LoadedRule): Column[] {
  const { tree } = rule;
  if (tree?.kind === 'event' && tree.threatList) return [{ name: `${OWN}value`, fields: [] }];
  if (tree?.kind !== 'event' && tree?.kind !== 'baseline') return [];
  const columns = tree.head.groupBy.map(({ name, fields }) => ({ name: `${OWN}${name}`, fields }));
  if (tree.kind === 'baseline' && tree.baseline.measure.kind !== 'count') {
    columns.push({ name: MEASURED, fields: [tree.baseline.measure.field] });
  }
  return columns;
}

/** The column of the field that a baseline measures. */
export const MEASURED = 'measured';
