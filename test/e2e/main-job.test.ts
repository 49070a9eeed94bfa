// The officer's whole job, once, through the window: from a log on her disk to the PDF she hands on.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSecureLog, SECURE_LOG } from '../fixtures/places.ts';
import { hasBrowser, openWindow, openingResult, type OfficerWindow } from './window.ts';

const hasPdfToText = spawnSync('pdftotext', ['-v']).error === undefined;

const THREATS = '# listed networks\n203.0.113.66\n198.51.100.0/25\n';

/** The seven attacks laid into the log, by the title of the rule that finds each. */
const ATTACKS = [
  'Failed login burst',
  'Suspicious IP activity',
  'Critical error spike',
  'Off-hours activity',
  'Risk limit violations',
  'API rate limit abuse',
  'Unusual trading volume',
];

describe.skipIf(!hasBrowser || !hasSecureLog)('the main job, through the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('main-job');
    cpSync(join(SECURE_LOG, 'clean.db'), join(window.home, 'bot-week.db'));
    cpSync(join(SECURE_LOG, 'hmac.key'), join(window.home, 'hmac.key'));
  });
  afterAll(() => window.close());

  const alerts = () => window.page.getByRole('grid', { name: 'Alert queue' });
  const alertRow = (title: string) => alerts().getByRole('row').filter({ hasText: title }).first();

  it('asks on first use who is examining, and remembers it', async () => {
    const { page } = window;
    const dialog = page.getByRole('dialog', { name: 'Who is examining?' });
    await dialog.waitFor();
    await window.shot('first-use');
    await dialog.getByLabel('Name').fill('A. Officer');
    await dialog.getByLabel('Role').fill('Security officer');
    await dialog.getByLabel('Organisation').fill('Example Trading');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('contentinfo').getByText('A. Officer').waitFor();
    await page.getByRole('heading', { name: 'Open evidence to begin' }).waitFor();
    await window.shot('welcome');
  });

  it('refuses a threat list with a mistake at its line, and takes a sound one', async () => {
    const { page } = window;
    await window.goTo('#/settings/threats');
    const list = page.getByLabel('Listed addresses, networks and names');
    const save = page.getByRole('button', { name: 'Save' });
    await list.fill('203.0.113.66\n198.51.100.0/99\n');
    await page.getByText(/Line 2/).waitFor();
    expect(await save.isDisabled()).toBe(true);
    await list.fill(THREATS);
    await page.getByText('2 entries').waitFor();
    await save.click();
    await page.getByText('Settings saved.').waitFor();
    expect(await list.inputValue()).toBe(THREATS);
    await window.shot('threat-list');
  });

  it('opens the log through its own file chooser, checks it and runs detection', async () => {
    const { page } = window;
    await window.goTo('#/evidence');
    await page.getByRole('button', { name: 'Open files' }).first().click();
    const chooser = page.getByRole('dialog', { name: 'Open evidence' });
    await chooser.getByRole('row').filter({ hasText: 'bot-week.db' }).click();
    await window.shot('chooser');
    await chooser.getByRole('button', { name: 'Open', exact: true }).click();
    await openingResult(window).getByText('2,812 events').waitFor();
    await openingResult(window)
      .getByText(/\d+ open alerts/)
      .waitFor();
    await window.idle();
    const source = page.getByRole('grid', { name: 'Sources' }).getByRole('row').nth(1);
    expect(await source.innerText()).toMatch(/E01[\s\S]*bot-week\.db[\s\S]*2,812/);
    // Without the key the signatures cannot be checked, so nothing may be called verified.
    expect(await source.innerText()).toMatch(/unverifiable/i);
    await window.shot('evidence-without-key');
  });

  it('calls the log verified once the key is supplied', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Supply the key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Supply the key' });
    await dialog.getByRole('button', { name: 'Choose a key file' }).click();
    const chooser = page.getByRole('dialog', { name: 'Choose a key file' });
    await chooser.getByRole('row').filter({ hasText: 'hmac.key' }).click();
    await chooser.getByRole('button', { name: 'Choose', exact: true }).click();
    await dialog.getByText('hmac.key').waitFor();
    await dialog.getByRole('button', { name: 'Supply and verify' }).click();
    await page.getByText(/2,812 checked: 2,812 verified, 0 altered, 0 missing/).waitFor();
    const source = page.getByRole('grid', { name: 'Sources' }).getByRole('row').nth(1);
    await source.getByText('verified', { exact: false }).first().waitFor();
    expect(await source.innerText()).not.toMatch(/unverifiable/i);
    await page.getByText('What this does not show').waitFor();
    await window.shot('evidence-with-key');
  });

  it('lists all seven attacks, with at most four other alerts of the same rules', async () => {
    await window.goTo('#/alerts');
    await alertRow(ATTACKS[0] ?? '').waitFor();
    const texts = await alerts().getByRole('row').allInnerTexts();
    for (const attack of ATTACKS) {
      expect(
        texts.filter((text) => text.includes(attack)),
        attack,
      ).not.toHaveLength(0);
    }
    const ofTheseRules = texts.filter((text) =>
      [...ATTACKS, 'Data integrity issues'].some((title) => text.includes(title)),
    );
    expect(ofTheseRules.length).toBeLessThanOrEqual(ATTACKS.length + 4);
    await window.shot('alerts');
  });

  it('acknowledges an alert with the keyboard, and takes that back', async () => {
    const { page } = window;
    await alertRow('Failed login burst').click();
    await page.keyboard.press('a');
    await page.getByText('1 alert: acknowledged.').waitFor();
    const state = () => page.getByRole('article', { name: 'Failed login burst' });
    await state().getByText('acknowledged', { exact: true }).waitFor();
    await page.keyboard.press('u');
    await state().getByText('new', { exact: true }).waitFor();
    await page.keyboard.press('a');
    await state().getByText('acknowledged', { exact: true }).waitFor();
    await state()
      .getByRole('tab', { name: /History/ })
      .click();
    await page.getByText('A. Officer').first().waitFor();
  });

  it('shows the events behind an alert with their raw records', async () => {
    const { page } = window;
    await alertRow('Failed login burst').click();
    await page.getByRole('tab', { name: /Evidence/ }).click();
    const events = page.getByRole('grid', { name: 'Contributing events' });
    await events.getByRole('row').nth(1).waitFor();
    const raw = page.getByRole('region', { name: 'Raw record' });
    await raw.getByText('entry_id').waitFor();
    await window.shot('alert-evidence');
  });

  it('refuses a false positive without a reason, takes it with one, and undoes it', async () => {
    const { page } = window;
    await alertRow('Off-hours activity').click();
    await page.keyboard.press('f');
    const dialog = page.getByRole('dialog', { name: 'Move 1 alert' });
    const move = dialog.getByRole('button', { name: 'Move' });
    expect(await move.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('   ');
    expect(await move.isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('Announced maintenance, ticket 4711.');
    await move.click();
    await dialog.waitFor({ state: 'detached' });
    const message = page.getByRole('status').filter({ hasText: '1 alert: false positive.' });
    await message.getByRole('button', { name: 'Undo' }).click();
    const detail = page.getByRole('article', { name: 'Off-hours activity' });
    await detail.getByText('new', { exact: true }).waitFor();
  });

  it('does not let the refusal be walked around: the engine asks for the reason as well', async () => {
    const list = await window.client.call('alerts.list', {});
    const id = list.ok ? list.value.alerts[0]?.finding.id : undefined;
    const result = await window.client.call('alerts.move', {
      ids: [id ?? ''],
      to: 'false positive',
      note: ' ',
    });
    expect(result.ok ? 'accepted' : result.error.code).toMatch(/reason/);
  });

  it('opens an incident from several alerts', async () => {
    const { page } = window;
    await alertRow('Failed login burst').click();
    await alertRow('Suspicious IP activity').click({ modifiers: ['Control'] });
    for (const attack of ATTACKS.slice(2)) {
      await alertRow(attack).click({ modifiers: ['Control'] });
    }
    await page.keyboard.press('Shift+I');
    const dialog = page.getByRole('dialog', { name: 'Open an incident' });
    await window.shot('open-incident');
    await dialog.getByLabel('Title').fill('A week of attacks on the bot');
    await dialog.getByRole('button', { name: 'Open incident' }).click();
    const incident = page.getByRole('article', { name: /^INC-\d{4}-001$/ });
    await incident.getByRole('tab', { name: `Alerts and events ${ATTACKS.length}` }).waitFor();
    await window.idle();
    await window.shot('incident');
  });

  it('makes the report as JSON and as a PDF whose text names the attacks', async () => {
    const { page } = window;
    const bar = page.getByRole('toolbar', { name: 'Report' });
    const json = await window.download(() => bar.getByRole('button', { name: 'JSON' }).click());
    expect(json.name).toMatch(/^INC-\d{4}-001.*\.json$/);
    const text = readFileSync(json.path, 'utf8');
    JSON.parse(text);
    for (const attack of ATTACKS) expect(text).toContain(attack);
    const pdf = await window.download(() => bar.getByRole('button', { name: 'PDF' }).click());
    expect(pdf.name).toMatch(/^INC-\d{4}-001.*\.pdf$/);
    expect(readFileSync(pdf.path).subarray(0, 5).toString('latin1')).toBe('%PDF-');
    if (!hasPdfToText) return;
    const printed = execFileSync('pdftotext', ['-layout', pdf.path, '-'], { encoding: 'utf8' });
    for (const attack of ATTACKS) expect(printed).toContain(attack);
    expect(printed).toContain('A. Officer');
    expect(printed).toMatch(/draft/i);
  });

  it('keeps a record of it all in the audit trail', async () => {
    const { page } = window;
    await window.goTo('#/settings/audit');
    await page
      .getByText(/report/i)
      .first()
      .waitFor();
    await window.shot('audit');
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
