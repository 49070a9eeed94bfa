// One correlation over what its rules found: occurrences are put into groups, ordered in time, and
// swept with a window. Takes everything at once, so that neither the order of arrival nor the size of
// a batch can change the result.

import type { HitTable, Texts } from './hit-table.ts';
import { asGroup, NO_TEXT } from './hit-table.ts';
import { columnKey, fieldsFor, groupsBy, passedOn } from './needs.ts';
import { orderedMembers } from './ordered.ts';
import type { Bound, Correlation } from './rule.ts';
import {
  countTracker,
  distinctTracker,
  orderedTracker,
  percentileTracker,
  sumTracker,
} from './trackers.ts';
import { satisfiedRuns, type Run, type Tracker } from './windows.ts';
import type { TimeUs } from '../base/time.ts';
import { compare, numberOf } from '../match/value-matcher.ts';

/** Contributing events in order of time, in columns; people and addresses as numbers of `Texts`. */
export interface EventColumns {
  readonly timesUs: readonly number[];
  readonly nanos: readonly number[];
  readonly ids: readonly number[];
  readonly users: readonly number[];
  readonly addresses: readonly number[];
}

export interface Fire {
  readonly timeUs: number;
  readonly nanos: number;
  /** What a chain passes on, by column key. */
  readonly values: ReadonlyMap<string, number>;
}

export interface CorrelationFinding {
  readonly group: Readonly<Record<string, string>>;
  readonly firstFireUs: TimeUs;
  readonly peak: number;
  readonly events: EventColumns;
  /** When a window was satisfied: each time, or only the first where that is all that matters. */
  readonly fires: readonly Fire[];
}

export type Input =
  | { readonly kind: 'hits'; readonly table: HitTable }
  | {
      readonly kind: 'findings';
      readonly findings: readonly CorrelationFinding[];
    };

/** One occurrence: `row` of a table, or fire `row` of a list of inner findings made flat. */
interface Pool {
  readonly times: number[];
  readonly nanos: number[];
  /** Same number, same event; inner findings have numbers of their own, below zero. */
  readonly identities: number[];
  readonly inputs: number[];
  readonly rows: number[];
}

interface FlatFire {
  readonly finding: CorrelationFinding;
  readonly fire: Fire;
}

type Columns = (input: number, row: number) => number;

export function correlate(
  correlation: Correlation,
  inputs: readonly Input[],
  carried: ReadonlyMap<string, readonly string[]>,
  everyFire: boolean,
  texts: Texts,
): readonly CorrelationFinding[] {
  const { pool, flat, reader, groups } = groupsInOrder(correlation, inputs, texts);
  const carriers = [...carried].map(([key, fields]) => ({
    key,
    fields,
    read: reader((reference) => passedOn(correlation, fields, reference)),
  }));
  const findings: CorrelationFinding[] = [];
  for (const { occurrences, values, tracker } of groups()) {
    const group = groupRecord(correlation.groupBy, values, texts);
    const fireOf = (occurrence: number): Fire => {
      const at = occurrences.members[occurrence] ?? 0;
      const passed = new Map<string, number>();
      for (const { key, fields, read } of carriers) {
        const own = groupsBy(correlation, fields) ? group[fields[0] ?? ''] : undefined;
        const number =
          own === undefined
            ? read(pool.inputs[at] ?? 0, pool.rows[at] ?? 0)
            : own === ''
              ? NO_TEXT
              : texts.number(own);
        passed.set(key, number);
      }
      return { timeUs: pool.times[at] ?? 0, nanos: pool.nanos[at] ?? 0, values: passed };
    };
    for (const run of satisfiedRuns(occurrences, correlation.spanUs, tracker)) {
      const taking = contributors(correlation, run, pool, occurrences);
      findings.push({
        group,
        firstFireUs: (occurrences.timesUs[run.fires[0] ?? run.last] ?? 0) as TimeUs,
        peak: run.peak,
        events: eventsOf(taking, pool, inputs, flat),
        fires: (everyFire ? run.fires : run.fires.slice(0, 1)).map(fireOf),
      });
    }
  }
  return findings;
}

interface GroupInOrder {
  readonly values: readonly number[];
  readonly occurrences: OrderedOccurrences;
  readonly tracker: Tracker;
}

/** Everything that a correlation looks at, put into groups, each of them in order of time. */
export function groupsInOrder(correlation: Correlation, inputs: readonly Input[], texts: Texts) {
  const { references } = correlation;
  const flat = inputs.map((input): readonly FlatFire[] =>
    input.kind === 'hits' ? [] : flatten(input.findings),
  );
  const reader = (fieldsOf: (reference: string) => readonly string[]): Columns => {
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
  const pool = poolOf(correlation, inputs, flat);
  const groupReaders = correlation.groupBy.map((name) =>
    reader((reference) => fieldsFor(correlation, name, reference)),
  );
  const figures = figuresOf(
    correlation,
    pool,
    (name) => reader((reference) => fieldsFor(correlation, name, reference)),
    texts,
  );
  return {
    pool,
    flat,
    reader,
    *groups(): Generator<GroupInOrder> {
      for (const { members, values } of groupsOf(pool, groupReaders, figures)) {
        const occurrences = orderedOccurrences(correlation, pool, members);
        const tracker = trackerOf(correlation, pool, occurrences.members, figures);
        yield { values, occurrences, tracker };
      }
    },
  };
}

function flatten(findings: readonly CorrelationFinding[]): FlatFire[] {
  return findings.flatMap((finding) => finding.fires.map((fire) => ({ finding, fire })));
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

interface Figures {
  /** Number of the distinct value, or the value itself; NaN where the event has none. */
  readonly values: Float64Array | undefined;
}

function figuresOf(
  correlation: Correlation,
  pool: Pool,
  readerOf: (name: string) => Columns,
  texts: Texts,
): Figures {
  const { type, fields } = correlation;
  if (!type.startsWith('value_')) return { values: undefined };
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
  return { values };
}

interface Group {
  readonly values: readonly number[];
  readonly members: number[];
}

function groupsOf(pool: Pool, readers: readonly Columns[], figures: Figures): Iterable<Group> {
  const groups = new Map<string | number, Group>();
  const [only] = readers;
  for (let i = 0; i < pool.times.length; i++) {
    if (figures.values !== undefined && Number.isNaN(figures.values[i])) continue;
    const input = pool.inputs[i] ?? 0;
    const row = pool.rows[i] ?? 0;
    const single = readers.length === 1 && only ? asGroup(only(input, row)) : undefined;
    const values =
      single === undefined ? readers.map((read) => asGroup(read(input, row))) : undefined;
    const key = single ?? values?.join(' ') ?? '';
    const group = groups.get(key);
    if (group) group.members.push(i);
    else groups.set(key, { values: values ?? [single ?? NO_TEXT], members: [i] });
  }
  return groups.values();
}

function groupRecord(
  names: readonly string[],
  values: readonly number[],
  texts: Texts,
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name, i) => [name, texts.text(values[i] ?? NO_TEXT)]));
}

interface OrderedOccurrences {
  readonly length: number;
  readonly timesUs: readonly number[];
  readonly nanos: readonly number[];
  /** Index into the pool. */
  readonly members: readonly number[];
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

export function holds(bounds: readonly Bound[]): (figure: number) => boolean {
  return (figure) => bounds.every(({ comparison, number }) => compare(figure, comparison, number));
}

function trackerOf(
  correlation: Correlation,
  pool: Pool,
  members: readonly number[],
  figures: Figures,
): Tracker {
  const test = holds(correlation.bounds);
  const values = () => members.map((member) => figures.values?.[member] ?? 0);
  const inputs = () => members.map((member) => pool.inputs[member] ?? 0);
  switch (correlation.type) {
    case 'event_count':
      return countTracker(test);
    case 'value_count':
      return distinctTracker(values(), test);
    case 'value_sum':
    case 'value_avg':
      return sumTracker(values(), correlation.type === 'value_avg', test);
    case 'value_percentile':
      return percentileTracker(values(), correlation.percentile ?? 50, test);
    case 'temporal': {
      const all = new Set(correlation.references).size;
      return distinctTracker(
        inputs(),
        correlation.bounds.length > 0 ? test : (figure) => figure === all,
      );
    }
    case 'temporal_ordered': {
      const steps = stepsOf(correlation);
      const kinds = inputs();
      return orderedTracker(
        (index) => steps[kinds[index] ?? 0] ?? [],
        correlation.references.length,
        members.map((member) => pool.identities[member] ?? 0),
      );
    }
  }
}

/** Which steps each reference stands for; a rule may be named more than once. */
function stepsOf(correlation: Correlation): readonly (readonly number[])[] {
  return correlation.references.map((reference) =>
    correlation.references.flatMap((other, step) => (other === reference ? [step] : [])),
  );
}

function contributors(
  correlation: Correlation,
  run: Run,
  pool: Pool,
  occurrences: OrderedOccurrences,
): readonly number[] {
  const members = occurrences.members.slice(run.first, run.last + 1);
  if (correlation.type !== 'temporal_ordered') return members;
  const steps = stepsOf(correlation);
  const taking = orderedMembers(
    members.map((member) => ({
      timeUs: pool.times[member] ?? 0,
      nanos: pool.nanos[member] ?? 0,
      identity: pool.identities[member] ?? 0,
      steps: steps[pool.inputs[member] ?? 0] ?? [],
    })),
    correlation.references.length,
    correlation.spanUs,
  );
  return members.filter((_, i) => taking[i] === true);
}

function eventsOf(
  members: readonly number[],
  pool: Pool,
  inputs: readonly Input[],
  flat: readonly (readonly FlatFire[])[],
): EventColumns {
  const seen = new Set<number>();
  const found: number[][] = [];
  const add = (row: number[]) => {
    const id = row[2] ?? 0;
    if (seen.has(id)) return;
    seen.add(id);
    found.push(row);
  };
  for (const member of members) {
    const position = pool.inputs[member] ?? 0;
    const row = pool.rows[member] ?? 0;
    const input = inputs[position];
    if (input?.kind === 'hits') {
      const { times, nanos, ids, users, addresses } = input.table;
      add([times[row] ?? 0, nanos[row] ?? 0, ids[row] ?? 0, users[row] ?? 0, addresses[row] ?? 0]);
      continue;
    }
    const inner = flat[position]?.[row]?.finding.events;
    inner?.ids.forEach((id, i) =>
      add([
        inner.timesUs[i] ?? 0,
        inner.nanos[i] ?? 0,
        id,
        inner.users[i] ?? 0,
        inner.addresses[i] ?? 0,
      ]),
    );
  }
  found.sort(
    (a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0),
  );
  const column = (at: number) => found.map((row) => row[at] ?? 0);
  return {
    timesUs: column(0),
    nanos: column(1),
    ids: column(2),
    users: column(3),
    addresses: column(4),
  };
}
