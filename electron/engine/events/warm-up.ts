// Reads beforehand what looking at a case needs first: times, their order, the columns that people look
// at, and the counts by them. Goes in small steps and only while nobody waits for an answer.

import type { CaseReader } from '../../store/case-store.ts';
import type { StoredColumn } from '../../store/columns.ts';
import type { QueryHandlers } from '../handlers.ts';
import { throwIfAborted, turn, UNATTENDED } from '../query-context.ts';
import type { EventTable, EventTables } from './event-table.ts';
import { COLUMN_BYTES } from './row-columns.ts';
import { rollupSteps } from './code-rollup.ts';
import { rowsByTime } from './rows-by-time.ts';

/** In the order in which they are likely to be wanted. */
const LIKELY: readonly StoredColumn[] = [
  'event.action',
  'log.level',
  'user.name',
  'source.ip',
  'event.outcome',
  'service.name',
  'host.name',
  'cloud.region',
  'cloud.account.id',
  'event.provider',
  'destination.ip',
  'message.template',
];
/** Blocks read in one step: some hundredths of a second. */
const BLOCKS_A_STEP = 64;
/** Of the room that columns may take; the rest is for those that are asked for. */
const SHARE_OF_COLUMNS = 0.5;

/** Each step leaves the table as usable as it was. Throws FailureError. */
export function* warmUpSteps(table: EventTable): Generator<void> {
  const places = [...table.blocks.keys()];
  for (let from = 0; from < places.length; from += BLOCKS_A_STEP) {
    table.timesOf(places.slice(from, from + BLOCKS_A_STEP));
    yield;
  }
  if (!table.isOrdered()) yield* orderSteps(table);
  const { codes, sourceIds } = table.sources();
  yield* rollupSteps(table, { codes, size: sourceIds.length });
  for (const name of LIKELY) {
    if (table.columnBytes() > COLUMN_BYTES * SHARE_OF_COLUMNS) return;
    while (table.readColumn(name, BLOCKS_A_STEP)) yield;
    const column = table.column(name);
    yield* rollupSteps(table, { codes: column.codes, size: column.termIds.length });
  }
}

function* orderSteps(table: EventTable): Generator<void> {
  const order = new Uint32Array(table.rows);
  let count = 0;
  const everything = {
    fromUs: Number.NEGATIVE_INFINITY,
    toUs: Number.POSITIVE_INFINITY,
    descending: false,
  };
  for (const piece of rowsByTime(table, everything)) {
    order.set(piece, count);
    count += piece.length;
    yield;
  }
  if (!table.isOrdered()) table.keepOrder(order.subarray(0, count));
}

/** Who waits for an answer, and who waits until nobody does. */
export interface Attendance {
  /** Counts as waited for until it is done. */
  attend<T>(work: () => T | Promise<T>): Promise<T>;
  /** After messages that have come were taken up, and nobody waits any more. */
  whenIdle(): Promise<void>;
}

export function createAttendance(): Attendance {
  let waiting = 0;
  let idle: (() => void)[] = [];
  return {
    async attend(work) {
      waiting++;
      try {
        return await work();
      } finally {
        waiting--;
        if (waiting === 0) {
          for (const resume of idle) resume();
          idle = [];
        }
      }
    },
    async whenIdle() {
      await turn();
      while (waiting > 0) {
        await new Promise<void>((resolve) => {
          idle.push(resolve);
        });
        await turn();
      }
    },
  };
}

export function warmUpQueries(
  store: Pick<CaseReader, 'snapshot'>,
  tables: EventTables,
  attendance: Attendance,
): Pick<QueryHandlers, 'events.warmUp'> {
  let running = false;
  return {
    async 'events.warmUp'(_input, _scope, { signal } = UNATTENDED) {
      if (running) return {};
      running = true;
      try {
        let table: EventTable | undefined;
        // What comes while it works is read in another round.
        for (;;) {
          await attendance.whenIdle();
          const now = store.snapshot(() => tables.now());
          if (now === table) return {};
          table = now;
          for (const _step of warmUpSteps(now)) {
            await attendance.whenIdle();
            throwIfAborted(signal);
          }
        }
      } finally {
        running = false;
      }
    },
  };
}
