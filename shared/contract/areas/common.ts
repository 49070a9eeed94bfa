// Inputs that several areas share.

import { z } from 'zod';
import { timeUsSchema } from '../schemas.ts';

export const sourceId = z.number().int().positive();
export const eventId = z.number().int().positive();
export const alertId = z.string().regex(/^[0-9a-f]{16,64}$/);
export const incidentId = z.string().regex(/^INC-\d{4}-\d{3,}$/);
/** The layout of a hash-chained log as JSON: table, columns, integrity, hashedNames. */
export const chainLayoutText = z.string().max(8_000);
export const queryText = z.string().max(10_000);

/** Half-open [fromUs, toUs); null is open-ended. */
export const range = {
  fromUs: timeUsSchema.nullable(),
  toUs: timeUsSchema.nullable(),
};

/**
 * `dropped` in the answers of timeline.histogram, timeline.facets, events.page, events.count and
 * overview.get: events that retention dropped from the case and that no figure of the answer counts,
 * whatever its query and range. One element per exhibit, day and reason, oldest first; absent where
 * nothing was dropped. To be said beside the figures: "`events` events of `exhibit` were dropped on
 * `atUs` and are not counted".
 */
export const droppedEvents = z.object({
  exhibit: z.string(),
  events: z.number().int().positive(),
  /** The last drop of that day. */
  atUs: timeUsSchema,
  who: z.string(),
  reason: z.string(),
});
export type DroppedEvents = z.output<typeof droppedEvents>;

export const dropped = z.array(droppedEvents).optional();
