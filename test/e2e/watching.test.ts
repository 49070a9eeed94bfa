// A watched folder: what lies in it is opened at once, and what is added to it by itself.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openWindow, postponeExaminer, type OfficerWindow } from './window.ts';

const line = (minute: string, message: string) =>
  `${JSON.stringify({ time: `2026-06-02T10:${minute}:00Z`, message })}\n`;

describe.skipIf(!hasBrowser)('a watched folder in the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('watching', { app: { reviews: true, lookEveryMs: 100 } });
    mkdirSync(join(window.home, 'incoming'));
    await postponeExaminer(window);
    await window.goTo('#/evidence');
  });
  afterAll(() => window.close());

  const watched = () => window.page.getByRole('region', { name: 'Watched folders' });
  const source = () => window.page.getByRole('grid', { name: 'Sources' }).getByRole('row').nth(1);

  it('is no fault while nothing lies in it', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Watch folder' }).click();
    const chooser = page.getByRole('dialog', { name: 'Choose the folder to watch' });
    await chooser.getByRole('row').filter({ hasText: 'incoming' }).click();
    await chooser.getByRole('button', { name: 'Watch', exact: true }).click();
    await watched().getByText('incoming').waitFor();
    await page.getByRole('heading', { name: 'Watching, with nothing to read yet' }).waitFor();
    await window.idle();
    expect(await page.getByRole('alert').count()).toBe(0);
    await window.shot('nothing-yet');
  });

  it('is opened by itself when the first file comes to it', async () => {
    writeFileSync(join(window.home, 'incoming', 'first.jsonl'), line('00', 'first'));
    await source().filter({ hasText: 'incoming' }).waitFor();
    await window.page.getByText('1 source, 1 event, 0 rejected').waitFor();
  });

  it('is read on when a file comes to it, with what could not be read', async () => {
    const { page } = window;
    const added = `${line('01', 'second')}{"time": broken\n`;
    writeFileSync(join(window.home, 'incoming', 'second.jsonl'), added);
    await page.getByText('1 source, 2 events, 1 rejected').waitFor();
    await page.getByRole('tab', { name: /Rejected records/ }).click();
    const rejected = page.getByRole('grid', { name: 'Rejected records' });
    await rejected.getByRole('row').filter({ hasText: 'second.jsonl' }).waitFor();
    await page.getByText('All 1 shown').waitFor();
    await window.shot('read-on');
    const saved = await window.download(() =>
      page.getByRole('button', { name: 'Save all as CSV' }).click(),
    );
    expect(saved.name).toBe('E01-rejected.csv');
  });

  it('says that it is not there while it is away, and is read on once it is back', async () => {
    const { page } = window;
    const [here, away] = [join(window.home, 'incoming'), join(window.home, 'away')];
    renameSync(here, away);
    await watched().getByText('it is not there any more').waitFor();
    await page.getByRole('alert').filter({ hasText: 'it is not there any more' }).waitFor();
    await window.shot('away');
    writeFileSync(join(away, 'third.jsonl'), line('02', 'third'));
    renameSync(away, here);
    await watched().getByText('it is not there any more').waitFor({ state: 'detached' });
    await page.getByText('1 source, 3 events, 1 rejected').waitFor();
    // What was said is taken back where it is not so any more.
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });

  it('is left alone from then on when the watch is ended', async () => {
    await watched()
      .getByRole('button', { name: /^Stop watching/ })
      .click();
    await watched().waitFor({ state: 'detached' });
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
