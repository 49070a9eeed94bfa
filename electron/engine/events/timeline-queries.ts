// The histogram and the facets.

import { timeUs, type TimeUs } from '../../../shared/base/time.ts';
import { alignedTo, niceBucketUs } from '../../../shared/timeline/buckets.ts';
import type { Histogram } from '../../../shared/contract/areas/events.ts';
import { fieldValues, valueText } from '../../../shared/match/fields.ts';
import type { CaseReader } from '../../store/case-store.ts';
import { isStoredColumn, type StoredColumn } from '../../store/columns.ts';
import type { QueryHandlers } from '../handlers.ts';
import { viewOf, type EventViews } from './event-views.ts';
import { sliceOf, type ResultSets } from './result-set.ts';

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

type SplitField = StoredColumn | 'source';

function columnOf(field: string): SplitField | undefined {
  if (field === 'source') return 'source';
  return isStoredColumn(field) ? field : undefined;
}

export function timelineQueries(
  store: CaseReader,
  results: ResultSets,
  views: EventViews,
): Queries {
  const exhibits = () => new Map(store.sources.all().map((source) => [source.id, source.exhibit]));

  const nameOf = (field: SplitField, sources: ReadonlyMap<number, string>) => (term: number) =>
    field === 'source' ? (sources.get(term) ?? '') : store.events.term(term);

  /** The values of any field of an event, as text; an absent one is ''. */
  const valuesOf = (id: number, field: string, sources: ReadonlyMap<number, string>): string[] => {
    const stored = views.get(id);
    if (field === 'source') return [sources.get(stored.sourceId) ?? ''];
    const values = isStoredColumn(field)
      ? [stored.event.ecs[field] ?? '']
      : (fieldValues(viewOf(stored), field) ?? []).map((value) => valueText(value) ?? '');
    return values.length === 0 ? [''] : values;
  };

  /** Numbers of all dated events within the range that match; only for what columns cannot tell. */
  const idsIn = (query: string, range: { fromUs: number | null; toUs: number | null }) => {
    const result = results.of(query);
    const { start, end } = sliceOf(result, range);
    return { result, start, end };
  };

  return {
    'timeline.histogram'({ query, fromUs, toUs, buckets, by }) {
      const filtered = query.trim() !== '';
      const span = spanOf(store, results, query);
      const from = fromUs ?? span?.first ?? 0;
      const to = Math.max(toUs ?? (span ? span.last + 1 : from + buckets), from + 1);
      // Whole microseconds, so that every bucket is equally wide and the last one reaches `to`.
      const width = Math.max(1, Math.ceil((to - from) / buckets));
      const used = Math.ceil((to - from) / width);
      const tally = new Map<string, number[]>();
      const count = (name: string, bucket: number, n: number) => {
        let counts = tally.get(name);
        if (!counts) {
          counts = new Array<number>(used).fill(0);
          tally.set(name, counts);
        }
        counts[bucket] = (counts[bucket] ?? 0) + n;
      };
      const column = by === null ? undefined : columnOf(by);
      let undated = 0;
      if (!filtered && by === null) {
        for (const row of store.events.histogram(from, to, width)) count('', row.bucket, row.n);
        undated = store.events.undated();
      } else if (!filtered && column !== undefined) {
        const name = nameOf(column, exhibits());
        const names = new Map<number, string>();
        for (const row of store.events.histogramBy(column, from, to, width)) {
          let known = names.get(row.term);
          if (known === undefined) {
            known = name(row.term);
            names.set(row.term, known);
          }
          count(known, row.bucket, row.n);
        }
        undated = store.events.undated();
      } else {
        const sources = exhibits();
        const { result, start, end } = idsIn(query, { fromUs: from, toUs: to });
        for (let index = start; index < end; index++) {
          const bucket = Math.floor(((result.times[index] ?? 0) - from) / width);
          if (by === null) count('', bucket, 1);
          else {
            // An event with several values of a field is counted under its first.
            const [name = ''] = valuesOf(result.ids[index] ?? 0, by, sources);
            count(name, bucket, 1);
          }
        }
        undated = result.undated.length;
      }
      const series = seriesOf(tally, used);
      let total = 0;
      for (const each of series) for (const n of each.counts) total += n;
      return {
        fromUs: timeUs(from),
        toUs: timeUs(to),
        bucketUs: width,
        series,
        total,
        undated,
      } satisfies Histogram;
    },

    'timeline.facets'({ query, fromUs, toUs, fields, limit }) {
      const sources = exhibits();
      const facets = fields.map((field) => {
        const column = columnOf(field);
        const counts = new Map<string, number>();
        if (query.trim() === '' && column !== undefined) {
          const name = nameOf(column, sources);
          for (const row of store.events.facet(column, { fromUs, toUs })) {
            counts.set(name(row.term), row.n);
          }
        } else {
          const { result, start, end } = idsIn(query, { fromUs, toUs });
          const open = fromUs === null && toUs === null;
          for (const ids of [result.ids.subarray(start, end), ...(open ? [result.undated] : [])]) {
            for (const id of ids) {
              for (const value of new Set(valuesOf(id, field, sources))) {
                counts.set(value, (counts.get(value) ?? 0) + 1);
              }
            }
          }
        }
        counts.delete('');
        const values = [...counts]
          .map(([value, count]) => ({ value, count }))
          .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
        return { field, values: values.slice(0, limit), distinct: values.length };
      });
      return { facets };
    },
  };
}

/** First and last time of what matches. */
function spanOf(
  store: CaseReader,
  results: ResultSets,
  query: string,
): { first: number; last: number } | undefined {
  if (query.trim() === '') return store.events.span();
  const { times } = results.of(query);
  const first = times[0];
  const last = times.at(-1);
  return first === undefined || last === undefined ? undefined : { first, last };
}

function seriesOf(tally: ReadonlyMap<string, number[]>, buckets: number): Histogram['series'] {
  const all = [...tally]
    .map(([name, counts]) => ({ name, counts, sum: counts.reduce((a, b) => a + b, 0) }))
    .sort((a, b) => b.sum - a.sum || (a.name < b.name ? -1 : 1));
  if (all.length === 0) return [{ name: '', counts: new Array<number>(buckets).fill(0) }];
  const kept = all.slice(0, SERIES_LIMIT).map(({ name, counts }) => ({ name, counts }));
  const rest = all.slice(SERIES_LIMIT);
  if (rest.length > 0) {
    const counts = new Array<number>(buckets).fill(0);
    for (const each of rest) {
      each.counts.forEach((n, bucket) => {
        counts[bucket] = (counts[bucket] ?? 0) + n;
      });
    }
    kept.push({ name: OTHER_SERIES, counts });
  }
  return kept;
}
