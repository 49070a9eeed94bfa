// Looking at events: histogram, facets, pages, single records.

import { z } from 'zod';
import { done, job, nothing, query } from '../procedure.ts';
import { eventDetailSchema, eventPlaceSchema, eventRowSchema, timeUsSchema } from '../schemas.ts';
import { dropped, eventId, queryText, range } from './common.ts';

export const histogramOutput = z.object({
  fromUs: timeUsSchema,
  toUs: timeUsSchema,
  bucketUs: z.number(),
  /** One per value of the split field (the most frequent first), or a single one named ''. */
  series: z.array(z.object({ name: z.string(), counts: z.array(z.number().int()) })),
  total: z.number().int(),
  undated: z.number().int(),
  dropped,
});
export type Histogram = z.output<typeof histogramOutput>;

export const eventsProcedures = {
  'timeline.histogram': query(
    z.object({
      query: queryText,
      ...range,
      buckets: z.number().int().min(1).max(2_000),
      by: z.string().max(200).nullable(),
    }),
    histogramOutput,
  ),
  'timeline.facets': query(
    z.object({
      query: queryText,
      ...range,
      fields: z.array(z.string().max(200)).max(20),
      limit: z.number().int().min(1).max(200),
    }),
    z.object({
      facets: z.array(
        z.object({
          field: z.string(),
          values: z.array(z.object({ value: z.string(), count: z.number().int() })),
          distinct: z.number().int(),
        }),
      ),
      dropped,
    }),
  ),
  /** Pages by key, oldest first unless `descending`; `cursor` is what the page before returned. */
  'events.page': query(
    z.object({
      query: queryText,
      ...range,
      cursor: z.string().max(100).nullable(),
      limit: z.number().int().min(1).max(5_000),
      descending: z.boolean(),
    }),
    z.object({
      rows: z.array(eventRowSchema),
      next: z.string().nullable(),
      /** Exact number of matches, null where counting would need a full scan (ask events.count). */
      total: z.number().int().nullable(),
      dropped,
    }),
  ),
  'events.count': query(
    z.object({ query: queryText, ...range }),
    z.object({ total: z.number().int(), dropped }),
  ),
  'events.get': query(z.object({ id: eventId }), eventDetailSchema),
  'events.details': query(
    z.object({ ids: z.array(eventId).max(5_000) }),
    z.object({ events: z.array(eventDetailSchema) }),
  ),
  /** For lists that name thousands of events and read none. */
  'events.places': query(
    z.object({ ids: z.array(eventId).max(50_000) }),
    z.object({ places: z.array(eventPlaceSchema) }),
  ),
  /** Makes words quick to find in what was imported since; searches are right without it too. */
  'events.index': job(
    'Indexing text',
    nothing,
    z.object({ events: z.number().int(), spans: z.number().int() }),
  ),
  /** Reads beforehand what the first looks at a case need, while nobody waits for an answer. */
  'events.warmUp': query(nothing, done),
  /** Everything within ± minutes of an event, filters off. */
  'events.around': query(
    z.object({
      id: eventId,
      minutes: z.number().min(0.01).max(100_000),
      limit: z.number().int().min(1).max(5_000),
    }),
    z.object({
      rows: z.array(eventRowSchema),
      fromUs: timeUsSchema,
      toUs: timeUsSchema,
      total: z.number().int(),
    }),
  ),
} as const;
