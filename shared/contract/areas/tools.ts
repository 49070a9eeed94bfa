// What needs no case: verifying archives, matching rules against files.

import { z } from 'zod';
import { fileTokenSchema, job } from '../procedure.ts';
import { verificationSchema } from '../schemas.ts';

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
  explain: z.unknown().optional(),
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
    }),
    z.object({
      sources: z.array(z.object({ path: z.string(), verification: verificationSchema })),
    }),
  ),
  'tools.match': job(
    'Matching',
    z.object({
      rules: z.array(fileTokenSchema).min(1),
      events: z.array(fileTokenSchema).min(1),
      route: z.boolean().optional(),
      explain: z.boolean(),
      all: z.boolean(),
      zone: z.string().max(64).optional(),
    }),
    z.object({ lines: z.array(matchLine), records: z.number().int(), rejected: z.number().int() }),
  ),
} as const;
