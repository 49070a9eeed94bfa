// How long evidence is kept, legal holds, and what was dropped.

import { z } from 'zod';
import { command, done, job, nothing, query } from '../procedure.ts';
import { timeUsSchema } from '../schemas.ts';

const sourceId = z.number().int().positive();
const reason = z.string().trim().min(1).max(1_000);

const holdSchema = z.object({
  id: z.number().int(),
  /** Null: the whole case. */
  exhibit: z.string().nullable(),
  reason: z.string(),
  who: z.string(),
  placedAtUs: timeUsSchema,
  released: z.object({ atUs: timeUsSchema, who: z.string(), reason: z.string() }).nullable(),
});

const exhibitRetentionSchema = z.object({
  sourceId,
  exhibit: z.string(),
  name: z.string(),
  /** Null: kept for ever. */
  days: z.number().int().nullable(),
  /** A hold on it or on the case is in force: nothing of it is dropped. */
  held: z.boolean(),
  events: z.number().int(),
  /** What the period lets go now, held or not. */
  due: z.object({ blocks: z.number().int(), events: z.number().int(), bytes: z.number() }),
  dropped: z.number().int(),
});
export type ExhibitRetention = z.output<typeof exhibitRetentionSchema>;

const dropSchema = z.object({
  exhibit: z.string(),
  atUs: timeUsSchema,
  who: z.string(),
  reason: z.string(),
  events: z.number().int(),
  /** Numbers of the first and the last event; what lies between may be kept. */
  from: z.number().int(),
  through: z.number().int(),
});
export type Drop = z.output<typeof dropSchema>;

export const retentionProcedures = {
  /** What is kept how long, and what would be dropped now: nothing is changed. */
  'retention.state': query(
    nothing,
    z.object({
      exhibits: z.array(exhibitRetentionSchema),
      holds: z.array(holdSchema),
      drops: z.array(dropSchema),
    }),
  ),
  'retention.setDays': command(
    z.object({ sourceId, days: z.number().int().min(1).max(36_500).nullable() }),
    done,
  ),
  'retention.hold': command(z.object({ sourceId: sourceId.nullable(), reason }), done),
  'retention.release': command(z.object({ hold: z.number().int().positive(), reason }), done),
  /** Drops what is due and not held, and gives the room back. */
  'retention.apply': job(
    'Dropping what is no longer to be kept',
    z.object({ reason: z.string().trim().max(1_000) }),
    z.object({
      events: z.number().int(),
      blocks: z.number().int(),
      freedBytes: z.number(),
      /** Copies of the case beside it, made before an upgrade, that still hold what was dropped. */
      copies: z.array(z.string()).optional(),
    }),
  ),
} as const;
