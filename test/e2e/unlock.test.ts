// An encrypted case: nothing of it is shown before its passphrase, and a wrong one is told.

import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../fixtures/app-client.ts';
import { hasBrowser, openWindow, prepare, type OfficerWindow } from './window.ts';

const PASSPHRASE = 'seven plain words nobody would guess here';

describe.skipIf(!hasBrowser)('an encrypted case in the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('unlock', {
      async before(folder) {
        mkdirSync(folder, { recursive: true });
        const passphrase = { text: PASSPHRASE, insist: false };
        const { app, client } = await openApp(folder, { passphrase });
        const examiner = { name: 'A. Officer', role: 'Security officer', organisation: '' };
        await prepare(client, 'case.setExaminer', examiner);
        await app.close();
      },
    });
  });
  afterAll(() => window.close());

  const unlock = async (passphrase: string) => {
    await window.page.getByLabel('Passphrase').fill(passphrase);
    await window.page.getByRole('button', { name: 'Unlock' }).click();
  };

  it('asks for the passphrase and shows nothing of the case', async () => {
    const { page } = window;
    await page.getByText('This case is encrypted.').waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await page.locator('body').innerText()).not.toContain('A. Officer');
    expect(await page.getByRole('button', { name: 'Unlock' }).isDisabled()).toBe(true);
    await window.shot('locked');
  });

  it('refuses a wrong one, and asks again', async () => {
    const { page } = window;
    await unlock('not this one');
    await page.getByRole('alert').filter({ hasText: 'not the passphrase of this case' }).waitFor();
    expect(await page.getByLabel('Passphrase').inputValue()).toBe('');
    await window.idle();
    await page.getByText('not the passphrase of this case').waitFor();
    await window.shot('wrong-passphrase');
  });

  it('opens with the right one, and stays open', async () => {
    const { page } = window;
    await unlock(PASSPHRASE);
    await page.getByRole('contentinfo').getByText('A. Officer').waitFor();
    await page.reload();
    await page.getByRole('contentinfo').getByText('A. Officer').waitFor();
    await window.goTo('#/settings/encryption');
    await page.getByText('The case is encrypted on the disk').waitFor();
    await window.shot('open');
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
