// Exceptions: made from an alert, tried before they are kept, listed, ended.

import { z } from 'zod';
import type { RuleException } from '../../domain/exception.ts';
import { command, done, job, nothing, query } from '../procedure.ts';
import { longText, shortText, timeUsSchema } from '../schemas.ts';
import { alertId } from './common.ts';

const conditionSchema = z.object({
  field: z.string().min(1).max(500),
  values: z.array(z.string().max(10_000)).min(1).max(1_000),
});
const conditionsSchema = z.array(conditionSchema).min(1).max(50);

export const exceptionSchema: z.ZodType<RuleException> = z.object({
  id: z.string(),
  ruleId: z.string(),
  ruleTitle: z.string(),
  text: z.string(),
  conditions: conditionsSchema,
  reason: z.string(),
  owner: z.string(),
  createdAtUs: timeUsSchema,
  expiresAtUs: timeUsSchema.nullable(),
  endedAtUs: timeUsSchema.nullable(),
  alertId: z.string(),
}) as z.ZodType<RuleException>;

export const exceptionsProcedures = {
  'exceptions.list': query(
    nothing,
    z.object({
      exceptions: z.array(z.object({ exception: exceptionSchema, active: z.boolean() })),
    }),
  ),
  /** The fields that all events of an alert have, with their values where those are few. */
  'exceptions.suggest': query(
    z.object({ alertId }),
    z.object({
      fields: z.array(
        z.object({ field: z.string(), values: z.array(z.string()), fromRule: z.boolean() }),
      ),
      /** Of how many of the alert's events; a long alert is judged by its first ones. */
      looked: z.number().int(),
      events: z.number().int(),
    }),
  ),
  /** What an exception would silence, on all evidence of the case. */
  'exceptions.preview': job(
    'Trying an exception',
    z.object({ alertId, conditions: conditionsSchema }),
    z.object({
      text: z.string(),
      before: z.number().int(),
      after: z.number().int(),
      /** Alerts of this rule that would not be found again. */
      silenced: z.array(z.object({ id: alertId, title: z.string(), startUs: timeUsSchema })),
    }),
  ),
  'exceptions.add': command(
    z.object({
      alertId,
      conditions: conditionsSchema,
      reason: longText,
      owner: shortText,
      expiresAtUs: timeUsSchema.nullable(),
    }),
    exceptionSchema,
  ),
  'exceptions.end': command(z.object({ id: z.string().max(100) }), done),
} as const;
