// Matches blocks of events one after the other, each by itself, and writes down what was found.

import { encodeHits } from './block-hits.ts';
import type { FirstLook } from './first-look.ts';
import type { Guard } from './guard.ts';
import { HitTable, Texts, type Column } from './hit-table.ts';
import type { MatchedRule } from './hit-keys.ts';
import { Matching, type HitSink, type MatchingOptions } from './matching.ts';
import type { RuleList } from './rule-set.ts';
import type { EventView, LogSource } from '../domain/event.ts';
import type { RuleCost } from '../domain/rule.ts';

export interface BlockMatchingOptions extends MatchingOptions {
  /** See `Holder.identity`. */
  readonly identityOf: (event: EventView) => number;
}

const NO_COST: RuleCost = { tried: 0, hits: 0, us: 0, notTested: 0 };

/** What was found in the block so far. */
interface Found {
  readonly texts: Texts;
  readonly tables: Map<number, HitTable>;
  readonly sources: (LogSource | undefined)[];
  readonly identities: Map<number, number>;
}

export class BlockMatching {
  readonly #matching: Matching;
  readonly #columns = new Map<number, readonly Column[]>();
  /** Index of the rule for each key, in the order of the keys. */
  readonly #indexes: readonly (number | undefined)[];
  readonly #identityOf: (event: EventView) => number;
  readonly #costs = new Map<number, RuleCost>();
  #found = nothingFound();
  #sink: HitSink | undefined;

  /**
   * @param matched as `matchedRules` has it
   * @param keys which of them to match; what is found names rules by their place in here
   */
  constructor(
    set: RuleList,
    matched: ReadonlyMap<number, MatchedRule>,
    keys: readonly string[],
    options: BlockMatchingOptions,
  ) {
    // Rules that match the same need to be looked for only once.
    const byKey = new Map([...matched].map(([index, { key }]) => [key, index]));
    this.#indexes = keys.map((key) => byKey.get(key));
    for (const index of this.#indexes) {
      if (index !== undefined) this.#columns.set(index, matched.get(index)?.columns ?? []);
    }
    this.#matching = new Matching(set, this.#columns, options);
    this.#identityOf = options.identityOf;
  }

  /** False where a key is not that of any rule: then its hits cannot be found here. */
  get complete(): boolean {
    return !this.#indexes.includes(undefined);
  }

  /** What each rule needs; see `Plan.guards`. */
  guards(): readonly (readonly Guard[])[] {
    return this.#matching.plan.guards();
  }

  /** @param events of one block, each with its place as its number; see `encodeHits` for the answer */
  match(events: Iterable<EventView>): Uint8Array {
    for (const event of events) this.push(event);
    return this.take();
  }

  /** The next event of the block, with its place as its number. */
  push(event: EventView): void {
    this.#sink ??= this.#sinkInto(this.#found);
    this.#matching.push(event, this.#sink);
  }

  /** The next event of the block, in which nothing can be found: see `firstLook`. */
  pass(source: LogSource | undefined): void {
    this.#sink ??= this.#sinkInto(this.#found);
    this.#matching.see(source, this.#sink);
  }

  /** @param known see `FirstLookOptions` */
  firstLook(known: readonly string[], source: LogSource | undefined): FirstLook {
    return this.#matching.firstLook(this.#columns.keys(), known, source);
  }

  /** What was found in the block, as `encodeHits` has it. The next event begins another block. */
  take(): Uint8Array {
    const { texts, tables, sources, identities } = this.#found;
    const rules = this.#indexes.flatMap((index, rule) => {
      if (index === undefined) return [];
      const cost = this.#costSince(index);
      const table = tables.get(index);
      return cost.tried === 0 && table === undefined ? [] : [{ rule, cost, table }];
    });
    this.#found = nothingFound();
    this.#sink = undefined;
    this.#matching.forgetSources();
    return encodeHits({ sources, texts, identities, rules });
  }

  #sinkInto({ texts, tables, sources, identities }: Found): HitSink {
    return {
      texts,
      table: (index) => {
        let table = tables.get(index);
        if (table === undefined) {
          table = new HitTable(this.#columns.get(index) ?? []);
          tables.set(index, table);
        }
        return table;
      },
      source: (source) => sources.push(source),
      onHit: (_, event) => {
        if (!identities.has(event.id)) identities.set(event.id, this.#identityOf(event));
      },
    };
  }

  /** What the rule cost since this was last asked. */
  #costSince(index: number): RuleCost {
    const now = this.#matching.plan.cost(index) ?? NO_COST;
    const before = this.#costs.get(index) ?? NO_COST;
    this.#costs.set(index, now);
    return {
      tried: now.tried - before.tried,
      hits: now.hits - before.hits,
      us: Math.max(0, now.us - before.us),
      notTested: now.notTested - before.notTested,
    };
  }
}

function nothingFound(): Found {
  return { texts: new Texts(), tables: new Map(), sources: [], identities: new Map() };
}
