import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { botWeek, secondOf } from './bot-week.ts';
import { hashes, rulesBelow } from './support.ts';
import { parseRfc3339, timeUs } from '../../../shared/base/time.ts';
import type { EventView, Fields } from '../../../shared/domain/event.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { createDetection, type DetectionOptions } from '../../../shared/detection/detection.ts';
import type { DetectionResult } from '../../../shared/detection/detection-result.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';

const FIXTURE = '../shared/fixtures/secure-log';
const set = loadRuleSet(rulesBelow('resources/rules'), hashes);

const FIRST_EIGHT = [
  'Failed login burst',
  'Critical error spike',
  'Suspicious IP activity',
  'Off-hours activity',
  'Risk limit violations',
  'API rate limit abuse',
  'Data integrity issues',
  'Unusual trading volume',
];

function detect(
  events: Iterable<EventView>,
  threats: string,
  more: Partial<DetectionOptions> = {},
): DetectionResult {
  const run = createDetection(set, {
    hashes,
    zone: 'UTC',
    threatList: parseThreatList(threats),
    enabled: (rule) => !rule.offAtFirst,
    ...more,
  });
  for (const event of events) run.push(event);
  return run.finish();
}

describe('the built-in pack', () => {
  it('loads without an error and has every title of the specification', () => {
    expect(
      set.rules.filter(({ ok }) => !ok).map(({ path, diagnostics }) => ({ path, diagnostics })),
    ).toEqual([]);
    const titles = set.rules.filter(({ reported }) => reported).map(({ title }) => title);
    expect(titles).toEqual(
      expect.arrayContaining([
        ...FIRST_EIGHT,
        'Burst, then success',
        'Withdrawal address changed',
        'Known user, new network',
      ]),
    );
  });

  it('gives each listed rule a description, tags, false positives, actions and a confidence', () => {
    for (const { reported, head, title } of set.rules) {
      if (!reported || head === undefined) continue;
      expect(head.description.length, title).toBeGreaterThan(20);
      expect(head.tags.length, title).toBeGreaterThan(0);
      expect(head.falsePositives.length, title).toBeGreaterThan(0);
      expect(head.actions.length, title).toBeGreaterThan(0);
      expect(head.confidence, title).toBeDefined();
      expect(head.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
  });

  it('says that the threat list is empty instead of finding nothing', () => {
    const { outcomes } = detect([], '');
    const rule = set.rules.find(({ title }) => title === 'Suspicious IP activity');
    const outcome = outcomes.find(({ ruleId }) => ruleId === rule?.id);
    expect(outcome?.notApplicable).toBe('The threat list is empty.');
  });

  it('makes one finding of each stretch that verification found wrong', () => {
    const { findings } = detect([], '', {
      integrity: [
        {
          exhibit: 'E01',
          verdict: 'altered',
          reason: 'The content hash differs.',
          position: 'sequence 937',
          entries: 1,
          eventIds: [938],
          startUs: timeUs(1),
          endUs: timeUs(1),
        },
      ],
    });
    expect(findings).toMatchObject([
      {
        ruleTitle: 'Data integrity issues',
        severity: 'critical',
        confidence: 1,
        kind: 'integrity',
        eventIds: [938],
      },
    ]);
  });
});

interface Row {
  readonly [column: string]: string | number | null;
}

function secureLog(): EventView[] {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-detection-'));
  try {
    const copy = join(folder, 'clean.db');
    copyFileSync(join(FIXTURE, 'clean.db'), copy);
    const database = new Database(copy, { readonly: true });
    const rows = database
      .prepare('SELECT * FROM secure_logs ORDER BY sequence_number')
      .all() as Row[];
    database.close();
    return rows.map((row, i): EventView => {
      const data = JSON.parse(String(row['data'])) as Fields;
      const { user_id: user, ip } = data;
      return {
        id: i + 1,
        timeUs: parseRfc3339(String(row['timestamp']))?.timeUs ?? null,
        nanos: 0,
        ecs: {
          'event.action': String(row['event_type']),
          'log.level': String(row['log_level']),
          'service.name': String(row['component']),
          ...(typeof user === 'string' ? { 'user.name': user } : {}),
          ...(typeof ip === 'string' ? { 'source.ip': ip } : {}),
        },
        fields: { ...row, data },
        logSource: { product: 'trading_bot', service: String(row['component']) },
        raw: '',
      };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Truth {
  readonly threats: readonly string[];
  readonly attacks: readonly {
    readonly pattern: string;
    readonly start: string;
    readonly end: string;
    readonly events: number;
  }[];
}

const brief = ({ ruleTitle, startUs, endUs, eventIds, confidence }: Finding) => [
  ruleTitle,
  new Date(startUs / 1_000).toISOString().slice(0, 19),
  new Date(endUs / 1_000).toISOString().slice(0, 19),
  eventIds.length,
  Math.round(confidence * 100) / 100,
];

describe.skipIf(!existsSync(FIXTURE))('on the fixture of the chained log', () => {
  const truth = existsSync(FIXTURE)
    ? (JSON.parse(readFileSync(join(FIXTURE, 'truth.json'), 'utf8')) as Truth)
    : { threats: [], attacks: [] };
  const events = existsSync(FIXTURE) ? secureLog() : [];
  const result = detect(events, truth.threats.join('\n'));

  it('finds each of the seven attacks in its window', () => {
    for (const { pattern, start, end, events: count } of truth.attacks) {
      const title = FIRST_EIGHT.find(
        (each) => each.toLowerCase().replace(/[^a-z]+/g, '_') === pattern,
      );
      const startUs = parseRfc3339(start)?.timeUs ?? 0;
      const endUs = parseRfc3339(end)?.timeUs ?? 0;
      const found = result.findings.find(
        (each) => each.ruleTitle === title && each.startUs <= startUs && each.endUs >= endUs,
      );
      expect(found, pattern).toBeDefined();
      expect(found?.eventIds.length, pattern).toBeGreaterThanOrEqual(count);
    }
  });

  it('raises exactly these alerts: the seven, the listed network at night, and what the other rules add', () => {
    expect(result.findings.map(brief)).toEqual(
      [
        ['Failed login burst', '2026-06-02T10:12:00', '2026-06-02T10:15:20', 9, 0.9],
        // The burst and the logins after it are one stretch of one listed address.
        ['Burst, then success', '2026-06-02T10:12:00', '2026-06-02T10:21:00', 12, 0.9],
        ['Suspicious IP activity', '2026-06-02T10:12:00', '2026-06-02T10:21:00', 12, 0.8],
        ['Known user, new network', '2026-06-02T10:20:00', '2026-06-02T10:21:00', 3, 0.6],
        ['Critical error spike', '2026-06-03T14:05:00', '2026-06-03T14:11:40', 5, 1],
        ['Withdrawal address changed', '2026-06-04T03:02:00', '2026-06-04T03:55:20', 4, 0.9],
        // The eighth true finding: the address at night lies in a listed network.
        ['Off-hours activity', '2026-06-04T03:02:00', '2026-06-04T04:08:40', 16, 0.6],
        ['Suspicious IP activity', '2026-06-04T03:02:00', '2026-06-04T04:08:40', 16, 0.8],
        ['Risk limit violations', '2026-06-05T11:30:00', '2026-06-05T11:50:00', 6, 0.8],
        ['API rate limit abuse', '2026-06-06T16:00:00', '2026-06-06T16:04:00', 1300, 0.65],
        ['Unusual trading volume', '2026-06-07T13:15:00', '2026-06-07T13:28:20', 61, 1],
      ].toSorted(
        (a, b) =>
          String(a[1]).localeCompare(String(b[1])) ||
          String(a[2]).localeCompare(String(b[2])) ||
          titleOrder(a[0], b[0]),
      ),
    );
  });

  const titleOrder = (a: unknown, b: unknown) => ruleIdOf(a).localeCompare(ruleIdOf(b));
  const ruleIdOf = (title: unknown) => set.rules.find((rule) => rule.title === title)?.id ?? '';

  it('gives the same findings in any order, and the same identities with less evidence', () => {
    const mixed = events
      .map((event, i) => ({ event, place: (i * 7_919) % events.length }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ event }) => event);
    expect(detect(mixed, truth.threats.join('\n')).findings).toEqual(result.findings);
    const part = detect(events.slice(0, 1_500), truth.threats.join('\n')).findings;
    const ids = new Set(result.findings.map(({ id }) => id));
    expect(part.length).toBeGreaterThan(3);
    expect(part.filter(({ id }) => !ids.has(id))).toEqual([]);
  });

  it('keeps the zone of the hours with the finding, and follows it', () => {
    const night = result.findings.find(({ ruleTitle }) => ruleTitle === 'Off-hours activity');
    expect(night?.parameters['zone']).toBe('UTC');
    const elsewhere = detect(events, '', { zone: 'Asia/Tokyo' }).findings;
    expect(elsewhere.some((each) => each.id === night?.id)).toBe(false);
  });
});

describe('on other weeks of the same kind of log', () => {
  const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
  it.each(seeds)('finds the seven attacks of week %i with at most four other alerts', (seed) => {
    const week = botWeek(seed);
    const findings = detect(week.events, week.threats).findings.filter(({ ruleTitle }) =>
      FIRST_EIGHT.includes(ruleTitle),
    );
    const covering = new Set<Finding>();
    for (const { title, startSecond, endSecond } of week.attacks) {
      // Windows of trading are aligned to the clock: a few orders at an end can lie in a usual one.
      const slack = title === 'Unusual trading volume' ? (endSecond - startSecond) / 2 : 1;
      const found = findings.filter(
        (each) =>
          each.ruleTitle === title &&
          secondOf(each.startUs) <= startSecond + slack &&
          secondOf(each.endUs) >= endSecond - slack,
      );
      expect(found.length, `${title} at ${startSecond}`).toBeGreaterThan(0);
      found.forEach((each) => covering.add(each));
    }
    const others = findings.filter((each) => !covering.has(each)).map(brief);
    expect(others.length, JSON.stringify(others)).toBeLessThanOrEqual(4);
  });
});
