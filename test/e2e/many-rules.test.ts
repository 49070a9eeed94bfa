// Hundreds of rules, thirty of them broken: what did not load is listed with its reason and place, and
// opened there; the list draws only what is in sight.

import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESOURCES, temporaryFolder } from '../fixtures/places.ts';
import { hasBrowser, openWindow, postponeExaminer, type OfficerWindow } from './window.ts';

const SOUND = 600;
const BROKEN = 30;

const ruleText = (
  number: number,
  condition: string,
) => `title: Rule ${String(number).padStart(4, '0')}
id: 00000000-0000-4000-8000-${String(number).padStart(12, '0')}
description: Made for a list that is long.
logsource:
  product: trading_bot
detection:
  wanted:
    message|contains: word${String(number)}
  condition: ${condition}
level: low
`;
const BROKEN_AT = { line: 9, column: 26 };

/** The resources of the program with more rules in them. */
function withMoreRules(folder: string): string {
  mkdirSync(join(folder, 'rules'), { recursive: true });
  for (const name of readdirSync(RESOURCES)) {
    if (name !== 'rules') symlinkSync(join(RESOURCES, name), join(folder, name));
  }
  cpSync(join(RESOURCES, 'rules'), join(folder, 'rules'), { recursive: true });
  for (const [pack, count, condition] of [
    ['many', SOUND, 'wanted'],
    ['broken', BROKEN, 'wanted and (missing'],
  ] as const) {
    mkdirSync(join(folder, 'rules', pack));
    for (let each = 0; each < count; each += 1) {
      const number = pack === 'broken' ? SOUND + each : each;
      const path = join(folder, 'rules', pack, `${String(number)}.yml`);
      writeFileSync(path, ruleText(number, condition));
    }
  }
  return folder;
}

describe.skipIf(!hasBrowser)('hundreds of rules in the window', () => {
  const resources = temporaryFolder('many-rules');
  let window: OfficerWindow;
  beforeAll(async () => {
    const resourcesFolder = withMoreRules(resources.path);
    window = await openWindow('many-rules', { app: { resourcesFolder } });
    await postponeExaminer(window);
    await window.goTo('#/rules');
  });
  afterAll(async () => {
    await window.close();
    resources.remove();
  });

  const list = () => window.page.getByRole('listbox', { name: 'Rules' });
  const options = () => list().getByRole('option');

  it('are listed, and only those in sight are drawn', async () => {
    const { page } = window;
    await page
      .getByText(new RegExp(`rules take part in detection, ${BROKEN} did not load`))
      .waitFor();
    await list().waitFor();
    expect(await options().count()).toBeLessThan(80);
    await list().focus();
    await page.keyboard.press('End');
    await page.waitForURL(/rules\/.+/);
  });

  it('are narrowed to what did not load, each with its reason and place', async () => {
    const { page } = window;
    await page.getByRole('button', { name: `${BROKEN} did not load` }).click();
    await page.waitForURL(/show=not\+loaded/);
    await list().getByText(`broken`, { exact: true }).waitFor();
    const first = options().filter({ hasText: 'Rule 0600' });
    const { line, column } = BROKEN_AT;
    expect(await first.innerText()).toContain(`${line}:${column}`);
    expect(await first.innerText()).toContain('missing');
    await window.shot('not-loaded');
  });

  it('are opened at the mistake, which is marked though the rule cannot be changed', async () => {
    const { page } = window;
    await options().filter({ hasText: 'Rule 0603' }).click();
    await page.locator(`.active-line-number:text-is("${BROKEN_AT.line}")`).waitFor();
    await page.locator('.rule-editor .squiggly-error').first().waitFor();
    await page.locator('.rule-problems button').first().waitFor();
    await window.shot('at-the-mistake');
    // The keyboard stays in the list.
    await list().focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'Rule 0604' }).waitFor();
    await window.idle();
    expect(await list().evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('are found by their text and by what is wrong with them', async () => {
    const { page } = window;
    await page.getByLabel('Filter the rules').fill('0604 missing');
    await expect.poll(() => options().count()).toBe(1);
    await page.getByLabel('Which rules').selectOption('all');
    await page.getByLabel('Filter the rules').fill('rule 0123');
    await expect.poll(() => options().count()).toBe(1);
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
