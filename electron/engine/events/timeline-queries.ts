// The histogram and the facets.

import { timeUs, type TimeUs } from '../../../shared/base/time.ts';
import { YES } from '../../../shared/query/certainty.ts';
import { alignedTo, niceBucketUs } from '../../../shared/timeline/buckets.ts';
import type { Histogram } from '../../../shared/contract/areas/events.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { isStoredColumn } from '../../store/columns.ts';
import type { QueryHandlers } from '../handlers.ts';
import { afterMessages, createSlices, UNATTENDED, type QueryContext } from '../query-context.ts';
import { droppedEvents } from '../retention/dropped-events.ts';
import { countByCode, tallyCodes } from './code-counts.ts';
import { OTHERS, type CodedRows } from './coded-rows.ts';
import { decideRange } from './decide-rows.ts';
import type { Range } from './matching-rows.ts';
import type { EventTable, EventTables } from './event-table.ts';
import type { FieldCodesReader } from './field-codes.ts';
import type { QueryResult, QueryResults } from './query-results.ts';
import { countAll, countMatches, type Buckets } from './row-counts.ts';

type Queries = Pick<QueryHandlers, 'timeline.histogram' | 'timeline.facets'>;

/** Beyond these the series are joined under this name. */
const SERIES_LIMIT = 12;
export const OTHER_SERIES = '(other)';

/** A range widened to whole round buckets, so that a chart reads "per hour" and not "per 41 min". */
export function roundBuckets(
  fromUs: TimeUs,
  toUs: TimeUs,
  atMost: number,
): { readonly fromUs: TimeUs; readonly toUs: TimeUs; readonly buckets: number } {
  const range = { fromUs, toUs };
  const width = niceBucketUs(range, atMost);
  const aligned = alignedTo(range, width);
  return { ...aligned, buckets: Math.max(1, Math.round((aligned.toUs - aligned.fromUs) / width)) };
}

/** Rows with a number for their value, and what the numbers stand for. */
interface Split extends CodedRows {
  readonly nameOf: (code: number) => string;
  readonly several?: ReadonlyMap<number, readonly number[]>;
}

export function timelineQueries(
  store: CaseReader,
  tables: EventTables,
  results: QueryResults,
  fields: FieldCodesReader,
): Queries {
  /** `undefined` where only the records know the field. */
  const columnSplit = (table: EventTable, field: string): Split | undefined => {
    if (field === 'source') {
      const exhibits = new Map(store.sources.all().map((source) => [source.id, source.exhibit]));
      const { codes, sourceIds } = table.sources();
      const nameOf = (code: number) => exhibits.get(sourceIds[code] ?? 0) ?? '';
      return { codes, size: sourceIds.length, nameOf };
    }
    if (!isStoredColumn(field)) return undefined;
    const { codes, termIds, wordOf } = table.column(field);
    return { codes, size: termIds.length, nameOf: wordOf };
  };

  const splitOf = async (
    table: EventTable,
    field: string,
    states: Uint8Array | undefined,
    range: Range,
    context: QueryContext,
  ): Promise<Split> => {
    const column = columnSplit(table, field);
    if (column) return column;
    const { codes, words, several } = await fields.of(table, field, states, range, context);
    return { codes, size: words.length, nameOf: (code) => words[code] ?? '', several };
  };

  return {
    async 'timeline.histogram'({ query, fromUs, toUs, buckets, by }, _scope, context = UNATTENDED) {
      await afterMessages(context);
      const { table, result } = store.snapshot(() => {
        const now = tables.now();
        return { table: now, result: results.of(now, query) };
      });
      if (result) await decideRange(result, { fromUs, toUs }, context);
      const states = result?.states;
      const span = fromUs !== null && toUs !== null ? undefined : spanOf(table, result);
      const from = fromUs ?? span?.first ?? 0;
      const to = Math.max(toUs ?? (span ? span.last + 1 : from + buckets), from + 1);
      // Whole microseconds, so that every bucket is equally wide and the last one reaches `to`.
      const width = Math.max(1, Math.ceil((to - from) / buckets));
      const count = Math.ceil((to - from) / width);
      const range: Buckets = { fromUs: from, toUs: to, widthUs: width, count };
      let tally: [string, Float64Array][];
      if (by === null) {
        tally = [
          ['', states === undefined ? countAll(table, range) : countMatches(table, states, range)],
        ];
      } else {
        // An event with several values of a field is counted under its first.
        const split = await splitOf(table, by, states, { fromUs: from, toUs: to }, context);
        tally = seriesOf(
          countByCode(table, states, split, range, mostFrequent(split)),
          split,
          count,
        );
      }
      const series = tally.map(([name, counts]) => ({ name, counts: Array.from(counts) }));
      let total = 0;
      for (const each of series) for (const n of each.counts) total += n;
      return {
        fromUs: timeUs(from),
        toUs: timeUs(to),
        bucketUs: width,
        series,
        total,
        undated: undatedOf(table, states),
        ...droppedEvents(store),
      } satisfies Histogram;
    },

    async 'timeline.facets'(
      { query, fromUs, toUs, fields: names, limit },
      _scope,
      context = UNATTENDED,
    ) {
      await afterMessages(context);
      const { table, result } = store.snapshot(() => {
        const now = tables.now();
        return { table: now, result: results.of(now, query) };
      });
      const range = { fromUs, toUs };
      if (result) await decideRange(result, range, context);
      const slices = createSlices(context);
      const facets = [];
      for (const field of names) {
        const split = await splitOf(table, field, result?.states, range, context);
        const counts = tallyCodes(table, result?.states, split, range, split.several);
        facets.push({ field, ...topValues(counts, split, limit) });
        await slices.pause();
      }
      return { facets, ...droppedEvents(store) };
    },
  };
}

/** The most frequent values, and how many different ones there are; no value is not one of them. */
function topValues(counts: Float64Array, { nameOf }: Split, limit: number) {
  const present: number[] = [];
  for (let code = 0; code < counts.length; code++) {
    if ((counts[code] ?? 0) > 0 && nameOf(code) !== '') present.push(code);
  }
  const ranked = Float64Array.from(present, (code) => counts[code] ?? 0).sort();
  const least = ranked[Math.max(0, ranked.length - limit)] ?? 0;
  const values = present
    .filter((code) => (counts[code] ?? 0) >= least)
    .map((code) => ({ value: nameOf(code), count: counts[code] ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limit);
  return { values, distinct: present.length };
}

/** All dated events over time, at once: for the overview and reports. */
export function unfilteredRate(
  store: CaseReader,
  tables: EventTables,
  range: { readonly fromUs: TimeUs; readonly toUs: TimeUs; readonly buckets: number },
): Histogram {
  const table = store.snapshot(() => tables.now());
  const { fromUs, toUs, buckets } = range;
  const widthUs = Math.max(1, Math.ceil((toUs - fromUs) / buckets));
  const count = Math.ceil((toUs - fromUs) / widthUs);
  const counts = Array.from(countAll(table, { fromUs, toUs, widthUs, count }));
  return {
    fromUs,
    toUs,
    bucketUs: widthUs,
    series: [{ name: '', counts }],
    total: counts.reduce((a, b) => a + b, 0),
    undated: undatedOf(table, undefined),
    ...droppedEvents(store),
  };
}

function undatedOf(table: EventTable, states: Uint8Array | undefined): number {
  const rows = table.undated();
  if (states === undefined) return rows.length;
  let count = 0;
  for (const row of rows) if (states[row] === YES) count++;
  return count;
}

/** First and last time of what matches. */
function spanOf(
  table: EventTable,
  result: QueryResult | undefined,
): { readonly first: number; readonly last: number } | undefined {
  const { blocks, starts } = table;
  const states = result?.states;
  if (states !== undefined && table.isOrdered()) {
    // Where many rows match, some of them are near both ends.
    const order = table.order();
    const reach = Math.min(order.length, Math.ceil(order.length / 50));
    let low = 0;
    while (low < reach && states[order[low] ?? 0] !== YES) low++;
    let high = order.length - 1;
    while (high >= order.length - reach && states[order[high] ?? 0] !== YES) high--;
    if (low < reach && high >= order.length - reach) {
      const times = table.times();
      return { first: times[order[low] ?? 0] ?? 0, last: times[order[high] ?? 0] ?? 0 };
    }
  }
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const [place, { firstUs, lastUs }] of blocks.entries()) {
    // A block within what is known already cannot widen it.
    if (firstUs === null || lastUs === null || (firstUs >= first && lastUs <= last)) continue;
    if (states === undefined) {
      first = Math.min(first, firstUs);
      last = Math.max(last, lastUs);
      continue;
    }
    if (result?.candidates[place] === 0) continue;
    const end = starts[place + 1] ?? 0;
    const found = states.subarray(starts[place] ?? 0, end).indexOf(YES);
    if (found < 0) continue;
    const times = table.timesOf([place]);
    for (let row = (starts[place] ?? 0) + found; row < end; row++) {
      const time = times[row] ?? Number.NaN;
      if (states[row] !== YES || Number.isNaN(time)) continue;
      if (time < first) first = time;
      if (time > last) last = time;
    }
  }
  return first > last ? undefined : { first, last };
}

/** The codes to draw: the most frequent, between equals by name. */
function mostFrequent({ nameOf }: Split): (totals: Float64Array) => readonly number[] {
  return (totals) => {
    const top: { code: number; n: number }[] = [];
    for (let code = 0; code < totals.length; code++) {
      const n = totals[code] ?? 0;
      if (n === 0 || (top.length === SERIES_LIMIT && n < (top.at(-1)?.n ?? 0))) continue;
      top.push({ code, n });
      top.sort((a, b) => b.n - a.n || (nameOf(a.code) < nameOf(b.code) ? -1 : 1));
      if (top.length > SERIES_LIMIT) top.pop();
    }
    return top.map(({ code }) => code);
  };
}

function seriesOf(
  counts: ReturnType<typeof countByCode>,
  { nameOf }: Split,
  buckets: number,
): [string, Float64Array][] {
  if (counts.size === 0) return [['', new Float64Array(buckets)]];
  return [...counts].map(([code, each]) => [code === OTHERS ? OTHER_SERIES : nameOf(code), each]);
}
