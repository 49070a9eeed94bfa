import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { runFake, type Answers } from './fake-app.ts';
import {
  aSource,
  aVerification,
  anAlert,
  anEvent,
  anIncident,
  aPlace,
  CASE,
  RISK,
  us,
  withVerdict,
} from './samples.ts';
import { schemaErrors } from './schema-check.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-cli-'));
  writeFileSync(join(folder, 'log.db'), 'evidence');
  writeFileSync(join(folder, 'c.sealwatch'), 'case');
  writeFileSync(join(folder, 'key'), 'ab\n');
  writeFileSync(join(folder, 'threats.txt'), '203.0.113.66\n');
  writeFileSync(join(folder, 'rule.yml'), 'title: x\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (argv: string, answers: Answers = {}, more: Parameters<typeof runFake>[1] = {}) =>
  runFake(argv.split(' '), { answers, cwd: folder, ...more });

const ALERT = anAlert('high', [1, 2]);

const CASE_ANSWERS: Answers = {
  'case.info': () => CASE,
  'case.setSettings': (settings) => ({ ...CASE, settings }),
  'case.audit': () => ({
    entries: [
      { sequence: 4, atUs: timeUs(0), who: 'x', act: 'y', detail: '', hash: 'f'.repeat(64) },
    ],
    total: 5,
    intact: true,
  }),
  'evidence.import': () => ({
    sources: [{ source: aSource({ rejected: 1 }), alreadyThere: false }],
    seconds: 0.5,
  }),
  'evidence.span': () => ({
    first: { timeUs: us('2026-06-01T00:02:14.984370Z'), nanos: 123, precision: 'ns' },
    last: { timeUs: us('2026-06-07T23:00:00Z'), nanos: 0, precision: 's' },
  }),
  'evidence.rejections': () => ({
    rejections: [
      { id: 1, sourceId: 1, file: 'clean.db', position: 7, reason: 'no JSON', excerpt: '' },
    ],
    total: 1,
  }),
  'evidence.setKey': () => ({}),
  'evidence.verify': () => ({ sources: [withVerdict('verified')] }),
  'evidence.list': () => ({ sources: [withVerdict('verified')] }),
  'case.verifySeal': () => ({ verification: aVerification('verified', { kind: 'case-seal' }) }),
  'events.details': ({ ids }) => ({ events: ids.map((id) => anEvent(id)) }),
  'events.places': ({ ids }) => ({
    places: ids.map((id) =>
      aPlace(id, id === 2 ? { timeUs: us('2026-06-02T10:15:20.5Z'), precision: 'ms' } : {}),
    ),
  }),
  'detect.run': () => ({ alerts: [ALERT], added: 1, rules: 11, notLoaded: [], seconds: 0.1 }),
  'alerts.list': () => ({ alerts: [ALERT] }),
  'risk.get': () => RISK,
  'report.make': ({ format }) => ({
    fileName: `x.${format}`,
    bytes: new TextEncoder().encode(`report as ${format}`),
    pages: format === 'pdf' ? 3 : 0,
    sha256: 'a'.repeat(64),
    signed: false,
  }),
};

describe('wrong use', () => {
  it.each([
    ['review --hmac-kay k log.db', 'unknown option --hmac-kay (see "sealwatch review --help")'],
    ['review', 'review: name at least one file or folder'],
    ['review log.db --zone Mars/Olympus', 'not a time zone'],
    ['review log.db --report docx', 'give pdf, json or pdf,json'],
    ['review log.db --fail-on grave', 'give one of critical, high'],
    ['review log.db --case', '--case needs a value'],
    ['review log.db --json=yes', '--json takes no value'],
    ['review log.db --zone UTC --zone UTC', '--zone is given twice'],
    ['verify', 'name files or folders, or a case'],
    ['verify log.db --case c.sealwatch', 'not both'],
    ['verify log.db --since 5:abc', '64 hexadecimal digits'],
    ['match log.db', 'name rules with --rules PATH'],
    ['match --rules rule.yml --route --no-route log.db', 'exclude each other'],
    ['search a b --case c.sealwatch', 'one query'],
    ['search x --case c.sealwatch --from yesterday', 'not a time'],
    ['search x --case c.sealwatch --from 2026-06-02T09:00:00', 'with its zone'],
    ['search x --case c.sealwatch --from 2026-06-02 --to 2026-06-01', 'holds no time'],
    ['search x --case c.sealwatch --limit -5', '--limit needs a value'],
    ['search x --case c.sealwatch --limit many', 'a whole number'],
    ['timeline --case c.sealwatch --buckets 0', 'a whole number from 1 to 2000'],
    ['report INC-1 --out x.pdf --case c.sealwatch', 'neither an incident'],
    ['report INC-2026-001 --out x.doc --case c.sealwatch', 'must end in .pdf or .json'],
    ['reviews run --case c.sealwatch', 'give --period'],
    ['rules', 'rules needs one of: rules check, rules test'],
    ['frobnicate', 'there is no command frobnicate'],
  ])('"%s" exits 2 and says in one line what to do', async (argv, message) => {
    const ran = await run(argv);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
    expect([ran.code, ran.stdout, ran.opened.length]).toEqual([2, '', 0]);
  });

  it('prints help on stdout and exits 0', async () => {
    const overall = await run('--help');
    const own = await run('review --help');
    expect(overall.stdout).toContain('rules check');
    expect(own.stdout).toContain('--fail-on LEVEL');
    expect(own.stdout).toContain('--public-keys FILE');
    expect([overall.code, own.code]).toEqual([0, 0]);
  });
});

describe('an input that cannot be read', () => {
  it.each([
    ['review missing.db', 'missing.db: no such file or folder'],
    ['review log.db --threats none.txt', 'none.txt: no such file or folder'],
    ['review log.db --hmac-key none.key', 'none.key: no such file or folder'],
    ['verify missing.db', 'missing.db: no such file or folder'],
    ['verify log.db --public-keys none.json', 'none.json: no such file or folder'],
    ['verify log.db --sidecar none.json', 'none.json: no such file or folder'],
    ['verify log.db --since none.head', 'none.head: no such file or folder'],
    ['verify log.db --since key', 'key: holds no recorded head'],
    ['search x --case none.sealwatch', 'none.sealwatch: there is no such case'],
    ['match --rules none.yml log.db', 'none.yml: no such file or folder'],
    ['rules check none.yml', 'none.yml: no such file or folder'],
  ])('"%s" exits 3 and names it', async (argv, message) => {
    const ran = await run(argv);
    expect(ran.stderr).toBe(
      `sealwatch: ${message}${message.endsWith('head') ? '; SEQUENCE:HASH is what --since takes' : ''}\n`,
    );
    expect([ran.code, ran.stdout, ran.opened.length]).toEqual([3, '', 0]);
  });

  it('makes no case for a command that only reads', async () => {
    const ran = await run('alerts');
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(
      '/.local/share/Sealwatch/default.sealwatch: there is no such case',
    );
  });

  it("prints the engine's own reason, escaped", async () => {
    const ran = await run('verify log.db', {
      'tools.verify': () => {
        throw new FailureError(failure('format.unknown', 'log.db: \u001b[2J no known format'));
      },
    });
    expect([ran.code, ran.stderr]).toEqual([3, 'sealwatch: log.db: \\u{1b}[2J no known format\n']);
    expect(ran.closed).toBe(1);
  });
});

describe('verify', () => {
  const verify = (verdict: Parameters<typeof aVerification>[0], flags = '') =>
    run(`verify log.db --json${flags}`, {
      'tools.verify': () => ({
        sources: [{ path: '/x/log.db', verification: aVerification(verdict) }],
      }),
    });

  it.each([
    ['verified', '', 0],
    ['unverifiable', '', 0],
    ['unverifiable', ' --strict', 5],
    ['unprotected', ' --strict', 5],
    ['verified', ' --strict', 0],
    ['altered', '', 4],
    ['missing', '', 4],
    ['altered', ' --strict', 4],
  ] as const)('of something %s%s exits %i', async (verdict, flags, code) => {
    const ran = await verify(verdict, flags);
    expect(ran.code).toBe(code);
    expect(schemaErrors('verify', JSON.parse(ran.stdout))).toEqual([]);
  });

  it('stores nothing: neither the default case nor the folder it worked in is left', async () => {
    const { opened } = await verify('verified');
    expect(opened[0]?.caseFile.startsWith(tmpdir())).toBe(true);
    expect(() => readFileSync(opened[0]?.caseFile ?? '')).toThrow(/ENOENT/);
  });

  it('hands over the key and a head from text, a file, or what verify printed', async () => {
    const hash = 'AB'.repeat(32);
    writeFileSync(join(folder, 'head.txt'), `9:${hash}\n`);
    writeFileSync(join(folder, 'head.json'), JSON.stringify({ head: { sequence: 9, hash } }));
    const answer = {
      sources: [{ path: 'x.json' }, { path: 'log.db', head: { sequence: 9, hash } }],
    };
    writeFileSync(join(folder, 'answer.json'), JSON.stringify(answer));
    for (const since of [`9:${hash}`, 'head.txt', 'head.json', 'answer.json']) {
      const ran = await run(`verify log.db --hmac-key key --since ${since} --json`, {
        'tools.verify': () => ({ sources: [] }),
      });
      expect(ran.calls[0]?.input).toEqual({
        files: [join(folder, 'log.db')],
        hmacKey: join(folder, 'key'),
        since: `9:${'ab'.repeat(32)}`,
      });
    }
  });

  it('of a case covers its sealed blocks and its own record of acts, with a head to note elsewhere', async () => {
    const ran = await run('verify --case c.sealwatch --json', CASE_ANSWERS);
    const { sources } = JSON.parse(ran.stdout) as { sources: { kind: string; head: unknown }[] };
    expect(sources.map((each) => each.kind)).toEqual(['hash-chain', 'case-seal', 'case-seal']);
    expect(sources[2]?.head).toEqual({ sequence: 4, hash: 'f'.repeat(64) });
    expect(ran.code).toBe(0);
  });

  it('of a case whose sealed blocks do not hold exits 4', async () => {
    const ran = await run('verify --case c.sealwatch', {
      ...CASE_ANSWERS,
      'case.verifySeal': () => ({ verification: aVerification('altered', { kind: 'case-seal' }) }),
    });
    expect(ran.code).toBe(4);
  });

  it('of a case whose record of acts does not hold exits 4', async () => {
    const ran = await run('verify --case c.sealwatch', {
      ...CASE_ANSWERS,
      'case.audit': () => ({ entries: [], total: 5, intact: false }),
    });
    expect(ran.code).toBe(4);
  });

  it('says which entries fail, with expected and found values', async () => {
    const ran = await run('verify log.db', {
      'tools.verify': () => ({
        sources: [
          {
            path: '/x/log.db',
            verification: aVerification('altered', {
              entries: [
                {
                  sequence: 937,
                  verdict: 'altered',
                  reason: 'content differs',
                  expected: 'aa',
                  found: 'bb',
                },
                { sequence: 5, through: 9, verdict: 'missing', reason: 'not there' },
              ],
            }),
          },
        ],
      }),
    });
    expect(ran.stdout).toContain('altered  entry 937       content differs');
    expect(ran.stdout).toContain('missing  entries 5 to 9  not there');
    expect(ran.stdout).toContain('recorded aa, worked out bb');
  });
});

describe('review', () => {
  const REVIEW =
    'review log.db --case new/c.sealwatch --threats threats.txt --hmac-key key --out out/deep --report pdf,json';

  it('does the whole job in order and prints one document as its schema says', async () => {
    const ran = await run(`${REVIEW} --json`, CASE_ANSWERS);
    expect(ran.calls.map((call) => call.name)).toEqual([
      'case.info',
      'case.setSettings',
      'evidence.import',
      'evidence.span',
      'evidence.setKey',
      'evidence.verify',
      'detect.run',
      'risk.get',
      'report.make',
      'report.make',
      'evidence.list',
      'events.places',
    ]);
    const document = JSON.parse(ran.stdout) as Record<string, unknown>;
    expect(schemaErrors('review', document)).toEqual([]);
    expect(document).toMatchObject({
      events: 3,
      rejected: 1,
      risk: 0.56,
      cumulativeRisk: 0.56,
      maxSingleRisk: 0.56,
    });
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(readFileSync(join(folder, 'out/deep/review.pdf'), 'utf8')).toBe('report as pdf');
    expect(readFileSync(join(folder, 'out/deep/review.json'), 'utf8')).toBe('report as json');
  });

  it('prints times with the precision they have, and the events behind an alert', async () => {
    const ran = await run(`${REVIEW} --json`, CASE_ANSWERS);
    const { alerts } = JSON.parse(ran.stdout) as { alerts: Record<string, unknown>[] };
    expect(alerts[0]).toMatchObject({
      window: { start: '2026-06-02T10:12:00Z', end: '2026-06-02T10:15:20.500Z' },
      events: [
        { id: 1, source: 'clean.db', sequence: 101, time: '2026-06-02T10:12:00Z' },
        { id: 2, source: 'clean.db', sequence: 102, time: '2026-06-02T10:15:20.500Z' },
      ],
    });
  });

  it('tells the report how it was made', async () => {
    const ran = await run(REVIEW, CASE_ANSWERS);
    const made = ran.calls.find((call) => call.name === 'report.make');
    expect(made?.input).toMatchObject({
      command: `sealwatch ${REVIEW}`,
      of: { kind: 'period', fromUs: null, toUs: null },
    });
  });

  it.each([
    ['critical', 0],
    ['high', 1],
    ['LOW', 1],
  ])('with --fail-on %s over a high alert exits %i', async (level, code) => {
    const ran = await run(
      `review log.db --case new/c.sealwatch --fail-on ${level} --json`,
      CASE_ANSWERS,
    );
    expect(ran.code).toBe(code);
  });

  it('never lets log text reach the terminal as it is', async () => {
    const ran = await run(REVIEW, CASE_ANSWERS);
    expect(ran.stdout).toContain('\\u{1b}[31m alert \\u{202e}gnp\\u{7}\\u{d}\\u{a}next');
    // oxlint-disable-next-line no-control-regex -- what must not be printed
    expect(ran.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    const json = await run(`${REVIEW} --json`, CASE_ANSWERS);
    expect(json.stdout).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
  });

  it('that finds nothing says what it looked at', async () => {
    const ran = await run('review log.db --case new/c.sealwatch', {
      ...CASE_ANSWERS,
      'detect.run': () => ({ alerts: [], added: 0, rules: 11, notLoaded: [], seconds: 0.1 }),
    });
    expect(ran.stdout).toContain('None found by 11 rules over the whole span. Looked at:');
    expect(ran.stdout).toContain(
      'E01  clean.db  3 events  2026-06-01T00:02:14.984370Z to 2026-06-07T23:00:00Z',
    );
  });

  it('names the lines of a threat list that are left out, and goes on with the others', async () => {
    const ran = await run(`${REVIEW} --json`, {
      ...CASE_ANSWERS,
      'case.setSettings': (settings) => ({
        ...CASE,
        settings,
        threatListProblems: [{ line: 2, message: '"10.0.0.0/99" is no network.' }],
      }),
    });
    expect(ran.stderr).toBe(
      'sealwatch: threats.txt, line 2: "10.0.0.0/99" is no network. The line is left out.\n',
    );
    expect(ran.code).toBe(0);
  });

  it('names the threat list whose line is refused', async () => {
    const ran = await run(REVIEW, {
      ...CASE_ANSWERS,
      'case.setSettings': () => {
        throw new FailureError(failure('settings.threat-list', 'Threat list, line 3: no address.'));
      },
    });
    expect(ran.stderr).toContain('threats.txt: Threat list, line 3');
    expect(ran.code).toBe(3);
  });

  it('names the key file whose content is refused', async () => {
    const ran = await run(REVIEW, {
      ...CASE_ANSWERS,
      'evidence.setKey': () => {
        throw new FailureError(failure('key.not-hex', 'That is no HMAC key.'));
      },
    });
    expect([ran.code, ran.stderr]).toEqual([
      3,
      `sealwatch: ${join(folder, 'key')}: That is no HMAC key.\n`,
    ]);
  });
});

describe('import, detect, alerts, incidents', () => {
  it('print JSON as their schemas say', async () => {
    const imported = await run(
      'import log.db --case new/c.sealwatch --format f --time-field t --zone Europe/Berlin --json',
      CASE_ANSWERS,
    );
    expect(schemaErrors('import', JSON.parse(imported.stdout))).toEqual([]);
    expect(imported.calls[0]?.input).toEqual({
      files: [join(folder, 'log.db')],
      format: 'f',
      timeField: 't',
      zone: 'Europe/Berlin',
    });
    const detected = await run('detect --case c.sealwatch --rules rule.yml --json', CASE_ANSWERS);
    expect(schemaErrors('detect', JSON.parse(detected.stdout))).toEqual([]);
    const alerts = await run('alerts --case c.sealwatch --json', CASE_ANSWERS);
    expect(schemaErrors('alerts', JSON.parse(alerts.stdout))).toEqual([]);
    const incidents = await run('incidents --case c.sealwatch --json', {
      'incidents.list': () => ({ incidents: [anIncident()] }),
    });
    const [incident] = JSON.parse(incidents.stdout) as unknown[];
    expect(schemaErrors('incident', incident)).toEqual([]);
    expect([imported.code, detected.code, alerts.code, incidents.code]).toEqual([0, 0, 0, 0]);
  });

  it('list what was rejected, with its place and the reason', async () => {
    const ran = await run('import log.db --case new/c.sealwatch', CASE_ANSWERS);
    expect(ran.stdout).toContain('clean.db  at 7  no JSON');
  });

  it('read a case beside the default one without touching that', async () => {
    const ran = await run('alerts --case c.sealwatch --json', CASE_ANSWERS);
    expect(ran.opened[0]).toMatchObject({
      caseFile: join(folder, 'c.sealwatch'),
      reviews: false,
      hostName: 'command line',
    });
    expect(ran.closed).toBe(1);
  });

  it('give the line of an event in a plain text file', async () => {
    const path = join(folder, 'app.jsonl');
    writeFileSync(path, '{"a":1}\n{"a":22}\n\n{"a":333}\n');
    const source = aSource({ path, name: 'app.jsonl', format: 'json-lines', bytes: 28 });
    const ran = await run('alerts --case c.sealwatch --json', {
      ...CASE_ANSWERS,
      'evidence.list': () => ({ sources: [{ ...withVerdict('unprotected'), source }] }),
      'events.places': () => ({
        places: [
          aPlace(1, { file: 'app.jsonl', position: 8, sequence: null }),
          aPlace(2, { file: 'app.jsonl', position: 18, sequence: null }),
        ],
      }),
    });
    const [alert] = JSON.parse(ran.stdout) as { events: unknown[] }[];
    expect(alert?.events).toMatchObject([{ line: 2 }, { line: 4 }]);
    writeFileSync(path, 'the file was changed since\n');
    const changed = await run('alerts --case c.sealwatch --json', {
      ...CASE_ANSWERS,
      'evidence.list': () => ({ sources: [{ ...withVerdict('unprotected'), source }] }),
      'events.places': () => ({ places: [aPlace(1, { position: 8, sequence: null })] }),
    });
    const [moved] = JSON.parse(changed.stdout) as { events: unknown[] }[];
    expect(moved?.events).toMatchObject([{ byte: 8 }]);
  });
});

describe('search', () => {
  const pages: Answers = {
    ...CASE_ANSWERS,
    'events.page': ({ cursor, limit }) => {
      const first = cursor === null ? 1 : Number(cursor);
      const rows = Array.from({ length: Math.min(limit, 2_500 - first + 1, 1_000) }, (_, index) =>
        anEvent(first + index),
      );
      const next = first + rows.length;
      return { rows, next: next > 2_500 ? null : String(next), total: 2_500 };
    },
  };

  it('prints every match, a JSON line each, page by page', async () => {
    const ran = await run('search error --case c.sealwatch --json', pages);
    const lines = ran.stdout.trim().split('\n');
    expect(lines).toHaveLength(2_500);
    expect(schemaErrors('event', JSON.parse(lines[0] ?? ''))).toEqual([]);
    expect(JSON.parse(lines[2_499] ?? '')).toMatchObject({ id: 2_500 });
  });

  it('stops at the limit', async () => {
    const ran = await run('search error --case c.sealwatch --json --limit 1200', pages);
    expect(ran.stdout.trim().split('\n')).toHaveLength(1_200);
  });

  it('passes the range on as half-open, and the order', async () => {
    const ran = await run(
      'search x --case c.sealwatch --from 2026-06-02 --to 2026-06-03T00:00:00.0000001Z --desc --limit 1',
      pages,
    );
    expect(ran.calls[1]?.input).toMatchObject({
      fromUs: us('2026-06-02T00:00:00Z'),
      toUs: us('2026-06-03T00:00:00.000001Z'),
      descending: true,
    });
  });

  it('of a query that cannot be read exits 2', async () => {
    const ran = await run('search (( --case c.sealwatch', {
      ...CASE_ANSWERS,
      'events.page': () => {
        throw new FailureError(failure('query.syntax', 'position 2: a term is missing'));
      },
    });
    expect([ran.code, ran.stderr]).toEqual([2, 'sealwatch: position 2: a term is missing\n']);
  });

  it('ends quietly when its reader goes away', async () => {
    let written = 0;
    const stdout = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        written++;
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const ran = await run('search error --case c.sealwatch --json', pages, { stdout });
    expect([ran.code, ran.stderr, written, ran.closed]).toEqual([0, '', 1, 1]);
  });
});

describe('timeline', () => {
  const histogram = {
    fromUs: us('2026-06-01T00:00:00Z'),
    toUs: us('2026-06-03T00:00:00Z'),
    bucketUs: 86_400_000_000,
    total: 7,
    undated: 1,
  };

  it('prints counts, or counts by value', async () => {
    const plain = await run('timeline --case c.sealwatch --buckets 2 --json', {
      'timeline.histogram': () => ({ ...histogram, series: [{ name: '', counts: [2, 4] }] }),
    });
    const split = await run('timeline error --case c.sealwatch --buckets 2 --by log.level --json', {
      'timeline.histogram': () => ({
        ...histogram,
        series: [
          { name: 'INFO', counts: [2, 3] },
          { name: 'ERROR', counts: [0, 1] },
        ],
      }),
    });
    expect(schemaErrors('timeline', JSON.parse(plain.stdout))).toEqual([]);
    expect(schemaErrors('timeline', JSON.parse(split.stdout))).toEqual([]);
    expect(JSON.parse(plain.stdout)).toMatchObject({
      from: '2026-06-01T00:00:00Z',
      buckets: [
        { start: '2026-06-01T00:00:00Z', count: 2 },
        { start: '2026-06-02T00:00:00Z', count: 4 },
      ],
    });
    expect(JSON.parse(split.stdout)).toMatchObject({
      buckets: [{ counts: { INFO: 2, ERROR: 0 } }, { counts: { INFO: 3, ERROR: 1 } }],
    });
  });
});

describe('match and rules check', () => {
  it('print a JSON line for each rule', async () => {
    const ran = await run('match --rules rule.yml --no-route --all --json log.db', {
      'tools.match': () => ({
        records: 3,
        rejected: 0,
        lines: [
          { rule: 'a', title: 'A', level: 'high', kind: 'event', matches: [1, 3] },
          {
            rule: 'b',
            title: 'B',
            level: 'low',
            kind: 'correlation',
            groups: [
              {
                group: { user: 'x' },
                firstFire: '2026-06-02T10:12:00Z',
                start: '2026-06-02T10:12:00Z',
                end: '2026-06-02T10:12:00.5Z',
                count: 2,
                matches: [1, 2],
              },
            ],
          },
          {
            rule: 'c',
            title: 'C',
            level: 'low',
            kind: 'event',
            matches: [],
            notLoaded: 'unknown modifier',
          },
        ],
      }),
    });
    const lines = ran.stdout.trim().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(schemaErrors('match-line', JSON.parse(line))).toEqual([]);
    expect(ran.calls[0]?.input).toMatchObject({ route: false, all: true, explain: false });
    expect(ran.code).toBe(0);
  });

  it('exit 0 with refused rules', async () => {
    const ran = await run('rules check rule.yml --json', {
      'rules.checkFiles': () => ({
        rules: [
          {
            path: 'rule.yml',
            document: 1,
            id: '',
            title: 'x',
            kind: 'event',
            ok: false,
            errors: [
              {
                severity: 'error',
                code: 'c',
                message: 'm',
                line: 1,
                column: 1,
                endLine: 1,
                endColumn: 2,
              },
            ],
            warnings: [],
          },
        ],
      }),
    });
    expect(schemaErrors('rules-check-line', JSON.parse(ran.stdout))).toEqual([]);
    expect(ran.code).toBe(0);
  });
});

describe('rules test and selftest', () => {
  const failing = {
    path: 'rule.yml',
    document: 0,
    rule: 'x',
    title: 'X',
    test: 'one',
    ok: false,
    expected: 'records [1]',
    found: 'records []',
  };

  it('print a JSON line for each test, and exit 1 only when asked to', async () => {
    const answers: Answers = {
      'rules.testFiles': () => ({ tests: [failing], untested: [] }),
    };
    const ran = await run('rules test rule.yml --json', answers);
    expect(schemaErrors('rules-test-line', JSON.parse(ran.stdout))).toEqual([]);
    expect(ran.code).toBe(0);
    const strict = await run('rules test rule.yml --strict', answers);
    expect(strict.code).toBe(1);
    expect(strict.stdout).toContain('expected records [1], found records []');
  });

  it('print every known answer, and exit 4 where one is wrong', async () => {
    const result = { area: 'hashing', name: 'SHA-256', expected: 'a', found: 'b' } as const;
    const answer = (ok: boolean): Answers => ({
      'tools.selftest': () => ({ version: '1', results: [{ ...result, ok }] }),
    });
    const ran = await run('selftest --json', answer(true));
    expect(schemaErrors('selftest', JSON.parse(ran.stdout))).toEqual([]);
    expect(ran.code).toBe(0);
    expect((await run('selftest', answer(false))).code).toBe(4);
  });

  it('hand the pipelines of match over as files', async () => {
    const ran = await run('match --rules rule.yml --pipeline key --pipeline threats.txt log.db', {
      'tools.match': () => ({ records: 0, rejected: 0, lines: [] }),
    });
    expect(ran.calls[0]?.input).toMatchObject({
      pipelines: [expect.any(String), expect.any(String)],
    });
    const missing = await run('match --rules rule.yml --pipeline none.yml log.db');
    expect([missing.code, missing.stderr]).toEqual([
      3,
      'sealwatch: none.yml: no such file or folder\n',
    ]);
  });
});

describe('report', () => {
  it('writes the file of an incident or of an alert and says what it is', async () => {
    for (const id of ['INC-2026-001', 'd'.repeat(32)]) {
      const ran = await run(`report ${id} --case c.sealwatch --out r.pdf --json`, CASE_ANSWERS);
      expect(schemaErrors('report', JSON.parse(ran.stdout))).toEqual([]);
      expect(readFileSync(join(folder, 'r.pdf'), 'utf8')).toBe('report as pdf');
    }
  });

  it('into a folder that is not there exits 3 and names it', async () => {
    const ran = await run('report INC-2026-001 --case c.sealwatch --out none/r.pdf', CASE_ANSWERS);
    expect([ran.code, ran.stderr]).toEqual([3, 'sealwatch: none/r.pdf: no such file or folder\n']);
  });
});

describe('reviews run', () => {
  it('runs one as if it were another day', async () => {
    const ran = await run(
      'reviews run --period daily --as-of 2026-06-03 --case c.sealwatch --json',
      {
        'reviews.run': ({ kind }) => ({
          id: 1,
          kind,
          periodStartUs: us('2026-06-02T00:00:00Z'),
          periodEndUs: us('2026-06-03T00:00:00Z'),
          ranAtUs: us('2026-07-01T00:00:00Z'),
          late: false,
          byHand: true,
          report: {},
        }),
      },
    );
    expect(ran.calls[0]?.input).toEqual({
      kind: 'daily',
      asOfUs: us('2026-06-03T00:00:00Z'),
      late: false,
      byHand: true,
    });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      period: { start: '2026-06-02T00:00:00Z', end: '2026-06-03T00:00:00Z' },
      byHand: true,
    });
  });
});

describe('Ctrl-C', () => {
  it('cancels the running job, closes the case and exits 130', async () => {
    const abort = new AbortController();
    const ran = await run(
      'verify log.db',
      {
        'tools.verify': () => {
          abort.abort();
          return new Promise(() => undefined);
        },
      },
      { signal: abort.signal },
    );
    expect([ran.code, ran.stdout, ran.stderr, ran.closed]).toEqual([130, '', '', 1]);
  });

  it('ends serve, which is how that ends', async () => {
    const abort = new AbortController();
    let closed = false;
    const ran = await run(
      'serve --case new/c.sealwatch --port 4567 --json',
      {},
      {
        signal: abort.signal,
        serve: async ({ port }) => {
          setImmediate(() => abort.abort());
          return {
            url: `http://127.0.0.1:${port}/#token=x`,
            close: async () => {
              closed = true;
            },
          };
        },
      },
    );
    expect([ran.code, ran.stdout, closed]).toEqual([
      0,
      '{"url":"http://127.0.0.1:4567/#token=x"}\n',
      true,
    ]);
    expect(ran.opened[0]?.reviews).toBe(true);
  });
});
