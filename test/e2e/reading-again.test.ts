// What was found out about how evidence is to be read, corrected in the window; and an import that was
// stopped, gone on with.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hasBrowser,
  openWindow,
  openingResult,
  postponeExaminer,
  prepare,
  type OfficerWindow,
} from './window.ts';

const LINES = Array.from({ length: 120 }, (_, at) =>
  JSON.stringify({
    time: '2020-01-01T00:00:00Z',
    happened: `2026-06-03 10:${String(at % 60).padStart(2, '0')}:00`,
    message: `m${String(at)}`,
  }),
).join('\n');
const ROWS = Array.from(
  { length: 80 },
  (_, at) => `2026-07-01;04/06/2026 10:${String(at % 60).padStart(2, '0')};u${String(at % 7)}`,
);
const TABLE = `exported;event;person\n${ROWS.join('\n')}\n`;

describe.skipIf(!hasBrowser)('how evidence is read', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('reading-again');
    await postponeExaminer(window);
    for (const [name, text] of [
      ['lines.jsonl', LINES],
      ['table.csv', TABLE],
    ] as const) {
      const path = join(window.home, name);
      writeFileSync(path, text);
      await prepare(window.client, 'evidence.import', { files: [window.mintToken(path)] });
    }
  });
  afterAll(() => window.close());

  const part = () => window.page.getByRole('region', { name: 'How it is read' });
  const dialog = () => window.page.getByRole('dialog', { name: /again with other settings/ });
  const source = (exhibit: string) =>
    window.page
      .getByRole('grid', { name: 'Sources' })
      .getByRole('row')
      .filter({ hasText: exhibit });
  const details = async (id: number) => {
    await window.goTo(`#/evidence/${id}`);
    await window.page.getByRole('tab', { name: 'Details' }).click();
    await part().waitFor();
  };

  it('is said: where times come from, and in which zone', async () => {
    await details(1);
    await part().getByText('time, found by itself').waitFor();
    await part().getByText('named by the times').waitFor();
    await window.shot('found');
  });

  it('is corrected: another field holds the time', async () => {
    await part().getByRole('button', { name: 'Read again with other settings' }).click();
    await dialog().getByRole('radio', { name: 'happened' }).check();
    await dialog().getByLabel('Zone of times that name none').fill('Europe/Berlin');
    await window.shot('another-time');
    await dialog().getByRole('button', { name: 'Read again' }).click();
    await openingResult(window).getByText('120 events').waitFor();
    await source('E03')
      .getByText(/2026-06-03/)
      .waitFor();
    await source('E01')
      .getByText(/2020-01-01/)
      .waitFor();
    await window.idle();
    await details(3);
    await part().getByText('happened, as was said when it was opened').waitFor();
    await part().getByText('Europe/Berlin, assumed').waitFor();
  });

  it('is corrected for a table: names of columns, order of dates', async () => {
    const { page } = window;
    await details(2);
    await part().getByText('exported, event, person').waitFor();
    await part().getByRole('button', { name: 'Read again with other settings' }).click();
    const names = dialog().getByLabel('Names, one a line');
    await names.fill('sent\nsent\nwho');
    await dialog().getByRole('button', { name: 'Read again' }).click();
    await dialog().getByText('Two columns are named “sent”').waitFor();
    await names.fill('sent\nhappened\nwho');
    await dialog().getByText('Two columns are named “sent”').waitFor({ state: 'detached' });
    await dialog().getByRole('radio', { name: 'event' }).check();
    await dialog().getByLabel('Dates such as 03/04/2026').selectOption('day-first');
    await window.shot('another-table');
    await dialog().getByRole('button', { name: 'Read again' }).click();
    await source('E04')
      .getByText(/2026-06-04/)
      .waitFor();
    await window.idle();
    await details(4);
    await part().getByText('sent, happened, who').waitFor();
    await page.getByText('80', { exact: true }).first().waitFor();
  });

  it('is said before anything is opened, and corrected there', async () => {
    const { page } = window;
    writeFileSync(join(window.home, 'other.csv'), `${TABLE}2026-07-01;;\n`);
    await window.goTo('#/evidence');
    await page.getByRole('button', { name: 'Open with settings' }).click();
    const asked = page.getByRole('dialog', { name: 'Open files with settings' });
    await asked.getByRole('button', { name: 'Choose files' }).click();
    const chooser = page.getByRole('dialog', { name: 'Open evidence' });
    await chooser.getByRole('row').filter({ hasText: 'other.csv' }).click();
    await chooser.getByRole('button', { name: 'Open', exact: true }).click();
    const look = asked.getByRole('region', { name: 'How it will be read' });
    await look.getByText('exported, event, person').waitFor();
    await look.getByText('From the first 80 records.').waitFor();
    await window.shot('before-opening');
    await asked.getByRole('radio', { name: 'event' }).check();
    await asked.getByLabel('Dates such as 03/04/2026').selectOption('day-first');
    await asked.getByRole('button', { name: 'Open', exact: true }).click();
    const row = page
      .getByRole('grid', { name: 'Sources' })
      .getByRole('row')
      .filter({ hasText: 'other.csv' });
    await row.getByText(/2026-06-04/).waitFor();
    await window.idle();
    // Of what is no log it is said there and then.
    writeFileSync(
      join(window.home, 'noise.bin'),
      Uint8Array.from({ length: 4_000 }, (_, at) => at * 197),
    );
    await page.getByRole('button', { name: 'Open with settings' }).click();
    await asked.getByRole('button', { name: 'Choose files' }).click();
    await chooser.getByRole('row').filter({ hasText: 'noise.bin' }).click();
    await chooser.getByRole('button', { name: 'Open', exact: true }).click();
    await asked.getByText(/noise\.bin: .*no known kind/).waitFor();
    await asked.getByRole('button', { name: 'Cancel' }).click();
  });

  it('is gone on with where an import was stopped', async () => {
    const { page, client, home } = window;
    const path = join(home, 'long.jsonl');
    // Long enough to be stopped in the middle, however fast the machine is.
    let stopped = 0;
    for (let lines = 100_000; stopped === 0 && lines < 2_000_000; lines *= 2) {
      writeFileSync(path, `${`${LINES.split('\n')[0] ?? ''}\n`.repeat(lines)}`);
      const stop = new AbortController();
      const reading = client.call(
        'evidence.import',
        { files: [window.mintToken(path)] },
        { signal: stop.signal },
      );
      const ended = reading.then(() => true);
      for (;;) {
        const { sources } = await prepare(client, 'evidence.list', {});
        const last = sources.at(-1)?.source;
        if (last?.name === 'long.jsonl' && last.events > 0) break;
        if (await Promise.race([ended, Promise.resolve(false)])) break;
      }
      stop.abort();
      await reading;
      const { sources } = await prepare(client, 'evidence.list', {});
      stopped = sources.find((each) => each.source.status === 'incomplete')?.source.id ?? 0;
    }
    expect(stopped).toBeGreaterThan(0);
    await window.goTo(`#/evidence/${stopped}`);
    await page.getByText('Not read to its end.').waitFor();
    await window.shot('stopped');
    await page.getByRole('button', { name: 'Go on reading' }).click();
    await page.getByText('Not read to its end.').waitFor({ state: 'detached' });
    await openingResult(window).waitFor();
    await window.idle();
    const { sources } = await prepare(client, 'evidence.list', {});
    const whole = sources.find((each) => each.source.id === stopped)?.source;
    expect([whole?.status, (whole?.events ?? 0) % 100_000]).toEqual(['ready', 0]);
    expect(sources.filter((each) => each.source.name === 'long.jsonl')).toHaveLength(1);
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
