// A finding of a baseline on its way: its events are taken out of the table of hits, which may then
// forget them.

import type { EventColumns } from './correlation-finding.ts';
import type { HitTable } from './hit-table.ts';

export interface FindingDraft {
  readonly events: KeptEvents;
  readonly firstFireUs: number;
  readonly firstFireNanos: number;
}

/** Columns of events that grow. */
export class KeptEvents implements EventColumns {
  readonly timesUs: number[] = [];
  readonly nanos: number[] = [];
  readonly ids: number[] = [];
  readonly users: number[] = [];
  readonly addresses: number[] = [];

  add(table: HitTable, row: number): void {
    this.timesUs.push(table.times[row] ?? 0);
    this.nanos.push(table.nanos[row] ?? 0);
    this.ids.push(table.ids[row] ?? 0);
    this.users.push(table.users[row] ?? 0);
    this.addresses.push(table.addresses[row] ?? 0);
  }

  markTexts(marks: Uint8Array): void {
    for (const number of this.users) marks[number] = 1;
    for (const number of this.addresses) marks[number] = 1;
  }
}

/** A finding of `rows` that fires at one of them. */
export function draftOf(table: HitTable, rows: readonly number[], fireRow: number): FindingDraft {
  const events = new KeptEvents();
  for (const row of rows) events.add(table, row);
  const { times, nanos } = table;
  return { events, firstFireUs: times[fireRow] ?? 0, firstFireNanos: nanos[fireRow] ?? 0 };
}
