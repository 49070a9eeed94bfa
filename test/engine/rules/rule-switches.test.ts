import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  isSwitchedOn,
  placeOf,
  switchKey,
  switchKeysOf,
} from '../../../electron/engine/rules/rule-switches.ts';
import type { App } from '../../../electron/workers/app.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Client } from '../../../shared/contract/client.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import { nodeHashes } from '../../../electron/engine/host.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { RESOURCES, temporaryFolder } from '../../fixtures/places.ts';

const ID = '00000000-0000-4000-8000-000000000077';
const text = (title: string) =>
  `title: ${title}\nid: ${ID}\nlogsource:\n  product: trading_bot\ndetection:\n  a:\n    event_type: user_login\n  condition: a\nlevel: low\n`;

describe('switches of rules', () => {
  const { rules } = loadRuleSet(
    ['alpha', 'beta'].map((name) => ({
      path: `${name}.yml`,
      text: text(name),
      origin: 'built-in' as const,
      pack: 'clash',
    })),
    nodeHashes,
  );
  const [alpha, beta] = rules;
  assert(alpha && beta, 'both are there');
  const on = (switches: ReadonlyMap<string, boolean>) => [
    isSwitchedOn(alpha, switches),
    isSwitchedOn(beta, switches),
  ];

  it('leave every rule at its own default until one is set', () => {
    expect(on(new Map())).toEqual([true, true]);
  });

  it('under an id mean every rule of it, under a place that one', () => {
    expect(on(new Map([[ID, false]]))).toEqual([false, false]);
    const one = [switchKey(ID, placeOf(beta)), true] as const;
    expect(on(new Map([[ID, false], one]))).toEqual([false, true]);
  });

  it('of an id are all set where the id is switched', () => {
    const placed = switchKey(ID, placeOf(beta));
    const switches = new Map([
      [placed, false],
      [switchKey(`${ID}0`, 'other'), false],
    ]);
    expect(switchKeysOf(ID, switches)).toEqual([ID, placed]);
  });
});

describe('two rules of one id', () => {
  const folder = temporaryFolder('rule-switches');
  let app: App;
  let client: Client;
  beforeAll(async () => {
    for (const name of readdirSync(RESOURCES)) {
      if (name !== 'rules') symlinkSync(join(RESOURCES, name), join(folder.path, name));
    }
    cpSync(join(RESOURCES, 'rules'), join(folder.path, 'rules'), { recursive: true });
    mkdirSync(join(folder.path, 'rules', 'clash'));
    for (const title of ['alpha', 'beta']) {
      writeFileSync(join(folder.path, 'rules', 'clash', `${title}.yml`), text(title));
    }
    ({ app, client } = await openApp(join(folder.path, 'data'), { resourcesFolder: folder.path }));
  });
  afterAll(async () => {
    await app.close();
    folder.remove();
  });
  const enabled = async () => {
    const list = await client.call('rules.list', {});
    const clash = list.ok ? list.value.rules.filter((rule) => rule.id === ID) : [];
    return Object.fromEntries(clash.map((rule) => [rule.title, rule.enabled]));
  };

  it('are switched one by one by their place, and together by their id', async () => {
    const list = await client.call('rules.list', {});
    const beta = list.ok ? list.value.rules.find(({ title }) => title === 'beta') : undefined;
    assert(beta?.place !== undefined, 'a rule of the list has a place');
    await client.call('rules.setEnabled', { id: ID, place: beta.place, enabled: false });
    expect(await enabled()).toEqual({ alpha: true, beta: false });
    await client.call('rules.setEnabled', { id: ID, enabled: true });
    expect(await enabled()).toEqual({ alpha: true, beta: true });
  });
});
