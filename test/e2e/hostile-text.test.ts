// Log text that wants to be more than text: it stays what it is in every view.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chainLog, writeChainDatabase, type LoggedEntry } from '../fixtures/chained-log.ts';
import { hasBrowser, openWindow, prepare, type OfficerWindow } from './window.ts';

const MARKUP =
  '<img src=x onerror="window.ranFromLog=1"><script>window.ranFromLog=2</script><b>bold</b>';
const BIDI = 'invoice\u202egnp.exe\u202c and \u2066isolated\u2069, zero\u200bwidth';
const CONTROL = 'bell\u0007 escape\u001b[31mred\u001b[0m null\u0000 delete\u007f';
const LINK = 'javascript:window.ranFromLog=3';
const LONG = 'x'.repeat(200_000);
const KEY = 'a1'.repeat(32);
const HOSTILE_NAME = '<svg onload=window.ranFromLog=4>.db';

const RULE = `title: Hostile words
id: 0c8c0c58-6f39-4d0f-8a6e-5b6b8b6b0b11
status: test
logsource:
  product: trading_bot
detection:
  words:
    event_type: hostile
  condition: words
level: high
`;

function hostileEntries(): readonly LoggedEntry[] {
  return [MARKUP, BIDI, CONTROL, LINK, LONG].map((message, index) => ({
    timestamp: `2026-06-02T10:0${index}:00+00:00`,
    level: index === 0 ? '<i>CRITICAL</i>' : 'INFO',
    component: MARKUP,
    eventType: 'hostile',
    message,
    data: { user_id: MARKUP, ip: LINK, [MARKUP]: { nested: BIDI } },
  }));
}

describe.skipIf(!hasBrowser)('hostile log text in the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('hostile-text');
    const { client, home, page } = window;
    await prepare(client, 'case.setExaminer', {
      name: MARKUP,
      role: BIDI,
      organisation: '',
    });
    const log = join(home, HOSTILE_NAME);
    writeChainDatabase(log, chainLog(hostileEntries(), KEY));
    const lines = join(home, 'lines.jsonl');
    writeFileSync(
      lines,
      `${JSON.stringify({ time: '2026-06-02T10:09:00Z', message: MARKUP })}\n{"time": ${MARKUP}\n`,
    );
    await prepare(client, 'evidence.import', {
      files: [window.mintToken(log), window.mintToken(lines)],
    });
    await prepare(client, 'evidence.verify', { sourceId: null });
    await prepare(client, 'rules.save', { id: null, text: RULE });
    const { alerts } = await prepare(client, 'detect.run', { fromUs: null, toUs: null });
    await prepare(client, 'incidents.open', {
      title: MARKUP,
      alertIds: alerts.slice(0, 1).map((alert) => alert.finding.id),
      eventIds: [],
    });
    await page.reload();
    await window.idle();
  });
  afterAll(() => window.close());

  /** Nothing of the log became an element, and nothing of it ran. */
  const expectOnlyText = async () => {
    const found = await window.page.evaluate(() => ({
      ran: 'ranFromLog' in globalThis,
      // A direction mark is shown, not obeyed: "gnp.exe" must not read as "exe.png".
      turned: /[\u202a-\u202e\u2066-\u2069]/.test(document.body.innerText),
      made: document.querySelectorAll(
        '#root img, #root script, #root [onerror], #root [onload], a[href^="javascript:"]',
      ).length,
    }));
    expect(found).toEqual({ ran: false, turned: false, made: 0 });
  };

  const SCREENS = ['overview', 'evidence', 'timeline', 'rules', 'alerts', 'incidents', 'reviews'];
  it.for([...SCREENS, 'settings/audit', 'settings/examiner'])(
    'stays text on %s',
    async (screen) => {
      await window.goTo(`#/${screen}`);
      await window.page.locator('main h1').first().waitFor();
      await window.shot(screen.replace('/', '-'));
      await expectOnlyText();
    },
  );

  it('shows markup on the timeline letter by letter', async () => {
    const { page } = window;
    await window.goTo('#/timeline');
    await page.getByRole('grid', { name: 'Events' }).getByText(MARKUP).first().waitFor();
    await page.getByRole('region', { name: 'Facets' }).getByText(MARKUP).first().waitFor();
    await expectOnlyText();
  });

  it('shows the record with its direction marks and control characters made visible', async () => {
    const { page } = window;
    await window.goTo('#/timeline');
    const row = page.getByRole('grid', { name: 'Events' }).getByRole('row').nth(2);
    expect(await row.innerText()).toContain('invoice\\u{202e}gnp.exe');
    await row.click();
    const event = page.getByRole('complementary', { name: 'Event' });
    await event.getByText('nested').first().waitFor();
    await event.getByRole('tab', { name: 'Record and proof' }).click();
    await event.locator('pre').getByText('invoice\\u{202e}gnp.exe').waitFor();
    await window.shot('record');
    await expectOnlyText();
  });

  it('keeps one very long line from breaking the view', async () => {
    const { page } = window;
    await window.goTo('#/timeline?q=action:hostile');
    const rows = page.getByRole('grid', { name: 'Events' }).getByRole('row');
    await rows.nth(5).click();
    await page.getByRole('complementary', { name: 'Event' }).getByText('nested').first().waitFor();
    await window.shot('long-line');
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(wide).toBe(false);
  });

  it('lists the line that is no record with its place and its reason, as text', async () => {
    const { page } = window;
    await window.goTo('#/evidence');
    await page
      .getByRole('grid', { name: 'Sources' })
      .getByRole('row')
      .filter({ hasText: 'lines.jsonl' })
      .click();
    await page.getByRole('tab', { name: /Rejected records/ }).click();
    await page.getByText('lines.jsonl').nth(1).waitFor();
    await window.shot('rejections');
    await expectOnlyText();
  });

  it('stays text behind an alert', async () => {
    const { page } = window;
    await window.goTo('#/alerts');
    await page
      .getByRole('grid', { name: 'Alert queue' })
      .getByRole('row')
      .filter({ hasText: 'Hostile words' })
      .first()
      .click();
    await page.getByRole('tab', { name: /Evidence/ }).click();
    await page.getByRole('region', { name: 'Raw record' }).locator('pre').waitFor();
    await window.shot('alert');
    await expectOnlyText();
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
