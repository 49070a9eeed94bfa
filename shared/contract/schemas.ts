// The domain's shapes as schemas. Each is annotated with its domain type, so the two cannot drift.

import { z } from 'zod';
import type { TimeUs } from '../base/time.ts';
import { ALERT_STATES, type Alert } from '../domain/alert.ts';
import type { AuditEntry, CaseInfo, CaseSettings, Examiner } from '../domain/case.ts';
import type { Finding } from '../domain/finding.ts';
import { INCIDENT_STATUSES, REPORT_STATUSES, type Incident } from '../domain/incident.ts';
import { RISK_BANDS, type RiskScore } from '../domain/risk.ts';
import type { Diagnostic, RuleSummary } from '../domain/rule.ts';
import { LIMIT_BOUNDS, type IntakeLimits } from '../domain/limits.ts';
import { SEVERITIES } from '../domain/severity.ts';
import type { Custody, CustodyTransfer, Rejection, Source } from '../domain/source.ts';
import { GAP_KINDS, VERDICTS, type Verification } from '../domain/verdict.ts';

export const timeUsSchema = z.number().int() as unknown as z.ZodType<TimeUs, number>;
export const severitySchema = z.enum(SEVERITIES);
export const shortText = z.string().max(2_000);
export const longText = z.string().max(200_000);

export const examinerSchema: z.ZodType<Examiner> = z.object({
  name: z.string().trim().min(1).max(200),
  role: z.string().trim().max(200),
  organisation: z.string().trim().max(200),
});

const limit = (name: keyof IntakeLimits) =>
  z.number().int().min(LIMIT_BOUNDS[name][0]).max(LIMIT_BOUNDS[name][1]);

export const limitsSchema: z.ZodType<IntakeLimits> = z.object({
  maxRecordBytes: limit('maxRecordBytes'),
  maxNesting: limit('maxNesting'),
  maxExpansion: limit('maxExpansion'),
  expansionFreeBytes: limit('expansionFreeBytes'),
  maxUnpackLevels: limit('maxUnpackLevels'),
  maxDictionaryBytes: limit('maxDictionaryBytes'),
  maxFolderDepth: limit('maxFolderDepth'),
  maxFiles: limit('maxFiles'),
});

export const settingsSchema: z.ZodType<CaseSettings> = z.object({
  zone: z.string().min(1).max(64),
  rulesZone: z.string().min(1).max(64),
  threatList: z.string().max(5_000_000),
  immediateRisk: z.number().min(0).max(1),
  dailyRisk: z.number().min(0).max(1),
  limits: limitsSchema,
});

export const caseSchema: z.ZodType<CaseInfo> = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  createdAtUs: timeUsSchema,
  schemaVersion: z.number().int(),
  sizeBytes: z.number(),
  events: z.number().int(),
  examiner: examinerSchema.nullable(),
  settings: settingsSchema,
}) as z.ZodType<CaseInfo>;

export const auditSchema: z.ZodType<AuditEntry> = z.object({
  sequence: z.number().int(),
  atUs: timeUsSchema,
  who: z.string(),
  act: z.string(),
  detail: z.string(),
  hash: z.string(),
}) as z.ZodType<AuditEntry>;

export const custodySchema: z.ZodType<Custody> = z.object({
  collectedBy: shortText,
  collectedAt: shortText,
  collectedFrom: shortText,
  method: shortText,
  collectorHash: shortText,
  receivedFrom: shortText,
  receivedAt: shortText,
  storage: shortText,
});

export const transferSchema: z.ZodType<CustodyTransfer> = z.object({
  from: shortText,
  to: shortText,
  at: shortText,
  purpose: shortText,
  hashChecked: z.boolean(),
});

export const sourceSchema: z.ZodType<Source> = z.object({
  id: z.number().int(),
  exhibit: z.string(),
  name: z.string(),
  path: z.string(),
  format: z.string(),
  formatTitle: z.string(),
  status: z.enum(['importing', 'ready', 'incomplete', 'failed']),
  files: z.number().int(),
  bytes: z.number(),
  sha256: z.string(),
  events: z.number().int(),
  rejected: z.number().int(),
  skipped: z.number().int(),
  undated: z.number().int(),
  firstTimeUs: timeUsSchema.nullable(),
  lastTimeUs: timeUsSchema.nullable(),
  addedAtUs: timeUsSchema,
  custody: custodySchema,
  transfers: z.array(transferSchema),
}) as z.ZodType<Source>;

export const rejectionSchema: z.ZodType<Rejection> = z.object({
  id: z.number().int(),
  sourceId: z.number().int(),
  file: z.string(),
  position: z.number(),
  reason: z.string(),
  excerpt: z.string(),
});

const verdictSchema = z.enum(VERDICTS);

export const verificationSchema: z.ZodType<Verification> = z.object({
  kind: z.enum([
    'hash-chain',
    'file-hash',
    'case-seal',
    'cloudtrail-digest',
    'event-log',
    'manifest',
  ]),
  verdict: verdictSchema,
  checked: z.number().int(),
  counts: z.object({
    verified: z.number().int(),
    altered: z.number().int(),
    missing: z.number().int(),
    unverifiable: z.number().int(),
    unprotected: z.number().int(),
  }),
  entries: z.array(
    z.object({
      sequence: z.number().optional(),
      through: z.number().optional(),
      between: z.tuple([z.number(), z.number()]).readonly().optional(),
      file: z.string().optional(),
      role: z.enum(['digest', 'log']).optional(),
      verdict: verdictSchema,
      reason: z.string(),
      expected: z.string().optional(),
      found: z.string().optional(),
      namedBy: z.array(z.string()).optional(),
    }),
  ),
  shows: z.string(),
  doesNotShow: z.string(),
  head: z.object({ sequence: z.number(), hash: z.string() }).optional(),
  checkpoint: z.string().optional(),
  since: z.object({ sequence: z.number(), hash: z.string() }).optional(),
  gaps: z
    .array(
      z.object({
        kind: z.enum(GAP_KINDS),
        after: z.string().nullable(),
        before: z.string(),
        reason: z.string(),
        count: z.number().int().optional(),
      }),
    )
    .optional(),
}) as z.ZodType<Verification>;

export const findingSchema: z.ZodType<Finding> = z.object({
  id: z.string(),
  ruleId: z.string(),
  ruleTitle: z.string(),
  ruleVersion: z.string(),
  kind: z.enum(['event', 'correlation', 'baseline', 'integrity']),
  severity: severitySchema,
  confidence: z.number(),
  group: z.record(z.string(), z.string()),
  startUs: timeUsSchema,
  endUs: timeUsSchema,
  firstFireUs: timeUsSchema,
  count: z.number(),
  eventIds: z.array(z.number().int()),
  explanation: z.string(),
  actions: z.array(z.string()),
  falsePositives: z.array(z.string()),
  tags: z.array(z.string()),
  baseline: z
    .object({
      measure: z.string(),
      windowUs: z.number(),
      observed: z.number(),
      median: z.number(),
      mad: z.number(),
      mean: z.number(),
      standardDeviation: z.number(),
      ratio: z.number(),
      modifiedZ: z.number(),
      windows: z.number(),
      seasonal: z.boolean(),
    })
    .optional(),
  matches: z.array(
    z.object({
      selection: z.string(),
      field: z.string(),
      value: z.string(),
      pattern: z.string(),
    }),
  ),
  parameters: z.record(z.string(), z.string()),
}) as z.ZodType<Finding>;

export const alertStateSchema = z.enum(ALERT_STATES);

export const alertSchema: z.ZodType<Alert> = z.object({
  finding: findingSchema,
  state: alertStateSchema,
  assignee: z.string(),
  raisedAtUs: timeUsSchema,
  steps: z.array(
    z.object({
      from: alertStateSchema,
      to: alertStateSchema,
      atUs: timeUsSchema,
      who: z.string(),
      note: z.string(),
    }),
  ),
  historical: z.boolean(),
  clockStartedAtUs: timeUsSchema.nullable(),
  incidentId: z.string().nullable(),
  evidenceDropped: z.number().int().positive().optional(),
}) as z.ZodType<Alert>;

export const sectionsSchema = z.object({
  description: longText,
  affectedSystems: longText,
  detectionMethod: longText,
  primaryCause: longText,
  contributingFactors: longText,
  impact: longText,
  remediation: longText,
  lessons: longText,
  openQuestions: longText,
  followUps: z
    .array(z.object({ action: shortText, owner: shortText, due: shortText, done: z.boolean() }))
    .max(500)
    .readonly(),
});

export const incidentStatusSchema = z.enum(INCIDENT_STATUSES);
export const reportStatusSchema = z.enum(REPORT_STATUSES);

export const incidentSchema: z.ZodType<Incident> = z.object({
  id: z.string(),
  title: z.string(),
  severity: severitySchema,
  status: incidentStatusSchema,
  openedAtUs: timeUsSchema,
  openedBy: z.string(),
  initialRisk: z.number(),
  sections: sectionsSchema,
  alertIds: z.array(z.string()),
  eventIds: z.array(z.number().int()),
  revision: z.number().int(),
  report: z.object({
    status: reportStatusSchema,
    version: z.number().int(),
    author: z.string(),
    reviewer: z.string(),
    amendmentReason: z.string(),
  }),
}) as z.ZodType<Incident>;

export const riskSchema: z.ZodType<RiskScore> = z.object({
  risk: z.number(),
  cumulative: z.number(),
  maxSingle: z.number(),
  band: z.enum(RISK_BANDS),
  response: z.string(),
  contributions: z.array(
    z.object({
      findingId: z.string(),
      title: z.string(),
      severity: severitySchema,
      confidence: z.number(),
      share: z.number(),
    }),
  ),
});

export const diagnosticSchema: z.ZodType<Diagnostic> = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
});

export const ruleSchema: z.ZodType<RuleSummary> = z.object({
  id: z.string(),
  place: z.string().optional(),
  title: z.string(),
  kind: z.enum(['event', 'correlation', 'baseline', 'integrity', 'filter']),
  severity: severitySchema,
  origin: z.enum(['built-in', 'own']),
  pack: z.string(),
  enabled: z.boolean(),
  loaded: z.boolean(),
  diagnostics: z.array(diagnosticSchema),
  description: z.string(),
  tags: z.array(z.string()),
  findings: z.number().int(),
  applicable: z.boolean(),
  cost: z
    .object({ tried: z.number(), hits: z.number(), us: z.number(), notTested: z.number() })
    .optional(),
});

/** One row of an event table. */
export const eventRowSchema = z.object({
  id: z.number().int(),
  timeUs: timeUsSchema.nullable(),
  nanos: z.number().int(),
  precision: z.enum(['ns', 'us', 'ms', 's', 'min']),
  sourceId: z.number().int(),
  exhibit: z.string(),
  level: z.string(),
  action: z.string(),
  outcome: z.string(),
  user: z.string(),
  ip: z.string(),
  service: z.string(),
  summary: z.string(),
});
export type EventRow = z.output<typeof eventRowSchema>;

/** Where an event is, without what it says. */
export const eventPlaceSchema = z.object({
  id: z.number().int(),
  sourceId: z.number().int(),
  /** Name of its file within the exhibit. */
  file: z.string(),
  /** Byte offset in the unpacked file, or the row number in a database. */
  position: z.number(),
  /** Of an entry of a hash-chained log, where it records a whole number. */
  sequence: z.number().int().nullable(),
  timeUs: timeUsSchema.nullable(),
  nanos: z.number().int(),
  precision: z.enum(['ns', 'us', 'ms', 's', 'min']),
});
export type EventPlace = z.output<typeof eventPlaceSchema>;

/** One event with everything that is known of it. */
export const eventDetailSchema = eventRowSchema.extend({
  timeText: z.string(),
  zoneAssumed: z.boolean(),
  file: z.string(),
  position: z.number(),
  length: z.number().int(),
  sha256: z.string(),
  ecs: z.record(z.string(), z.string()),
  fields: z.record(z.string(), z.unknown()),
  logSource: z.record(z.string(), z.string()),
  raw: z.string(),
  /** Alerts that this event contributes to. */
  alerts: z.array(
    z.object({
      id: z.string(),
      ruleId: z.string(),
      title: z.string(),
      severity: severitySchema,
    }),
  ),
  /** Verdict of the entry where its source was verified. */
  verdict: z.object({ verdict: verdictSchema, reason: z.string() }).nullable(),
});
export type EventDetail = z.output<typeof eventDetailSchema>;
