// Rules of a folder become the officer's own; what cannot is named with its file, place and reason.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../../electron/workers/app.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Client } from '../../../shared/contract/client.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const rule = (number: number | null, title: string, condition = 'sel') =>
  `title: ${title}\n${number === null ? '' : `id: ${id(number)}\n`}logsource:\n  product: any\ndetection:\n  sel:\n    what: x\n  condition: ${condition}\nlevel: low\n`;
const correlation = (number: number, of: number) =>
  `title: Many\nid: ${id(number)}\nlevel: high\ncorrelation:\n  type: event_count\n  rules:\n    - ${id(of)}\n  timespan: 1m\n  condition:\n    gte: 2\n`;

describe('importing rules', () => {
  const folder = temporaryFolder('import-rules');
  let app: App;
  let client: Client;
  beforeAll(async () => {
    ({ app, client } = await openApp(join(folder.path, 'data')));
  });
  afterAll(async () => {
    await app.close();
    folder.remove();
  });

  const put = (name: string, text: string | Uint8Array) => {
    const path = join(folder.path, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const run = async (...paths: string[]) =>
    await client.call('rules.import', { files: paths.map((path) => app.mintToken(path)) });
  const imported = async (...paths: string[]) => {
    const answer = await run(...paths);
    assert(answer.ok, answer.ok ? '' : answer.error.message);
    return answer.value;
  };
  const own = async () => {
    const list = await client.call('rules.list', {});
    assert(list.ok, 'the list is answered');
    return list.value.rules.filter(({ pack }) => pack === 'own rules');
  };

  it('takes what loads below a folder, and names what does not with its line', async () => {
    put('first/a.yml', rule(1, 'One'));
    put('first/deep/b.yaml', `${rule(2, 'Base')}---\n${correlation(3, 2)}`);
    put('first/broken.yml', rule(4, 'Broken', 'sel and (other'));
    put('first/needs-broken.yml', correlation(5, 4));
    put('first/noise.yml', Uint8Array.of(0xff, 0xfe, 0x80, 0x81));
    put('first/again.yml', rule(1, 'One again'));
    put('first/readme.txt', 'no rule');
    const result = await imported(join(folder.path, 'first'));
    expect(result).toMatchObject({ added: 3, replaced: 0, unchanged: 0 });
    const refused = new Map(result.refused.map((each) => [each.file, each]));
    expect([...refused.keys()].toSorted()).toEqual(
      ['again.yml', 'broken.yml', 'needs-broken.yml', 'noise.yml'].map((name) =>
        join('first', name),
      ),
    );
    expect(refused.get(join('first', 'broken.yml'))).toMatchObject({ line: 8, title: 'Broken' });
    expect(refused.get(join('first', 'noise.yml'))?.reason).toContain('UTF-8');
    expect((await own()).map(({ title }) => title).toSorted()).toEqual(['Base', 'Many', 'One']);
  });

  it('says nothing new where the same is imported again, and replaces what has changed', async () => {
    const path = join(folder.path, 'first', 'a.yml');
    expect(await imported(path)).toMatchObject({ added: 0, replaced: 0, unchanged: 1 });
    put('first/a.yml', rule(1, 'One, written anew'));
    expect(await imported(path)).toMatchObject({ added: 0, replaced: 1, unchanged: 0 });
    expect((await own()).map(({ title }) => title)).toContain('One, written anew');
  });

  it('refuses the id of a built-in rule', async () => {
    const list = await client.call('rules.list', {});
    const builtIn = list.ok ? list.value.rules.find(({ origin }) => origin === 'built-in') : null;
    const text = rule(9, 'Mine').replace(id(9), builtIn?.id ?? '');
    const result = await imported(put('taken.yml', text));
    expect(result.added).toBe(0);
    expect(result.refused[0]?.reason).toContain(builtIn?.title);
  });

  it('keeps rules without an id apart, and lets each be opened and deleted', async () => {
    const result = await imported(
      put('nameless/a.yml', rule(null, 'First nameless')),
      put('nameless/b.yml', rule(null, 'Second nameless')),
    );
    expect(result.added).toBe(2);
    const nameless = (await own()).filter(({ title }) => title.includes('nameless'));
    expect(nameless).toHaveLength(2);
    for (const { id: of, place } of nameless) {
      const got = await client.call('rules.get', { id: of, ...(place && { place }) });
      expect(got.ok && got.value.editable).toBe(true);
      expect(await client.call('rules.remove', { id: of })).toMatchObject({ ok: true });
    }
    expect((await own()).filter(({ title }) => title.includes('nameless'))).toEqual([]);
  });

  it('writes what was imported into the audit trail', async () => {
    const audit = await client.call('case.audit', { before: null, limit: 100 });
    const acts = audit.ok ? audit.value.entries.map(({ act, detail }) => `${act}: ${detail}`) : [];
    expect(acts.find((act) => act.startsWith('rules imported'))).toContain('rule file');
  });

  it('fails where there is no rule file at all', async () => {
    put('empty/readme.txt', 'nothing here');
    const answer = await run(join(folder.path, 'empty'));
    expect(answer.ok ? '' : answer.error.code).toBe('rules.none');
  });
});

describe('a rule of the officer that is one of several in its text', () => {
  const folder = temporaryFolder('own-rules');
  let app: App;
  let client: Client;
  beforeAll(async () => {
    ({ app, client } = await openApp(folder.path));
  });
  afterAll(async () => {
    await app.close();
    folder.remove();
  });
  const titles = async () => {
    const list = await client.call('rules.list', {});
    return list.ok
      ? list.value.rules.filter(({ pack }) => pack === 'own rules').map(({ title }) => title)
      : [];
  };

  it('is listed, saved and deleted with the text that it stands in', async () => {
    const text = `${rule(1, 'Base')}---\n${correlation(2, 1)}`;
    expect(await client.call('rules.save', { id: null, text })).toMatchObject({ ok: true });
    expect(await titles()).toEqual(expect.arrayContaining(['Base', 'Many']));
    const changed = text.replace('title: Base', 'title: Other base');
    expect(await client.call('rules.save', { id: id(1), text: changed })).toMatchObject({
      ok: true,
    });
    expect((await titles()).toSorted()).toEqual(['Many', 'Other base']);
    expect(await client.call('rules.remove', { id: id(1) })).toMatchObject({ ok: true });
    expect(await titles()).toEqual([]);
  });

  it('is opened again after it was saved without an id', async () => {
    const saved = await client.call('rules.save', { id: null, text: rule(null, 'Nameless') });
    assert(saved.ok, saved.ok ? '' : saved.error.message);
    const got = await client.call('rules.get', { id: saved.value.rule.id });
    expect(got.ok ? got.value.rule.title : got.error.message).toBe('Nameless');
  });
});
