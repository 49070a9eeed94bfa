// Pages of events, single events, and what lies around one.

import { timeUs, US_PER_MINUTE } from '../../../shared/base/time.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { QueryHandlers } from '../handlers.ts';
import type { EventRows } from './event-rows.ts';
import type { EventViews } from './event-views.ts';
import { sliceOf, type ResultSets } from './result-set.ts';

type Queries = Pick<
  QueryHandlers,
  'events.page' | 'events.count' | 'events.get' | 'events.details' | 'events.around'
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
  results: ResultSets,
  rows: EventRows,
  views: EventViews,
): Queries {
  return {
    'events.page'({ query, fromUs, toUs, cursor, limit, descending }) {
      const range = { fromUs, toUs };
      const withUndated = fromUs === null && toUs === null;
      const after = cursor === null ? null : readCursor(cursor);
      const ids: number[] = [];
      let next: string | null = null;
      const all = query.trim() === '';
      const result = all ? null : results.of(query);

      if (after?.kind !== 'undated') {
        const page = result
          ? pageOf(result, range, after, limit + 1, descending)
          : store.events.page(range, after, limit + 1, descending);
        for (const each of page.slice(0, limit)) ids.push(each.id);
        const last = page[limit - 1];
        if (page.length > limit && last) next = `t${String(last.time)},${String(last.id)}`;
      }
      if (next === null && withUndated && ids.length <= limit) {
        const afterId = after?.kind === 'undated' ? after.id : 0;
        const room = limit - ids.length;
        const page = result
          ? [...result.undated].filter((id) => id > afterId).slice(0, room + 1)
          : store.events.undatedPage(afterId, room + 1).map((row) => row.id);
        ids.push(...page.slice(0, room));
        const last = ids.at(-1);
        if (page.length > room) {
          next = room > 0 && last !== undefined ? `u${String(last)}` : 'u0';
        }
      }
      return { rows: rows.rows(ids), next, total: countIn(query, range) };
    },
    'events.count': ({ query, fromUs, toUs }) => ({ total: countIn(query, { fromUs, toUs }) }),
    'events.get'({ id }) {
      const [detail] = rows.details([id]);
      if (!detail)
        throw new FailureError(failure('event.unknown', `There is no event ${String(id)}.`));
      return detail;
    },
    'events.details': ({ ids }) => ({ events: rows.details(ids) }),
    'events.around'({ id, minutes, limit }) {
      const centre = views.get(id).event.time.timeUs;
      if (centre === null) {
        throw new FailureError(
          failure('event.undated', 'This event has no time, so nothing lies around it.'),
        );
      }
      const half = Math.round(minutes * US_PER_MINUTE);
      const fromUs = timeUs(centre - half);
      const toUs = timeUs(centre + half + 1);
      const range = { fromUs, toUs };
      const half_ = Math.ceil(limit / 2);
      const before = store.events.page(range, { time: centre, id: id + 1 }, half_, true).reverse();
      const after = store.events.page(range, { time: centre, id }, half_, false);
      const ids = [...before, ...after].map((row) => row.id);
      return { rows: rows.rows(ids), fromUs, toUs, total: store.events.countIn(range) };
    },
  };

  function countIn(query: string, range: Parameters<typeof store.events.countIn>[0]): number {
    const open = range.fromUs === null && range.toUs === null;
    if (query.trim() === '') {
      return open ? store.events.count() : store.events.countIn(range);
    }
    const result = results.of(query);
    const { start, end } = sliceOf(result, range);
    return end - start + (open ? result.undated.length : 0);
  }
}

function pageOf(
  result: ReturnType<ResultSets['of']>,
  range: { readonly fromUs: number | null; readonly toUs: number | null },
  after: { readonly time: number; readonly id: number } | null,
  limit: number,
  descending: boolean,
): { id: number; time: number }[] {
  const { start, end } = sliceOf(result, range);
  const isBeyond = (index: number): boolean => {
    if (!after) return true;
    const time = result.times[index] ?? 0;
    const id = result.ids[index] ?? 0;
    return descending
      ? time < after.time || (time === after.time && id < after.id)
      : time > after.time || (time === after.time && id > after.id);
  };
  // Binary search for the first place beyond the cursor, in the direction of reading.
  let low = 0;
  let high = end - start;
  const at = (offset: number) => (descending ? end - 1 - offset : start + offset);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBeyond(at(middle))) high = middle;
    else low = middle + 1;
  }
  const page: { id: number; time: number }[] = [];
  for (let offset = low; offset < end - start && page.length < limit; offset++) {
    const index = at(offset);
    page.push({ id: result.ids[index] ?? 0, time: result.times[index] ?? 0 });
  }
  return page;
}
