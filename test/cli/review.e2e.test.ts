import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaErrors } from '../electron/cli/schema-check.ts';
import { anotherWeek } from '../fixtures/another-week.ts';
import { chainLog, writeChainDatabase, writeChainLines } from '../fixtures/chained-log.ts';
import {
  overlaps,
  sequencesOf,
  type AlertJson,
  type IntegrityJson,
  type ReviewJson,
} from './json-shapes.ts';
import { cli, documentOf, FIXTURES, HAS_FIXTURES, linesOf, type CliResult } from './spawn-cli.ts';

const LOGS = join(FIXTURES, 'secure-log');
const KEY = join(LOGS, 'hmac.key');
const MINUTES = 60_000;

interface Truth {
  readonly entries: number;
  readonly head: { readonly sequence: number; readonly hash: string };
  readonly threats: readonly string[];
  readonly attacks: readonly {
    readonly pattern: string;
    readonly start: string;
    readonly end: string;
  }[];
  readonly tampered: Readonly<
    Record<
      string,
      {
        readonly altered_sequence?: readonly number[];
        readonly missing_sequence?: readonly number[];
        readonly altered_from?: number;
        readonly needs_key?: boolean;
        readonly needs_anchor?: boolean;
      }
    >
  >;
}

/** The pattern of the truth, and the rule that is to find it. */
const TITLES: Readonly<Record<string, string>> = {
  failed_login_burst: 'Failed login burst',
  suspicious_ip_activity: 'Suspicious IP activity',
  critical_error_spike: 'Critical error spike',
  off_hours_activity: 'Off-hours activity',
  risk_limit_violations: 'Risk limit violations',
  api_rate_limit_abuse: 'API rate limit abuse',
  unusual_trading_volume: 'Unusual trading volume',
};
const FIRST_EIGHT = [...Object.values(TITLES), 'Data integrity issues'];

function integrityOf(result: CliResult): IntegrityJson {
  const { sources } = documentOf(result) as { readonly sources: readonly IntegrityJson[] };
  const [source] = sources;
  if (source === undefined) throw new Error('verify printed no source');
  return source;
}

describe.skipIf(!HAS_FIXTURES)('a review of the week in the fixtures', () => {
  const truth = HAS_FIXTURES
    ? (JSON.parse(readFileSync(join(LOGS, 'truth.json'), 'utf8')) as Truth)
    : { entries: 0, head: { sequence: 0, hash: '' }, threats: [], attacks: [], tampered: {} };
  let folder = '';
  let before = '';
  let result: CliResult = { code: null, stdout: '', stderr: '' };
  const review = () =>
    cli(
      folder,
      ...['review', join(LOGS, 'clean.db'), '--threats', 't.txt', '--hmac-key', KEY],
      ...['--case', 'c.sealwatch', '--out', 'out', '--report', 'pdf,json', '--json'],
    );
  const document = () => documentOf(result) as ReviewJson;
  const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-e2e-'));
    writeFileSync(join(folder, 't.txt'), `${truth.threats.join('\n')}\n`);
    before = sha256(join(LOGS, 'clean.db'));
    result = await review();
  }, 3 * MINUTES);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('exits 0, says nothing on stderr, and prints what its schema says', () => {
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    expect(schemaErrors('review', document())).toEqual([]);
    expect([document().events, document().rejected]).toEqual([truth.entries, 0]);
  });

  it.each(Object.entries(TITLES))('finds %s where it is', (pattern, title) => {
    const attack = truth.attacks.find((each) => each.pattern === pattern);
    if (attack === undefined) throw new Error(`the truth has no ${pattern}`);
    const found = document().alerts.filter(
      (alert) => alert.rule.title === title && overlaps(alert.window, attack.start, attack.end),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.events.length).toBeGreaterThan(0);
    expect(found[0]?.events[0]?.sequence).toBeTypeOf('number');
  });

  it('raises at most four other alerts of the first eight rules', () => {
    // The address of the off-hours activity lies in a listed network: a true finding of its own.
    const night = truth.attacks.find((each) => each.pattern === 'off_hours_activity');
    const isTrue = (alert: AlertJson) =>
      truth.attacks.some(
        (each) =>
          TITLES[each.pattern] === alert.rule.title && overlaps(alert.window, each.start, each.end),
      ) ||
      (alert.rule.title === 'Suspicious IP activity' &&
        night !== undefined &&
        overlaps(alert.window, night.start, night.end));
    const others = document().alerts.filter(
      (alert) => FIRST_EIGHT.includes(alert.rule.title) && !isTrue(alert),
    );
    expect(
      others.map((alert) => `${alert.rule.title} ${alert.window.start}`).length,
    ).toBeLessThanOrEqual(4);
  });

  it('verifies the log on the way, with its head', () => {
    expect(document().integrity).toMatchObject([
      { verdict: 'verified', checked: truth.entries, head: truth.head },
    ]);
  });

  it('leaves the evidence as it was, and nothing beside it', () => {
    expect(sha256(join(LOGS, 'clean.db'))).toBe(before);
    expect(existsSync(join(LOGS, 'clean.db-wal'))).toBe(false);
  });

  it('writes a JSON report and a PDF', () => {
    expect(document().reports.map((each) => each.path)).toEqual([
      join('out', 'review.pdf'),
      join('out', 'review.json'),
    ]);
    expect(
      readFileSync(join(folder, 'out', 'review.pdf'))
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(JSON.parse(readFileSync(join(folder, 'out', 'review.json'), 'utf8'))).toBeTypeOf(
      'object',
    );
  });

  it.skipIf(spawnSync('pdftotext', ['-v']).error !== undefined)(
    'names all seven attacks in the text of the PDF',
    () => {
      const text = spawnSync('pdftotext', ['-layout', join(folder, 'out', 'review.pdf'), '-'], {
        encoding: 'utf8',
      }).stdout;
      for (const title of Object.values(TITLES)) expect(text).toContain(title);
    },
  );

  it(
    'run again adds no event and no alert',
    async () => {
      const again = documentOf(await review()) as ReviewJson;
      expect(again.sources.map((each) => each.alreadyThere)).toEqual([true]);
      expect(again.alerts.map((each) => each.id).sort()).toEqual(
        document()
          .alerts.map((each) => each.id)
          .sort(),
      );
    },
    3 * MINUTES,
  );

  it(
    'leaves a case that the other commands read',
    async () => {
      const inCase = ['--case', 'c.sealwatch', '--json'];
      const alerts = documentOf(await cli(folder, 'alerts', ...inCase)) as readonly AlertJson[];
      expect(schemaErrors('alerts', alerts)).toEqual([]);
      expect(alerts.map((each) => each.id).sort()).toEqual(
        document()
          .alerts.map((each) => each.id)
          .sort(),
      );

      const found = linesOf(await cli(folder, 'search', 'log.level:CRITICAL', ...inCase));
      expect(found.flatMap((event) => schemaErrors('event', event))).toEqual([]);
      expect(found).toHaveLength(5);
      expect(found[0]).toMatchObject({
        exhibit: 'E01',
        time: '2026-06-03T14:05:00Z',
        precision: 's',
      });

      const day = ['--from', '2026-06-06T00:00:00Z', '--to', '2026-06-07T00:00:00Z'];
      const timeline = documentOf(
        await cli(folder, 'timeline', '--buckets', '24', ...day, ...inCase),
      ) as {
        readonly buckets: readonly { readonly start: string; readonly count: number }[];
      };
      expect(schemaErrors('timeline', timeline)).toEqual([]);
      expect(
        timeline.buckets.find((each) => each.start === '2026-06-06T16:00:00Z')?.count,
      ).toBeGreaterThan(1_299);

      const split = documentOf(
        await cli(folder, 'timeline', '--buckets', '7', '--by', 'log.level', ...inCase),
      );
      expect(schemaErrors('timeline', split)).toEqual([]);

      const detected = documentOf(await cli(folder, 'detect', ...inCase));
      expect(schemaErrors('detect', detected)).toEqual([]);
    },
    3 * MINUTES,
  );

  it(
    'leaves a case whose alerts have reports of their own',
    async () => {
      const burst = document().alerts.find((each) => each.rule.title === 'Failed login burst');
      const made = await cli(
        folder,
        'report',
        burst?.id ?? '',
        '--case',
        'c.sealwatch',
        '--out',
        'alert.pdf',
        '--json',
      );
      expect(schemaErrors('report', documentOf(made))).toEqual([]);
      const bytes = readFileSync(join(folder, 'alert.pdf'));
      expect((documentOf(made) as { sha256: string }).sha256).toBe(
        createHash('sha256').update(bytes).digest('hex'),
      );
    },
    3 * MINUTES,
  );

  it.each(['hourly', 'daily', 'weekly'])(
    'leaves a case that can be reviewed again: %s',
    async (period) => {
      const args = ['reviews', 'run', '--period', period, '--as-of', '2026-06-08T09:00:00Z'];
      const run = documentOf(await cli(folder, ...args, '--case', 'c.sealwatch', '--json'));
      expect(schemaErrors('scheduled-review', run)).toEqual([]);
    },
    3 * MINUTES,
  );

  it(
    'fails on request when something grave was found',
    async () => {
      const args = ['review', join(LOGS, 'clean.db'), '--case', 'c.sealwatch', '--fail-on'];
      expect((await cli(folder, ...args, 'critical')).code).toBe(1);
    },
    3 * MINUTES,
  );

  it(
    'verifies a case against its own seal and its evidence',
    async () => {
      const verified = await cli(
        folder,
        'verify',
        '--case',
        'c.sealwatch',
        '--hmac-key',
        KEY,
        '--json',
      );
      expect(schemaErrors('verify', documentOf(verified))).toEqual([]);
      expect(verified.code).toBe(0);
    },
    3 * MINUTES,
  );
});

describe.skipIf(!HAS_FIXTURES)('verify', () => {
  const truth = HAS_FIXTURES
    ? (JSON.parse(readFileSync(join(LOGS, 'truth.json'), 'utf8')) as Truth)
    : { entries: 0, head: { sequence: 0, hash: '' }, threats: [], attacks: [], tampered: {} };
  const verify = (...args: readonly string[]) => cli(tmpdir(), 'verify', ...args, '--json');

  it.each(['clean.db', 'clean.log'])(
    'says verified of %s with the key, unverifiable without',
    async (name) => {
      const path = join(LOGS, name);
      const withKey = await verify(path, '--hmac-key', KEY);
      expect(schemaErrors('verify', documentOf(withKey))).toEqual([]);
      expect([withKey.code, integrityOf(withKey).verdict]).toEqual([0, 'verified']);
      expect(integrityOf(withKey).head).toEqual(truth.head);
      const without = await verify(path);
      expect([without.code, integrityOf(without).verdict]).toEqual([0, 'unverifiable']);
      const strict = await verify(path, '--strict');
      expect(strict.code).toBe(5);
    },
    MINUTES,
  );

  describe('of tampered copies', () => {
    const names = Object.keys(truth.tampered);
    const needing = (wanted: (copy: Truth['tampered'][string]) => boolean | undefined) =>
      names.filter((name) => wanted(truth.tampered[name] ?? {}));
    /** What verify says of each copy, by name. */
    const withKey = new Map<string, IntegrityJson>();
    const without = new Map<string, IntegrityJson>();

    beforeAll(async () => {
      const paths = names.map((name) => join(LOGS, `${name}.db`));
      const keep = (into: Map<string, IntegrityJson>, result: CliResult) => {
        expect(result.code).toBe(4);
        const { sources } = documentOf(result) as { readonly sources: readonly IntegrityJson[] };
        names.forEach((name, index) => {
          const source = sources[index];
          if (source !== undefined) into.set(name, source);
        });
      };
      keep(withKey, await verify(...paths, '--hmac-key', KEY));
      keep(without, await verify(...paths));
    }, 3 * MINUTES);

    const holds = (source: IntegrityJson | undefined, name: string) => {
      if (source === undefined) throw new Error(`verify said nothing of ${name}`);
      const { altered_from: from, ...copy } = truth.tampered[name] ?? {};
      const altered =
        from === undefined
          ? (copy.altered_sequence ?? [])
          : Array.from({ length: truth.entries - from }, (_, step) => from + step);
      expect(sequencesOf(source, 'altered')).toEqual(altered);
      expect(sequencesOf(source, 'missing')).toEqual(copy.missing_sequence ?? []);
    };

    it.each(needing((copy) => !copy.needs_anchor))('names the entries with the key: %s', (name) => {
      holds(withKey.get(name), name);
    });

    it.each(needing((copy) => !copy.needs_anchor && !copy.needs_key))(
      'names the entries without the key: %s',
      (name) => holds(without.get(name), name),
    );

    it.each(needing((copy) => copy.needs_key))('cannot tell without the key: %s', (name) => {
      expect(without.get(name)?.verdict).toBe('unverifiable');
    });

    it.each(needing((copy) => copy.needs_anchor))(
      'tells a cut tail by a recorded head alone: %s',
      async (name) => {
        expect(withKey.get(name)?.verdict).toBe('verified');
        const path = join(LOGS, `${name}.db`);
        const since = `${truth.head.sequence}:${truth.head.hash}`;
        const found = await verify(path, '--hmac-key', KEY, '--since', since);
        expect(found.code).toBe(4);
        holds(integrityOf(found), name);
      },
      MINUTES,
    );

    it.each(['edited', 'deleted'])(
      'exits 4 for one alone: %s',
      async (name) => {
        expect((await verify(join(LOGS, `${name}.db`))).code).toBe(4);
      },
      MINUTES,
    );
  });
});

describe('another week of the same kind of log', () => {
  const HMAC_KEY = '0123456789abcdef'.repeat(4);
  const week = anotherWeek(20_260_202, Date.parse('2026-02-02T00:00:00Z'));
  let folder = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-week-'));
    const rows = chainLog(week.entries, HMAC_KEY);
    writeChainDatabase(join(folder, 'week.db'), rows);
    writeChainLines(join(folder, 'week.log'), rows);
    writeFileSync(join(folder, 'key'), `${HMAC_KEY}\n`);
    writeFileSync(join(folder, 'threats'), week.threatList);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['week.db', 'week.log'])(
    'with floats, big integers, control characters and other scripts verifies: %s',
    async (name) => {
      const found = await cli(folder, 'verify', name, '--hmac-key', 'key', '--json');
      expect(integrityOf(found)).toMatchObject({
        verdict: 'verified',
        checked: week.entries.length,
      });
      expect(found.code).toBe(0);
    },
    MINUTES,
  );

  it(
    'is reviewed: every planted attack is found, hostile text stays text',
    async () => {
      const args = [
        'review',
        'week.db',
        '--threats',
        'threats',
        '--hmac-key',
        'key',
        '--case',
        'w.sealwatch',
      ];
      const reviewed = await cli(folder, ...args, '--out', 'out', '--report', 'pdf,json', '--json');
      const { alerts, events } = documentOf(reviewed) as ReviewJson;
      expect(schemaErrors('review', documentOf(reviewed))).toEqual([]);
      expect(events).toBe(week.entries.length);
      for (const attack of week.attacks) {
        const found = alerts.filter(
          (alert) =>
            alert.rule.title === attack.rule && overlaps(alert.window, attack.start, attack.end),
        );
        expect(found.map((alert) => alert.rule.title)).toContain(attack.rule);
      }
      const searched = await cli(folder, 'search', 'component:config', '--case', 'w.sealwatch');
      expect(searched.code).toBe(0);
      // oxlint-disable-next-line no-control-regex -- what must not be printed
      expect(searched.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    },
    3 * MINUTES,
  );

  it(
    'shows an edited float that means the same number',
    async () => {
      copyFileSync(join(folder, 'week.log'), join(folder, 'edited.log'));
      const text = readFileSync(join(folder, 'edited.log'), 'utf8');
      const edited = text.replace('"value": 45000.0,', '"value": 45000.00,');
      expect(edited).not.toBe(text);
      writeFileSync(join(folder, 'edited.log'), edited);
      const found = await cli(folder, 'verify', 'edited.log', '--hmac-key', 'key', '--json');
      expect(sequencesOf(integrityOf(found), 'altered')).toHaveLength(1);
      expect(found.code).toBe(4);
    },
    MINUTES,
  );
});

describe('rules without a case', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-match-'));
    writeFileSync(
      join(folder, 'rules.yml'),
      [
        'title: Door opened',
        'id: 6b5b3f5e-1c55-4f7e-9d0a-0f6d3c2b1a00',
        'level: high',
        'status: test',
        'logsource: { product: example }',
        'detection: { selection: { action: open }, condition: selection }',
        '---',
        'title: Not a rule that loads',
        'id: 6b5b3f5e-1c55-4f7e-9d0a-0f6d3c2b1a01',
        'logsource: { product: example }',
        "detection: { selection: { 'action|nonsense': open }, condition: selection }",
        '',
      ].join('\n'),
    );
    writeFileSync(join(folder, 'a.jsonl'), '{"action":"open"}\n{"action":"shut"}\n');
    writeFileSync(join(folder, 'b.jsonl'), '{"action":"OPEN"}\n');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'match, with record numbers that run on over several files',
    async () => {
      const ran = await cli(
        folder,
        'match',
        '--rules',
        'rules.yml',
        '--json',
        'a.jsonl',
        'b.jsonl',
      );
      const lines = linesOf(ran);
      expect(lines.flatMap((line) => schemaErrors('match-line', line))).toEqual([]);
      expect(lines).toMatchObject([{ title: 'Door opened', kind: 'event', matches: [1, 3] }]);
    },
    MINUTES,
  );

  it(
    'are checked, each on a line, exit 0 with refused ones',
    async () => {
      const lines = linesOf(await cli(folder, 'rules', 'check', 'rules.yml', '--json'));
      expect(lines.flatMap((line) => schemaErrors('rules-check-line', line))).toEqual([]);
      expect(lines).toMatchObject([{ ok: true }, { ok: false }]);
    },
    MINUTES,
  );
});
