// What needs no case: verifying archives, matching rules against files.

import { z } from 'zod';
import { fileTokenSchema, job } from '../procedure.ts';
import { verificationSchema } from '../schemas.ts';
import { chainLayoutText } from './common.ts';
import { recordExplanationSchema } from './explanation.ts';

const matchLine = z.object({
  rule: z.string(),
  title: z.string(),
  level: z.string(),
  kind: z.enum(['event', 'correlation']),
  matches: z.array(z.number().int()).optional(),
  groups: z
    .array(
      z.object({
        group: z.record(z.string(), z.string()),
        firstFire: z.string(),
        start: z.string(),
        end: z.string(),
        count: z.number(),
        matches: z.array(z.number().int()),
      }),
    )
    .optional(),
  notApplicable: z.string().optional(),
  notLoaded: z.string().optional(),
  /** Values that would have cost too much to test: the rule may have missed some. */
  notTested: z.number().int().positive().optional(),
  explain: z.array(recordExplanationSchema).optional(),
});
export type MatchLine = z.output<typeof matchLine>;

export const toolsProcedures = {
  'tools.verify': job(
    'Verifying',
    z.object({
      files: z.array(fileTokenSchema).min(1),
      hmacKey: fileTokenSchema.optional(),
      since: z.string().max(400).optional(),
      publicKeys: fileTokenSchema.optional(),
      sidecar: fileTokenSchema.optional(),
      chainLayout: chainLayoutText.optional(),
    }),
    z.object({
      sources: z.array(z.object({ path: z.string(), verification: verificationSchema })),
    }),
  ),
  /** Known answers, computed again on this machine. */
  'tools.selftest': job(
    'Testing itself',
    z.object({}),
    z.object({
      version: z.string(),
      results: z.array(
        z.object({
          area: z.enum(['hashing', 'merkle', 'signatures', 'chain', 'sigma']),
          name: z.string(),
          ok: z.boolean(),
          expected: z.string(),
          found: z.string(),
        }),
      ),
    }),
  ),
  'tools.match': job(
    'Matching',
    z.object({
      rules: z.array(fileTokenSchema).min(1),
      events: z.array(fileTokenSchema).min(1),
      pipelines: z.array(fileTokenSchema).optional(),
      route: z.boolean().optional(),
      explain: z.boolean(),
      all: z.boolean(),
      zone: z.string().max(64).optional(),
    }),
    z.object({
      lines: z.array(matchLine),
      records: z.number().int(),
      rejected: z.number().int(),
      /** Files that could not be read, or not to their end; the rules were tried on the others. */
      unreadable: z.array(z.object({ path: z.string(), reason: z.string() })).optional(),
    }),
  ),
} as const;
