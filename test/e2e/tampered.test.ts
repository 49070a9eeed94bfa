// Altered logs, dropped on the window: the exact entries are named, and an alert says so.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSecureLog, SECURE_LOG } from '../fixtures/places.ts';
import {
  dropFiles,
  hasBrowser,
  openWindow,
  openingResult,
  postponeExaminer,
  type OfficerWindow,
} from './window.ts';

const HASH = /[0-9a-f]{64}/;

describe.skipIf(!hasBrowser || !hasSecureLog)('altered logs in the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('tampered');
    await postponeExaminer(window);
  });
  afterAll(() => window.close());

  const source = (name: string) =>
    window.page.getByRole('grid', { name: 'Sources' }).getByRole('row').filter({ hasText: name });
  const failing = () => window.page.getByRole('grid', { name: 'Entries that are not verified' });

  it('takes dropped files as evidence', async () => {
    const { page } = window;
    await dropFiles(page, [
      { name: 'deleted.db', bytes: readFileSync(join(SECURE_LOG, 'deleted.db')) },
      { name: 'edited.db', bytes: readFileSync(join(SECURE_LOG, 'edited.db')) },
    ]);
    await openingResult(window).getByText('in 2 sources').waitFor();
    await window.idle();
    expect(await source('deleted.db').innerText()).toContain('Missing');
    expect(await source('edited.db').innerText()).toContain('Altered');
  });

  it('names the three entries that were deleted', async () => {
    const { page } = window;
    await source('deleted.db').click();
    const row = failing().getByRole('row').filter({ hasText: '1406' });
    await row.waitFor();
    const text = await row.innerText();
    expect(text).toMatch(/entries 1406 to 1408/);
    expect(text).toContain('Missing');
    await page.getByText(/, 3 missing,/).waitFor();
    await window.shot('deleted');
  });

  it('names the edited entry with the recorded and the worked-out value', async () => {
    const { page } = window;
    await source('edited.db').click();
    const row = failing().getByRole('row').filter({ hasText: 'entry 937' });
    await row.waitFor();
    expect(await row.innerText()).toContain('Altered');
    await row.click();
    const checks = page.getByRole('table', { name: 'Checks of this entry' });
    const recorded = checks.locator('dt:text-is("Recorded") + dd');
    const workedOut = checks.locator('dt:text-is("Worked out from the content") + dd');
    const [one, other] = [await recorded.innerText(), await workedOut.innerText()];
    expect(one).toMatch(HASH);
    expect(other).toMatch(HASH);
    expect(one).not.toBe(other);
    await window.shot('edited');
  });

  it('tells a key of another log, and changes its verdict with the right one', async () => {
    const { page } = window;
    const supply = async (key: string) => {
      await page.getByRole('button', { name: /^(Supply|Replace) the key$/ }).click();
      const dialog = page.getByRole('dialog', { name: 'Supply the key' });
      await dialog.getByLabel('Or type the key').fill(key);
      await dialog.getByRole('button', { name: 'Supply and verify' }).click();
      return dialog;
    };
    const refused = await supply('no hex at all');
    await refused.getByText('That is no HMAC key').waitFor();
    await refused.getByRole('button', { name: 'Cancel' }).click();
    await supply('ab'.repeat(32));
    await page.getByText('either the key is of another log').waitFor();
    await window.shot('other-key');
    await supply(readFileSync(join(SECURE_LOG, 'hmac.key'), 'utf8').trim());
    await page.getByText(/2,812 checked: 2,811 verified, 1 altered, 0 missing/).waitFor();
    await source('deleted.db').getByText('Missing').waitFor();
  });

  it('leads from the entry to its record on the timeline', async () => {
    const { page } = window;
    await page.getByRole('link', { name: 'Show entry 937 on the timeline' }).click();
    await page.getByRole('grid', { name: 'Events' }).getByRole('row').nth(1).waitFor();
    await window.idle();
    await page.getByRole('grid', { name: 'Events' }).getByRole('row').nth(1).click();
    await page
      .getByRole('complementary', { name: 'Event' })
      .getByText('entry_000937')
      .first()
      .waitFor();
    await window.shot('edited-on-the-timeline');
  });

  it('never says who did it or why', async () => {
    await window.goTo('#/evidence');
    await failing().getByRole('row').nth(1).waitFor();
    const text = await window.page.getByRole('main').innerText();
    expect(text).not.toMatch(/tamper|attacker|deleted by/i);
  });

  it('raises an integrity alert for each stretch', async () => {
    const { page } = window;
    await window.goTo('#/alerts');
    const queue = page.getByRole('grid', { name: 'Alert queue' });
    const rows = queue.getByRole('row').filter({ hasText: 'Data integrity issues' });
    await rows.first().waitFor();
    expect(await rows.count()).toBe(2);
    await rows.first().click();
    await page.getByRole('article', { name: 'Data integrity issues' }).waitFor();
    await window.idle();
    await window.shot('integrity-alert');
    expect(await rows.first().innerText()).toContain('Critical');
  });

  it('names what failed on the overview, and calls nothing verified', async () => {
    await window.goTo('#/overview');
    await window.page.getByText('Integrity').first().waitFor();
    await window.idle();
    await window.shot('overview');
    const shown = (text: string) => window.page.getByText(text, { exact: true }).count();
    expect(await shown('Altered')).toBeGreaterThan(0);
    expect(await shown('Missing')).toBeGreaterThan(0);
    expect(await shown('Verified')).toBe(0);
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
