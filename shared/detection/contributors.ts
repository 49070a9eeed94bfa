// Which events a finding of a correlation rests on: hits of its rules, and the events of the inner
// findings that took part.

import type { EventColumns } from './correlation-finding.ts';
import { stepsOf, stepsWanted } from './measures.ts';
import type { InnerFinding, Input, Occurrences, OrderedOccurrences, Pool } from './occurrences.ts';
import { orderedMembers } from './ordered.ts';
import type { Correlation } from './rule.ts';

/** What a finding rests on, taken out of the tables it was found in. */
export interface Contribution {
  readonly events: EventColumns;
  readonly inner: ReadonlySet<InnerFinding>;
}

/** Of the occurrences from `first` to `last`. */
export function contributionOf(
  correlation: Correlation,
  inputs: readonly Input[],
  { pool, flat }: Occurrences,
  occurrences: OrderedOccurrences,
  first: number,
  last: number,
): Contribution {
  const members = takingPart(correlation, pool, occurrences.members.slice(first, last + 1));
  const inner = new Set<InnerFinding>();
  const rows: Row[] = [];
  for (const member of members) {
    const position = pool.inputs[member] ?? 0;
    const row = pool.rows[member] ?? 0;
    const input = inputs[position];
    if (input?.kind === 'hits') {
      const { times, nanos, ids, users, addresses } = input.table;
      rows.push([
        times[row] ?? 0,
        nanos[row] ?? 0,
        ids[row] ?? 0,
        users[row] ?? 0,
        addresses[row] ?? 0,
      ]);
      continue;
    }
    const finding = flat[position]?.[row]?.finding;
    if (finding !== undefined) inner.add(finding);
  }
  return { events: columnsOf(rows), inner };
}

/** With the events of the inner findings, each event once, in order. */
export function allEvents({ contribution }: InnerFinding): EventColumns {
  if (contribution === undefined) return columnsOf([]);
  const { events, inner } = contribution;
  return columnsOf([events, ...[...inner].map(allEvents)].flatMap(rowsOf));
}

/** Time, nanoseconds, event, person, address. */
type Row = readonly [number, number, number, number, number];

function rowsOf({ timesUs, nanos, ids, users, addresses }: EventColumns): Row[] {
  return ids.map((id, i) => [timesUs[i] ?? 0, nanos[i] ?? 0, id, users[i] ?? 0, addresses[i] ?? 0]);
}

function columnsOf(rows: readonly Row[]): EventColumns {
  const seen = new Set<number>();
  const once = rows.filter(([, , id]) => !seen.has(id) && seen.add(id));
  once.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  return {
    timesUs: once.map((row) => row[0]),
    nanos: once.map((row) => row[1]),
    ids: once.map((row) => row[2]),
    users: once.map((row) => row[3]),
    addresses: once.map((row) => row[4]),
  };
}

/** Of an ordered correlation only what is part of a chain. */
function takingPart(
  correlation: Correlation,
  pool: Pool,
  members: readonly number[],
): readonly number[] {
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
    Math.max(1, stepsWanted(correlation).indexOf(true)),
  );
  return members.filter((_, i) => taking[i] === true);
}
