// Exploring: search, a mistake in the query, zoom and brush by keyboard, a record, what happened
// around it, and the address that brings all of it back.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSecureLog } from '../fixtures/places.ts';
import { prepareCase } from './prepared-case.ts';
import { hasBrowser, openWindow, prepare, type OfficerWindow } from './window.ts';

describe.skipIf(!hasBrowser || !hasSecureLog)('the timeline', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('timeline');
    await prepareCase(window);
    await window.goTo('#/timeline');
  });
  afterAll(() => window.close());

  const search = () => window.page.getByRole('combobox', { name: 'Search events' });
  const events = () => window.page.getByRole('grid', { name: 'Events' });
  const total = (count: string) =>
    window.page
      .getByRole('region', { name: 'Events', exact: true })
      .locator('strong', { hasText: new RegExp(`^${count}$`) });
  const chart = () => window.page.getByRole('group', { name: /events over time/ });
  const event = () => window.page.getByRole('complementary', { name: 'Event' });

  it('shows everything to begin with', async () => {
    await total('2,812').waitFor();
    await window.shot('all');
  });

  it('finds what a query asks for', async () => {
    await search().fill('event.action:user_login AND data.ip:203.0.113.66');
    await search().press('Enter');
    await total('12').waitFor();
    await window.idle();
    await window.shot('search');
    expect(await events().innerText()).toContain('user104');
  });

  it('says where a query is wrong, and keeps showing what was found before', async () => {
    const { page } = window;
    await search().fill('user_login AND (level:ERROR');
    await search().press('Enter');
    const problem = page.getByRole('alert');
    await problem.waitFor();
    expect(await problem.innerText()).toMatch(/Character \d+/);
    expect(await search().getAttribute('aria-invalid')).toBe('true');
    await window.shot('query-mistake');
    await total('12').waitFor();
  });

  it('says what was looked at where nothing matches', async () => {
    const { page } = window;
    await search().fill('no-such-word-anywhere');
    await search().press('Enter');
    await page.getByRole('heading', { name: 'No event matches' }).waitFor();
    await page.getByText(/Looked at 2026-06-01.*in E01/).waitFor();
    await window.shot('nothing');
    await page.getByRole('button', { name: 'Clear the search' }).first().click();
    await total('2,812').waitFor();
  });

  it('zooms and selects with the keyboard alone', async () => {
    const { page } = window;
    await window.idle();
    await chart().focus();
    await page.keyboard.press('+');
    await page.waitForURL(/from=\d+/);
    await page.getByText(/[\d\s]+ events? in view/).waitFor();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: 'Zoom to selection' }).waitFor();
    await window.shot('selection');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Zoom to selection' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Home');
    await total('2,812').waitFor();
  });

  it('selects a stretch with the pointer and narrows the table to it', async () => {
    const { page } = window;
    await window.idle();
    const box = await chart().boundingBox();
    if (!box) throw new Error('The chart is not on the page.');
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.3, middle);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, middle, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Zoom to selection' }).waitFor();
    await total('2,812').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await total('2,812').waitFor();
  });

  it('filters by a facet and takes the filter off again', async () => {
    const { page } = window;
    const facet = page.getByRole('region', { name: 'Facets' }).getByTitle(/^CRITICAL/);
    await facet.click();
    await total('\\d{1,2}').waitFor();
    expect(await search().inputValue()).toContain('log.level:CRITICAL');
    await facet.click();
    await total('2,812').waitFor();
  });

  it('opens a record with its fields, its exact text and its proof', async () => {
    const { page } = window;
    await search().fill('event.action:user_login AND data.ip:203.0.113.66');
    await search().press('Enter');
    await total('12').waitFor();
    await events().focus();
    await page.keyboard.press('j');
    await event().getByText('203.0.113.66').first().waitFor();
    await event().getByText('Verified').first().waitFor();
    await event().getByRole('link', { name: 'Failed login burst' }).waitFor();
    await window.shot('event');
    await event().getByRole('tab', { name: 'Record and proof' }).click();
    const record = event().locator('pre');
    await event().getByText('Exact', { exact: true }).click();
    expect(await record.innerText()).toContain('"entry_id":"entry_');
    expect(await event().innerText()).toMatch(/[0-9a-f]{64}/);
    await window.shot('record');
  });

  it('shows what happened around it with one key, and goes back with another', async () => {
    const { page } = window;
    await events().focus();
    await page.keyboard.press('c');
    await page.getByText(/^Around event \d+/).waitFor();
    await page.getByText('All sources, filters off.').waitFor();
    await total('12').waitFor({ state: 'detached' });
    await window.idle();
    await window.shot('around');
    await page.keyboard.press('Escape');
    await total('12').waitFor();
    await page.getByText(/^Around event \d+/).waitFor({ state: 'detached' });
  });

  it('brings the same view back from its address', async () => {
    const { page } = window;
    await page.waitForURL(/event=\d+/);
    const address = page.url();
    const summary = await event().locator('h2').innerText();
    await page.reload();
    await total('12').waitFor();
    await event().locator('h2', { hasText: summary }).waitFor();
    expect(page.url()).toBe(address);
    expect(await search().inputValue()).toBe('event.action:user_login AND data.ip:203.0.113.66');
  });

  it('goes to whatever event the address names, near or far, inside the view or not', async () => {
    const { page } = window;
    const chosen = () => events().locator('[role="row"][aria-selected="true"]');
    const shownAt = async (hash: string) => {
      await window.goTo(hash);
      await chosen().waitFor();
      // Under the head of the table and above its end, not just drawn beyond them.
      const [row, grid] = [await chosen().boundingBox(), await events().boundingBox()];
      if (!row || !grid) throw new Error('The chosen row is not on the page.');
      expect(row.y).toBeGreaterThanOrEqual(grid.y + 28);
      expect(row.y + row.height).toBeLessThanOrEqual(grid.y + grid.height);
      return Number(await chosen().getAttribute('aria-rowindex')) - 1;
    };
    expect(await shownAt('#/timeline?event=100')).toBe(100);
    // Already loaded rows and rows far away, one after the other while the screen is open.
    expect(await shownAt('#/timeline?event=160')).toBe(160);
    expect(await shownAt('#/timeline?event=200')).toBe(200);
    expect(await shownAt('#/timeline?event=2500')).toBe(2_500);
    expect(await shownAt('#/timeline?event=40')).toBe(40);
    const { firstTimeUs } =
      (await prepare(window.client, 'evidence.list', {})).sources[0]?.source ?? {};
    const from = Number(firstTimeUs);
    const hour = 3_600_000_000;
    await shownAt(`#/timeline?from=${from}&to=${from + hour}&event=2600`);
    await page.waitForURL((url) => !url.hash.includes(`from=${from}`));
    await window.shot('another-event');
  });

  it('says that the open event is not among what was found, and shows it', async () => {
    const { page } = window;
    await window.goTo('#/timeline?q=user_login%20AND%20data.ip:203.0.113.66&event=40');
    await page.getByText('The open event is not among them').waitFor();
    await window.shot('event-not-among-them');
    await page.getByRole('button', { name: 'Show it' }).click();
    await total('2,812').waitFor();
    await events().locator('[role="row"][aria-selected="true"]').waitFor();
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
