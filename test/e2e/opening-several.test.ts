// Several files opened together: what cannot be opened keeps nothing else out, and is named at the end
// with its reason, however it came: chosen, or dropped.

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  dropFiles,
  hasBrowser,
  openWindow,
  openingResult,
  postponeExaminer,
  type OfficerWindow,
} from './window.ts';

const lines = (name: string, count: number) =>
  Array.from(
    { length: count },
    (_, minute) =>
      `${JSON.stringify({ time: `2026-06-02T10:${String(minute).padStart(2, '0')}:00Z`, message: name })}\n`,
  ).join('');
const NOISE = Uint8Array.of(0, 1, 2, 3, 0, 255, 254, 7);

describe.skipIf(!hasBrowser)('several files opened together in the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('several');
    const put = (name: string, content: string | Uint8Array) =>
      writeFileSync(join(window.home, name), content);
    put('a-first.jsonl', lines('first', 3));
    put('b-noise.bin', NOISE);
    mkdirSync(join(window.home, 'c-empty'));
    put('d-second.jsonl', lines('second', 4));
    cpSync(join(window.home, 'a-first.jsonl'), join(window.home, 'e-same.jsonl'));
    await postponeExaminer(window);
    await window.goTo('#/evidence');
  });
  afterAll(() => window.close());

  const failed = () => window.page.getByRole('region', { name: /could not be opened$/ });
  const sources = () => window.page.getByRole('grid', { name: 'Sources' }).getByRole('row');

  it('opens those that can be read, and lists the others with their reasons', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Open files' }).first().click();
    const chooser = page.getByRole('dialog', { name: 'Open evidence' });
    await chooser.getByRole('row').filter({ hasText: 'a-first.jsonl' }).waitFor();
    await chooser.getByRole('grid', { name: 'Files' }).focus();
    for (const name of ['a-first.jsonl', 'b-noise.bin', 'c-empty', 'd-second.jsonl']) {
      await chooser
        .getByRole('row')
        .filter({ hasText: name })
        .click({ modifiers: ['Control'] });
    }
    await chooser.getByRole('button', { name: 'Open 4' }).click();
    await openingResult(window).getByText('7 events').waitFor();
    await window.idle();
    await failed().getByText('2 files could not be opened').waitFor();
    const reasons = await failed().getByRole('listitem').allInnerTexts();
    expect(reasons.find((text) => text.includes('b-noise.bin'))).toMatch(/binary data/);
    expect(reasons.find((text) => text.includes('c-empty'))).toMatch(/holds no files/);
    expect(await sources().count()).toBe(3);
    // What was opened is what is looked at.
    await page.waitForURL(/#\/evidence\/1$/);
    await window.shot('not-opened');
  });

  it('keeps the list on other screens until it is closed', async () => {
    await window.goTo('#/timeline');
    await failed().waitFor();
    await window.goTo('#/evidence');
    await failed()
      .getByRole('button', { name: /^Close the list/ })
      .click();
    await failed().waitFor({ state: 'detached' });
  });

  it('does the same for what is dropped', async () => {
    const { page } = window;
    await dropFiles(page, [
      { name: 'noise.bin', bytes: NOISE },
      { name: 'third.jsonl', bytes: new TextEncoder().encode(lines('third', 5)) },
    ]);
    await openingResult(window).getByText('5 events').waitFor();
    await window.idle();
    await failed().getByText('1 file could not be opened').waitFor();
    expect(await sources().count()).toBe(4);
  });

  it('shows the chosen exhibit in a list that grew, not hidden under its edge', async () => {
    const { page } = window;
    for (const name of ['f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o']) {
      writeFileSync(join(window.home, `${name}.jsonl`), lines(name, 2));
      const result = await window.client.call('evidence.import', {
        files: [window.mintToken(join(window.home, `${name}.jsonl`))],
      });
      expect(result.ok).toBe(true);
    }
    const list = await window.client.call('evidence.list', {});
    const ids = list.ok ? list.value.sources.map(({ source }) => source.id) : [];
    const frame = page.getByRole('grid', { name: 'Sources' });
    for (const id of [ids[8], ids[9], ids[2], ids[0]]) {
      await window.goTo(`#/evidence/${String(id)}`);
      const row = await frame.locator('.sw-table-row[data-current]').boundingBox();
      const room = await frame.boundingBox();
      expect(row && room && row.y >= room.y + 27).toBe(true);
      expect(row && room && row.y + row.height <= room.y + room.height + 1).toBe(true);
    }
  });

  it('narrows a long list to what is looked for', async () => {
    const { page } = window;
    await window.goTo('#/evidence/1');
    await page.getByLabel('Filter the exhibits').fill('second json');
    await page.getByText('1 of 13', { exact: true }).waitFor();
    expect(await sources().count()).toBe(2);
    expect(await sources().nth(1).innerText()).toContain('d-second.jsonl');
    await window.shot('narrowed');
    await page.getByLabel('Filter the exhibits').fill('');
    await page.getByLabel('Which exhibits').selectOption('not checked');
    await page.getByText('10 of 13', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Export package' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export an evidence package' });
    await dialog.getByLabel('What goes in').selectOption('exhibits');
    await dialog.getByLabel('Filter the exhibits').fill('second');
    await dialog.getByRole('button', { name: 'Choose these' }).click();
    await dialog.getByText('1 of 13 chosen').waitFor();
    await dialog.getByLabel('Filter the exhibits').fill('');
    await dialog.getByRole('button', { name: 'Choose all' }).click();
    await dialog.getByText('13 of 13 chosen').waitFor();
    await window.shot('package-of-all');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('never shows the detail of an exhibit that the list leaves out', async () => {
    const { page } = window;
    const filter = page.getByLabel('Filter the exhibits');
    const details = (exhibit: string) => page.getByRole('tablist', { name: `Exhibit ${exhibit}` });
    await page.getByLabel('Which exhibits').selectOption('all');
    await window.goTo('#/evidence/1');
    await details('E01').waitFor();
    await filter.fill('second');
    await page.waitForURL(/#\/evidence\/2$/);
    await details('E02').waitFor();
    await filter.fill('nothing is called so');
    await page.getByRole('heading', { name: 'No exhibit fits this filter' }).waitFor();
    expect(await page.getByRole('tablist', { name: /^Exhibit/ }).count()).toBe(0);
    await window.shot('none-fits');
    await page.getByRole('button', { name: 'Show all exhibits' }).click();
    await details('E01').waitFor();
    expect(await filter.inputValue()).toBe('');
  });

  it('keeps the exhibit at hand listed when its verdict changes', async () => {
    const { page } = window;
    await page.getByLabel('Which exhibits').selectOption('not checked');
    await window.idle();
    const chosen = page.locator('.sw-table-row[data-current]').first();
    const exhibit = (await chosen.innerText()).slice(0, 3);
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText(/1 file checked/).waitFor();
    await window.idle();
    expect((await chosen.innerText()).slice(0, 3)).toBe(exhibit);
    await page.getByLabel('Which exhibits').selectOption('all');
  });

  it('complained about nothing in the console', () => {
    expect(window.troubles()).toEqual([]);
  });
});
