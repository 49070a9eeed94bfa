// The part of detection that spans several events: correlations and groups over hits, wherever the
// hits come from. The result depends on the hits alone, not on the order in which they came.

import { BaselineRun, type BaselineFinding } from './baseline-run.ts';
import type { CorrelationFinding } from './correlation-finding.ts';
import { hitColumns, needsOf, withReferences } from './hit-columns.ts';
import { HitTable, Texts, type Column } from './hit-table.ts';
import { logSourceKey, logSourceText, routed, type Routing } from './log-source.ts';
import type { Needs } from './needs.ts';
import type { RuleSet } from './rule-set.ts';
import { Sweep, type SweepInput } from './sweep.ts';
import type { LogSource } from '../domain/event.ts';
import type { RuleCost } from '../domain/rule.ts';

export interface FoldingOptions {
  readonly route: Routing;
  /** Whether the threat list holds anything. */
  readonly hasThreats: boolean;
  /** Of baselines whose rules name none; without it they keep all of their hits. */
  readonly zone?: string | undefined;
  /** Whether two exhibits may hold the same event. */
  readonly copies?: boolean;
  /** Hits from which on it is worth asking what can be forgotten. */
  readonly forgetFrom?: number | undefined;
}

/** What is known of a rule set over events. */
export interface Folded {
  readonly set: RuleSet;
  readonly texts: Texts;
  /** `undefined` for a rule that was not evaluated. */
  hits(index: number): HitTable | undefined;
  /** After the last event. */
  correlation(index: number): readonly CorrelationFinding[];
  /**
   * After the last event, of a rule with a baseline.
   * @param zone of rules that name none
   */
  baseline(index: number, zone: string): readonly BaselineFinding[];
  /** Of the rule and everything that it refers to. */
  cost(index: number): RuleCost;
  /** Why a rule cannot find anything in these events; `undefined` where it can. */
  notApplicable(index: number): string | undefined;
}

const FORGET_FROM = 65_536;

export class Folding implements Folded {
  readonly set: RuleSet;
  readonly texts = new Texts();
  /** What is kept of the hits of each event rule, by its index. */
  readonly columns: ReadonlyMap<number, readonly Column[]>;
  readonly #options: FoldingOptions;
  readonly #costOf: (index: number) => RuleCost | undefined;
  readonly #needs: Needs;
  readonly #tables = new Map<number, HitTable>();
  readonly #sources = new Map<string, LogSource | undefined>();
  readonly #correlations = new Map<number, readonly CorrelationFinding[]>();
  readonly #sweeps = new Map<number, Sweep>();
  /** Of baselines that forget on the way. */
  readonly #baselines = new Map<HitTable, BaselineRun>();
  /** Tables of which only what a window can still reach is needed. */
  readonly #forgetful: ReadonlySet<HitTable>;
  /** Correlations that have to look at such a table before it can forget, inner ones first. */
  readonly #onTheWay: readonly Sweep[];
  #forgetAt: number;

  /**
   * @param reported the rules whose findings are asked for, by index
   * @param costOf what it took to match a rule that looks at events
   */
  constructor(
    set: RuleSet,
    reported: Iterable<number>,
    options: FoldingOptions,
    costOf: (index: number) => RuleCost | undefined,
  ) {
    this.set = set;
    this.#options = options;
    this.#costOf = costOf;
    this.#forgetAt = options.forgetFrom ?? FORGET_FROM;
    const wanted = withReferences(set, reported);
    this.#needs = needsOf(set, wanted);
    const columns = new Map<number, readonly Column[]>();
    for (const index of [...wanted].toSorted((a, b) => a - b)) {
      const rule = set.rules[index];
      if (rule?.tree?.kind !== 'event' && rule?.tree?.kind !== 'baseline') continue;
      const own = hitColumns(rule, index, this.#needs);
      columns.set(index, own);
      this.#tables.set(index, new HitTable(own, options.copies));
    }
    this.columns = columns;
    for (const index of wanted) this.#sweep(index);
    if (options.zone !== undefined) {
      for (const [index, table] of this.#tables) {
        const run = this.#baselineRun(index, options.zone);
        if (run !== undefined) this.#baselines.set(table, run);
      }
    }
    this.#forgetful = this.#forgetfulOf(wanted);
    this.#onTheWay = this.#sweepsOver(this.#forgetful);
  }

  hits(index: number): HitTable | undefined {
    return this.#tables.get(index);
  }

  addSource(source: LogSource | undefined): void {
    this.#sources.set(logSourceKey(source), source);
  }

  /**
   * A promise that no event to come is earlier: what no window can need any more is forgotten. The
   * result is the same without it; memory then grows with the hits instead of the windows.
   */
  passed(timeUs: number): void {
    let rows = 0;
    for (const table of this.#forgetful) rows += table.length;
    for (const table of this.#baselines.keys()) rows += table.length;
    if (rows < this.#forgetAt) return;
    this.#dropCopies();
    const keep = new Map<HitTable, Uint8Array>();
    for (const sweep of this.#onTheWay) sweep.advance(timeUs, keep);
    let left = 0;
    for (const table of this.#forgetful) {
      table.keepOnly(keep.get(table) ?? new Uint8Array(table.length));
      left += table.length;
    }
    for (const [table, run] of this.#baselines) {
      const before = table.length;
      table.keepOnly(run.advance(timeUs));
      table.released += before - table.length;
      left += table.length;
    }
    this.#forgetTexts();
    this.#forgetAt = Math.max(this.#options.forgetFrom ?? FORGET_FROM, left * 2);
  }

  #forgetTexts(): void {
    const marks = this.texts.marks();
    for (const table of this.#tables.values()) table.markTexts(marks);
    for (const sweep of this.#sweeps.values()) sweep.markTexts(marks);
    for (const run of this.#baselines.values()) run.markTexts(marks);
    this.texts.keepOnly(marks);
  }

  /** To be called after the last hit. */
  finish(): void {
    this.#dropCopies();
  }

  #dropCopies(): void {
    for (const table of this.#tables.values()) table.dropCopies();
  }

  /** Made for inner correlations first. */
  #sweep(index: number): Sweep | undefined {
    const known = this.#sweeps.get(index);
    const rule = this.set.rules[index];
    if (known !== undefined || rule?.tree?.kind !== 'correlation') return known;
    const inputs = rule.references.flatMap((reference): SweepInput[] => {
      const table = this.#tables.get(reference);
      if (table !== undefined) return [{ kind: 'hits', table }];
      const sweep = this.#sweep(reference);
      return sweep === undefined ? [] : [{ kind: 'sweep', sweep }];
    });
    const { correlation, head } = rule.tree;
    const carried = this.#needs.carried(index);
    const sweep = new Sweep(correlation, inputs, carried, head.everyFire, this.texts);
    this.#sweeps.set(index, sweep);
    return sweep;
  }

  /** A rule that is listed itself needs all of its hits; baselines are looked after on their own. */
  #forgetfulOf(wanted: ReadonlySet<number>): ReadonlySet<HitTable> {
    const tables = new Set<HitTable>();
    for (const index of wanted) {
      const rule = this.set.rules[index];
      const table = this.#tables.get(index);
      if (table !== undefined && rule?.tree?.kind === 'event' && !rule.reported) tables.add(table);
    }
    return tables;
  }

  #sweepsOver(tables: ReadonlySet<HitTable>): readonly Sweep[] {
    const wanted = new Set<Sweep>();
    for (const sweep of [...this.#sweeps.values()].toReversed()) {
      if (!wanted.has(sweep) && !sweep.tables.some((table) => tables.has(table))) continue;
      wanted.add(sweep);
      for (const inner of sweep.inner) wanted.add(inner);
    }
    return [...this.#sweeps.values()].filter((sweep) => wanted.has(sweep));
  }

  correlation(index: number): readonly CorrelationFinding[] {
    let findings = this.#correlations.get(index);
    if (findings === undefined) {
      findings = this.#sweeps.get(index)?.finish() ?? [];
      this.#correlations.set(index, findings);
    }
    return findings;
  }

  baseline(index: number, zone: string): readonly BaselineFinding[] {
    const table = this.#tables.get(index);
    const run = table && (this.#baselines.get(table) ?? this.#baselineRun(index, zone));
    return run?.finish() ?? [];
  }

  #baselineRun(index: number, zone: string): BaselineRun | undefined {
    const table = this.#tables.get(index);
    const tree = this.set.rules[index]?.tree;
    if (tree?.kind !== 'baseline' || table === undefined) return undefined;
    const { baseline: rule, head } = tree;
    const { foldUs } = head;
    return new BaselineRun({ rule, foldUs, zone: head.zone ?? zone, table, texts: this.texts });
  }

  cost(index: number): RuleCost {
    let sum: RuleCost = { tried: 0, hits: 0, us: 0, notTested: 0 };
    for (const part of withReferences(this.set, [index])) {
      const { tried = 0, hits = 0, us = 0, notTested = 0 } = this.#costOf(part) ?? {};
      sum = {
        tried: sum.tried + tried,
        hits: sum.hits + hits,
        us: sum.us + us,
        notTested: sum.notTested + notTested,
      };
    }
    return sum;
  }

  notApplicable(index: number): string | undefined {
    const rule = this.set.rules[index];
    if (rule === undefined) return undefined;
    if (rule.tree?.kind === 'correlation') {
      const reasons = rule.references.map((reference) => this.notApplicable(reference));
      return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
    }
    if (rule.tree?.kind === 'event' && rule.tree.threatList && !this.#options.hasThreats) {
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
