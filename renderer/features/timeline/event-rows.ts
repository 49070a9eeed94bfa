// The rows of the event table: a window of them, wherever the scroll bar stands, out of any number.
// Only the newest wish is worked on; rows far from the window are let go.

import { type TimeUs, timeUs as asTimeUs } from '../../../shared/base/time.ts';
import type { Failure } from '../../../shared/base/result.ts';
import type { DroppedEvents } from '../../../shared/contract/areas/common.ts';
import type { Client } from '../../../shared/contract/client.ts';
import type { EventRow } from '../../../shared/contract/schemas.ts';
import type { TimeRange } from '../../../shared/timeline/range.ts';
import {
  type RowMap,
  anchorBefore,
  refined,
  rowMapOf,
  stretchToRefine,
  undatedRowMap,
  withPage,
} from './row-map.model.ts';

const PAGE_ROWS = 400;
/** As many as one answer may hold. */
const LONGEST_PAGE = 5_000;
const BUCKETS = 500;
const KEPT_ROWS = 24_000;
const AHEAD_ROWS = 100;
/** A page may start this many rows before the wanted one. */
const REACH = PAGE_ROWS / 2;

export interface EventRowsState {
  readonly total: number;
  /** What retention took out of the case; the total does not count it. */
  readonly dropped: readonly DroppedEvents[];
  readonly loading: boolean;
  readonly error: Failure | null;
  /** Grows with every change, so that a view knows to draw again. */
  readonly version: number;
}

export interface EventRows {
  readonly generation: number;
  readonly state: () => EventRowsState;
  readonly subscribe: (listener: () => void) => () => void;
  /** `undefined` while it is not loaded. */
  readonly at: (index: number) => EventRow | undefined;
  /** These rows are on the screen. */
  readonly want: (first: number, last: number) => void;
  /** Index of the first event at or after an instant. */
  readonly indexAtTime: (instantUs: number) => Promise<number | undefined>;
  /** Index of an event, loaded or not; `undefined` where it is not one of these. */
  readonly indexOf: (event: {
    readonly id: number;
    readonly timeUs: number | null;
  }) => Promise<number | undefined>;
  readonly close: () => void;
}

/** Undated events follow the dated ones of an open range; this cursor stands before their first. */
const UNDATED_CURSOR = 'u0';

/** @param undated the events without a usable time, instead of those of the range */
export function createEventRows(
  client: Client,
  query: string,
  range: TimeRange,
  undated = false,
  /** Grows when the case has changed: the same question, asked again. */
  generation = 0,
): EventRows {
  const rows = new Map<number, EventRow>();
  const listeners = new Set<() => void>();
  let state: EventRowsState = {
    total: 0,
    dropped: [],
    loading: true,
    error: null,
    version: 0,
  };
  let map: RowMap | undefined;
  let wanted: readonly [number, number] = [0, 60];
  let running: { readonly target: number; readonly abort: AbortController } | undefined;
  let closed = false;
  let started = false;

  const change = (next: Partial<EventRowsState>) => {
    state = { ...state, ...next, version: state.version + 1 };
    for (const listener of listeners) listener();
  };

  const firstMissing = (): number | undefined => {
    const total = map?.total ?? 0;
    const [first, last] = wanted;
    const end = Math.min(total - 1, last + AHEAD_ROWS);
    // What is on the screen comes before what is above it.
    for (let index = Math.max(0, first); index <= end; index++) if (!rows.has(index)) return index;
    for (
      let index = Math.min(first, total) - 1;
      index >= Math.max(0, first - AHEAD_ROWS);
      index--
    ) {
      if (!rows.has(index)) return index;
    }
    return undefined;
  };

  const forgetFarRows = () => {
    if (rows.size <= KEPT_ROWS) return;
    const [first, last] = wanted;
    for (const index of rows.keys()) {
      if (index < first - KEPT_ROWS / 4 || index > last + KEPT_ROWS / 4) rows.delete(index);
    }
  };

  const start = async (): Promise<void> => {
    const abort = new AbortController();
    running = { target: -1, abort };
    const answer = await client.call(
      'timeline.histogram',
      { query, ...range, buckets: BUCKETS, by: null },
      { signal: abort.signal },
    );
    if (abort.signal.aborted) return;
    running = undefined;
    if (!answer.ok) {
      change({ loading: false, error: answer.error });
      return;
    }
    map = undated
      ? undatedRowMap(range, answer.value.undated, UNDATED_CURSOR)
      : rowMapOf(range, answer.value);
    const { dropped = [] } = answer.value;
    change({ total: map.total, dropped, loading: map.total > 0, error: null });
    pump();
  };

  const pump = () => {
    if (closed || !map) return;
    const missing = firstMissing();
    if (missing === undefined) {
      if (!running && state.loading) change({ loading: false });
      return;
    }
    if (running) {
      // A request for rows that are still about to be seen may finish; another is dropped.
      const [first, last] = wanted;
      if (running.target < 0) return;
      if (running.target >= first - PAGE_ROWS && running.target <= last + PAGE_ROWS) return;
      running.abort.abort();
    }
    const abort = new AbortController();
    running = { target: missing, abort };
    if (!state.loading) change({ loading: true });
    void load(missing, abort).then((failure) => {
      if (running?.abort !== abort) return;
      running = undefined;
      if (closed) return;
      if (failure) change({ loading: false, error: failure });
      else pump();
    });
  };

  const load = async (index: number, abort: AbortController): Promise<Failure | null> => {
    // Each round cuts a stretch into hundreds, so a few reach any row.
    for (let round = 0; map && !undated && round < 6; round++) {
      const stretch = stretchToRefine(map, index, REACH);
      if (!stretch) break;
      const finer = await client.call(
        'timeline.histogram',
        { query, ...stretch.range, buckets: BUCKETS, by: null },
        { signal: abort.signal },
      );
      if (abort.signal.aborted) return null;
      if (!finer.ok) return finer.error;
      const before = map.anchors.length;
      map = refined(map, stretch, finer.value);
      if (map.anchors.length === before) break;
    }
    while (map && index < map.total && !rows.has(index)) {
      const anchor = anchorBefore(map, index);
      const page = await client.call(
        'events.page',
        {
          query,
          fromUs: undated ? null : anchor.fromUs,
          toUs: undated ? null : range.toUs,
          cursor: anchor.cursor,
          limit: PAGE_ROWS,
          descending: false,
        },
        { signal: abort.signal },
      );
      if (abort.signal.aborted) return null;
      if (!page.ok) return page.error;
      for (const [offset, row] of page.value.rows.entries()) rows.set(anchor.index + offset, row);
      map = withPage(map, anchor, page.value.rows.length, page.value.next);
      forgetFarRows();
      change({ total: map.total, error: null });
      // An empty page with more to come would go on for ever.
      if (page.value.rows.length === 0) break;
    }
    return null;
  };

  /** Where an event stands among those of one instant, or among the undated ones: page by page. */
  const placeAmong = async (
    id: number,
    within: { readonly fromUs: TimeUs | null; readonly toUs: TimeUs | null },
    start: string | null,
  ): Promise<number | undefined> => {
    let cursor = start;
    let before = 0;
    do {
      const page = await client.call('events.page', {
        query,
        ...within,
        cursor,
        limit: LONGEST_PAGE,
        descending: false,
      });
      if (!page.ok) return undefined;
      const at = page.value.rows.findIndex((row) => row.id === id);
      if (at >= 0) return before + at;
      before += page.value.rows.length;
      cursor = page.value.next;
    } while (cursor !== null);
    return undefined;
  };

  return {
    generation,
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      // Nothing is asked before somebody looks; who looks again after closing starts anew.
      closed = false;
      if (!started) {
        started = true;
        void start();
      }
      return () => listeners.delete(listener);
    },
    at: (index) => rows.get(index),
    want(first, last) {
      if (wanted[0] === first && wanted[1] === last) return;
      wanted = [first, last];
      pump();
    },
    async indexAtTime(instantUs) {
      const before = Math.floor(instantUs);
      if (before <= range.fromUs) return 0;
      const toUs = Math.min(before, range.toUs) as typeof range.toUs;
      const answer = await client.call('events.count', { query, fromUs: range.fromUs, toUs });
      return answer.ok ? answer.value.total : undefined;
    },
    async indexOf({ id, timeUs }) {
      if (undated !== (timeUs === null)) return undefined;
      if (timeUs === null)
        return await placeAmong(id, { fromUs: null, toUs: null }, UNDATED_CURSOR);
      if (timeUs < range.fromUs || timeUs >= range.toUs) return undefined;
      const fromUs = asTimeUs(Math.floor(timeUs));
      const before = { query, fromUs: range.fromUs, toUs: fromUs };
      const counted = fromUs > range.fromUs ? await client.call('events.count', before) : null;
      if (counted && !counted.ok) return undefined;
      const toUs = asTimeUs(fromUs + 1);
      const place = await placeAmong(id, { fromUs, toUs }, null);
      return place === undefined ? undefined : (counted?.value.total ?? 0) + place;
    },
    close() {
      closed = true;
      started = false;
      running?.abort.abort();
      running = undefined;
    },
  };
}
