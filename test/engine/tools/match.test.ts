import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EMPTY_SCOPE } from '../../../electron/engine/scope.ts';
import { checkFilesJob } from '../../../electron/engine/tools/check-files-job.ts';
import { matchJob } from '../../../electron/engine/tools/match-job.ts';
import { testFilesJob } from '../../../electron/engine/tools/test-files-job.ts';
import type { JobContext } from '../../../electron/engine/jobs.ts';
import { timeUs } from '../../../shared/base/time.ts';
import { schemaErrors } from '../../electron/cli/schema-check.ts';
import { RESOURCES, temporaryFolder } from '../../fixtures/places.ts';

const temporary = temporaryFolder('match');
const folder = temporary.path;
afterAll(() => temporary.remove());

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Tokens are the paths themselves. */
function context(...paths: readonly string[]): JobContext {
  return {
    host: { nowUs: () => timeUs(0), version: '0', resourcesFolder: RESOURCES, operatingUser: '' },
    scope: { ...EMPTY_SCOPE, paths: Object.fromEntries(paths.map((path) => [path, path])) },
    steps: { call: () => Promise.reject(new Error('no case')) } as unknown as JobContext['steps'],
    signal: new AbortController().signal,
    progress: () => undefined,
  };
}

const RULES = file(
  'rules.yml',
  `title: Login
id: login
logsource: {product: any}
level: low
detection:
  selection: {event: login, result|contains: ail}
  condition: selection
---
title: Many
id: many
level: high
correlation:
  type: event_count
  rules: [login]
  group-by: [user]
  timespan: 1m
  condition: {gte: 2}
  generate: true
---
title: Broken
id: broken
logsource: {product: any}
detection:
  selection: {a|nonsense: 1}
  condition: selection
`,
);
const EVENTS = file(
  'events.jsonl',
  `{"time":"2026-01-01T00:00:00Z","event":"login","result":"failed","user":"a"}
{"time":"2026-01-01T00:00:10Z","event":"logout","user":"a"}
{"time":"2026-01-01T00:00:30Z","event":"login","result":"fail","user":"a"}
`,
);

async function match(more: { readonly pipeline?: string; readonly explain?: boolean } = {}) {
  const { pipeline, explain = false } = more;
  return matchJob(
    {
      rules: [RULES],
      events: [EVENTS],
      explain,
      all: true,
      ...(pipeline === undefined ? {} : { pipelines: [pipeline] }),
    },
    context(RULES, EVENTS, ...(pipeline === undefined ? [] : [pipeline])),
  );
}

describe('match', () => {
  it('prints records and groups in the shape that is documented', async () => {
    const { lines, records } = await match();
    expect(records).toBe(3);
    expect(lines).toMatchObject([
      { rule: 'login', level: 'low', kind: 'event', matches: [1, 3] },
      {
        rule: 'many',
        kind: 'correlation',
        groups: [
          {
            group: { user: 'a' },
            firstFire: '2026-01-01T00:00:30Z',
            start: '2026-01-01T00:00:00Z',
            end: '2026-01-01T00:00:30Z',
            count: 2,
            matches: [1, 3],
          },
        ],
      },
      {
        rule: 'broken',
        matches: [],
        notLoaded: 'line 24, column 15: The modifier "nonsense" is not known.',
      },
    ]);
    for (const line of lines) expect(schemaErrors('match-line', line)).toEqual([]);
  });

  it('says how many values were not tested because their rule would take too long', async () => {
    const rules = file(
      'heavy.yml',
      "title: Heavy\nid: heavy\nlogsource: {product: any}\ndetection:\n  s: {text|re: '(?:.{0,900}x){1}=.{900}'}\n  condition: s\n",
    );
    const text = `${'x='.repeat(1_000)}${' '.repeat(2_000_000)}`;
    const events = file('heavy.jsonl', `${JSON.stringify({ text })}\n{"text":"x="}\n`);
    const options = { rules: [rules], events: [events], explain: false, all: false };
    const { lines } = await matchJob(options, context(rules, events));
    // Without a hit, but not to be taken for one that found nothing.
    expect(lines).toMatchObject([{ rule: 'heavy', matches: [], notTested: 1 }]);
    for (const line of lines) expect(schemaErrors('match-line', line)).toEqual([]);
  });

  it('says where in its file a rule has what cannot be run', async () => {
    const rules = file(
      'refers-back.yml',
      "title: Back\nid: back\nlogsource: {product: any}\ndetection:\n  s:\n    a|re:\n      - x\n      - '(a)\\1'\n  condition: s\n",
    );
    const options = { rules: [rules], events: [EVENTS], explain: false, all: true };
    const { lines } = await matchJob(options, context(rules, EVENTS));
    const reason =
      'The regular expression "(a)\\1" refers back to a group, which cannot be run in linear time.';
    expect(lines).toMatchObject([{ rule: 'back', notLoaded: `line 8, column 9: ${reason}` }]);
    const checked = await checkFilesJob({ files: [rules] }, context(rules));
    expect(checked.rules).toMatchObject([
      { ok: false, errors: [{ line: 8, column: 9, message: reason }] },
    ]);
  });

  it('numbers the records of a folder, whatever else lies in it', async () => {
    const line = '{"time":"2026-01-01T00:00:00Z","event":"login","result":"failed"}\n';
    file('mixed/a.log', '');
    file('mixed/b.jsonl', `${line}not a record\n${line}`);
    file('mixed/c.bin', '\0\0\0');
    file('mixed/d.jsonl', line);
    const path = join(folder, 'mixed');
    const options = { rules: [RULES], events: [path], explain: false, all: false };
    const { lines, records, rejected } = await matchJob(options, context(RULES, path));
    expect(lines[0]?.matches).toEqual([1, 3, 4]);
    expect({ records, rejected }).toEqual({ records: 4, rejected: 3 });
  });

  it('explains every record that matched, part by part, with the text marked', async () => {
    const { lines } = await match({ explain: true });
    for (const line of lines) expect(schemaErrors('match-line', line)).toEqual([]);
    expect(lines[0]?.explain?.map(({ record, outcome }) => [record, outcome])).toEqual([
      [1, 'match'],
      [3, 'match'],
    ]);
    expect(lines[0]?.explain?.[0]?.selections[0]?.parts[1]).toEqual({
      field: 'result',
      outcome: 'true',
      pattern: '*ail*',
      value: 'failed',
      span: [1, 4],
    });
    expect(lines[1]?.explain?.[0]?.references?.[0]?.rule).toBe('login');
    expect(lines[2]?.explain?.[0]).toMatchObject({ record: 1, outcome: 'not loaded' });
  });

  it('says of a correlation how full its window was, or that none was full enough', async () => {
    const { lines } = await match({ explain: true });
    expect(
      lines[1]?.explain?.map(({ record, outcome, reason }) => [record, outcome, reason]),
    ).toEqual([
      [1, 'match', '2 events within 30 s; 2 in the fullest 1 min (at least 2 wanted).'],
      [3, 'match', '2 events within 30 s; 2 in the fullest 1 min (at least 2 wanted).'],
    ]);
    const none = file(
      'none.yml',
      `title: Login
id: login
logsource: {product: any}
detection: {selection: {event: login}, condition: selection}
---
title: Three
id: three
correlation: {type: event_count, rules: [login], timespan: 1m, condition: {gte: 3}}
---
title: Unusual
id: unusual
logsource: {product: any}
detection: {selection: {event: login}, condition: selection}
x-sealwatch-baseline: {measure: count, window: 1m, test: {ratio: 2}}
`,
    );
    const found = await matchJob(
      { rules: [none], events: [EVENTS], explain: true, all: true },
      context(none, EVENTS),
    );
    for (const line of found.lines) expect(schemaErrors('match-line', line)).toEqual([]);
    expect(
      found.lines.map(({ rule, explain }) => [rule, explain?.[0]?.outcome, explain?.[0]?.reason]),
    ).toEqual([
      ['three', 'window not full', 'No window of 1 min holds at least 3.'],
      [
        'unusual',
        'not unusual',
        'Nothing that it measures was unusual, or too little was there before it.',
      ],
    ]);
  });

  it('takes rules through pipelines, and stops at one that it cannot use', async () => {
    const renamed = file(
      'rename.yml',
      'transformations: [{type: field_name_mapping, mapping: {event: action}}]\n',
    );
    const { lines } = await match({ pipeline: renamed });
    expect(lines[0]).toMatchObject({ rule: 'login', matches: [] });
    const broken = file('broken.yml', 'transformations:\n  - type: nonsense\n');
    await expect(match({ pipeline: broken })).rejects.toThrow(
      /broken\.yml: line 2, column \d+: .*nonsense/,
    );
  });
});

describe('rules check', () => {
  it('loads a file once, however often it is named', async () => {
    const { rules } = await checkFilesJob({ files: [RULES, folder] }, context(RULES, folder));
    const own = rules.filter(({ path }) => path === RULES);
    expect(own.map(({ id, document, ok }) => [id, document, ok])).toEqual([
      ['login', 0, true],
      ['many', 1, true],
      ['broken', 2, false],
    ]);
    expect(own[2]?.errors[0]).toMatchObject({ line: 24, code: 'rule.unknown-modifier' });
  });
});

describe('a file that is no rule file', () => {
  it('is refused by itself, whatever it holds', async () => {
    const bad = join(folder, 'bad');
    mkdirSync(bad);
    writeFileSync(join(bad, 'latin.yml'), Buffer.from('title: Gr\u00fc\u00dfe\n', 'latin1'));
    writeFileSync(join(bad, 'long.yml'), '#'.repeat(8 * 1024 * 1024 + 1));
    writeFileSync(join(bad, 'zero.yml'), '');
    const { rules } = await checkFilesJob({ files: [bad, RULES] }, context(bad, RULES));
    expect(rules.map(({ ok, errors }) => [ok, errors[0]?.code])).toEqual([
      [false, 'rule.file'],
      [false, 'rule.file'],
      [false, 'rule.empty'],
      [true, undefined],
      [true, undefined],
      [false, 'rule.unknown-modifier'],
    ]);
  });
});

describe('rules test', () => {
  const tested = (tests: string) =>
    file(
      'tested/rule.yml',
      `title: Tested\nid: tested\nlogsource: {product: windows}\ndetection:\n  selection: {a: 1}\n  condition: selection\nx-sealwatch-tests:\n${tests}`,
    );
  const results = async (tests: string) => {
    const path = tested(tests);
    const { tests: list } = await testFilesJob({ files: [path] }, context(path));
    for (const each of list) expect(schemaErrors('rules-test-line', each)).toEqual([]);
    return list.map(({ test, ok, found, reason }) => [test, ok, reason ?? found]);
  };

  it('says of each test whether it holds and what was found instead', async () => {
    expect(
      await results(
        `  - {name: one, events: [{a: 1}, {a: 2}, {a: '1'}], matches: [1, 3]}\n  - {events: [{a: 2}], matches: [1]}\n`,
      ),
    ).toEqual([
      ['one', true, 'records [1, 3]'],
      ['test 2', false, 'records []'],
    ]);
  });

  it('lets an event come as often as it says', async () => {
    expect(
      await results(
        `  - {name: many, events: [{times: 3, event: {a: 1}}, {a: 1}, {times: 2, event: {a: 2}}], matches: [1, 2, 3, 4]}\n`,
      ),
    ).toEqual([['many', true, 'records [1, 2, 3, 4]']]);
  });

  it('routes events that say what they are of', async () => {
    expect(
      await results(
        `  - {name: other, source: {product: linux}, events: [{a: 1}], matches: []}\n  - {name: own, source: {product: windows}, events: [{a: 1}], matches: [1]}\n`,
      ),
    ).toEqual([
      ['other', true, 'records []'],
      ['own', true, 'records [1]'],
    ]);
  });

  it('reads events from a file beside the rule, and from nowhere else', async () => {
    file('tested/events.jsonl', '{"a":1}\n{"a":3}\n');
    const [beside, elsewhere, missing] = await results(
      `  - {name: a, file: events.jsonl, matches: [1]}\n  - {name: b, file: ../events.jsonl, matches: []}\n  - {name: c, file: none.jsonl, matches: []}\n`,
    );
    expect(beside).toEqual(['a', true, 'records [1]']);
    expect(elsewhere?.[1]).toBe(false);
    expect(elsewhere?.[2]).toContain('beside its rule');
    expect(missing?.[1]).toBe(false);
    expect(missing?.[2]).toContain('none.jsonl');
  });

  it('fails the tests of a rule that does not load, and lists rules without any', async () => {
    const path = tested(`  - {events: [{a: 1}], matches: [1]}\nlevel: nonsense\n`);
    const { tests, untested } = await testFilesJob({ files: [path, RULES] }, context(path, RULES));
    expect(tests[0]).toMatchObject({ ok: false });
    expect(tests[0]?.reason).toContain('did not load');
    expect(untested.map(({ rule }) => rule)).toEqual(['login', 'many']);
  });
});
