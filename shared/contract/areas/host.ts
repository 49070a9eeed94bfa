// What the host itself answers: about this machine, its files, its jobs and its cases.

import { z } from 'zod';
import { done, fileTokenSchema, host, jobStateSchema, nothing } from '../procedure.ts';

const browseEntry = z.object({
  token: fileTokenSchema,
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  bytes: z.number().nullable(),
  modifiedMs: z.number().nullable(),
});
export type BrowseEntry = z.output<typeof browseEntry>;

export const hostProcedures = {
  'host.info': host(
    nothing,
    z.object({
      name: z.enum(['desktop', 'loopback', 'command line', 'in process']),
      version: z.string(),
      platform: z.string(),
      nativeDialogs: z.boolean(),
      sampleCase: z.boolean(),
    }),
  ),
  /** Opens the system's dialog; an empty list is a cancel. Where the host has none: `browse`. */
  'host.pick': host(
    z.object({ purpose: z.enum(['evidence', 'folder', 'key', 'rules', 'case']) }),
    z.object({ files: z.array(z.object({ token: fileTokenSchema, name: z.string() })) }),
  ),
  /** One folder of this machine's disk, for the file chooser that the host draws. */
  'host.browse': host(
    z.object({ folder: fileTokenSchema.nullable() }),
    z.object({
      path: z.string(),
      parent: fileTokenSchema.nullable(),
      entries: z.array(browseEntry),
    }),
  ),
  'host.jobs': host(nothing, z.object({ jobs: z.array(jobStateSchema) })),
  'host.cancel': host(z.object({ job: z.number().int() }), done),
  'host.cases': host(
    nothing,
    z.object({
      cases: z.array(
        z.object({
          token: fileTokenSchema,
          name: z.string(),
          bytes: z.number(),
          modifiedMs: z.number(),
          open: z.boolean(),
        }),
      ),
    }),
  ),
  'host.openCase': host(z.object({ file: fileTokenSchema }), done),
  'host.createCase': host(z.object({ name: z.string().trim().min(1).max(120) }), done),
} as const;
