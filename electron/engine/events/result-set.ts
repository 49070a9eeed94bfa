// The answer to a query over the whole case: the numbers of the events that match, in order of time.
// Worked out once per query text and kept while the case does not change, so that paging, counting
// and drawing the same query cost nothing more.

import type { Result } from '../../../shared/base/result.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import {
  columnConstraints,
  type ColumnConstraint,
} from '../../../shared/query/column-constraints.ts';
import { compileQuery } from '../../../shared/query/compile.ts';
import { parseQuery } from '../../../shared/query/parse.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { isStoredColumn } from '../../store/columns.ts';
import type { ColumnFilter } from '../../store/events.ts';
import type { BlockReader } from './block-reader.ts';
import { viewOf, type EventViews } from './event-views.ts';

export interface ResultSet {
  /** Event numbers in order of (time, number). */
  readonly ids: Float64Array;
  /** Their times in microseconds, rising. */
  readonly times: Float64Array;
  /** Numbers of the matching events without a time. */
  readonly undated: Float64Array;
}

const KEPT_RESULTS = 16;

export function createResultSets(store: CaseReader, blocks: BlockReader, views: EventViews) {
  const kept = new Map<string, ResultSet>();
  let version = -1;

  return {
    /** Throws FailureError where the query does not parse. */
    of(queryText: string): ResultSet {
      const now = store.dataVersion();
      if (now !== version) {
        kept.clear();
        version = now;
      }
      const key = queryText.trim();
      const known = kept.get(key);
      if (known) return known;
      const found = collect(store, blocks, views, key);
      if (kept.size >= KEPT_RESULTS) {
        const oldest = kept.keys().next();
        if (!oldest.done) kept.delete(oldest.value);
      }
      kept.set(key, found);
      return found;
    },
  };
}

export type ResultSets = ReturnType<typeof createResultSets>;

export function parsedOrThrow<T>(
  result: Result<T, { readonly code: string; readonly message: string; readonly position: number }>,
): T {
  if (result.ok) return result.value;
  const { code, message, position } = result.error;
  throw new FailureError(failure(code, `${message} (at character ${String(position + 1)})`));
}

function collect(
  store: CaseReader,
  blocks: BlockReader,
  views: EventViews,
  queryText: string,
): ResultSet {
  const node = parsedOrThrow(parseQuery(queryText));
  const exhibits = new Map(store.sources.all().map((source) => [source.id, source.exhibit]));
  const matches = compileQuery(node);
  const filter = columnFilter(store, columnConstraints(node));
  const dated: { id: number; time: number }[] = [];
  const undated: number[] = [];
  const take = (id: number) => {
    const stored = views.get(id);
    const view = viewOf(stored);
    if (!matches(view, { exhibit: exhibits.get(stored.sourceId) ?? '' })) return;
    if (view.timeUs === null) undated.push(id);
    else dated.push({ id, time: view.timeUs });
  };
  if (filter.equals.length > 0) {
    const all = { fromUs: null, toUs: null };
    for (const id of store.events.filtered(filter, all)) take(id);
  } else {
    const last = store.events.lastBlockId();
    for (let blockId = 1; blockId <= last; blockId++) {
      const block = blocks.byId(blockId);
      if (!block) continue;
      for (let slot = 0; slot < block.count; slot++) take(block.firstEvent + slot);
    }
  }
  dated.sort((a, b) => a.time - b.time || a.id - b.id);
  return {
    ids: Float64Array.from(dated, (each) => each.id),
    times: Float64Array.from(dated, (each) => each.time),
    undated: Float64Array.from(undated),
  };
}

/** Longer lists of words than this no longer save anything. */
const MOST_WORDS = 5_000;

/** Each word of the dictionary is asked once, whatever the number of events. */
function columnFilter(store: CaseReader, constraints: readonly ColumnConstraint[]): ColumnFilter {
  const wanted = constraints.flatMap(({ column, accepts }) =>
    isStoredColumn(column) ? [{ column, accepts, anyOf: [] as number[] }] : [],
  );
  if (wanted.length === 0) return { equals: [] };
  for (const { id, value } of store.events.terms()) {
    for (const each of wanted) if (each.accepts(value)) each.anyOf.push(id);
  }
  return { equals: wanted.filter((each) => each.anyOf.length <= MOST_WORDS) };
}

/** Index of the first time that is not before `time`. */
export function lowerBound(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The part of a result set within [fromUs, toUs), as indexes. */
export function sliceOf(
  result: ResultSet,
  range: { readonly fromUs: number | null; readonly toUs: number | null },
): { readonly start: number; readonly end: number } {
  const start = range.fromUs === null ? 0 : lowerBound(result.times, range.fromUs);
  const end = range.toUs === null ? result.times.length : lowerBound(result.times, range.toUs);
  return { start, end: Math.max(start, end) };
}
