// Which fields each rule has to keep of its hits, because a correlation groups by them, counts them,
// or passes them on along a chain.

import type { Column } from './hit-table.ts';
import type { RuleSet } from './rule-set.ts';
import type { Correlation } from './rule.ts';

/** Stands for "the first of these fields that the event has". */
export function columnKey(fields: readonly string[]): string {
  return fields.join('\u0000');
}

/** The fields that a group-by or value name means for one of the rules referred to. */
export function fieldsFor(
  correlation: Correlation,
  name: string,
  reference: string,
): readonly string[] {
  const alias = correlation.aliases.get(name)?.get(reference);
  return correlation.fallbacks.get(name) ?? [alias ?? name];
}

export class Needs {
  readonly #set: RuleSet;
  readonly #columns = new Map<number, Map<string, Column>>();
  readonly #carried = new Map<number, Map<string, readonly string[]>>();

  constructor(set: RuleSet) {
    this.#set = set;
  }

  /** For a correlation that will be evaluated. */
  addCorrelation(index: number): void {
    const rule = this.#set.rules[index];
    if (rule?.tree?.kind !== 'correlation') return;
    const { correlation } = rule.tree;
    for (const name of [...correlation.groupBy, ...correlation.fields]) {
      correlation.references.forEach((reference, position) => {
        const target = rule.references[position];
        if (target !== undefined) this.addField(target, fieldsFor(correlation, name, reference));
      });
    }
  }

  addField(index: number, fields: readonly string[]): void {
    const rule = this.#set.rules[index];
    const key = columnKey(fields);
    if (rule?.tree?.kind !== 'correlation') {
      const columns = this.#columns.get(index) ?? new Map<string, Column>();
      this.#columns.set(index, columns.set(key, { name: key, fields }));
      return;
    }
    const carried = this.#carried.get(index) ?? new Map<string, readonly string[]>();
    this.#carried.set(index, carried);
    if (carried.has(key)) return;
    carried.set(key, fields);
    const { correlation } = rule.tree;
    if (groupsBy(correlation, fields)) return;
    correlation.references.forEach((reference, position) => {
      const target = rule.references[position];
      if (target !== undefined) this.addField(target, passedOn(correlation, fields, reference));
    });
  }

  columns(index: number): readonly Column[] {
    return [...(this.#columns.get(index)?.values() ?? [])];
  }

  /** Key to fields of what an inner correlation has to pass on. */
  carried(index: number): ReadonlyMap<string, readonly string[]> {
    return this.#carried.get(index) ?? new Map();
  }
}

/** True where the inner correlation's own group has the value already. */
export function groupsBy(correlation: Correlation, fields: readonly string[]): boolean {
  const [field] = fields;
  return fields.length === 1 && field !== undefined && correlation.groupBy.includes(field);
}

export function passedOn(
  correlation: Correlation,
  fields: readonly string[],
  reference: string,
): readonly string[] {
  const [field] = fields;
  return fields.length === 1 && field !== undefined
    ? fieldsFor(correlation, field, reference)
    : fields;
}
