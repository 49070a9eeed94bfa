// What a correlation looks at: hits of the rules it refers to, and fires of the correlations among
// them, in groups, each group in order of time.

import type { Contribution } from './contributors.ts';
import type { Fire } from './correlation-finding.ts';
import { asGroup, NO_TEXT, type HitTable, type Texts } from './hit-table.ts';
import { columnKey, fieldsFor } from './needs.ts';
import type { Correlation } from './rule.ts';
import { numberOf } from '../match/value-matcher.ts';

/** A finding of an inner correlation, which may still grow. */
export interface InnerFinding {
  /** The times at which it takes part. */
  readonly fires: readonly Fire[];
  /** What it rests on, once it grows no more. */
  readonly contribution: Contribution | undefined;
}

export type Input =
  | { readonly kind: 'hits'; readonly table: HitTable }
  | { readonly kind: 'findings'; readonly findings: readonly InnerFinding[] };

/** One occurrence: `row` of a table, or fire `row` of a list of inner findings made flat. */
export interface Pool {
  readonly times: number[];
  readonly nanos: number[];
  /** Same number, same event; inner findings have numbers of their own, below zero. */
  readonly identities: number[];
  readonly inputs: number[];
  readonly rows: number[];
}

export interface FlatFire {
  readonly finding: InnerFinding;
  readonly fire: Fire;
}

/** A value of an occurrence, as the number of its text. */
export type ValueReader = (input: number, row: number) => number;

export interface OccurrenceGroup {
  /** The same for the same group whenever it is asked. */
  readonly key: string;
  readonly values: readonly number[];
  /** Everything in it: indexes into the pool. */
  readonly members: readonly number[];
  readonly occurrences: OrderedOccurrences;
}

export interface OrderedOccurrences {
  readonly length: number;
  readonly timesUs: readonly number[];
  readonly nanos: readonly number[];
  /** Index into the pool. */
  readonly members: readonly number[];
}

/** @param fromUs fires of inner findings before this time are of no use any more */
export function occurrencesOf(
  correlation: Correlation,
  inputs: readonly Input[],
  texts: Texts,
  fromUs: number,
) {
  const { references } = correlation;
  const flat = inputs.map((input): readonly FlatFire[] =>
    input.kind === 'hits' ? [] : flatten(input.findings, fromUs),
  );
  const reader = (fieldsOf: (reference: string) => readonly string[]): ValueReader => {
    const keys = references.map((reference) => columnKey(fieldsOf(reference)));
    const positions = inputs.map((input, i) =>
      input.kind === 'hits' ? input.table.columns.findIndex(({ name }) => name === keys[i]) : -1,
    );
    return (input, row) => {
      const source = inputs[input];
      if (source?.kind === 'hits') return source.table.value(positions[input] ?? -1, row);
      return flat[input]?.[row]?.fire.values.get(keys[input] ?? '') ?? NO_TEXT;
    };
  };
  const readerOf = (name: string) => reader((reference) => fieldsFor(correlation, name, reference));
  const pool = poolOf(correlation, inputs, flat);
  const figures = figuresOf(correlation, pool, readerOf, texts);
  return {
    pool,
    flat,
    reader,
    /** Of each occurrence: number of the distinct value, or the value itself. */
    figures,
    *groups(): Generator<OccurrenceGroup> {
      const readers = correlation.groupBy.map(readerOf);
      for (const [key, { values, members }] of groupsOf(pool, readers, figures)) {
        const occurrences = orderedOccurrences(correlation, pool, members);
        yield { key, values, members, occurrences };
      }
    },
  };
}

export type Occurrences = ReturnType<typeof occurrencesOf>;

function flatten(findings: readonly InnerFinding[], fromUs: number): FlatFire[] {
  return findings.flatMap((finding) =>
    finding.fires.flatMap((fire) => (fire.timeUs < fromUs ? [] : [{ finding, fire }])),
  );
}

function poolOf(
  correlation: Correlation,
  inputs: readonly Input[],
  flat: readonly (readonly FlatFire[])[],
): Pool {
  const pool: Pool = { times: [], nanos: [], identities: [], inputs: [], rows: [] };
  const add = (timeUs: number, nanos: number, identity: number, input: number, row: number) => {
    pool.times.push(timeUs);
    pool.nanos.push(nanos);
    pool.identities.push(identity);
    pool.inputs.push(input);
    pool.rows.push(row);
  };
  let inner = -1;
  inputs.forEach((input, position) => {
    // A rule that is named twice occurs once, as either step.
    if (correlation.references.indexOf(correlation.references[position] ?? '') !== position) return;
    if (input.kind === 'hits') {
      const { table } = input;
      for (let row = 0; row < table.length; row++) {
        add(table.times[row] ?? 0, table.nanos[row] ?? 0, table.ids[row] ?? 0, position, row);
      }
    } else {
      flat[position]?.forEach(({ fire }, row) =>
        add(fire.timeUs, fire.nanos, inner--, position, row),
      );
    }
  });
  return pool;
}

/** NaN where an event has no value. */
function figuresOf(
  correlation: Correlation,
  pool: Pool,
  readerOf: (name: string) => ValueReader,
  texts: Texts,
): Float64Array | undefined {
  const { type, fields } = correlation;
  if (!type.startsWith('value_')) return undefined;
  const readers = fields.map(readerOf);
  const tuples = new Map<string, number>();
  const values = new Float64Array(pool.times.length);
  for (let i = 0; i < values.length; i++) {
    const numbers = readers.map((read) => read(pool.inputs[i] ?? 0, pool.rows[i] ?? 0));
    const [first = NO_TEXT] = numbers;
    if (numbers.includes(NO_TEXT)) values[i] = Number.NaN;
    else if (type !== 'value_count') values[i] = numberOf(texts.text(first)) ?? Number.NaN;
    else if (numbers.length === 1) values[i] = first;
    else {
      const key = numbers.join(' ');
      const known = tuples.get(key) ?? tuples.size;
      tuples.set(key, known);
      values[i] = known;
    }
  }
  return values;
}

interface Group {
  readonly values: readonly number[];
  readonly members: number[];
}

function groupsOf(
  pool: Pool,
  readers: readonly ValueReader[],
  figures: Float64Array | undefined,
): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  // Looked up by number first: most correlations group by one value.
  const single = new Map<number, Group>();
  const [only] = readers;
  for (let i = 0; i < pool.times.length; i++) {
    if (figures !== undefined && Number.isNaN(figures[i])) continue;
    const input = pool.inputs[i] ?? 0;
    const row = pool.rows[i] ?? 0;
    const one = readers.length === 1 && only ? asGroup(only(input, row)) : undefined;
    let group = one === undefined ? undefined : single.get(one);
    if (group === undefined) {
      const values = one === undefined ? readers.map((read) => asGroup(read(input, row))) : [one];
      const key = values.join(' ');
      group = groups.get(key);
      if (group === undefined) groups.set(key, (group = { values, members: [] }));
      if (one !== undefined) single.set(one, group);
    }
    group.members.push(i);
  }
  return groups;
}

/** Everything but the temporal types counts an event once, whichever of the rules it matched. */
function orderedOccurrences(
  correlation: Correlation,
  pool: Pool,
  members: number[],
): OrderedOccurrences {
  const order = (a: number, b: number): number =>
    (pool.times[a] ?? 0) - (pool.times[b] ?? 0) ||
    (pool.nanos[a] ?? 0) - (pool.nanos[b] ?? 0) ||
    (pool.identities[a] ?? 0) - (pool.identities[b] ?? 0) ||
    (pool.inputs[a] ?? 0) - (pool.inputs[b] ?? 0);
  if (members.some((member, i) => i > 0 && order(members[i - 1] ?? 0, member) > 0)) {
    members.sort(order);
  }
  const temporal = correlation.type.startsWith('temporal');
  const kept = temporal
    ? members
    : members.filter(
        (member, i) => i === 0 || pool.identities[member] !== pool.identities[members[i - 1] ?? 0],
      );
  return {
    length: kept.length,
    timesUs: kept.map((member) => pool.times[member] ?? 0),
    nanos: kept.map((member) => pool.nanos[member] ?? 0),
    members: kept,
  };
}
