// What exactly is wrong with each entry of an altered stretch, and with each file of a copied bucket:
// the recorded value beside the one that was found.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES, hasSecureLog, SECURE_LOG } from '../fixtures/places.ts';
import { hasBrowser, openWindow, postponeExaminer, prepare, type OfficerWindow } from './window.ts';

const BUCKET = join(FIXTURES, 'cloudtrail-digest', '02-log-modified');
const HASH = /^[0-9a-f]{64}$/;

describe.skipIf(!hasBrowser || !hasSecureLog || !existsSync(BUCKET))('what was altered', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('altered-entries');
    await postponeExaminer(window);
    for (const path of ['rechained.db', 'clean.db'].map((name) => join(SECURE_LOG, name))) {
      await prepare(window.client, 'evidence.import', { files: [window.mintToken(path)] });
    }
    const bucket = window.mintToken(join(BUCKET, 'bucket'));
    await prepare(window.client, 'evidence.import', { files: [bucket] });
    const keyText = readFileSync(join(SECURE_LOG, 'hmac.key'), 'utf8').trim();
    await prepare(window.client, 'evidence.setKey', { sourceId: null, keyText });
    const publicKeys = window.mintToken(join(BUCKET, 'public-keys.json'));
    await prepare(window.client, 'evidence.verify', { sourceId: null, publicKeys });
    await window.goTo('#/evidence/1');
  });
  afterAll(() => window.close());

  const failing = () => window.page.getByRole('grid', { name: 'Entries that are not verified' });
  const entry = () => window.page.getByRole('region', { name: 'Chosen entry' });

  it('is said of each entry of a stretch, with what a sound copy has in its place', async () => {
    await failing().getByRole('row').filter({ hasText: 'entries 1406 to 2811' }).click();
    await entry().getByText('1 of 1,406').waitFor();
    await entry().getByText('does not fit the key').waitFor();
    const differing = entry().getByRole('table', { name: 'Fields that differ' });
    await differing.locator('mark').first().waitFor();
    expect(await differing.innerText()).toContain('E02');
    await window.shot('stretch');
  });

  it('is gone through forwards, backwards, and by number', async () => {
    const { page } = window;
    await entry()
      .getByRole('button', { name: /^Next entry/ })
      .click();
    await entry().getByRole('heading', { name: 'Entry 1407' }).waitFor();
    await entry().getByLabel('Go to entry').fill('99');
    await entry().getByRole('alert').getByText('1406 to 2811').waitFor();
    await entry().getByLabel('Go to entry').fill('2000');
    await page.keyboard.press('Enter');
    await entry().getByRole('heading', { name: 'Entry 2000' }).waitFor();
    await entry().getByText('595 of 1,406').waitFor();
    await entry()
      .getByRole('button', { name: /^Previous entry/ })
      .click();
    await entry().getByRole('heading', { name: 'Entry 1999' }).waitFor();
  });

  it('is covered by no message about it', async () => {
    const { page } = window;
    await entry().getByRole('button', { name: /^Copy/ }).first().click();
    const message = page.getByRole('region', { name: 'Messages' }).getByRole('status');
    await message.getByText(/copied\.$/).waitFor();
    await window.shot('message');
    const [shown, read] = [await message.boundingBox(), await entry().boundingBox()];
    expect(shown?.y).toBeGreaterThanOrEqual((read?.y ?? Infinity) + (read?.height ?? 0) - 2);
  });

  it('leads to the record of that entry on the timeline', async () => {
    const { page } = window;
    await entry().getByRole('link', { name: 'Show this entry on the timeline' }).click();
    const event = page.getByRole('complementary', { name: 'Event' });
    await event.getByText('entry_001999').first().waitFor();
    await page
      .getByRole('grid', { name: 'Events' })
      .locator('[role="row"][aria-selected="true"]')
      .waitFor();
  });

  it('of a CloudTrail log is both hashes, and the digest that names it', async () => {
    await window.goTo('#/evidence/3');
    await failing().getByRole('row').filter({ hasText: 'Altered' }).click();
    const value = (name: string) => entry().locator(`dt:text-is("${name}") + dd .log-text`);
    const [recorded, found] = [
      await value('Recorded in the digest').innerText(),
      await value('Found in the file').innerText(),
    ];
    expect(recorded).toMatch(HASH);
    expect(found).toMatch(HASH);
    expect(found).not.toBe(recorded);
    expect(await value('Named by').innerText()).toMatch(/_CloudTrail-Digest_.*\.json\.gz$/);
    await window.shot('log-and-digest');
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
