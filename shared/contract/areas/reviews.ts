// Reviews by schedule and by hand.

import { z } from 'zod';
import { job, nothing, query } from '../procedure.ts';
import { timeUsSchema } from '../schemas.ts';

const reviewSchema = z.object({
  id: z.number().int(),
  kind: z.enum(['hourly', 'daily', 'weekly']),
  periodStartUs: timeUsSchema,
  periodEndUs: timeUsSchema,
  ranAtUs: timeUsSchema,
  late: z.boolean(),
  byHand: z.boolean(),
  /** The machine-readable report; its keys depend on the kind. */
  report: z.record(z.string(), z.unknown()),
});
export type Review = z.output<typeof reviewSchema>;

export const reviewsProcedures = {
  'reviews.list': query(
    nothing,
    z.object({
      reviews: z.array(reviewSchema),
      next: z.array(z.object({ kind: z.string(), atUs: timeUsSchema })),
    }),
  ),
  /** Reviews the period before `asOfUs` (now, where null). */
  'reviews.run': job(
    'Reviewing',
    z.object({
      kind: z.enum(['hourly', 'daily', 'weekly']),
      asOfUs: timeUsSchema.nullable(),
      late: z.boolean(),
      byHand: z.boolean(),
    }),
    reviewSchema,
  ),
} as const;
