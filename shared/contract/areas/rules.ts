// Rules: the list, the editor, the preview.

import { z } from 'zod';
import { command, done, fileTokenSchema, job, nothing, query } from '../procedure.ts';
import { diagnosticSchema, eventRowSchema, ruleSchema, timeUsSchema } from '../schemas.ts';

export const rulesProcedures = {
  'rules.list': query(
    nothing,
    z.object({
      rules: z.array(ruleSchema),
      digest: z.string(),
      /** The newest import, as long as it can be undone. */
      lastImport: z
        .object({ atUs: timeUsSchema, from: z.string(), rules: z.number().int() })
        .optional(),
    }),
  ),
  'rules.get': query(
    /** `place` tells rules of one id apart; without it the first of them is meant. */
    z.object({ id: z.string().max(200), place: z.string().max(1_000).optional() }),
    z.object({
      rule: ruleSchema,
      text: z.string(),
      editable: z.boolean(),
      /** Absent where the rule did not load, or finds nothing by itself (a filter). */
      timing: z
        .object({
          foldUs: z.number().nullable(),
          suppressUs: z.number(),
          zone: z.string().nullable(),
          readsClock: z.boolean(),
        })
        .optional(),
    }),
  ),
  'rules.check': query(
    z.object({ text: z.string().max(2_000_000) }),
    z.object({
      diagnostics: z.array(diagnosticSchema),
      rules: z.array(
        z.object({ id: z.string(), title: z.string(), kind: z.string(), ok: z.boolean() }),
      ),
    }),
  ),
  /** Saves a rule of the officer's own; a built-in one is copied, never changed. */
  'rules.save': command(
    z.object({ id: z.string().max(200).nullable(), text: z.string().max(2_000_000) }),
    z.object({ rule: ruleSchema }),
  ),
  /**
   * Takes rule files, and the files of folders, as the officer's own. A file of which no rule loads, or
   * whose ids are taken, is refused; the others are kept, in place of what they have the ids of.
   */
  'rules.import': job(
    'Importing rules',
    z.object({ files: z.array(fileTokenSchema).min(1).max(1_000) }),
    z.object({
      /** Rules, not files. */
      added: z.number().int(),
      replaced: z.number().int(),
      /** Held already, with the same text. */
      unchanged: z.number().int(),
      warnings: z.number().int(),
      refused: z.array(
        z.object({
          /** Below what was chosen. */
          file: z.string(),
          title: z.string(),
          line: z.number().int(),
          column: z.number().int(),
          reason: z.string(),
        }),
      ),
    }),
  ),
  /** Her own rules are what they were before the newest import; refused once one was changed since. */
  'rules.undoImport': command(nothing, z.object({ rules: z.number().int() })),
  'rules.remove': command(z.object({ id: z.string().max(200) }), done),
  /** `place` for one of several rules of that id; without it all of them are meant. */
  'rules.setEnabled': command(
    z.object({
      id: z.string().max(200),
      place: z.string().max(1_000).optional(),
      enabled: z.boolean(),
    }),
    done,
  ),
  'rules.preview': job(
    'Trying a rule',
    z.object({ text: z.string().max(2_000_000) }),
    z.object({
      findings: z.number().int(),
      events: z.number().int(),
      scanned: z.number().int(),
      /** False: this case has no events of the log source that the rule reads. */
      applicable: z.boolean(),
      seconds: z.number(),
      first: z.array(eventRowSchema),
      explanations: z.array(z.string()),
      diagnostics: z.array(diagnosticSchema),
    }),
  ),
  'rules.checkFiles': job(
    'Checking rules',
    z.object({ files: z.array(fileTokenSchema).min(1) }),
    z.object({
      rules: z.array(
        z.object({
          path: z.string(),
          document: z.number().int(),
          id: z.string(),
          title: z.string(),
          kind: z.string(),
          ok: z.boolean(),
          errors: z.array(diagnosticSchema),
          warnings: z.array(diagnosticSchema),
        }),
      ),
    }),
  ),
  'rules.testFiles': job(
    'Testing rules',
    z.object({ files: z.array(fileTokenSchema).min(1), zone: z.string().max(64).optional() }),
    z.object({
      tests: z.array(
        z.object({
          path: z.string(),
          document: z.number().int(),
          rule: z.string(),
          title: z.string(),
          test: z.string(),
          ok: z.boolean(),
          expected: z.string(),
          found: z.string(),
          reason: z.string().optional(),
        }),
      ),
      /** Rules that loaded and have no test. */
      untested: z.array(z.object({ path: z.string(), rule: z.string(), title: z.string() })),
    }),
  ),
} as const;
