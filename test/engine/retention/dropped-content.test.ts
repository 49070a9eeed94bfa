import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../../electron/workers/app.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Client } from '../../../shared/contract/client.ts';
import type { Input, Output, ProcedureName } from '../../../shared/contract/procedures.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';
import { runReal } from '../../electron/cli/real-app.ts';
import { schemaErrors } from '../../electron/cli/schema-check.ts';

const folder = temporaryFolder('dropped-content');
const DAY_MS = 86_400_000;
const NOW = Date.now();
let app: App;
let client: Client;

async function call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>> {
  const result = await client.call(name, input);
  assert(result.ok, result.ok ? '' : `${name}: ${result.error.message}`);
  return result.value;
}

const RULE = `
title: Someone of old
id: 0b1ae5f2-51a4-4b8e-9d2c-6a4f0b1c2d3e
level: high
logsource: { product: any }
detection:
  s: { user: olduser-in-alert }
  condition: s
`;

const line = (daysAgo: number, user: string, more: string): string =>
  `${JSON.stringify({ time: new Date(NOW - daysAgo * DAY_MS).toISOString(), user, more })}\n`;

beforeAll(async () => {
  ({ app, client } = await openApp(folder.path));
  const open = async (name: string, text: string) => {
    writeFileSync(join(folder.path, name), text);
    const { sources } = await call('evidence.import', {
      files: [app.mintToken(join(folder.path, name))],
    });
    return sources[0]?.source.id ?? 0;
  };
  const old = await open(
    'old.jsonl',
    line(400, 'olduser-needle', 'oldmessage-needle') +
      '{"time": oldrejected-needle\n' +
      line(400, 'olduser-in-alert', 'x') +
      line(400, 'shared-name', 'x') +
      '{"time": oldlast-needle\n',
  );
  await open(
    'new.jsonl',
    line(1, 'newuser', 'newmessage') + '{"time": newrejected\n' + line(1, 'shared-name', 'y'),
  );
  await call('events.index', {});
  await call('rules.save', { id: null, text: RULE });
  const { alerts } = await call('detect.run', { fromUs: null, toUs: null });
  expect(alerts.map((alert) => alert.evidenceDropped)).toEqual([undefined]);
  await call('retention.setDays', { sourceId: old, days: 30 });
  writeFileSync(join(folder.path, 'test.sealwatch.backup-v1'), 'a copy');
  expect(await call('retention.apply', { reason: 'policy 9' })).toMatchObject({
    copies: [join(folder.path, 'test.sealwatch.backup-v1')],
  });
  rmSync(join(folder.path, 'test.sealwatch.backup-v1'));
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

/** Tables of the case in which a text stands, packed or not. */
function tablesWith(text: string): string[] {
  const db = new Database(join(folder.path, 'test.sealwatch'), { readonly: true });
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table'")
    .pluck()
    .all();
  const found = tables.filter((table) =>
    db
      .prepare<[], unknown[]>(`SELECT * FROM "${table}"`)
      .raw()
      .all()
      .some((row) => row.some((value) => holds(value, text))),
  );
  db.close();
  return found;
}

const ZSTD = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

function holds(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value.includes(text);
  if (!Buffer.isBuffer(value)) return false;
  const bytes = value.subarray(0, 4).equals(ZSTD) ? zstdDecompressSync(value) : value;
  return bytes.includes(text);
}

const filesWith = (text: string): string[] =>
  readdirSync(folder.path)
    .filter((name) => name.startsWith('test.sealwatch'))
    .filter((name) => readFileSync(join(folder.path, name)).includes(text));

describe('after records were dropped', () => {
  it.each(['olduser-needle', 'oldmessage-needle', 'oldrejected-needle', 'oldlast-needle'])(
    'nothing holds %s any more: no table, and no byte of the case or beside it',
    (needle) => {
      expect(tablesWith(needle)).toEqual([]);
      expect(filesWith(needle)).toEqual([]);
    },
  );

  it('no marks of their text are left in the index of words', () => {
    const db = new Database(join(folder.path, 'test.sealwatch'), { readonly: true });
    expect(db.prepare('SELECT count(*) FROM text_slice').pluck().get()).toBe(0);
    db.close();
  });

  it('what others still use, and the rest of the case, is there', async () => {
    expect(tablesWith('shared-name')).toEqual(expect.arrayContaining(['term', 'block']));
    expect(tablesWith('newrejected')).toEqual(['rejection']);
    const found = await call('events.page', {
      query: 'user:shared-name',
      fromUs: null,
      toUs: null,
      cursor: null,
      limit: 10,
      descending: false,
    });
    expect(found.rows).toHaveLength(1);
  });

  it('an alert keeps its explanation and says how much of its evidence is gone', async () => {
    expect(tablesWith('olduser-in-alert').sort()).toEqual(['alert', 'own_rule', 'rule_version']);
    const { alerts } = await call('alerts.list', {});
    expect(alerts).toHaveLength(1);
    expect(alerts[0]).toMatchObject({ evidenceDropped: 1 });
    expect(alerts[0]?.finding.explanation).not.toBe('');
  });

  it('words that come later have numbers of their own, and the seal holds', async () => {
    const before = (await call('case.verifySeal', {})).verification;
    expect(before.counts).toMatchObject({ altered: 0, missing: 0, unverifiable: 3 });
    writeFileSync(join(folder.path, 'later.jsonl'), line(1, 'olduser-needle', 'came again'));
    await call('evidence.import', { files: [app.mintToken(join(folder.path, 'later.jsonl'))] });
    expect(
      (await call('events.count', { query: 'user:olduser-needle', fromUs: null, toUs: null }))
        .total,
    ).toBe(1);
    expect((await call('case.verifySeal', {})).verification.counts).toMatchObject({
      altered: 0,
      missing: 0,
    });
  });

  it('a word of what is left that is changed is found, although its stretch lost some', async () => {
    await app.close();
    const path = join(folder.path, 'test.sealwatch');
    const change = (from: string, to: string) => {
      const db = new Database(path);
      db.prepare('UPDATE term SET value = ? WHERE value = ?').run(to, from);
      db.close();
    };
    change('shared-name', 'another-name');
    ({ app, client } = await openApp(folder.path));
    const changed = (await call('case.verifySeal', {})).verification;
    expect(changed.verdict).toBe('altered');
    await app.close();
    change('another-name', 'shared-name');
    ({ app, client } = await openApp(folder.path));
    expect((await call('case.verifySeal', {})).verification.counts.altered).toBe(0);
  });
});

describe('what was dropped is said beside the figures that do not count it', () => {
  const dropped = [
    {
      exhibit: 'E01',
      events: 3,
      reason: 'policy 9',
      atUs: expect.any(Number),
      who: expect.any(String),
    },
  ];
  const ALL = { query: '', fromUs: null, toUs: null };

  it('in every answer that counts', async () => {
    expect((await call('overview.get', {})).dropped).toEqual(dropped);
    expect((await call('events.count', ALL)).dropped).toEqual(dropped);
    expect((await call('timeline.histogram', { ...ALL, buckets: 5, by: null })).dropped).toEqual(
      dropped,
    );
    expect((await call('timeline.facets', { ...ALL, fields: ['user'], limit: 5 })).dropped).toEqual(
      dropped,
    );
    expect(
      (await call('events.page', { ...ALL, cursor: null, limit: 5, descending: false })).dropped,
    ).toEqual(dropped);
  });

  it('on the command line', async () => {
    await app.close();
    const run = (...argv: readonly string[]) =>
      runReal(folder.path, ...argv, '--case', 'test.sealwatch');
    const sentence =
      /^3 events of E01 were dropped on \d{4}-\d\d-\d\d by .+ \(policy 9\) and are not counted\.$/m;
    expect((await run('timeline', '--buckets', '5')).stdout).toMatch(sentence);
    expect((await run('search', '')).stdout).toMatch(sentence);
    const { stdout } = await run('timeline', '--buckets', '5', '--json');
    expect(schemaErrors('timeline', JSON.parse(stdout))).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ dropped: [{ exhibit: 'E01', events: 3 }] });
    expect((await run('alerts')).stdout).toContain('Evidence dropped: 1 of its 1 event');
    const alerts = JSON.parse((await run('alerts', '--json')).stdout) as unknown;
    expect(JSON.stringify(alerts)).toContain('"evidenceDropped":1');
    ({ app, client } = await openApp(folder.path));
  });
});
