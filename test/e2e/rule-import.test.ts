// A folder of rules becomes the officer's own: what loaded and what was refused is said, with its place;
// rules of one id are told apart.

import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESOURCES, temporaryFolder } from '../fixtures/places.ts';
import {
  dropFiles,
  hasBrowser,
  openingResult,
  openWindow,
  postponeExaminer,
  prepare,
  type OfficerWindow,
} from './window.ts';

const rule = (title: string, id: string, condition = 'wanted') => `title: ${title}
id: 00000000-0000-4000-8000-${id.padStart(12, '0')}
logsource:
  product: trading_bot
detection:
  wanted:
    event_type: user_login
  condition: ${condition}
level: low
`;

/** The resources of the program, with two rules of one id among them. */
function withClash(folder: string): string {
  for (const name of readdirSync(RESOURCES)) {
    if (name !== 'rules') symlinkSync(join(RESOURCES, name), join(folder, name));
  }
  cpSync(join(RESOURCES, 'rules'), join(folder, 'rules'), { recursive: true });
  mkdirSync(join(folder, 'rules', 'clash'));
  for (const title of ['Clash alpha', 'Clash beta']) {
    writeFileSync(join(folder, 'rules', 'clash', `${title}.yml`), rule(title, '77'));
  }
  return folder;
}

describe.skipIf(!hasBrowser)('rules that are imported in the window', () => {
  const resources = temporaryFolder('rule-import');
  let window: OfficerWindow;
  beforeAll(async () => {
    const resourcesFolder = withClash(resources.path);
    window = await openWindow('rule-import', { app: { resourcesFolder } });
    await postponeExaminer(window);
    const folder = join(window.home, 'sigma');
    mkdirSync(join(folder, 'deep'), { recursive: true });
    for (let each = 1; each <= 20; each += 1) {
      writeFileSync(
        join(folder, `${String(each)}.yml`),
        rule(`Imported ${String(each)}`, String(each)),
      );
    }
    writeFileSync(join(folder, 'deep', 'broken.yml'), rule('Broken', '99', 'wanted and ('));
    writeFileSync(join(window.home, 'one.yaml'), rule('One alone', '50'));
    await window.goTo('#/rules');
  });
  afterAll(async () => {
    await window.close();
    resources.remove();
  });

  const options = () => window.page.getByRole('listbox', { name: 'Rules' }).getByRole('option');
  const result = () => window.page.getByRole('dialog', { name: 'Import of rules' });

  it('are taken from a folder, and what was refused is named with its line and reason', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByRole('menuitem', { name: 'A folder of rules' }).click();
    const chooser = page.getByRole('dialog', { name: 'Import a folder of rules' });
    await chooser.getByRole('row').filter({ hasText: 'sigma' }).click();
    await chooser.getByRole('button', { name: 'Import', exact: true }).click();
    await result().getByText('20 rules imported.').waitFor();
    const refused = result().getByRole('grid', { name: 'Refused rules' }).getByRole('row');
    expect(await refused.count()).toBe(2);
    expect(await refused.nth(1).innerText()).toMatch(/broken\.yml\s+8:\d+/);
    await window.shot('imported');
    const list = await window.download(() =>
      result().getByRole('button', { name: 'Save the list' }).click(),
    );
    expect(list.name).toBe('refused-rules.csv');
    await result().getByRole('button', { name: 'Show my own rules' }).click();
    await page.waitForURL(/show=own/);
    await expect.poll(() => options().count()).toBe(20);
  });

  it('are taken from files by keyboard alone', async () => {
    const { page } = window;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('import rule files');
    await page.keyboard.press('Enter');
    const chooser = page.getByRole('dialog', { name: 'Import rules' });
    await chooser.getByRole('row').filter({ hasText: 'one.yaml' }).waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toBe('Filter names');
    await page.keyboard.type('one.yaml');
    await page.keyboard.press('Enter');
    await result().getByText('1 rule imported.').waitFor();
    await page.keyboard.press('Escape');
    await result().waitFor({ state: 'detached' });
  });

  it('are taken back from the menu, and nothing else with them', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByRole('menuitem', { name: 'Undo the import of 1 rule' }).click();
    const question = page.getByRole('dialog', { name: 'Undo the import of rules?' });
    await question.getByText('one.yaml').waitFor();
    await window.shot('undo');
    await question.getByRole('button', { name: 'Undo import' }).click();
    await page.getByText(/The import of 1 rule is undone/).waitFor();
    await expect.poll(() => options().count()).toBe(20);
    await page.getByRole('button', { name: 'Import' }).click();
    await page.getByRole('menuitem', { name: 'A folder of rules' }).waitFor();
    expect(await page.getByRole('menuitem', { name: /Undo the import/ }).count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('are imported where they are dropped on this screen, and taken back at once', async () => {
    const { page } = window;
    await dropFiles(page, [{ name: 'dropped.yml', bytes: Buffer.from(rule('Dropped', '60')) }]);
    await result().getByText('1 rule imported.').waitFor();
    await result().getByRole('button', { name: 'Undo import' }).click();
    await result().waitFor({ state: 'detached' });
    await page.getByText(/The import of 1 rule is undone/).waitFor();
    await expect.poll(() => options().count()).toBe(20);
  });

  it('that are none are not opened as evidence unless that is wanted', async () => {
    const { page } = window;
    await dropFiles(page, [{ name: 'notes.txt', bytes: Buffer.from('a note\n') }]);
    const question = page.getByRole('dialog', { name: 'Not a rule file' });
    await question.getByText('notes.txt').waitFor();
    await question.getByRole('button', { name: 'Leave out' }).click();
    await question.waitFor({ state: 'detached' });
    await window.idle();
    const { sources } = await prepare(window.client, 'evidence.list', {});
    expect(sources).toEqual([]);
  });

  it('are asked about where they are dropped as evidence', async () => {
    const { page } = window;
    const given = [
      { name: 'sigma.yml', bytes: Buffer.from(rule('From the evidence screen', '61')) },
      { name: 'log.jsonl', bytes: Buffer.from('{"time":"2026-06-02T10:00:00Z","message":"a"}\n') },
    ];
    await window.goTo('#/evidence');
    const question = page.getByRole('dialog', { name: 'Rules or evidence?' });
    await dropFiles(page, given);
    await question.getByText('sigma.yml').waitFor();
    await question.getByText('1 other file will be opened as evidence.').waitFor();
    await window.shot('rules-or-evidence');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await question.waitFor({ state: 'detached' });
    await dropFiles(page, given);
    await question.getByRole('button', { name: 'Import as a rule' }).click();
    await openingResult(window).getByText('1 event').waitFor();
    await window.goTo('#/rules?show=own');
    await result().getByText('1 rule imported.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => options().count()).toBe(21);
    const { sources } = await prepare(window.client, 'evidence.list', {});
    expect(sources.map(({ source }) => source.name)).toEqual(['log.jsonl']);
  });

  it('of one id are opened as they were clicked, and say that they clash', async () => {
    const { page } = window;
    await page.getByLabel('Which rules').selectOption('all');
    await page.getByLabel('Filter the rules').fill('clash');
    for (const title of ['Clash beta', 'Clash alpha']) {
      const option = options().filter({ hasText: title });
      expect(await option.innerText()).toContain('same id');
      await option.click();
      await page.getByRole('heading', { name: title }).waitFor();
      expect(await option.getAttribute('aria-selected')).toBe('true');
      expect(
        await options().filter({ hasNotText: title }).first().getAttribute('aria-selected'),
      ).toBe('false');
    }
    await page.getByText('The same id as another rule.').waitFor();
    await page.getByRole('link', { name: 'Clash beta' }).click();
    await page.getByRole('heading', { name: 'Clash beta' }).waitFor();
    await window.idle();
    await window.shot('clash');
    const takesPart = () =>
      page.getByRole('switch', { name: /^Clash .* takes part in detection$/ });
    await takesPart().click();
    await expect.poll(() => takesPart().getAttribute('aria-checked')).toBe('false');
    await options().filter({ hasText: 'Clash alpha' }).click();
    await page.getByRole('heading', { name: 'Clash alpha' }).waitFor();
    await window.idle();
    expect(await takesPart().getAttribute('aria-checked')).toBe('true');
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
