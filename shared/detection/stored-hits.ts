// Hits that were found block by block, put together: into the tables that correlations and groups
// are worked out from. Blocks may come in any order, each of them once for each list of keys.

import type { BlockHits, RuleHits } from './block-hits.ts';
import type { Folding } from './folding.ts';
import type { HitTable } from './hit-table.ts';
import type { MatchedRule } from './hit-keys.ts';
import type { RuleCost } from '../domain/rule.ts';

/** Where the hits are from. */
export interface HitPlace {
  /** Number of the block's first event. */
  readonly firstEvent: number;
  /** Number of the exhibit. */
  readonly source: number;
}

export class StoredHits {
  readonly #folding: Folding;
  readonly #matched: ReadonlyMap<number, MatchedRule>;
  /** Rules that ask for hits, by key: several where they match the same. */
  readonly #wanted = new Map<string, number[]>();
  readonly #beforeUs: number;
  readonly #costs: Map<number, RuleCost>;
  #hits = 0;

  /**
   * @param costs filled with what each rule cost, by its index
   * @param beforeUs hits from this time on are left out; undated ones stay
   */
  constructor(
    folding: Folding,
    matched: ReadonlyMap<number, MatchedRule>,
    costs: Map<number, RuleCost>,
    beforeUs: number | null,
  ) {
    this.#folding = folding;
    this.#matched = matched;
    this.#costs = costs;
    this.#beforeUs = beforeUs ?? Number.POSITIVE_INFINITY;
    for (const index of folding.columns.keys()) {
      const key = matched.get(index)?.key;
      if (key === undefined) continue;
      const known = this.#wanted.get(key);
      if (known === undefined) this.#wanted.set(key, [index]);
      else known.push(index);
    }
  }

  /** The keys of the rules that are folded. */
  get keys(): readonly string[] {
    return [...this.#wanted.keys()];
  }

  /** How many hits there were, each as often as rules found it. */
  get hits(): number {
    return this.#hits;
  }

  /** @param keys the list that the block was matched with */
  add(keys: readonly string[], block: BlockHits, place: HitPlace): void {
    for (const source of block.sources) this.#folding.addSource(source);
    const numbers = new Uint32Array(block.words.length);
    const numberOf = (word: number): number => {
      if (word < 2) return word;
      let number = numbers[word] ?? 0;
      if (number === 0) {
        number = this.#folding.texts.number(block.words[word] ?? '');
        numbers[word] = number;
      }
      return number;
    };
    for (const found of block.rules) {
      for (const index of this.#wanted.get(keys[found.rule] ?? '') ?? []) {
        this.#addCost(index, found.cost);
        const table = this.#folding.hits(index);
        if (table !== undefined) this.#addRows(index, table, found, block, place, numberOf);
      }
    }
  }

  #addRows(
    index: number,
    table: HitTable,
    found: RuleHits,
    block: BlockHits,
    { firstEvent, source }: HitPlace,
    numberOf: (word: number) => number,
  ): void {
    // What was kept may be more than what this run asks for.
    const kept = this.#matched.get(index)?.columns ?? [];
    const columns = table.columns.map(({ name }) => {
      const at = kept.findIndex((column) => column.name === name);
      return found.columns[at];
    });
    const { times, nanos, slots, users, addresses, identities } = block;
    found.rows.forEach((at, row) => {
      const timeUs = times[at] ?? Number.NaN;
      if (timeUs >= this.#beforeUs) return;
      this.#hits++;
      const id = firstEvent + (slots[at] ?? 0);
      const identity = identities[at] ?? 0;
      if (Number.isNaN(timeUs)) {
        table.addUndated(id, { source, identity });
        return;
      }
      const user = numberOf(users[at] ?? 0);
      const address = numberOf(addresses[at] ?? 0);
      const added = table.add(timeUs, nanos[at] ?? 0, id, user, address);
      table.setHolder(added, source, identity);
      columns.forEach((values, column) => table.set(column, added, numberOf(values?.[row] ?? 0)));
    });
  }

  #addCost(index: number, cost: RuleCost): void {
    const { tried = 0, hits = 0, us = 0, notTested = 0 } = this.#costs.get(index) ?? {};
    this.#costs.set(index, {
      tried: tried + cost.tried,
      hits: hits + cost.hits,
      us: us + cost.us,
      notTested: notTested + cost.notTested,
    });
  }
}
