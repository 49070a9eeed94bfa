// What the window says when something is not as it should be.

import { rmSync, writeFileSync } from 'node:fs';
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

describe.skipIf(!hasBrowser)('error states of the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('error-states');
    await postponeExaminer(window);
  });
  afterAll(() => window.close());

  const choose = async (name: string, before: () => void = () => undefined) => {
    const { page } = window;
    await window.goTo('#/evidence');
    await page.getByRole('button', { name: 'Open files' }).first().click();
    const chooser = page.getByRole('dialog', { name: 'Open evidence' });
    await chooser.getByRole('row').filter({ hasText: name }).click();
    before();
    await chooser.getByRole('button', { name: 'Open', exact: true }).click();
  };

  it('says that the examiner has not been stated', async () => {
    await window.page.getByText('Examiner not stated').waitFor();
  });

  it('says on every screen of an empty case what is missing', async () => {
    const { page } = window;
    for (const [hash, words] of [
      ['#/overview', 'Open evidence to begin'],
      ['#/evidence', 'No evidence in this case'],
      ['#/timeline', 'No evidence in this case yet'],
      ['#/alerts', 'No alert in this case'],
      ['#/incidents', /No incident/],
      ['#/reviews', 'No review has run yet'],
      ['#/rules', 'No rule is open'],
    ] as const) {
      await window.goTo(hash);
      await page.getByRole('heading', { name: words }).waitFor();
      await window.shot(`empty-${hash.slice(2)}`);
    }
  });

  it('names the file that is not a log, and why', async () => {
    const { page, home } = window;
    writeFileSync(
      join(home, 'picture.png'),
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    );
    await choose('picture.png');
    const message = page.getByRole('alert').filter({ hasText: 'picture.png' });
    await message.first().waitFor();
    await window.idle();
    await window.shot('not-a-log');
    await page.getByRole('heading', { name: 'No evidence in this case' }).waitFor();
  });

  it('names a database that is no hash-chained log', async () => {
    const { page } = window;
    await dropFiles(page, [
      {
        name: 'broken.db',
        bytes: Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4096)]),
      },
    ]);
    await page.getByRole('alert').filter({ hasText: 'broken.db' }).first().waitFor();
    await window.shot('broken-database');
  });

  it('names the file that has gone since it was listed', async () => {
    const { page, home } = window;
    const path = join(home, 'leaving.jsonl');
    writeFileSync(path, '{}\n');
    await choose('leaving.jsonl', () => rmSync(path));
    await page.getByRole('alert').filter({ hasText: 'leaving.jsonl' }).first().waitFor();
  });

  it('refuses a key that is none', async () => {
    const { page } = window;
    await dropFiles(page, [
      {
        name: 'lines.jsonl',
        bytes: Buffer.from('{"time":"2026-06-02T10:00:00Z","message":"a"}\n'),
      },
    ]);
    await openingResult(window).getByText('1 event').waitFor();
    const result = await window.client.call('evidence.setKey', {
      sourceId: null,
      keyText: 'no hex',
    });
    expect(result.ok ? 'taken' : result.error.code).toBe('key.not-hex');
  });

  it('finds a screen for an address that leads nowhere', async () => {
    await window.goTo('#/alerts/00000000000000000000000000000000');
    await window.page.locator('main h1').first().waitFor();
    await window.goTo('#/no-such-screen');
    await window.page.locator('main h1').first().waitFor();
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });

  it('says clearly when the host has gone, and does not wait for ever', async () => {
    const { page } = window;
    await window.goTo('#/alerts');
    await window.loopback.close();
    await page.getByRole('alert').filter({ hasText: 'Sealwatch has ended' }).waitFor();
    await page.getByRole('button', { name: 'Connect again' }).waitFor();
    await window.shot('host-gone');
    await page.getByRole('link', { name: 'Incidents' }).click();
    await page.getByText('The connection to Sealwatch has ended.').first().waitFor();
    await window.idle();
    await window.shot('host-gone-other-screen');
  });
});
