// Exhibits: opening, verifying, custody.

import { z } from 'zod';
import { command, done, fileTokenSchema, job, nothing, query } from '../procedure.ts';
import {
  custodySchema,
  rejectionSchema,
  sourceSchema,
  timeUsSchema,
  transferSchema,
  verificationSchema,
} from '../schemas.ts';
import { chainLayoutText, sourceId } from './common.ts';

export const sourceWithVerdict = z.object({
  source: sourceSchema,
  verification: verificationSchema.nullable(),
  verifiedAtUs: timeUsSchema.nullable(),
  /** Whether the shown verdict was reached with a key, in this session or an earlier one. */
  verifiedWithKey: z.boolean(),
  /** Whether a key is at hand in this session. */
  hasKey: z.boolean(),
});
export type SourceWithVerdict = z.output<typeof sourceWithVerdict>;

const exactTime = z.object({
  timeUs: timeUsSchema,
  nanos: z.number().int().min(0).max(999),
  precision: z.enum(['ns', 'us', 'ms', 's', 'min']),
});

const importedSource = z.object({
  source: sourceSchema,
  /** True where the case already had exactly this material. */
  alreadyThere: z.boolean(),
  /** Present where the exhibit was there before: what came to it now. */
  added: z.object({ events: z.number().int(), rejected: z.number().int() }).optional(),
  /** Exhibits that have the path of this one with other content. */
  otherThan: z.string().optional(),
});

const verifyInput = z.object({
  sourceId: sourceId.nullable(),
  since: z.string().max(400).optional(),
  publicKeys: fileTokenSchema.optional(),
  sidecar: fileTokenSchema.optional(),
});

/** One of several files that could not be opened, while the others were. */
const notOpened = z.object({ name: z.string(), reason: z.string() });
export type NotOpened = z.output<typeof notOpened>;

const imported = z.object({
  sources: z.array(importedSource),
  /** Absent where only one file was asked for: what is wrong with that fails the job. */
  notOpened: z.array(notOpened).optional(),
  seconds: z.number(),
});

export const evidenceProcedures = {
  'evidence.import': job(
    'Opening evidence',
    z.object({
      files: z.array(fileTokenSchema).min(1).max(1_000),
      format: z.string().max(64).optional(),
      timeField: z.string().max(200).optional(),
      zone: z.string().max(64).optional(),
      chainLayout: chainLayoutText.optional(),
    }),
    imported,
  ),
  'evidence.importSample': job('Opening the sample case', nothing, imported),
  /** What files can be read as, for whom it is not found out by itself. */
  'evidence.formats': query(
    nothing,
    z.object({ formats: z.array(z.object({ id: z.string(), title: z.string() })) }),
  ),
  'evidence.list': query(nothing, z.object({ sources: z.array(sourceWithVerdict) })),
  /** The first and the last time of an exhibit, as exactly as its records say them. */
  'evidence.span': query(
    z.object({ sourceId }),
    z.object({ first: exactTime.nullable(), last: exactTime.nullable() }),
  ),
  'evidence.rejections': query(
    z.object({ sourceId, after: z.number().int(), limit: z.number().int().min(1).max(1_000) }),
    z.object({ rejections: z.array(rejectionSchema), total: z.number().int() }),
  ),
  /**
   * Verifies one source or all; `since` is `SEQUENCE:HASH`, a head recorded elsewhere. Public keys of
   * CloudTrail and saved object metadata are used again in this session where they are not given.
   */
  'evidence.verify': job(
    'Verifying',
    verifyInput,
    z.object({ sources: z.array(sourceWithVerdict) }),
  ),
  /** The same, for a case that cannot be written: the verdicts are told, not kept. */
  'evidence.check': job(
    'Verifying',
    verifyInput,
    z.object({ sources: z.array(sourceWithVerdict) }),
  ),
  /** The key is kept in memory for this session only; it is never written to the case. */
  'evidence.setKey': command(
    z.object({
      sourceId: sourceId.nullable(),
      file: fileTokenSchema.optional(),
      keyText: z.string().max(10_000).optional(),
    }),
    done,
  ),
  /** Opened now, and again whenever something in it has changed and come to rest. */
  'evidence.watch': command(z.object({ file: fileTokenSchema }), done),
  'evidence.unwatch': command(z.object({ path: z.string().max(4_096) }), done),
  'evidence.watched': query(
    nothing,
    z.object({ watched: z.array(z.object({ path: z.string(), sinceUs: timeUsSchema })) }),
  ),
  'evidence.setCustody': command(z.object({ sourceId, custody: custodySchema }), sourceSchema),
  'evidence.addTransfer': command(z.object({ sourceId, transfer: transferSchema }), sourceSchema),
} as const;
