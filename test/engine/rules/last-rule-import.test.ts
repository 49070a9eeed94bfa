// An import of rules can be taken back until a rule is changed, and takes nothing else with it.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../../electron/workers/app.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Client } from '../../../shared/contract/client.ts';
import type { Output } from '../../../shared/contract/procedures.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const rule = (number: number, title: string) =>
  `title: ${title}\nid: ${id(number)}\nlogsource:\n  product: any\ndetection:\n  sel:\n    what: x\n  condition: sel\nlevel: low\n`;

describe('undoing an import of rules', () => {
  const folder = temporaryFolder('last-rule-import');
  const rules = join(folder.path, 'rules');
  let app: App;
  let client: Client;
  beforeAll(async () => {
    ({ app, client } = await openApp(join(folder.path, 'data')));
  });
  afterAll(async () => {
    await app.close();
    folder.remove();
  });

  const list = async (): Promise<Output<'rules.list'>> => {
    const answer = await client.call('rules.list', {});
    assert(answer.ok, 'the list is answered');
    return answer.value;
  };
  const own = async () =>
    (await list()).rules
      .filter(({ pack }) => pack === 'own rules')
      .map(({ title }) => title)
      .toSorted();
  const importing = async (...texts: readonly string[]) => {
    rmSync(rules, { recursive: true, force: true });
    mkdirSync(rules);
    texts.forEach((text, at) => writeFileSync(join(rules, `${String(at)}.yml`), text));
    const answer = await client.call('rules.import', { files: [app.mintToken(rules)] });
    assert(answer.ok, answer.ok ? '' : answer.error.message);
    return answer.value;
  };
  const save = async (text: string) => {
    expect(await client.call('rules.save', { id: null, text })).toMatchObject({ ok: true });
  };

  it('is not offered where nothing was imported', async () => {
    expect((await list()).lastImport).toBeUndefined();
    const undone = await client.call('rules.undoImport', {});
    expect(undone.ok ? '' : undone.error.code).toBe('rules.no-import');
  });

  it('removes what was added, gives back what was replaced, and leaves the rest', async () => {
    await save(rule(1, 'Mine, kept'));
    await save(rule(2, 'Mine, to be replaced'));
    await importing(rule(2, 'Replaced'), rule(3, 'Added'));
    expect(await own()).toEqual(['Added', 'Mine, kept', 'Replaced']);
    expect((await list()).lastImport).toMatchObject({ rules: 2, from: 'rules' });
    expect(await client.call('rules.undoImport', {})).toEqual({ ok: true, value: { rules: 2 } });
    expect(await own()).toEqual(['Mine, kept', 'Mine, to be replaced']);
    expect((await list()).lastImport).toBeUndefined();
  });

  it('is for the newest import alone, and an import that changes nothing is none', async () => {
    await importing(rule(4, 'Earlier'));
    await importing(rule(5, 'Later'));
    await importing(rule(4, 'Earlier'), rule(5, 'Later'));
    expect(await client.call('rules.undoImport', {})).toMatchObject({ ok: true });
    expect(await own()).toContain('Earlier');
    expect(await own()).not.toContain('Later');
    expect(await client.call('rules.undoImport', {})).toMatchObject({ ok: false });
  });

  it('is over once a rule is saved or deleted', async () => {
    await importing(rule(6, 'Imported'));
    await save(rule(7, 'Written since'));
    expect((await list()).lastImport).toBeUndefined();
    await importing(rule(8, 'Imported again'));
    expect(await client.call('rules.remove', { id: id(7) })).toMatchObject({ ok: true });
    expect(await client.call('rules.undoImport', {})).toMatchObject({ ok: false });
    expect(await own()).toEqual(expect.arrayContaining(['Imported', 'Imported again']));
  });

  it('goes on being offered while rules are only switched, and stands in the audit trail', async () => {
    await importing(rule(9, 'Switched'));
    await client.call('rules.setEnabled', { id: id(9), enabled: false });
    expect(await client.call('rules.undoImport', {})).toMatchObject({ ok: true });
    const audit = await client.call('case.audit', { before: null, limit: 1 });
    const [last] = audit.ok ? audit.value.entries : [];
    expect(last?.act).toBe('import of rules undone');
    expect(last?.detail).toContain('1 rule file removed');
  });
});
