// What is left of the evidence for a few rules against all of it: columns, the text index and bytes may
// save reading, they never change what is found.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Plan } from '../../../shared/detection/plan.ts';
import { narrowingOf } from '../../../electron/engine/detection/narrow-scan.ts';
import { pushEvents } from '../../../electron/engine/detection/push-events.ts';
import { indexTextJob } from '../../../electron/engine/text-index/index-text-job.ts';
import { EMPTY_SCOPE } from '../../../electron/engine/scope.ts';
import { timeUs } from '../../../shared/base/time.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { ruleSet } from '../../shared/detection/support.ts';
import { openEngines, type Engines } from './open-engines.ts';

const NAMES = ['ListRoles', 'CreateUser', 'listroles', 'Mi\u017fs', '\u212aelvin', 'AssumeRole'];
const PROVIDERS = ['iam.amazonaws.com', 's3.amazonaws.com'];
const AGENTS = ['curl/8.1', 'Boto3/1.2', 'kali "quoted"', 'back\\slash', 'kelvin', 'miss'];

const trail = (fields: object): string =>
  JSON.stringify({
    eventVersion: '1.09',
    eventTime: '2026-03-05T10:00:00Z',
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListRoles',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '10.0.0.1',
    userAgent: 'curl/8.1',
    ...fields,
  });

/** Records of which columns, names and bytes say different things. */
const ODD = [
  trail({ event: { action: 'CreateUser' } }),
  trail({ 'event.action': 'CreateUser' }),
  trail({ 'Event.Action': ['x', 'CreateUser'] }),
  trail({ ' e vent': { Action: 'CreateUser' } }),
  trail({ event: { 'a ction': 'CreateUser' } }),
  trail({ user: { name: 'root' }, userIdentity: { type: 'Root' } }),
  trail({ sourceIPAddress: 'iam.amazonaws.com' }),
  trail({ eventName: 'Create\ud83dUser' }),
  trail({ userAgent: null, requestParameters: { list: [{ name: 'kali' }, 4625, 'x'] } }),
  trail({ userAgent: 4625 }),
  trail({ userAgent: { deep: 'kali' } }),
  trail({}).replace('curl', '\\u0063url'),
  trail({}).replace('"userAgent"', '"user\\u0041gent"'),
  trail({}).replace('"eventName"', '"EventName"'),
  trail({}).replace('ListRoles', 'Li\\u0073tRoles'),
  // Memory of a block as long as usual ones is used again for the next one.
  trail({ requestParameters: { padding: 'x'.repeat(2 * Buffer.poolSize) } }),
];

const record = fc
  .record({
    eventName: fc.constantFrom(...NAMES),
    eventSource: fc.constantFrom(...PROVIDERS),
    userAgent: fc.constantFrom(...AGENTS),
  })
  .map(trail);

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
const field = fc.constantFrom(
  'eventName',
  'eventname',
  'eventSource',
  'userAgent',
  'event.action',
  'Event.Action',
  'event.provider',
  'user.name',
  'source.ip',
  'sourceIPAddress',
  'awsRegion',
  'requestParameters.list.name',
  'message',
);
const value = fc.constantFrom(
  ...NAMES,
  ...PROVIDERS,
  ...AGENTS,
  'CreateUser',
  'createu*',
  'kali',
  'curl',
  'root',
  '4625',
  '10.0.0.1',
  'kelvin',
  '',
  'u',
);
const item = fc
  .tuple(
    field,
    fc.constantFrom('', '|contains', '|startswith', '|endswith', '|re', '|neq'),
    fc.array(value, { minLength: 1, maxLength: 3 }),
  )
  .map(([name, how, texts]) => {
    const own = how === '|re' ? texts.map((text) => text.replace(/[*\\"/]/g, '.')) : texts;
    return `${name}${how}:${own.map((text) => `\n      - ${quoted(text)}`).join('')}`;
  });
const selection = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .uniqueArray(item, { minLength: 1, maxLength: 2, selector: (text) => text.split(':')[0] })
      .map((items) => items.map((each) => `\n    ${each}`).join('')),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(value, { minLength: 1, maxLength: 2 })
      .map((texts) => texts.map((text) => `\n    - ${quoted(text)}`).join('')),
  },
);
const rule = fc
  .tuple(selection, selection, fc.constantFrom('a', 'a and b', 'a or b', 'a and not b', 'not a'))
  .map(
    ([a, b, condition]) =>
      `title: Random\nlogsource: {}\ndetection:\n  a:${a}\n  b:${b}\n  condition: ${condition}\n`,
  );

const only = (condition: string) =>
  `title: One\nlogsource: {}\ndetection:\n  a:\n    ${condition}\n  condition: a\n`;

describe('what is left of the evidence for a few rules', () => {
  let folder: string;
  let engines: Engines;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-narrow-'));
    engines = openEngines(folder);
    const put = (name: string, lines: readonly string[]): string => {
      const path = join(folder, name);
      writeFileSync(path, `${lines.join('\n')}\n`);
      return path;
    };
    const usual = fc.sample(record, { numRuns: 120, seed: 5 });
    await engines.import([put('a.jsonl', [...usual.slice(0, 60), ...ODD])]);
    const context = {
      host: {
        nowUs: () => timeUs(0),
        version: '',
        resourcesFolder: '',
        operatingUser: '',
      },
      scope: EMPTY_SCOPE,
      steps: engines.steps,
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    await indexTextJob(engines.reader)({}, context);
    await engines.import([
      put('b.jsonl', [...ODD, ...usual.slice(60)]),
      put('c.jsonl', ['{"time":"2026-03-05T10:00:00Z","message":"kali","user":{"name":"root"}}']),
      put('d.log', [
        'Mar  5 10:00:00 web1 sshd[7]: Failed password for root from 10.0.0.1 port 22 ssh2',
        'Mar  5 10:00:01 web1 kali: curl "x" ListRoles \\u0063',
      ]),
    ]);
  });
  afterAll(() => {
    engines.close();
    rmSync(folder, { recursive: true });
  });

  async function hits(
    rules: readonly string[],
    narrowed: boolean,
    kept: EventView[] = [],
  ): Promise<string[]> {
    const set = ruleSet(...rules);
    const plan = new Plan(set, new Set(set.rules.keys()), 'UTC', 'never');
    const found: string[] = [];
    await pushEvents(
      engines.reader,
      (event) =>
        plan.evaluate(event, ({ index }) => {
          found.push(`${String(index)} ${String(event.id)}`);
          kept.push(event);
        }),
      null,
      {
        signal: new AbortController().signal,
        progress: () => undefined,
        host: {
          nowUs: () => timeUs(0),
          version: '',
          resourcesFolder: '',
          operatingUser: '',
        },
      },
      { narrowing: narrowed ? narrowingOf(engines.reader, plan.guards()) : undefined },
    );
    return found;
  }

  it('holds every event that they match', async () => {
    let matched = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(rule, { minLength: 1, maxLength: 2 }), async (rules) => {
        const expected = await hits(rules, false);
        matched += expected.length;
        expect(await hits(rules, true)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
    expect(matched).toBeGreaterThan(500);
  });

  it('leaves events whole for whoever looks at their text when their block is done with', async () => {
    const [read, skimmed]: [EventView[], EventView[]] = [[], []];
    const rules = [only("userAgent|contains: 'kali'"), only('eventName: CreateUser')];
    await hits(rules, false, read);
    await hits(rules, true, skimmed);
    expect(read.length).toBeGreaterThan(20);
    expect(skimmed.map(({ raw }) => raw)).toEqual(read.map(({ raw }) => raw));
    expect(skimmed.map(({ fields }) => fields)).toEqual(read.map(({ fields }) => fields));
  });

  function narrowed(...rules: readonly string[]) {
    const set = ruleSet(...rules);
    const plan = new Plan(set, new Set(set.rules.keys()), 'UTC', 'never');
    const narrowing = narrowingOf(engines.reader, plan.guards());
    if (narrowing === undefined) return undefined;
    return engines.reader.store.columns.zones().map((zone) => narrowing(zone)?.states);
  }
  it('is nothing where columns or the index rule every record out', () => {
    const [first] = narrowed(only('eventSource: nobody.example')) ?? [];
    expect(first).toBeUndefined();
    const [indexed] = narrowed(only("userAgent|contains: 'never-seen-word'")) ?? [];
    expect(indexed?.filter((state) => state !== 0).length ?? 0).toBeLessThanOrEqual(4);
  });

  it('is few records of a column that the rule names itself', () => {
    const [first] = narrowed(only('event.action: CreateUser')) ?? [];
    const left = first?.filter((state) => state !== 0).length ?? 0;
    expect(left).toBeGreaterThan(4);
    expect(left).toBeLessThan(40);
  });

  it('is everything for a rule of which nothing can be said', () => {
    expect(narrowed(only('eventName: null'))).toBeUndefined();
  });
});
