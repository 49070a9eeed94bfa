// Report models for tests, written by hand: small ones from nothing, and the week of the trading
// bot's log with its known attacks where the fixtures are present.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseRfc3339, timeUs, US_PER_HOUR } from '../../../shared/base/time.ts';
import type { TimeUs } from '../../../shared/base/time.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import type { Incident } from '../../../shared/domain/incident.ts';
import type { CitedEvent, ReportModel, ReportSource } from '../../../shared/domain/report.ts';
import type { RiskScore } from '../../../shared/domain/risk.ts';
import { SEVERITY_WEIGHT } from '../../../shared/domain/severity.ts';
import type { Severity } from '../../../shared/domain/severity.ts';
import { UNRECORDED_CUSTODY } from '../../../shared/domain/source.ts';

export const FIXTURES = new URL('../../../../shared/fixtures/secure-log/', import.meta.url);

export function at(text: string): TimeUs {
  const parsed = parseRfc3339(text);
  if (parsed === undefined) throw new Error(`not a time: ${text}`);
  return parsed.timeUs;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export function risk(alerts: readonly Alert[]): RiskScore {
  const contributions = alerts.map(({ finding }) => ({
    findingId: finding.id,
    title: finding.ruleTitle,
    severity: finding.severity,
    confidence: finding.confidence,
    share: SEVERITY_WEIGHT[finding.severity] * finding.confidence,
  }));
  const sum = contributions.reduce((total, part) => total + part.share, 0);
  const mean = contributions.length === 0 ? 0 : sum / contributions.length;
  const band = mean < 0.3 ? 'low' : mean < 0.6 ? 'medium' : mean < 0.8 ? 'high' : 'critical';
  return {
    risk: mean,
    cumulative: 1 - contributions.reduce((left, part) => left * (1 - part.share), 1),
    maxSingle: Math.max(0, ...contributions.map((part) => part.share)),
    band,
    response: {
      low: 'routine monitoring and documentation',
      medium: 'standard investigation and scheduled review',
      high: 'priority investigation and management notified',
      critical: 'immediate incident response',
    }[band],
    contributions,
  };
}

export function finding(over: Partial<Finding> = {}): Finding {
  return {
    id: sha256(over.ruleTitle ?? 'finding').slice(0, 16),
    ruleId: 'a1f3c2d4-0000-4000-8000-000000000001',
    ruleTitle: 'Failed login burst',
    ruleVersion: sha256('rule text'),
    kind: 'correlation',
    severity: 'high',
    confidence: 0.9,
    group: {},
    startUs: at('2026-06-02T10:12:00Z'),
    endUs: at('2026-06-02T10:15:20Z'),
    firstFireUs: at('2026-06-02T10:14:00Z'),
    count: 9,
    eventIds: [1, 2, 3],
    explanation: '9 failed logins within 5 minutes; more than 5 were needed',
    actions: ['review authentication logs', 'check for brute force', 'consider blocking'],
    falsePositives: ['a person who forgot the password', 'a job with an expired key'],
    tags: ['attack.t1110'],
    matches: [],
    parameters: { zone: 'UTC' },
    ...over,
  };
}

export function alert(over: Partial<Finding> = {}, state: Alert['state'] = 'new'): Alert {
  const made = finding(over);
  return {
    finding: made,
    state,
    assignee: '',
    raisedAtUs: made.endUs,
    steps: [],
    historical: true,
    clockStartedAtUs: null,
    incidentId: null,
  };
}

export function event(over: Partial<CitedEvent> = {}): CitedEvent {
  const raw = over.raw ?? '{"event_type":"user_login","message":"Login failed"}';
  return {
    id: 1,
    exhibit: 'E01',
    position: 'sequence 937',
    timeUs: at('2026-06-02T10:12:00.123456Z'),
    precision: 'us',
    nanos: 0,
    actor: 'ops_admin',
    origin: '198.51.100.23',
    action: 'user_login',
    outcome: 'failure',
    summary: 'Login failed for ops_admin',
    verdict: '',
    sha256: sha256(raw),
    ...over,
    raw,
  };
}

export function source(over: Partial<ReportSource['source']> = {}): ReportSource['source'] {
  return {
    id: 1,
    exhibit: 'E01',
    name: 'clean.db',
    path: 'evidence/clean.db',
    format: 'secure-log-sqlite',
    formatTitle: 'Hash-chained SQLite log',
    status: 'ready',
    files: 1,
    bytes: 1_359_872,
    sha256: sha256('clean.db'),
    events: 2_812,
    rejected: 0,
    skipped: 0,
    undated: 0,
    firstTimeUs: at('2026-06-01T00:02:14.984370Z'),
    lastTimeUs: at('2026-06-07T23:51:02.001200Z'),
    addedAtUs: at('2026-06-08T07:00:00Z'),
    custody: UNRECORDED_CUSTODY,
    transfers: [],
    ...over,
  };
}

export function reportSource(over: Partial<ReportSource> = {}): ReportSource {
  return {
    source: source(),
    verification: {
      kind: 'hash-chain',
      verdict: 'verified',
      checked: 2_812,
      counts: { verified: 2_812, altered: 0, missing: 0, unverifiable: 0, unprotected: 0 },
      entries: [],
      shows: 'Every entry matches its content hash, its HMAC and its place in the chain.',
      doesNotShow:
        'Whether entries were left out after the last one, unless a recorded head is compared.',
      head: { sequence: 2_811, hash: sha256('head') },
    },
    verifiedAtUs: at('2026-06-08T07:01:00Z'),
    notLogged: 'reads of configuration; logins outside the bot',
    ...over,
  };
}

export function incident(over: Partial<Incident['sections']> = {}): Incident {
  return {
    id: 'INC-2026-001',
    title: 'Logins against the trading bot',
    severity: 'critical',
    status: 'contained',
    openedAtUs: at('2026-06-08T08:00:00Z'),
    openedBy: 'duty officer',
    initialRisk: 0.72,
    sections: {
      description:
        'Nine failed logins against the operator account within four minutes, followed by use from a listed network.',
      affectedSystems: 'Trading bot, operator console',
      detectionMethod: 'Daily review of the archive',
      primaryCause: 'The operator account had no lockout.',
      contributingFactors: 'The console was reachable from outside.',
      impact: 'No order was placed by the account in the window; limits were exceeded on 5 June.',
      remediation: 'Lockout after five failures.\nConsole moved behind the VPN.',
      lessons: 'Review lockout policy of every operator account.',
      openQuestions: 'Where the address 198.51.100.23 was routed on 2 June.',
      followUps: [
        {
          action: 'Ask the provider for flow records',
          owner: 'network team',
          due: '2026-06-20',
          done: false,
        },
        { action: 'Rotate operator keys', owner: 'platform team', due: '2026-06-10', done: true },
      ],
      ...over,
    },
    alertIds: [],
    eventIds: [],
    revision: 3,
    report: { status: 'draft', version: 1, author: 'examiner', reviewer: '', amendmentReason: '' },
  };
}

export function model(over: Partial<ReportModel> = {}): ReportModel {
  const alerts = over.alerts ?? [];
  const fromUs = at('2026-06-01T00:00:00Z');
  return {
    kind: 'period',
    title: 'Report of 1 to 7 June 2026',
    number: '',
    status: 'draft',
    version: 1,
    classification: 'Confidential',
    author: { name: 'A. Examiner', role: 'Security officer', organisation: 'Example Trading Ltd' },
    reviewer: '',
    caseId: 'c0ffee00c0ffee00c0ffee00c0ffee00',
    caseName: 'Week 23',
    generatedAtUs: at('2026-06-08T09:30:00Z'),
    periodStartUs: fromUs,
    periodEndUs: at('2026-06-08T00:00:00Z'),
    zone: 'UTC',
    appVersion: '0.1.0',
    rulesDigest: sha256('rules'),
    selftest: [
      { area: 'hashing', name: 'SHA-256', ok: true, expected: 'ba78', found: 'ba78' },
      {
        area: 'chain',
        name: 'hash-chained log',
        ok: true,
        expected: 'verified',
        found: 'verified',
      },
    ],
    ruleCount: 11,
    threatListEntries: 2,
    incident: null,
    risk: risk(alerts),
    alerts,
    sources: [reportSource()],
    rate: {
      fromUs,
      toUs: at('2026-06-08T00:00:00Z'),
      bucketUs: US_PER_HOUR,
      counts: Array.from({ length: 168 }, () => 0),
      marks: [],
    },
    events: [],
    eventsNotListed: 0,
    command:
      'sealwatch review clean.db --threats t.txt --hmac-key hmac.key --case c.sealwatch --report pdf,json',
    quietRules: [],
    ...over,
  };
}

interface LogEntry {
  readonly timestamp: string;
  readonly sequence_number: number;
  readonly log_level: string;
  readonly component: string;
  readonly event_type: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Truth {
  readonly attacks: readonly {
    readonly pattern: string;
    readonly start: string;
    readonly end: string;
  }[];
}

const PATTERNS: Readonly<Record<string, { title: string; severity: Severity; types: RegExp }>> = {
  failed_login_burst: { title: 'Failed login burst', severity: 'high', types: /user_login/ },
  suspicious_ip_activity: { title: 'Suspicious IP activity', severity: 'high', types: /./ },
  critical_error_spike: { title: 'Critical error spike', severity: 'critical', types: /./ },
  off_hours_activity: { title: 'Off-hours activity', severity: 'medium', types: /./ },
  risk_limit_violations: { title: 'Risk limit violations', severity: 'high', types: /limit/ },
  api_rate_limit_abuse: { title: 'API rate limit abuse', severity: 'medium', types: /api/ },
  unusual_trading_volume: {
    title: 'Unusual trading volume',
    severity: 'medium',
    types: /trade|order/,
  },
};

/** The week with its seven known attacks, every event in their windows cited. */
export function weekModel(over: Partial<ReportModel> = {}): ReportModel {
  const lines = readFileSync(new URL('clean.log', FIXTURES), 'utf8').trimEnd().split('\n');
  const truth = JSON.parse(readFileSync(new URL('truth.json', FIXTURES), 'utf8')) as Truth;
  const entries = lines.map((raw) => ({ raw, entry: JSON.parse(raw) as LogEntry }));
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const cited = new Map<number, CitedEvent>();
  const alerts = truth.attacks.flatMap((attack) => {
    const pattern = PATTERNS[attack.pattern];
    if (pattern === undefined) return [];
    const startUs = at(attack.start);
    const endUs = at(attack.end);
    const ids = entries.flatMap(({ raw, entry }) => {
      const timeUsOf = at(entry.timestamp);
      if (timeUsOf < startUs || timeUsOf > endUs + 1_000_000) return [];
      if (!pattern.types.test(entry.event_type)) return [];
      const id = entry.sequence_number + 1;
      cited.set(
        id,
        event({
          id,
          position: `sequence ${entry.sequence_number}`,
          timeUs: timeUsOf,
          actor: text(entry.data['user']) || text(entry.data['user_id']),
          origin: text(entry.data['ip']) || text(entry.data['ip_address']),
          action: entry.event_type,
          outcome: entry.log_level === 'INFO' ? 'success' : 'failure',
          summary: entry.message,
          verdict: 'verified',
          raw,
        }),
      );
      return [id];
    });
    return [
      alert({
        ruleTitle: pattern.title,
        ruleId: attack.pattern,
        severity: pattern.severity,
        confidence: 0.8,
        startUs,
        endUs,
        firstFireUs: endUs,
        count: ids.length,
        eventIds: ids,
        explanation: `${ids.length} events of the rule's kind between the first and the last, more than its threshold`,
      }),
    ];
  });
  const fromUs = at('2026-06-01T00:00:00Z');
  const counts = Array.from({ length: 168 }, () => 0);
  for (const { entry } of entries) {
    const bucket = Math.floor((at(entry.timestamp) - fromUs) / US_PER_HOUR);
    if (bucket >= 0 && bucket < counts.length) counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return model({
    alerts,
    events: [...cited.values()].toSorted((a, b) => (a.timeUs ?? 0) - (b.timeUs ?? 0)),
    rate: {
      fromUs,
      toUs: timeUs(fromUs + 168 * US_PER_HOUR),
      bucketUs: US_PER_HOUR,
      counts,
      marks: alerts.map(({ finding: made }) => ({
        startUs: made.startUs,
        endUs: made.endUs,
        label: made.ruleTitle,
      })),
    },
    quietRules: [
      'Burst, then success: no such sequence in E01',
      'Withdrawal address changed: no such message in E01',
    ],
    ...over,
  });
}
