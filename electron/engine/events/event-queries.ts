// Pages of events, single events, and what lies around one.

import { timeUs, US_PER_MINUTE } from '../../../shared/base/time.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { MAYBE, YES } from '../../../shared/query/certainty.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { QueryHandlers } from '../handlers.ts';
import { afterMessages, createSlices, UNATTENDED, type QueryContext } from '../query-context.ts';
import { droppedEvents } from '../retention/dropped-events.ts';
import { decideBlock, decideRange, isDecided, UNPACKED_AHEAD } from './decide-rows.ts';
import type { BlockReader } from './block-reader.ts';
import { eventPlaces } from './event-places.ts';
import type { EventRows } from './event-rows.ts';
import type { EventTable, EventTables } from './event-table.ts';
import type { EventViews } from './event-views.ts';
import type { QueryResult, QueryResults } from './query-results.ts';
import { countMatching, type Range } from './matching-rows.ts';
import { rowsByTime } from './rows-by-time.ts';

type Queries = Pick<
  QueryHandlers,
  | 'events.page'
  | 'events.count'
  | 'events.get'
  | 'events.details'
  | 'events.places'
  | 'events.around'
>;

/**
 * A cursor names the last row: `t<time>,<id>` for a dated event, `u<id>` for an undated one. Undated
 * events come after all dated ones, and only where the range is open on both sides.
 */
type Cursor =
  | { readonly kind: 'dated'; readonly time: number; readonly id: number }
  | { readonly kind: 'undated'; readonly id: number };

function readCursor(text: string): Cursor {
  const dated = /^t(-?\d+),(\d+)$/.exec(text);
  if (dated) return { kind: 'dated', time: Number(dated[1]), id: Number(dated[2]) };
  const undated = /^u(\d+)$/.exec(text);
  if (undated) return { kind: 'undated', id: Number(undated[1]) };
  throw new FailureError(failure('events.cursor', 'That page no longer exists; start again.'));
}

export function eventQueries(
  store: CaseReader,
  tables: EventTables,
  results: QueryResults,
  rows: EventRows,
  views: EventViews,
  blocks: BlockReader,
): Queries {
  const answerTo = (query: string) =>
    store.snapshot(() => {
      const table = tables.now();
      return { table, result: results.of(table, query) };
    });

  return {
    async 'events.page'(
      { query, fromUs, toUs, cursor, limit, descending },
      _scope,
      context = UNATTENDED,
    ) {
      await afterMessages(context);
      const { table, result } = answerTo(query);
      const range = { fromUs, toUs };
      const withUndated = fromUs === null && toUs === null;
      const after = cursor === null ? null : readCursor(cursor);
      const found: number[] = [];
      let next: string | null = null;

      if (after?.kind !== 'undated') {
        const walks = walksOf(table, result, range, after, descending);
        const page = await takeRows(table, result, walks, limit + 1, context);
        found.push(...page.slice(0, limit));
        const last = page[limit - 1];
        if (page.length > limit && last !== undefined) {
          const time = table.timesOf([table.blockOfRow(last)])[last];
          next = `t${String(time)},${String(table.eventOf(last))}`;
        }
      }
      if (next === null && withUndated) {
        const room = limit - found.length;
        const page = await takeRows(
          table,
          result,
          [undatedBehind(table, after?.kind === 'undated' ? after.id : 0)],
          room + 1,
          context,
        );
        found.push(...page.slice(0, room));
        const last = found.at(-1);
        if (page.length > room) {
          next = room > 0 && last !== undefined ? `u${String(table.eventOf(last))}` : 'u0';
        }
      }
      return {
        rows: rows.rows(found.map((row) => table.eventOf(row))),
        next,
        total: result && !isDecided(result, range) ? null : countIn(table, result, range),
        ...droppedEvents(store),
      };
    },
    async 'events.count'({ query, fromUs, toUs }, _scope, context = UNATTENDED) {
      await afterMessages(context);
      const { table, result } = answerTo(query);
      const range = { fromUs, toUs };
      if (result) await decideRange(result, range, context);
      return { total: countIn(table, result, range), ...droppedEvents(store) };
    },
    'events.get': ({ id }) =>
      store.snapshot(() => {
        const [detail] = rows.details([id]);
        if (!detail)
          throw new FailureError(
            failure(
              'event.dropped',
              `Event ${String(id)} was dropped by retention; its hash is kept.`,
            ),
          );
        return detail;
      }),
    'events.details': ({ ids }) => store.snapshot(() => ({ events: rows.details(ids) })),
    'events.places': ({ ids }) =>
      store.snapshot(() => ({ places: eventPlaces(store, blocks, tables.now(), ids) })),
    async 'events.around'({ id, minutes, limit }, _scope, context = UNATTENDED) {
      await afterMessages(context);
      const centre = views.get(id).event.time.timeUs;
      if (centre === null) {
        throw new FailureError(
          failure('event.undated', 'This event has no time, so nothing lies around it.'),
        );
      }
      const { table } = answerTo('');
      const half = Math.round(minutes * US_PER_MINUTE);
      const fromUs = timeUs(centre - half);
      const toUs = timeUs(centre + half + 1);
      const range = { fromUs, toUs };
      const each = Math.ceil(limit / 2);
      const at = { kind: 'dated', time: centre, id } as const;
      const upwards = walksOf(table, undefined, range, at, false);
      // The event itself comes with what lies before it.
      const downwards = walksOf(table, undefined, range, { ...at, id: id + 1 }, true);
      const before = await takeRows(table, undefined, downwards, each, context);
      const after = await takeRows(table, undefined, upwards, each, context);
      const ids = [...before.reverse(), ...after].map((row) => table.eventOf(row));
      return { rows: rows.rows(ids), fromUs, toUs, total: countIn(table, undefined, range) };
    },
  };
}

function countIn(table: EventTable, result: QueryResult | undefined, range: Range): number {
  if (result) return countMatching(table, result.states, range, result.candidates);
  if (range.fromUs === null && range.toUs === null) return table.rows;
  return countMatching(table, undefined, range);
}

/** Rows to look at one after the other. */
interface Walk {
  readonly rows: Uint32Array;
  readonly from: number;
  /** Not looked at any more. */
  readonly until: number;
  readonly step: 1 | -1;
}

/** Rows in the order of reading: from the cursor on, within the range. */
function* walksOf(
  table: EventTable,
  result: QueryResult | undefined,
  { fromUs, toUs }: Range,
  after: Extract<Cursor, { kind: 'dated' }> | null,
  descending: boolean,
): Generator<Walk> {
  const from = fromUs ?? Number.NEGATIVE_INFINITY;
  const to = toUs ?? Number.POSITIVE_INFINITY;
  const pieces = rowsByTime(table, {
    fromUs: after && !descending ? Math.max(from, after.time) : from,
    toUs: after && descending ? Math.min(to, after.time + 1) : to,
    descending,
    wanted: result?.candidates,
    wantedRows: result?.states,
  });
  for (const rows of pieces) {
    if (descending) {
      const end = after === null ? rows.length : placeOf(table, rows, after, false);
      yield { rows, from: end - 1, until: -1, step: -1 };
    } else {
      const start = after === null ? 0 : placeOf(table, rows, after, true);
      yield { rows, from: start, until: rows.length, step: 1 };
    }
  }
}

/** First place at (time, id) or behind it; `beyond` leaves out the event itself. */
function placeOf(
  table: EventTable,
  order: Uint32Array,
  { time, id }: { readonly time: number; readonly id: number },
  beyond: boolean,
): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = order[middle] ?? 0;
    const there = table.timesOf([table.blockOfRow(row)])[row] ?? 0;
    const event = there === time ? table.eventOf(row) : 0;
    if (there < time || (there === time && (event < id || (beyond && event === id)))) {
      low = middle + 1;
    } else high = middle;
  }
  return low;
}

function undatedBehind(table: EventTable, afterId: number): Walk {
  const rows = table.undated();
  let from = 0;
  while (from < rows.length && table.eventOf(rows[from] ?? 0) <= afterId) from++;
  return { rows, from, until: rows.length, step: 1 };
}

/** How many rows are looked at before the thread hears of newer requests. */
const ROWS_PER_SLICE = 1_000_000;

/** Rows further on are not asked which block comes next. */
const FURTHEST_AHEAD = 100_000;

/** Blocks that come next on a walk and are not decided yet, but for this one. */
function openAhead({ table, states }: QueryResult, walk: Walk, block: number): readonly number[] {
  const { rows, from, until, step } = walk;
  const end =
    step > 0 ? Math.min(until, from + FURTHEST_AHEAD) : Math.max(until, from - FURTHEST_AHEAD);
  const ahead: number[] = [];
  let last = block;
  for (let place = from; place !== end && ahead.length < UNPACKED_AHEAD; place += step) {
    const row = rows[place] ?? 0;
    const start = table.starts[last] ?? 0;
    if (states[row] !== MAYBE || (row >= start && row < (table.starts[last + 1] ?? 0))) continue;
    last = table.blockOfRow(row);
    if (last !== block && !ahead.includes(last)) ahead.push(last);
  }
  return ahead;
}

/** The first so many that match; reads the blocks of those that are not decided yet. */
async function takeRows(
  table: EventTable,
  result: QueryResult | undefined,
  walks: Iterable<Walk>,
  limit: number,
  context: QueryContext,
): Promise<number[]> {
  const found: number[] = [];
  if (limit <= 0) return found;
  const slices = createSlices(context);
  const states = result?.states;
  let left = ROWS_PER_SLICE;
  for (const { rows, from, until, step } of walks) {
    for (let place = from; place !== until; place += step) {
      const row = rows[place] ?? 0;
      if (--left === 0) {
        left = ROWS_PER_SLICE;
        await slices.pause();
      }
      if (result !== undefined && states !== undefined) {
        let state = states[row];
        if (state === MAYBE) {
          const block = table.blockOfRow(row);
          for (const next of openAhead(result, { rows, from: place, until, step }, block)) {
            result.begin(next);
          }
          await decideBlock(result, block);
          await slices.pause();
          state = states[row];
        }
        if (state !== YES) continue;
      }
      found.push(row);
      if (found.length === limit) return found;
    }
    await slices.pause();
  }
  return found;
}
