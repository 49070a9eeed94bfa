// The part of detection that looks at one event at a time: which rules match it, and what is kept of
// each hit. Remembers nothing from one event to the next, so that events may come in any order and
// be looked at by several threads.

import { namesAsked } from './fields-asked.ts';
import { firstLook, type FirstLook } from './first-look.ts';
import { HitReader } from './hit-reader.ts';
import type { Column, HitTable, Texts } from './hit-table.ts';
import { logSourceKey, sameSource, withSource, type Routing } from './log-source.ts';
import { Plan, type PlanRule } from './plan.ts';
import type { RuleList } from './rule-set.ts';
import type { ThreatList, ThreatMatch } from './threat-list.ts';
import type { EventView, LogSource } from '../domain/event.ts';

export interface MatchingOptions {
  /** Zone of rules that name none. */
  readonly zone: string;
  readonly route: Routing;
  readonly threatList: ThreatList | undefined;
  /** Microseconds of any clock, for what rules cost. */
  readonly nowUs?: (() => number) | undefined;
  /** Whether the person and the address of each hit are kept; they are where nothing is said. */
  readonly entities?: boolean | undefined;
}

/** Where hits go. */
export interface HitSink {
  readonly texts: Texts;
  /** The table of a rule, by its index; none for a rule whose hits nobody wants. */
  table(index: number): HitTable | undefined;
  /** Told of each log source among the events, once or more often. */
  source(source: LogSource | undefined): void;
  /** Told of each hit that was kept. */
  onHit?(hit: PlanRule, event: EventView, threats: readonly ThreatMatch[]): void;
}

const NOTHING = Symbol('no event yet');

export class Matching {
  readonly plan: Plan;
  readonly #set: RuleList;
  readonly #options: MatchingOptions;
  readonly #reader: HitReader;
  readonly #asked: ReadonlySet<string>;
  #threatsOf: { readonly event: EventView; readonly threats: readonly ThreatMatch[] } | undefined;
  readonly #seenSources = new Set<string>();
  #lastSource: LogSource | undefined | typeof NOTHING = NOTHING;

  /** @param columns of each rule that is wanted, by its index */
  constructor(
    set: RuleList,
    columns: ReadonlyMap<number, readonly Column[]>,
    options: MatchingOptions,
  ) {
    const wanted = new Set(columns.keys());
    const isListed = (options.threatList?.entries ?? 0) > 0;
    const listed = (event: EventView) => this.#listed(event).length > 0;
    this.plan = new Plan(
      set,
      wanted,
      options.zone,
      options.route,
      options.nowUs,
      isListed ? listed : undefined,
    );
    this.#set = set;
    this.#asked = namesAsked(set, columns);
    this.#options = options;
    this.#reader = new HitReader(columns, this.plan.reader, options.entities ?? true);
  }

  push(given: EventView, sink: HitSink): void {
    const event = withSource(this.#options.route, given, this.#asked);
    this.see(event.logSource, sink);
    this.plan.evaluate(event, (hit) => this.#hit(hit, event, sink));
  }

  /** For events of one log source, of which some fields are known: see there. */
  firstLook(
    wanted: Iterable<number>,
    known: readonly string[],
    source: LogSource | undefined,
  ): FirstLook {
    const { route, threatList } = this.#options;
    const threats = (threatList?.entries ?? 0) > 0;
    return firstLook(this.#set, source, { wanted, route, threats, known });
  }

  /** Sources are told again from here on. */
  forgetSources(): void {
    this.#seenSources.clear();
    this.#lastSource = NOTHING;
  }

  /** There is an event of this log source. */
  see(source: LogSource | undefined, sink: HitSink): void {
    // Neighbours are mostly of one source.
    if (this.#lastSource !== NOTHING && sameSource(source, this.#lastSource)) return;
    this.#lastSource = source;
    const key = logSourceKey(source);
    if (this.#seenSources.has(key)) return;
    this.#seenSources.add(key);
    sink.source(source);
  }

  /** The listed values of the event; it is asked more than once. */
  #listed(event: EventView): readonly ThreatMatch[] {
    if (this.#threatsOf?.event !== event) {
      this.#threatsOf = { event, threats: this.#options.threatList?.matches(event) ?? [] };
    }
    return this.#threatsOf.threats;
  }

  #hit(hit: PlanRule, event: EventView, sink: HitSink): void {
    const table = sink.table(hit.index);
    if (table === undefined) return;
    const { tree } = hit.rule;
    if (tree?.kind !== 'event' || !tree.threatList) {
      this.#reader.add(hit.index, table, sink.texts, event);
      sink.onHit?.(hit, event, []);
      return;
    }
    const threats = this.#listed(event);
    for (const { value } of threats) {
      this.#reader.add(hit.index, table, sink.texts, event, value);
    }
    sink.onHit?.(hit, event, threats);
  }
}
