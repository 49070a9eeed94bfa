// Why a rule matches an event, or why not, as every caller gets it.

import { z } from 'zod';
import { EXPLAINED_OUTCOMES, type RuleExplanation } from '../../domain/explanation.ts';

const part = z.object({
  field: z.string(),
  outcome: z.enum(['true', 'false', 'no such field']),
  pattern: z.string(),
  value: z.string().optional(),
  span: z.tuple([z.number().int(), z.number().int()]).optional(),
});

export const ruleExplanationSchema: z.ZodType<RuleExplanation> = z.lazy(() =>
  z.object({
    rule: z.string(),
    title: z.string(),
    outcome: z.enum(EXPLAINED_OUTCOMES),
    reason: z.string().optional(),
    selections: z.array(
      z.object({ selection: z.string(), outcome: z.boolean(), parts: z.array(part) }),
    ),
    references: z.array(ruleExplanationSchema).optional(),
  }),
);

/** With the number of the record that is explained. */
export const recordExplanationSchema = z
  .object({ record: z.number().int() })
  .and(ruleExplanationSchema);
