// What a procedure is. The table of them is in procedures.ts.

import { z } from 'zod';
import { eventRowSchema } from './schemas.ts';

/**
 * An opaque handle to a file or folder that the host has chosen. No procedure takes a path from
 * the window: the host mints tokens from its dialogs, drops and command line, and resolves them.
 */
export const fileTokenSchema = z.string().regex(/^f-[0-9a-zA-Z_-]{8,64}$/);
export type FileToken = z.output<typeof fileTokenSchema>;

/**
 * - `query`: reads the case; runs on a reader thread.
 * - `command`: changes the case; runs on the writer thread.
 * - `job`: long; reports progress and can be cancelled; listed in the status bar.
 * - `host`: about the window or the files of this machine; answered by the host itself.
 */
export type ProcedureKind = 'query' | 'command' | 'job' | 'host';

export interface Procedure<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: ProcedureKind;
  readonly input: I;
  readonly output: O;
  /** For a job: what the status bar calls it. */
  readonly title?: string;
}

export function query<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { kind: 'query', input, output } as const satisfies Procedure<I, O>;
}
export function command<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { kind: 'command', input, output } as const satisfies Procedure<I, O>;
}
export function job<I extends z.ZodType, O extends z.ZodType>(title: string, input: I, output: O) {
  return { kind: 'job', title, input, output } as const satisfies Procedure<I, O>;
}
export function host<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { kind: 'host', input, output } as const satisfies Procedure<I, O>;
}

export const nothing = z.object({});
export const done = z.object({});

/** Progress of a job. `total` is null while it is not known. */
export const progressSchema = z.object({
  phase: z.string(),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.enum(['bytes', 'events', 'entries', 'files', 'steps']),
  note: z.string(),
  /** Of a job that looks for events: the first of those found so far. */
  sample: z.array(eventRowSchema).optional(),
});
export type Progress = z.output<typeof progressSchema>;

export const failureSchema = z.object({ code: z.string(), message: z.string() });

export const jobStateSchema = z.object({
  id: z.number().int(),
  procedure: z.string(),
  title: z.string(),
  startedAtMs: z.number(),
  state: z.enum(['running', 'done', 'failed', 'cancelled']),
  progress: progressSchema.nullable(),
  error: failureSchema.nullable(),
});
export type JobState = z.output<typeof jobStateSchema>;

export const CHANGE_TOPICS = [
  'case',
  'sources',
  'alerts',
  'rules',
  'incidents',
  'settings',
  'reviews',
] as const;
export type ChangeTopic = (typeof CHANGE_TOPICS)[number];

/** What the host pushes without being asked. */
export const noticeSchema = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('job'), job: jobStateSchema }),
  z.object({ topic: z.literal('changed'), what: z.array(z.enum(CHANGE_TOPICS)) }),
  z.object({
    topic: z.literal('thread'),
    name: z.string(),
    message: z.string(),
    /** What the message said before is not so any more. */
    isOver: z.boolean().optional(),
  }),
]);
export type Notice = z.output<typeof noticeSchema>;
