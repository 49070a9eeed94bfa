// Rules in the window: a built-in one is read and copied, the copy broken, repaired, tried on the
// evidence, saved, switched off and on; and an exception from an alert silences one.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSecureLog } from '../fixtures/places.ts';
import { prepareCase } from './prepared-case.ts';
import { hasBrowser, openWindow, type OfficerWindow } from './window.ts';

const RULE = `title: Logins that failed
id: 6f1f6f0e-3d0c-4c39-9f59-0f3c0f8a7c11
status: test
description: Every failed login, for a look at who tries.
logsource:
  product: trading_bot
detection:
  failed:
    event_type: user_login
    message|contains: failed
  condition: failed
level: low
`;
const BROKEN_LINE = 11;
const BROKEN = RULE.replace('condition: failed', 'condition: failed and (nothing');

describe.skipIf(!hasBrowser || !hasSecureLog)('rules in the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('rules');
    await prepareCase(window);
    await window.goTo('#/rules');
  });
  afterAll(() => window.close());

  const list = () => window.page.getByRole('listbox', { name: 'Rules' });
  const rule = (title: string) => list().getByRole('option').filter({ hasText: title });
  /** The list draws only the rows in sight. */
  const narrow = () => window.page.getByLabel('Filter the rules').fill('failed');
  const editor = () => window.page.locator('.rule-editor .monaco-editor').first();
  const tab = (name: RegExp) =>
    window.page.getByRole('tablist', { name: 'About the rule' }).getByRole('tab', { name });
  /** Replaces the text by a paste: typing would be completed and indented on the way. */
  const write = async (text: string) => {
    const { page } = window;
    await editor().click();
    await page.keyboard.press('Control+A');
    await page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    }, text);
  };

  it('opens a built-in rule read-only, with what it found in this case', async () => {
    const { page } = window;
    await narrow();
    await rule('Failed login burst').first().click();
    await editor().waitFor();
    await page.getByText('Built-in rule, read-only.').waitFor();
    await editor().getByText('Failed login burst').first().waitFor();
    await page.getByText(/1 finding after the last detection/).waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    await window.idle();
    await window.shot('built-in');
  });

  it('copies it into a rule of its own', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Copy to edit' }).click();
    await page.getByRole('region', { name: 'New rule' }).waitFor();
    await editor().waitFor();
    await page.getByRole('button', { name: 'Save' }).waitFor();
    await window.idle();
    await window.shot('copy');
  });

  it('shows a mistake at its line and refuses to save it', async () => {
    const { page } = window;
    await write(BROKEN);
    await tab(/Problems/).click();
    const problem = page.locator('.rule-problems button').first();
    await problem.waitFor();
    await window.idle();
    expect(await problem.innerText()).toMatch(new RegExp(`^${BROKEN_LINE}:\\d+`));
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    await editor().locator('.squiggly-error').first().waitFor();
    await window.shot('broken');
  });

  it('tries the repaired rule on the evidence before it is saved', async () => {
    const { page } = window;
    await write(RULE);
    await tab(/Preview/).click();
    await page.getByText(/looked at in/).waitFor();
    await page.locator('.rule-hits li').first().waitFor();
    await window.idle();
    expect(await page.locator('.rule-figures').innerText()).toMatch(/\d+\s+events/);
    await window.shot('preview');
  });

  it('saves it, and detection runs it', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('“Logins that failed” is saved.').waitFor();
    await rule('Logins that failed').waitFor();
    await page.getByRole('button', { name: 'Run detection' }).click();
    await page.getByText(/\d+ rules in .* of them new/).waitFor();
    await window.idle();
    await rule('Logins that failed').locator('.sw-count').waitFor();
    await window.shot('saved');
  });

  it('is switched off and on with the keyboard, and stays so', async () => {
    const { page } = window;
    const inState = (state: string) =>
      list().getByRole('option', { name: new RegExp(`Logins that failed.*, ${state}`) });
    await rule('Logins that failed').click();
    await list().focus();
    await page.keyboard.press(' ');
    await inState('off').waitFor();
    await window.idle();
    await page.reload();
    await narrow();
    await inState('off').waitFor();
    await page.getByRole('region', { name: 'Logins that failed' }).getByRole('switch').click();
    await inState('on').waitFor();
  });

  it('is deleted, and brought back by Undo', async () => {
    const { page } = window;
    await window.idle();
    await page.getByRole('button', { name: 'Delete this rule' }).click();
    await rule('Logins that failed').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await rule('Logins that failed').waitFor();
  });

  describe('an exception from an alert', () => {
    const queue = () => window.page.getByRole('grid', { name: 'Alert queue' });
    const burst = () => queue().getByRole('row').filter({ hasText: 'Failed login burst' }).first();
    const dialog = (name: string | RegExp) => window.page.getByRole('dialog', { name });
    const REASON =
      'The account of the monitoring logs in from this address every night at two, agreed with operations in ticket 4712, and is to be looked at again when the monitoring moves.';

    it('is made of fields of its events, and tried before it is kept', async () => {
      const { page } = window;
      await window.goTo('#/alerts');
      await burst().click();
      await page.keyboard.press('x');
      const form = dialog('Exception to “Failed login burst”');
      await form.getByRole('checkbox', { name: /source\.ip/ }).waitFor();
      expect(await form.getByRole('checkbox', { name: /source\.ip/ }).isChecked()).toBe(true);
      const make = form.getByRole('button', { name: 'Make the exception' });
      expect(await make.isDisabled()).toBe(true);
      await form.getByRole('button', { name: 'Try on the evidence' }).click();
      await form.getByText('The only finding of the rule would no longer be found.').waitFor();
      await form.getByLabel('Reason').fill(REASON);
      await window.shot('exception');
      await make.click();
      await form.waitFor({ state: 'detached' });
    });

    it('says why the rule no longer finds the event', async () => {
      const { page } = window;
      await page.getByRole('button', { name: 'Run detection' }).click();
      await page
        .getByText(/\d+ rules in .* of them new/)
        .last()
        .waitFor();
      await window.goTo('#/timeline?event=242');
      const event = page.getByRole('complementary', { name: 'Event' });
      await event.getByRole('tab', { name: 'Rules' }).click();
      await event.getByLabel('Filter the rules').fill('Failed login burst');
      await event.getByRole('button', { name: /^Why/ }).last().click();
      await event.getByText('An exception takes this event out.').first().waitFor();
      await window.shot('silenced');
    });

    it('is listed with the rules, and ended there', async () => {
      const { page } = window;
      await window.goTo('#/rules');
      await page.getByRole('button', { name: 'Exceptions' }).click();
      const list = dialog('Exceptions');
      await list.getByText('1 exception holds').waitFor();
      await list.getByText(REASON).waitFor();
      // However long the reason is, what ends the exception stays within the dialog.
      const frame = await list.boundingBox();
      const end = await list.getByRole('button', { name: 'End', exact: true }).boundingBox();
      expect(frame && end && end.x + end.width <= frame.x + frame.width).toBe(true);
      await list.getByRole('button', { name: 'End', exact: true }).click();
      await list.getByRole('button', { name: 'End it now' }).click();
      await list.getByText('ended', { exact: true }).waitFor();
      await window.shot('exception-ended');
      // The control that had the focus is gone; the keyboard still closes the dialog.
      await page.keyboard.press('Escape');
      await list.waitFor({ state: 'detached' });
    });
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
