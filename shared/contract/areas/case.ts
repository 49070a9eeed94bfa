// The case as a whole, and the first screen.

import { z } from 'zod';
import { command, nothing, query } from '../procedure.ts';
import {
  alertSchema,
  auditSchema,
  caseSchema,
  examinerSchema,
  riskSchema,
  settingsSchema,
  severitySchema,
  timeUsSchema,
} from '../schemas.ts';
import { dropped } from './common.ts';
import { histogramOutput } from './events.ts';
import { sourceWithVerdict } from './evidence.ts';

const overviewOutput = z.object({
  risk: riskSchema,
  /** Risk per day of the evidence, oldest first. */
  riskByDay: z.array(
    z.object({
      dayUs: timeUsSchema,
      cumulative: z.number(),
      maxSingle: z.number(),
      risk: z.number(),
      findings: z.number(),
    }),
  ),
  openBySeverity: z.record(z.string(), z.number().int()),
  openAlerts: z.array(alertSchema),
  sources: z.array(sourceWithVerdict),
  rate: histogramOutput.nullable(),
  alertMarks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity: severitySchema,
      startUs: timeUsSchema,
      endUs: timeUsSchema,
    }),
  ),
  events: z.number().int(),
  detectedAtUs: timeUsSchema.nullable(),
  rulesEnabled: z.number().int(),
  nextReviews: z.array(z.object({ kind: z.string(), atUs: timeUsSchema })),
  dropped,
});
export type Overview = z.output<typeof overviewOutput>;

export const caseProcedures = {
  'case.info': query(nothing, caseSchema),
  'case.setExaminer': command(examinerSchema, caseSchema),
  /** A threat list is taken with the lines that can be used, and refused where none can. */
  'case.setSettings': command(
    settingsSchema,
    z.intersection(
      caseSchema,
      z.object({
        /** Lines of the threat list that are left out. */
        threatListProblems: z
          .array(z.object({ line: z.number().int(), message: z.string() }))
          .optional(),
      }),
    ),
  ),
  'case.audit': query(
    z.object({ before: z.number().int().nullable(), limit: z.number().int().min(1).max(1_000) }),
    z.object({ entries: z.array(auditSchema), total: z.number().int(), intact: z.boolean() }),
  ),
  'overview.get': query(nothing, overviewOutput),
} as const;
