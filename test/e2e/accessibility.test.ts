// Every screen in both themes against WCAG 2 AA: nothing serious or critical.

import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSecureLog } from '../fixtures/places.ts';
import { prepareCase } from './prepared-case.ts';
import { SCREENS } from './screens.ts';
import { hasBrowser, openWindow, prepare, type OfficerWindow } from './window.ts';

const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const COLOURS = ['color-contrast', 'link-in-text-block'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

describe.skipIf(!hasBrowser || !hasSecureLog)('accessibility', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('accessibility');
    await prepareCase(window);
    const { alerts } = await prepare(window.client, 'alerts.list', {});
    await prepare(window.client, 'incidents.open', {
      title: 'Logins',
      alertIds: alerts.slice(0, 2).map((alert) => alert.finding.id),
      eventIds: [],
    });
    await prepare(window.client, 'reviews.run', {
      kind: 'daily',
      asOfUs: null,
      late: false,
      byHand: true,
    });
  });
  afterAll(() => window.close());

  /** @param part selector of what is looked at */
  const violations = async (theme: Theme, part: string) => {
    await window.page.emulateMedia({ colorScheme: theme });
    // What is still fading in has other colours than it will have.
    await window.page.evaluate(() =>
      Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
    );
    const builder = new AxeBuilder({ page: window.page })
      .include(part)
      .options({ resultTypes: ['violations'] })
      // The page has no frames, which is what the other mode opens a second page for.
      .setLegacyMode();
    // The dark theme differs in its colours alone; everything else was looked at in the light one.
    const chosen = theme === 'light' ? builder.withTags(RULES) : builder.withRules(COLOURS);
    const { violations: found } = await chosen.analyze();
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  };

  const inBothThemes = async (name: string, part: string) => {
    for (const theme of THEMES) {
      const found = await violations(theme, part);
      await window.shot(`${name}-${theme}`);
      expect(found, `in the ${theme} theme`).toEqual([]);
    }
  };

  it.for(SCREENS)('$name has no serious violation', async ({ name, hash }) => {
    await window.goTo(hash);
    await window.page.locator('main h1').first().waitFor();
    await inBothThemes(name.replace(' ', '-'), 'body');
  });

  it('the command palette and the keyboard sheet have none', async () => {
    const { page } = window;
    const dialog = page.getByRole('dialog');
    await window.goTo('#/overview');
    for (const [name, keys] of [
      ['palette', 'Control+K'],
      ['keyboard', '?'],
    ] as const) {
      await page.keyboard.press(keys);
      await dialog.waitFor();
      await inBothThemes(name, '[role="dialog"]');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  });

  it('every screen can be reached and worked with the keyboard alone', async () => {
    const { page } = window;
    await window.goTo('#/overview');
    await page.keyboard.press('Control+K');
    await page.keyboard.type('Go to Alerts');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#\/alerts/);
    await window.idle();
    await page.getByRole('grid', { name: 'Alert queue' }).waitFor();
    await page.keyboard.press('j');
    await page.waitForURL(/#\/alerts\/[0-9a-f]{16}/);
  });
});
