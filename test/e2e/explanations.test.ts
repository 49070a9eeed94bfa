// Why a rule found an event, and why another one did not: in the detail of the event and in the alert.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSecureLog } from '../fixtures/places.ts';
import { prepareCase } from './prepared-case.ts';
import { hasBrowser, openWindow, type OfficerWindow } from './window.ts';

/** The first failed login of the burst, from an address of the threat list. */
const BURST = 242;
/** An order placed in an ordinary quarter of an hour. */
const ORDER = 500;

describe.skipIf(!hasBrowser || !hasSecureLog)('explanations in the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('explanations');
    await prepareCase(window);
  });
  afterAll(() => window.close());

  const event = () => window.page.getByRole('complementary', { name: 'Event' });
  const alertOf = (title: string) =>
    event().getByRole('list', { name: 'Alerts of this event' }).getByRole('listitem').filter({
      hasText: title,
    });
  const ruleOn = (title: string) =>
    event()
      .getByRole('list', { name: 'Rules on this event' })
      .getByRole('listitem')
      .filter({ hasText: title })
      .first();
  const marks = (part: ReturnType<typeof event>) => part.locator('mark').allInnerTexts();

  describe('of an event', () => {
    it('mark the text that matched, and give the window and its count', async () => {
      await window.goTo(`#/timeline?event=${String(BURST)}`);
      const burst = alertOf('Failed login burst');
      await burst.getByRole('button', { name: 'Why' }).click();
      await burst.getByText('The rule matches this event.').waitFor();
      await burst
        .getByText('The fullest window of 5 min around the event reaches 9; more than 5 is wanted.')
        .waitFor();
      expect(await marks(burst)).toEqual(expect.arrayContaining(['user_login', 'WARNING']));
      await window.shot('correlation');
    });

    it('name the value that is on the threat list', async () => {
      const listed = alertOf('Suspicious IP activity');
      await listed.getByRole('button', { name: 'Why' }).click();
      await listed.getByRole('heading', { name: 'true threat list' }).waitFor();
      expect(await marks(listed)).toEqual(['203.0.113.66']);
    });

    it('say of any other rule what stands in the way', async () => {
      await window.goTo(`#/timeline?event=${String(ORDER)}`);
      await event().getByRole('tab', { name: 'Rules' }).click();
      await event().getByLabel('Filter the rules').fill('burst');
      const burst = ruleOn('Failed login burst');
      await burst.getByRole('button', { name: 'Why not' }).click();
      await burst.getByText('The rule does not match this event.').waitFor();
      await burst.getByText('wanted: user_login').waitFor();
      // The same logins of other systems are rules of other log sources.
      await burst.getByText('The rule is for another log source.').first().waitFor();
    });

    it('do the sum of a baseline for what is as usual', async () => {
      await event().getByLabel('Filter the rules').fill('unusual trading volume');
      const volume = ruleOn('Unusual trading volume');
      await volume.getByRole('button', { name: 'Why not' }).click();
      await volume.getByText('The event counts, but it is not unusual.').waitFor();
      await volume.getByText(/Count of \d+ in 15 min against a median of 2/).waitFor();
      await volume
        .getByText(/Unusual would be more than 3 times the median and a modified z above 3\.5/)
        .waitFor();
      await window.shot('baseline');
    });

    it('say that a rule is switched off', async () => {
      const { rules } = await window.client
        .call('rules.list', {})
        .then((answer) => (answer.ok ? answer.value : { rules: [] }));
      const volume = rules.find(({ title }) => title === 'Unusual trading volume');
      const off = { id: volume?.id ?? '', enabled: false };
      expect(await window.client.call('rules.setEnabled', off)).toMatchObject({ ok: true });
      await window.goTo(`#/timeline?event=${String(ORDER + 1)}`);
      await event().getByRole('tab', { name: 'Rules' }).click();
      await event().getByLabel('Filter the rules').fill('unusual trading volume');
      await ruleOn('Unusual trading volume').getByRole('button', { name: 'Why not' }).click();
      await event().getByText('The rule is switched off.').first().waitFor();
    });
  });

  it('of an alert go through its events one by one', async () => {
    const { page } = window;
    await window.goTo('#/alerts');
    await page
      .getByRole('grid', { name: 'Alert queue' })
      .getByRole('row')
      .filter({ hasText: 'Failed login burst' })
      .click();
    const why = page.locator('.sw-section').filter({ hasText: 'Why it matched' });
    await why.getByText('1 of 9').waitFor();
    await why.getByText('The rule matches this event.').waitFor();
    expect(await marks(why)).toEqual(expect.arrayContaining(['user_login', 'WARNING']));
    await why.getByRole('button', { name: 'The event after' }).click();
    await why.getByText('2 of 9').waitFor();
    await why.getByText('The rule matches this event.').waitFor();
    expect(await why.getByRole('link', { name: /^Event \d+$/ }).innerText()).not.toBe(
      `Event ${String(BURST)}`,
    );
    await window.shot('alert');
  });

  it('of a rule say when it is heard, and what it cost', async () => {
    const { page } = window;
    await window.goTo('#/rules');
    await page.getByLabel('Order of the rules').selectOption('cost');
    const list = page.getByRole('listbox', { name: 'Rules' });
    await list.getByRole('option').filter({ hasText: 'Off-hours activity' }).click();
    await page.getByText('When it is heard').waitFor();
    await page.getByText('UTC, that of the rules of this case').waitFor();
    await page.getByText('none: every finding raises an alert').waitFor();
    await page.getByText(/ms in the last run$/).waitFor();
    await window.shot('rule');
  });

  it('complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
