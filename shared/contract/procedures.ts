// Every procedure that the window or the command line can call.

import { z } from 'zod';
import {
  command,
  done,
  fileTokenSchema,
  host,
  job,
  jobStateSchema,
  nothing,
  query,
} from './procedure.ts';
import {
  alertSchema,
  alertStateSchema,
  auditSchema,
  caseSchema,
  custodySchema,
  diagnosticSchema,
  eventDetailSchema,
  eventRowSchema,
  examinerSchema,
  incidentSchema,
  incidentStatusSchema,
  longText,
  rejectionSchema,
  reportStatusSchema,
  riskSchema,
  ruleSchema,
  sectionsSchema,
  settingsSchema,
  severitySchema,
  shortText,
  sourceSchema,
  timeUsSchema,
  transferSchema,
  verificationSchema,
} from './schemas.ts';

const sourceId = z.number().int().positive();
const eventId = z.number().int().positive();
const alertId = z.string().regex(/^[0-9a-f]{16,64}$/);
const incidentId = z.string().regex(/^INC-\d{4}-\d{3,}$/);
const queryText = z.string().max(10_000);

/** Half-open [fromUs, toUs); null is open-ended. */
const range = {
  fromUs: timeUsSchema.nullable(),
  toUs: timeUsSchema.nullable(),
};

const sourceWithVerdict = z.object({
  source: sourceSchema,
  verification: verificationSchema.nullable(),
  verifiedAtUs: timeUsSchema.nullable(),
  /** Whether the shown verdict was reached with a key, in this session or an earlier one. */
  verifiedWithKey: z.boolean(),
  /** Whether a key is at hand in this session. */
  hasKey: z.boolean(),
});
export type SourceWithVerdict = z.output<typeof sourceWithVerdict>;

const importedSource = z.object({
  source: sourceSchema,
  /** True where the case already had exactly this material. */
  alreadyThere: z.boolean(),
});

export const histogramOutput = z.object({
  fromUs: timeUsSchema,
  toUs: timeUsSchema,
  bucketUs: z.number(),
  /** One per value of the split field (the most frequent first), or a single one named ''. */
  series: z.array(z.object({ name: z.string(), counts: z.array(z.number().int()) })),
  total: z.number().int(),
  undated: z.number().int(),
});
export type Histogram = z.output<typeof histogramOutput>;

const overviewOutput = z.object({
  risk: riskSchema,
  /** Risk per day of the evidence, oldest first. */
  riskByDay: z.array(
    z.object({
      dayUs: timeUsSchema,
      cumulative: z.number(),
      maxSingle: z.number(),
      risk: z.number(),
      findings: z.number(),
    }),
  ),
  openBySeverity: z.record(z.string(), z.number().int()),
  openAlerts: z.array(alertSchema),
  sources: z.array(sourceWithVerdict),
  rate: histogramOutput.nullable(),
  alertMarks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      severity: severitySchema,
      startUs: timeUsSchema,
      endUs: timeUsSchema,
    }),
  ),
  events: z.number().int(),
  detectedAtUs: timeUsSchema.nullable(),
  rulesEnabled: z.number().int(),
  nextReviews: z.array(z.object({ kind: z.string(), atUs: timeUsSchema })),
});
export type Overview = z.output<typeof overviewOutput>;

const reviewSchema = z.object({
  id: z.number().int(),
  kind: z.enum(['hourly', 'daily', 'weekly']),
  periodStartUs: timeUsSchema,
  periodEndUs: timeUsSchema,
  ranAtUs: timeUsSchema,
  late: z.boolean(),
  byHand: z.boolean(),
  /** The machine-readable report; its keys depend on the kind. */
  report: z.record(z.string(), z.unknown()),
});
export type Review = z.output<typeof reviewSchema>;

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

const browseEntry = z.object({
  token: fileTokenSchema,
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  bytes: z.number().nullable(),
  modifiedMs: z.number().nullable(),
});
export type BrowseEntry = z.output<typeof browseEntry>;

export const contract = {
  // ── the host ──────────────────────────────────────────────────────────────────────────────
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

  // ── the case ──────────────────────────────────────────────────────────────────────────────
  'case.info': query(nothing, caseSchema),
  'case.setExaminer': command(examinerSchema, caseSchema),
  'case.setSettings': command(settingsSchema, caseSchema),
  'case.audit': query(
    z.object({ before: z.number().int().nullable(), limit: z.number().int().min(1).max(1_000) }),
    z.object({ entries: z.array(auditSchema), total: z.number().int(), intact: z.boolean() }),
  ),
  /** Every sealed block, the chain of blocks, and whether the tables for searching agree with them. */
  'case.verifySeal': job(
    'Verifying the seal of the case',
    nothing,
    z.object({ verification: verificationSchema }),
  ),
  'overview.get': query(nothing, overviewOutput),

  // ── evidence ──────────────────────────────────────────────────────────────────────────────
  'evidence.import': job(
    'Opening evidence',
    z.object({
      files: z.array(fileTokenSchema).min(1).max(1_000),
      format: z.string().max(64).optional(),
      timeField: z.string().max(200).optional(),
      zone: z.string().max(64).optional(),
    }),
    z.object({ sources: z.array(importedSource), seconds: z.number() }),
  ),
  'evidence.importSample': job(
    'Opening the sample case',
    nothing,
    z.object({ sources: z.array(importedSource), seconds: z.number() }),
  ),
  'evidence.list': query(nothing, z.object({ sources: z.array(sourceWithVerdict) })),
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
    z.object({
      sourceId: sourceId.nullable(),
      since: z.string().max(400).optional(),
      publicKeys: fileTokenSchema.optional(),
      sidecar: fileTokenSchema.optional(),
    }),
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
  'evidence.setCustody': command(z.object({ sourceId, custody: custodySchema }), sourceSchema),
  'evidence.addTransfer': command(z.object({ sourceId, transfer: transferSchema }), sourceSchema),

  // ── events ────────────────────────────────────────────────────────────────────────────────
  'timeline.histogram': query(
    z.object({
      query: queryText,
      ...range,
      buckets: z.number().int().min(1).max(2_000),
      by: z.string().max(200).nullable(),
    }),
    histogramOutput,
  ),
  'timeline.facets': query(
    z.object({
      query: queryText,
      ...range,
      fields: z.array(z.string().max(200)).max(20),
      limit: z.number().int().min(1).max(200),
    }),
    z.object({
      facets: z.array(
        z.object({
          field: z.string(),
          values: z.array(z.object({ value: z.string(), count: z.number().int() })),
          distinct: z.number().int(),
        }),
      ),
    }),
  ),
  /** Pages by key, oldest first unless `descending`; `cursor` is what the page before returned. */
  'events.page': query(
    z.object({
      query: queryText,
      ...range,
      cursor: z.string().max(100).nullable(),
      limit: z.number().int().min(1).max(5_000),
      descending: z.boolean(),
    }),
    z.object({
      rows: z.array(eventRowSchema),
      next: z.string().nullable(),
      /** Exact number of matches, null where counting would need a full scan (ask events.count). */
      total: z.number().int().nullable(),
    }),
  ),
  'events.count': query(
    z.object({ query: queryText, ...range }),
    z.object({ total: z.number().int() }),
  ),
  'events.get': query(z.object({ id: eventId }), eventDetailSchema),
  'events.details': query(
    z.object({ ids: z.array(eventId).max(5_000) }),
    z.object({ events: z.array(eventDetailSchema) }),
  ),
  /** Everything within ± minutes of an event, filters off. */
  'events.around': query(
    z.object({
      id: eventId,
      minutes: z.number().min(0.01).max(100_000),
      limit: z.number().int().min(1).max(5_000),
    }),
    z.object({
      rows: z.array(eventRowSchema),
      fromUs: timeUsSchema,
      toUs: timeUsSchema,
      total: z.number().int(),
    }),
  ),

  // ── rules ─────────────────────────────────────────────────────────────────────────────────
  'rules.list': query(nothing, z.object({ rules: z.array(ruleSchema), digest: z.string() })),
  'rules.get': query(
    z.object({ id: z.string().max(200) }),
    z.object({ rule: ruleSchema, text: z.string(), editable: z.boolean() }),
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
  'rules.remove': command(z.object({ id: z.string().max(200) }), done),
  'rules.setEnabled': command(z.object({ id: z.string().max(200), enabled: z.boolean() }), done),
  'rules.preview': job(
    'Trying a rule',
    z.object({ text: z.string().max(2_000_000) }),
    z.object({
      findings: z.number().int(),
      events: z.number().int(),
      scanned: z.number().int(),
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

  // ── detection and alerts ──────────────────────────────────────────────────────────────────
  'detect.run': job(
    'Running detection',
    z.object({
      rules: z.array(fileTokenSchema).optional(),
      ...range,
      zone: z.string().max(64).optional(),
    }),
    z.object({
      alerts: z.array(alertSchema),
      added: z.number().int(),
      rules: z.number().int(),
      notLoaded: z.array(z.object({ title: z.string(), reason: z.string() })),
      seconds: z.number(),
    }),
  ),
  'risk.get': query(z.object(range), riskSchema),
  'alerts.list': query(nothing, z.object({ alerts: z.array(alertSchema) })),
  'alerts.get': query(z.object({ id: alertId }), alertSchema),
  /** Moves alerts along the workflow; a false positive needs a note. */
  'alerts.move': command(
    z.object({ ids: z.array(alertId).min(1).max(10_000), to: alertStateSchema, note: longText }),
    z.object({ alerts: z.array(alertSchema) }),
  ),
  'alerts.undo': command(z.object({ id: alertId }), alertSchema),
  'alerts.assign': command(
    z.object({ ids: z.array(alertId).min(1).max(10_000), assignee: shortText }),
    z.object({ alerts: z.array(alertSchema) }),
  ),

  // ── incidents and reports ─────────────────────────────────────────────────────────────────
  'incidents.list': query(nothing, z.object({ incidents: z.array(incidentSchema) })),
  'incidents.get': query(
    z.object({ id: incidentId }),
    z.object({ incident: incidentSchema, alerts: z.array(alertSchema) }),
  ),
  'incidents.open': command(
    z.object({ title: shortText, alertIds: z.array(alertId), eventIds: z.array(eventId) }),
    incidentSchema,
  ),
  'incidents.update': command(
    z.object({
      id: incidentId,
      /** The revision that was edited; a newer one in the case refuses the change. */
      revision: z.number().int(),
      title: shortText,
      severity: severitySchema,
      status: incidentStatusSchema,
      sections: sectionsSchema,
    }),
    incidentSchema,
  ),
  'incidents.setReportStatus': command(
    z.object({
      id: incidentId,
      status: reportStatusSchema,
      reviewer: shortText,
      reason: shortText,
    }),
    incidentSchema,
  ),
  'report.make': job(
    'Making the report',
    z.object({
      of: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('incident'), id: incidentId }),
        z.object({ kind: z.literal('alert'), id: alertId }),
        z.object({ kind: z.literal('period'), ...range }),
      ]),
      format: z.enum(['pdf', 'json']),
      paper: z.enum(['A4', 'Letter']),
      /** The command that makes this report again, printed in it. */
      command: shortText.optional(),
    }),
    z.object({
      fileName: z.string(),
      bytes: z.instanceof(Uint8Array) as z.ZodType<Uint8Array>,
      pages: z.number().int(),
      sha256: z.string(),
      signed: z.boolean(),
    }),
  ),

  // ── reviews ───────────────────────────────────────────────────────────────────────────────
  'reviews.list': query(
    nothing,
    z.object({
      reviews: z.array(reviewSchema),
      next: z.array(z.object({ kind: z.string(), atUs: timeUsSchema })),
    }),
  ),
  /** Reviews the period before `asOfUs` (now, where null). */
  'reviews.run': job(
    'Reviewing',
    z.object({
      kind: z.enum(['hourly', 'daily', 'weekly']),
      asOfUs: timeUsSchema.nullable(),
      late: z.boolean(),
      byHand: z.boolean(),
    }),
    reviewSchema,
  ),

  // ── without a case ────────────────────────────────────────────────────────────────────────
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

export type Contract = typeof contract;
export type ProcedureName = keyof Contract;
export type Input<N extends ProcedureName> = z.output<Contract[N]['input']>;
export type Output<N extends ProcedureName> = z.output<Contract[N]['output']>;
