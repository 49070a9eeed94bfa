// Detection, risk and the work on alerts.

import { z } from 'zod';
import { command, fileTokenSchema, job, nothing, query } from '../procedure.ts';
import { alertSchema, alertStateSchema, longText, riskSchema, shortText } from '../schemas.ts';
import { alertId, range } from './common.ts';
import { ruleExplanationSchema } from './explanation.ts';

export const detectionProcedures = {
  'detect.run': job(
    'Running detection',
    z.object({
      rules: z.array(fileTokenSchema).optional(),
      ...range,
      zone: z.string().max(64).optional(),
    }),
    z.object({
      alerts: z.array(alertSchema),
      added: z.number().int(),
      rules: z.number().int(),
      notLoaded: z.array(z.object({ title: z.string(), reason: z.string() })),
      seconds: z.number(),
    }),
  ),
  /** Why a rule of the case has found an event, or why it has not. */
  'detection.explain': job(
    'Explaining a rule',
    z.object({ ruleId: z.string().max(200), eventId: z.number().int().min(1) }),
    ruleExplanationSchema,
  ),
  'risk.get': query(z.object(range), riskSchema),
  'alerts.list': query(nothing, z.object({ alerts: z.array(alertSchema) })),
  'alerts.get': query(z.object({ id: alertId }), alertSchema),
  /** Moves alerts along the workflow; a false positive needs a note. */
  'alerts.move': command(
    z.object({ ids: z.array(alertId).min(1).max(10_000), to: alertStateSchema, note: longText }),
    z.object({ alerts: z.array(alertSchema) }),
  ),
  'alerts.undo': command(z.object({ id: alertId }), alertSchema),
  'alerts.assign': command(
    z.object({ ids: z.array(alertId).min(1).max(10_000), assignee: shortText }),
    z.object({ alerts: z.array(alertSchema) }),
  ),
} as const;
