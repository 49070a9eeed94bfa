// Domain objects for tests of the command line: small, complete, and with hostile text in them.

import { DEFAULT_LIMITS } from '../../../shared/domain/limits.ts';
import { parseRfc3339, timeUs, type TimeUs } from '../../../shared/base/time.ts';
import type { EventPlace, EventDetail } from '../../../shared/contract/schemas.ts';
import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import { UNRECORDED_CUSTODY, type Source } from '../../../shared/domain/source.ts';
import type { Verdict, Verification } from '../../../shared/domain/verdict.ts';

export const HOSTILE = 'red \u001b[31m alert \u202egnp\u0007\r\nnext';

export function us(text: string): TimeUs {
  const parsed = parseRfc3339(text);
  if (parsed === undefined) throw new Error(`not a time: ${text}`);
  return parsed.timeUs;
}

export function aSource(more: Partial<Source> = {}): Source {
  return {
    id: 1,
    exhibit: 'E01',
    name: 'clean.db',
    path: '/evidence/clean.db',
    format: 'hash-chained-log',
    formatTitle: 'Hash-chained log',
    status: 'ready',
    files: 1,
    bytes: 1000,
    sha256: 'a'.repeat(64),
    events: 3,
    rejected: 0,
    skipped: 0,
    undated: 0,
    firstTimeUs: us('2026-06-01T00:02:14.984370Z'),
    lastTimeUs: us('2026-06-07T23:00:00Z'),
    addedAtUs: timeUs(0),
    custody: UNRECORDED_CUSTODY,
    transfers: [],
    ...more,
  };
}

export function aVerification(verdict: Verdict, more: Partial<Verification> = {}): Verification {
  const counts = { verified: 0, altered: 0, missing: 0, unverifiable: 0, unprotected: 0 };
  return {
    kind: 'hash-chain',
    verdict,
    checked: 3,
    counts: { ...counts, [verdict]: 3 },
    entries: [{ sequence: 0, through: 2, verdict, reason: 'for the test' }],
    shows: 'Something.',
    doesNotShow: 'Something else.',
    head: { sequence: 2, hash: 'b'.repeat(64) },
    ...more,
  };
}

export function withVerdict(verdict: Verdict, more: Partial<Source> = {}): SourceWithVerdict {
  return {
    source: aSource(more),
    verification: aVerification(verdict),
    verifiedAtUs: timeUs(0),
    verifiedWithKey: true,
    hasKey: true,
  };
}

export function aPlace(id: number, more: Partial<EventPlace> = {}): EventPlace {
  return {
    id,
    sourceId: 1,
    file: 'clean.db',
    position: id,
    sequence: id + 100,
    timeUs: us('2026-06-02T10:12:00Z'),
    nanos: 0,
    precision: 's',
    ...more,
  };
}

export function anEvent(id: number, more: Partial<EventDetail> = {}): EventDetail {
  return {
    id,
    timeUs: us('2026-06-02T10:12:00Z'),
    nanos: 0,
    precision: 's',
    sourceId: 1,
    exhibit: 'E01',
    level: 'WARNING',
    action: 'user_login',
    outcome: 'failure',
    user: 'person1',
    ip: '192.0.2.1',
    service: 'auth_system',
    summary: HOSTILE,
    timeText: '2026-06-02T10:12:00+00:00',
    zoneAssumed: false,
    file: 'clean.db',
    position: id,
    length: 10,
    sha256: 'c'.repeat(64),
    ecs: {},
    fields: { sequence_number: id + 100, message: HOSTILE },
    logSource: {},
    raw: `{"message":"${id}"}`,
    alerts: [],
    verdict: null,
    ...more,
  };
}

export function anAlert(
  severity: Alert['finding']['severity'],
  eventIds: readonly number[],
): Alert {
  return {
    finding: {
      id: 'd'.repeat(32),
      ruleId: 'rule-1',
      ruleTitle: 'Failed login burst',
      ruleVersion: 'e'.repeat(64),
      kind: 'correlation',
      severity,
      confidence: 0.8,
      group: { 'user.name': 'person1' },
      startUs: us('2026-06-02T10:12:00Z'),
      endUs: us('2026-06-02T10:15:20.5Z'),
      firstFireUs: us('2026-06-02T10:14:00Z'),
      count: eventIds.length,
      eventIds: [...eventIds],
      explanation: `Nine failed logins: ${HOSTILE}`,
      actions: ['review authentication logs'],
      falsePositives: [],
      tags: [],
      matches: [],
      parameters: {},
    },
    state: 'new',
    assignee: '',
    raisedAtUs: timeUs(0),
    steps: [],
    historical: true,
    clockStartedAtUs: null,
    incidentId: null,
  };
}

export function anIncident(): Incident {
  return {
    id: 'INC-2026-001',
    title: 'Password guessed',
    severity: 'high',
    status: 'open',
    openedAtUs: us('2026-06-02T12:00:00Z'),
    openedBy: 'officer',
    initialRisk: 0.56,
    sections: {
      description: '',
      affectedSystems: '',
      detectionMethod: '',
      primaryCause: '',
      contributingFactors: '',
      impact: '',
      remediation: '',
      lessons: '',
      openQuestions: '',
      followUps: [],
    },
    alertIds: ['d'.repeat(32)],
    eventIds: [1],
    revision: 1,
    report: { status: 'draft', version: 1, author: '', reviewer: '', amendmentReason: '' },
  };
}

export const SETTINGS = {
  zone: 'UTC',
  rulesZone: 'UTC',
  threatList: '',
  immediateRisk: 0.7,
  dailyRisk: 0.5,
  limits: DEFAULT_LIMITS,
};

export const CASE = {
  id: 'case',
  name: 'case',
  path: '/case',
  createdAtUs: timeUs(0),
  schemaVersion: 1,
  sizeBytes: 1,
  events: 3,
  examiner: null,
  settings: SETTINGS,
};

export const RISK = {
  risk: 0.56,
  cumulative: 0.56,
  maxSingle: 0.56,
  band: 'medium' as const,
  response: 'standard investigation',
  contributions: [],
};
