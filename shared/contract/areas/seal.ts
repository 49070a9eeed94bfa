// The case's own seal: verifying it, checkpoints to be noted elsewhere, proofs, evidence packages.

import { z } from 'zod';
import { command, fileTokenSchema, job, nothing, query } from '../procedure.ts';
import { timeUsSchema, verificationSchema } from '../schemas.ts';

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
/** A signed note, or `SIZE:ROOT`. */
const notedSchema = z.string().min(1).max(100_000);

const checkpointSchema = z.object({
  id: z.number().int(),
  atUs: timeUsSchema,
  /** Events under it. */
  events: z.number().int(),
  reason: z.string(),
  note: z.string(),
});

const consistencySchema = z.object({
  from: z.object({ size: z.number().int(), root: base64, checkpoint: z.string() }),
  to: z.object({ size: z.number().int(), root: base64, checkpoint: z.string() }),
  /** RFC 9162, section 2.1.4. */
  hashes: z.array(base64),
});

export const inclusionSchema = z.object({
  event: z.number().int(),
  exhibit: z.string(),
  file: z.string(),
  position: z.number(),
  /** The record's exact bytes. */
  record: base64,
  nonce: base64,
  leafHash: base64,
  leafIndex: z.number().int(),
  treeSize: z.number().int(),
  root: base64,
  /** RFC 9162, section 2.1.3. */
  hashes: z.array(base64),
  checkpoint: z.string(),
  publicKey: z.string(),
});

export const sealProcedures = {
  /**
   * Every record, what the case lists of them, its exhibits, its audit trail and its checkpoints;
   * `since` is a checkpoint noted elsewhere.
   */
  'case.verifySeal': job(
    'Verifying the seal of the case',
    z.object({ since: notedSchema.optional() }),
    z.object({ verification: verificationSchema }),
  ),
  /** Signs where the case stands now. */
  'case.makeCheckpoint': command(nothing, z.object({ note: z.string() })),
  /** Newest first. */
  'case.checkpoints': query(
    z.object({ before: z.number().int().nullable(), limit: z.number().int().min(1).max(1_000) }),
    z.object({
      checkpoints: z.array(checkpointSchema),
      total: z.number().int(),
      /** The key that signs them, as one line. */
      publicKey: z.string(),
    }),
  ),
  /** That an event is under a checkpoint: the newest that covers it, or the one that is named. */
  'case.prove': query(
    z.object({ eventId: z.number().int().min(1), checkpoint: z.number().int().optional() }),
    inclusionSchema,
  ),
  /** That one checkpoint's records are the beginning of another's; numbers, or noted ones. */
  'case.proveConsistency': query(
    z.object({ from: notedSchema, to: notedSchema }),
    consistencySchema.extend({ publicKey: z.string() }),
  ),
  /** Writes one zip file. */
  'package.make': job(
    'Writing the evidence package',
    z.object({
      out: fileTokenSchema,
      choice: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('all') }),
        z.object({ kind: z.literal('query'), query: z.string().max(10_000) }),
        z.object({ kind: z.literal('exhibits'), exhibits: z.array(z.string().max(40)).min(1) }),
        z.object({ kind: z.literal('incident'), id: z.string().max(64) }),
      ]),
    }),
    z.object({
      path: z.string(),
      bytes: z.number().int(),
      sha256: z.string(),
      events: z.number().int(),
      originals: z.number().int(),
      /** What could not be put in, and why. */
      left: z.array(z.string()),
    }),
  ),
} as const;
