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
import { chainLayoutText, eventId, sourceId } from './common.ts';

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

/** One thing that an entry of a hash-chained log records, and what was worked out from the entries. */
const entryCheck = z.object({
  what: z.enum([
    'content hash',
    'chain hash',
    'previous hash',
    /** What the entry behind it records as its previous hash. */
    'next link',
    'HMAC',
    'sequence number',
  ]),
  recorded: z.string(),
  /** Absent where there is nothing to compare with, and for an HMAC, which could be copied. */
  workedOut: z.string().optional(),
  /** Null where it was not checked. */
  holds: z.boolean().nullable(),
});
export type EntryCheck = z.output<typeof entryCheck>;

const chainEntry = z.object({
  eventId,
  entryId: z.string(),
  /** As the entry records it. */
  sequence: z.string(),
  file: z.string(),
  position: z.number(),
  checks: z.array(entryCheck),
  /** What is hashed of it, and what the same entry of another exhibit has where that differs. */
  fields: z.array(
    z.object({ column: z.string(), value: z.string(), elsewhere: z.string().optional() }),
  ),
  elsewhere: z.object({ exhibit: z.string(), eventId, contentHolds: z.boolean() }).optional(),
});
export type ChainEntry = z.output<typeof chainEntry>;

/** A table as text: its separator, columns and times, as they are or are to be understood. */
const tableLayout = z.object({
  separator: z.string(),
  columns: z.array(z.string()),
  /** The column of the time, or those of the date and the time of day. */
  time: z.array(z.string()),
  header: z.boolean(),
  /** Lines in front of the header. */
  preamble: z.number().int().optional(),
  dates: z.enum(['day-first', 'month-first']).optional(),
});
export type TableLayout = z.output<typeof tableLayout>;

const exhibitReading = z.object({
  /** What was given when it was opened. */
  options: z.object({
    format: z.string().optional(),
    timeField: z.string().optional(),
    zone: z.string().optional(),
    chainLayout: z.string().optional(),
  }),
  /** How many records were looked at for the rest. */
  looked: z.number().int(),
  undated: z.number().int(),
  /** Records whose time names no zone. */
  zoneAssumed: z.number().int(),
  fields: z.array(
    z.object({
      field: z.string(),
      example: z.string(),
      /** Records in which it can be read as a time, and in which it is the time of the event. */
      times: z.number().int(),
      used: z.number().int(),
    }),
  ),
  table: tableLayout.optional(),
});
export type ExhibitReading = z.output<typeof exhibitReading>;

const verifyInput = z.object({
  sourceId: sourceId.nullable(),
  /** These alone, where `sourceId` is null: one run, and one checkpoint, for all of an opening. */
  sourceIds: z.array(sourceId).max(1_000_000).optional(),
  since: z.string().max(400).optional(),
  publicKeys: fileTokenSchema.optional(),
  sidecar: fileTokenSchema.optional(),
});

/** One of several files that could not be opened, while the others were. */
const notOpened = z.object({ name: z.string(), reason: z.string() });
export type NotOpened = z.output<typeof notOpened>;

/** How evidence is to be read, where that is not left to what its content shows. */
const readingOptions = {
  /** An id, or an id with a layout behind a colon. */
  format: z.string().max(100_000).optional(),
  timeField: z.string().max(200).optional(),
  zone: z.string().max(64).optional(),
  chainLayout: chainLayoutText.optional(),
};

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
      ...readingOptions,
    }),
    imported,
  ),
  'evidence.importSample': job('Opening the sample case', nothing, imported),
  /** What files can be read as, for whom it is not found out by itself. */
  'evidence.formats': query(
    nothing,
    z.object({ formats: z.array(z.object({ id: z.string(), title: z.string() })) }),
  ),
  /** How the records of an exhibit are understood, from a sample of them. */
  'evidence.reading': query(z.object({ sourceId }), exhibitReading),
  /** The same before it is opened, from its first records. Fails as opening it would. */
  'evidence.look': job(
    'Looking at evidence',
    z.object({ file: fileTokenSchema, ...readingOptions }),
    z.object({
      name: z.string(),
      /** What it is taken for; empty where no record can be read. */
      formatTitle: z.string(),
      rejected: z.number().int(),
      /** Empty where none was. */
      firstRejection: z.string(),
      reading: exhibitReading,
    }),
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
  /** Entries of a hash-chained log, numbered so far as they should be, each with its checks. */
  'evidence.entries': query(
    z.object({
      sourceId,
      /** The file that the log begins in, where the exhibit holds several. */
      file: z.string().max(4_096).optional(),
      sequence: z.number().int().min(0),
      through: z.number().int().min(0),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(200),
    }),
    z.object({ entries: z.array(chainEntry), total: z.number().int() }),
  ),
  /**
   * Verifies one source, several or all; `since` is `SEQUENCE:HASH`, a head recorded elsewhere. Public keys of
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
    z.object({
      watched: z.array(
        z.object({
          path: z.string(),
          sinceUs: timeUsSchema,
          /** What keeps it from being read now, where the host looks at it. */
          problem: z.string().optional(),
        }),
      ),
    }),
  ),
  'evidence.setCustody': command(z.object({ sourceId, custody: custodySchema }), sourceSchema),
  'evidence.addTransfer': command(z.object({ sourceId, transfer: transferSchema }), sourceSchema),
} as const;
