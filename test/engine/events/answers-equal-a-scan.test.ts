import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadEngine, type ReadEngine } from '../../../electron/engine/read-engine.ts';
import { EMPTY_SCOPE } from '../../../electron/engine/scope.ts';
import { viewOf } from '../../../electron/engine/events/event-views.ts';
import { UNATTENDED } from '../../../electron/engine/query-context.ts';
import { openCaseReader, type CaseReader } from '../../../electron/store/case-store.ts';
import { hostOf } from '../../../electron/workers/threads/thread-data.ts';
import type { App } from '../../../electron/workers/app.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Client } from '../../../shared/contract/client.ts';
import type { Input, Output } from '../../../shared/contract/procedures.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { compileQuery, type EventContext } from '../../../shared/query/compile.ts';
import { parseQuery } from '../../../shared/query/parse.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { RESOURCES, temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('answers');
let app: App;
let client: Client;
let store: CaseReader;
let engine: ReadEngine;

// Values that writing hides in all the ways there are, and neighbours that differ in case alone.
const NAMES = [
  ...['alice', 'ALICE', 'Bob', 'K\u00e4the', '\u212aelvin', 'kelvin', 'Stra\u00dfe', 'lon\u017f'],
  ...['a"b', 'tab\there', 'back\\slash', 'x/y', '\u03a3\u03c3\u03c2', 'auth', 'true', ''],
];
const ADDRESSES = ['10.0.0.7', '10.0.3.9', '203.0.113.77', '2001:db8::1', 'not an address'];
const LEVELS = ['INFO', 'info', 'ERROR', 'warning'];

const json = fc
  .record({
    time: fc.constantFrom('2026-03-01T00:00:00Z', '2026-03-01T10:30:00.25Z', '2026-03-02', 'never'),
    level: fc.constantFrom(...LEVELS),
    user: fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
    src_ip: fc.option(fc.constantFrom(...ADDRESSES), { nil: undefined }),
    'Event Name': fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
    nested: fc.option(
      fc.record({ deep: fc.constantFrom<unknown>(...NAMES, 1e3, 0.1, [1, 'k'], null) }),
      {
        nil: undefined,
      },
    ),
    number: fc.option(fc.constantFrom(1000, 1.5, 7, 12345), { nil: undefined }),
    id: fc.option(fc.constantFrom<unknown>(1000, 'x7'), { nil: undefined }),
    exhibit: fc.option(fc.constantFrom('E01', 'kept'), { nil: undefined }),
  })
  .chain((record) =>
    fc.constantFrom(
      JSON.stringify(record),
      escapedJson(record),
      JSON.stringify(record).replaceAll(':1000', ':1e3'),
    ),
  );

/** The same with every letter of its values as an escape, and numbers with exponents. */
function escapedJson(record: object): string {
  return JSON.stringify(record)
    .replace(/"(\w+)":"(\w)/g, (_, key: string, first: string) => {
      return `"${key}":"\\u${first.charCodeAt(0).toString(16).padStart(4, '0')}`;
    })
    .replace(':1000', ':1e3');
}

const syslogLine = fc
  .record({
    priority: fc.integer({ min: 0, max: 191 }),
    host: fc.constantFrom('web-1', 'db', 'K'),
    data: fc.constantFrom('-', '[x a="b\\"c"]'),
    program: fc.constantFrom('sshd', 'cron', 'Kernel'),
    message: fc.constantFrom(
      'Failed password for alice from 10.0.0.7 port 22 ssh2',
      'session opened for user Bob',
      'back\\slash info',
      'nothing',
    ),
  })
  .map(
    ({ priority, host, program, data, message }) =>
      `<${String(priority)}>1 2026-03-01T12:00:00Z ${host} ${program} 42 - ${data} ${message}`,
  );

const flowLine = fc
  .record({
    source: fc.constantFrom('10.0.0.7', '203.0.113.77'),
    port: fc.constantFrom('443', '022', '-'),
    action: fc.constantFrom('ACCEPT', 'REJECT'),
  })
  .map(
    ({ source, port, action }) =>
      `2 123456789012 eni-0a1b2c3d ${source} 10.0.3.9 ${port} 51000 6 10 8400 1772366400 1772366460 ${action} OK`,
  );

const plainLine = fc.constantFrom(
  '2026-03-01 08:00:00 ERROR alice could not open x/y',
  '2026-03-01 08:00:01 info Bob did',
  'no time at all, kelvin',
);

const WORDS = [
  ...NAMES.filter((name) => /^[\w/\u0080-\uffff]+$/.test(name)),
  ...[
    'ali',
    'LICE',
    'kel',
    'ss',
    'fail',
    '1000',
    '1e3',
    '7',
    'k',
    'info',
    'warn',
    'auth',
    'reject',
  ],
  ...['b*b', 'al?ce', '*', '?', 'ser*0', 'success', 'failure', 'accept', 'daemon', 'open', 'zz'],
  ...['22', '022', '\u03c3', 'lons', 'tab', '10.0.0.7', 'E01'],
];
const word = fc.constantFrom(...WORDS);
const value = fc.oneof(
  word,
  fc.constantFrom('"x/y"', '"a\\"b"', '"tab"', '10.0.0.0/8', '2001:db8::/32', '"Event Name"'),
  fc.constantFrom(
    ...['/al.ce/', '/^alice$/i', '/K/', '/\\d+/', '/^auth/', '/alice$/', '/user[^a]*alice/'],
    ...['/k[e\\u00e9]y/', '/ali(ce)?/', '/\\balice\\b/', '/"alice/', '/\\/login/', '/15\\.?0/'],
  ),
);
const fieldValue = fc.oneof(
  value,
  fc.constantFrom('[1 TO 2000]', '>=7', '{10.0.0.0 TO 10.0.2.255]', '[2026-03-01 TO 2026-03-01]'),
  fc.constantFrom('"2026-03-01T10:30:00.25Z"', '<2026-03-02', '[a TO c]'),
);
const fieldName = fc.constantFrom(
  ...['user', 'ip', 'src', 'level', 'host', 'action', 'outcome', 'service', 'exhibit', 'source'],
  ...['user.name', 'source.ip', 'log.level', 'event.id', 'time', 'raw', 'nested.deep', 'deep'],
  ...['"Event Name"', 'eventname', 'number', 'message', 'severity', 'facility', 'port', 'srcport'],
);
const term = fc.oneof(
  value,
  fc.tuple(fieldName, fieldValue).map(([name, wanted]) => `${name}:${wanted}`),
  fieldName.map((name) => `_exists_:${name}`),
);
const { query } = fc.letrec<{ query: string }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    term,
    tie('query').map((inner) => `NOT (${inner})`),
    fc.tuple(tie('query'), tie('query')).map(([one, other]) => `(${one}) AND (${other})`),
    fc.tuple(tie('query'), tie('query')).map(([one, other]) => `(${one}) OR (${other})`),
  ),
}));

async function importLines(name: string, lines: readonly string[]) {
  const path = join(folder.path, 'logs', name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  const result = await client.call('evidence.import', { files: [app.mintToken(path)] });
  assert(result.ok, result.ok ? '' : result.error.message);
}

beforeAll(async () => {
  mkdirSync(join(folder.path, 'logs'));
  ({ app, client } = await openApp(folder.path));
  const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number, seed: number) =>
    fc.sample(arbitrary, { numRuns: count, seed });
  await importLines('one.jsonl', sample(json, 400, 1));
  await importLines('messages', sample(syslogLine, 150, 2));
  await importLines('flows.log', sample(flowLine, 100, 3));
  await importLines('plain.log', sample(plainLine, 60, 4));
  store = openCaseReader(join(folder.path, 'test.sealwatch'));
  engine = createReadEngine(
    store,
    hostOf({
      caseFile: store.path,
      resourcesFolder: RESOURCES,
      version: '0.0.0-test',
      operatingUser: 'tester',
    }),
  );
});
afterAll(async () => {
  store.close();
  await app.close();
  folder.remove();
});

/** The obvious way: every record taken apart, one after the other. */
function scan(text: string): Set<number> {
  const parsed = parseQuery(text);
  assert(parsed.ok, parsed.ok ? '' : `${text}: ${parsed.error.message}`);
  const matches = compileQuery(parsed.value);
  return new Set(
    everyEvent()
      .filter(({ view, context }) => matches(view, context))
      .map(({ view }) => view.id),
  );
}

let known: { view: EventView; context: EventContext }[] = [];

function everyEvent(): typeof known {
  if (known.length === store.events.count()) return known;
  const exhibits = new Map(store.sources.all().map((source) => [source.id, source.exhibit]));
  known = [];
  for (const blockId of store.events.blockIds()) {
    const block = engine.blocks.byId(blockId);
    assert(block, 'the block is there');
    for (let slot = 0; slot < block.count; slot++) {
      const stored = engine.views.read(block, slot);
      const context = { exhibit: exhibits.get(stored.sourceId) ?? '' };
      known.push({ view: viewOf(stored), context });
    }
  }
  return known;
}

async function ask<
  N extends 'events.page' | 'events.count' | 'timeline.histogram' | 'timeline.facets',
>(name: N, input: Input<N>): Promise<Output<N>> {
  return (await engine.query(name, input, EMPTY_SCOPE, UNATTENDED)) as Output<N>;
}

const OPEN = { fromUs: null, toUs: null };

async function pageIds(text: string): Promise<number[]> {
  const page = await ask('events.page', {
    query: text,
    ...OPEN,
    cursor: null,
    limit: 5_000,
    descending: false,
  });
  return page.rows.map((row) => row.id);
}

it('has exhibits of four kinds', () => {
  expect(store.sources.all().map((source) => source.format)).toEqual([
    'json-lines',
    'syslog',
    'vpc-flow',
    'plain-text',
  ]);
});

describe('a query answered from columns, bytes and records', () => {
  it('finds the events that a scan with the same query finds', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const expected = scan(text);
        const found = await pageIds(text);
        expect(found.toSorted((a, b) => a - b)).toEqual([...expected]);
        expect((await ask('events.count', { query: text, ...OPEN })).total).toBe(expected.size);
      }),
      { numRuns: 120 },
    );
  });

  it.each(WORDS)('finds %j alone as a scan does', async (text) => {
    const found = await pageIds(text);
    expect(found.toSorted((a, b) => a - b)).toEqual([...scan(text)]);
  });

  it('goes on with what came later', { timeout: 60_000 }, async () => {
    const texts = ['alice', 'user:alice OR kelvin', 'NOT level:info', 'zz'];
    for (const text of texts) await pageIds(text);
    await importLines('later.jsonl', fc.sample(json, { numRuns: 200, seed: 9 }));
    for (const text of texts) {
      const found = await pageIds(text);
      expect(found.toSorted((a, b) => a - b)).toEqual([...scan(text)]);
    }
  });

  it('finds the same with an index of runs of characters', { timeout: 60_000 }, async () => {
    const indexed = await client.call('events.index', {});
    assert(indexed.ok, indexed.ok ? '' : indexed.error.message);
    expect(indexed.value.events).toBe(store.events.count());
    const again = await client.call('events.index', {});
    expect(again).toEqual({ ok: true, value: { events: 0, spans: 0 } });
    await importLines('unindexed.jsonl', fc.sample(json, { numRuns: 50, seed: 10 }));
    for (const text of WORDS) {
      // Other texts with the same answer, so that none is remembered.
      const found = await pageIds(`(${text})`);
      expect(found.toSorted((a, b) => a - b)).toEqual([...scan(text)]);
    }
  });

  it('draws and counts the same events', { timeout: 60_000 }, async () => {
    const fields = fc.constantFrom('user.name', 'source', 'log.level', 'nested.deep', 'number');
    await fc.assert(
      fc.asyncProperty(query, fields, async (text, field) => {
        const expected = scan(text);
        const histogram = await ask('timeline.histogram', {
          query: text,
          ...OPEN,
          buckets: 7,
          by: field,
        });
        expect(histogram.total + histogram.undated).toBe(expected.size);
        const plain = await ask('timeline.histogram', {
          query: text,
          ...OPEN,
          buckets: 7,
          by: null,
        });
        const joined = plain.series[0]?.counts.map((_, bucket) =>
          histogram.series.reduce((sum, each) => sum + (each.counts[bucket] ?? 0), 0),
        );
        expect(joined).toEqual(plain.series[0]?.counts);
      }),
      { numRuns: 30 },
    );
  });
});
