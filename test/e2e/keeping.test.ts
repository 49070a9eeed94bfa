// What an officer does to keep evidence sound: checkpoints, a proof, a package for others, a legal
// hold, and dropping what is past its period. What leaves the program is checked as others would.

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyEvidence } from '../../resources/verifier/verify-evidence.mjs';
import { hasSecureLog } from '../fixtures/places.ts';
import { prepareCase } from './prepared-case.ts';
import { hasBrowser, openWindow, type OfficerWindow } from './window.ts';

/** The last line of what a third party's check says, and its exit status. */
async function checkedOutside(...argv: readonly string[]) {
  const lines: string[] = [];
  const status = await verifyEvidence(argv, (line) => lines.push(line));
  return { status, said: lines.at(-1) };
}
const HOLDS = { status: 0, said: 'everything holds' };

describe.skipIf(!hasBrowser || !hasSecureLog)('keeping evidence sound, in the window', () => {
  let window: OfficerWindow;
  beforeAll(async () => {
    window = await openWindow('keeping');
    await prepareCase(window);
    mkdirSync(join(window.home, 'handed-on'));
  });
  afterAll(() => window.close());

  const seal = () => window.page.getByRole('region', { name: 'Seal of the case' });
  const dialog = (name: string | RegExp) => window.page.getByRole('dialog', { name });
  let noted: { readonly name: string; readonly path: string };

  describe('the seal', () => {
    const verdict = () => dialog('Seal of the case').getByLabel('Verdict on the seal');

    it('says that what came after the last checkpoint is not under one', async () => {
      await window.goTo('#/evidence');
      await seal()
        .getByText(/2,812 events under checkpoint/)
        .waitFor();
      await seal().getByRole('button', { name: 'Verify seal' }).click();
      // Detection ran after the newest checkpoint and stands in the audit trail.
      await seal().getByText('Unprotected', { exact: true }).waitFor();
    });

    it('lists its checkpoints, signs one more and gives it away', async () => {
      await seal().getByRole('button', { name: 'Checkpoints' }).click();
      const list = dialog('Seal of the case').getByRole('grid', {
        name: 'Checkpoints of the case',
      });
      await list.getByRole('row').nth(1).waitFor();
      const before = await list.getByRole('row').count();
      await dialog('Seal of the case').getByRole('button', { name: 'Sign a new one now' }).click();
      await list.getByRole('row').nth(before).waitFor();
      await dialog('Seal of the case').getByRole('button', { name: 'Verify seal' }).click();
      await verdict().getByText('Verified', { exact: true }).waitFor();
      await list.getByRole('row').nth(1).click();
      noted = await window.download(() =>
        dialog('Seal of the case').getByRole('button', { name: 'Save', exact: true }).click(),
      );
      expect(noted.name).toMatch(/^checkpoint-\d+\.txt$/);
      expect(readFileSync(noted.path, 'utf8')).toMatch(/^sealwatch\.local\/.*\n2812\n/);
      await window.shot('checkpoints');
    });

    it('holds against the checkpoint that was noted', async () => {
      const field = dialog('Seal of the case').getByLabel('Checkpoint noted before');
      await field.fill(readFileSync(noted.path, 'utf8'));
      await dialog('Seal of the case').getByRole('button', { name: 'Verify against it' }).click();
      await verdict().getByText('against the noted checkpoint').waitFor();
      await verdict().getByText('Verified', { exact: true }).first().waitFor();
    });

    it('says in its place why a text is no checkpoint, and keeps no verdict of before', async () => {
      const field = dialog('Seal of the case').getByLabel('Checkpoint noted before');
      await field.fill('not a checkpoint');
      await dialog('Seal of the case').getByRole('button', { name: 'Verify against it' }).click();
      await dialog('Seal of the case')
        .getByText(/The checkpoint to compare with cannot be read/)
        .waitFor();
      expect(await verdict().count()).toBe(0);
      await window.shot('no-checkpoint');
    });

    it('names the records that another checkpoint knows differently', async () => {
      const field = dialog('Seal of the case').getByLabel('Checkpoint noted before');
      await field.fill(`5:${'ab'.repeat(32)}`);
      await dialog('Seal of the case').getByRole('button', { name: 'Verify against it' }).click();
      await verdict()
        .getByText(/events 1 to 5:/)
        .waitFor();
      await window.shot('other-checkpoint');
      await dialog('Seal of the case').getByRole('button', { name: 'Close' }).last().click();
      await seal().getByText('against the noted checkpoint').waitFor();
    });
  });

  it('proves that one checkpoint continues another, and says what that does not show', async () => {
    await seal().getByRole('button', { name: 'Checkpoints' }).click();
    const part = dialog('Seal of the case').getByRole('region', {
      name: 'Proof that one checkpoint continues another',
    });
    const proof = await window.download(() =>
      part.getByRole('button', { name: 'Save the proof' }).click(),
    );
    expect(proof.name).toMatch(/^consistency-1-to-\d+\.json$/);
    expect(await checkedOutside(proof.path)).toEqual(HOLDS);
    await part.getByText('Both checkpoints are over the same 2,812 records.').waitFor();
    await part.getByText(/does not show when the checkpoints were signed/).waitFor();
    await window.shot('consistency');
    // From the one that was kept outside, which alone shows a rewrite of the whole case.
    const field = dialog('Seal of the case').getByLabel('Checkpoint noted before');
    await field.fill(readFileSync(noted.path, 'utf8'));
    await part.getByLabel('Earlier').selectOption('noted');
    const fromNoted = await window.download(() =>
      part.getByRole('button', { name: 'Save the proof' }).click(),
    );
    expect(await checkedOutside(fromNoted.path)).toEqual(HOLDS);
    await field.fill(`5:${'ab'.repeat(32)}`);
    await part.getByLabel('Earlier').selectOption('noted');
    await part.getByRole('button', { name: 'Save the proof' }).click();
    await part.getByText(/do not fit the two checkpoints/).waitFor();
    await dialog('Seal of the case').getByRole('button', { name: 'Close' }).last().click();
  });

  it('proves an event to somebody who has only plain Node', async () => {
    const { page } = window;
    await window.goTo('#/timeline?event=938');
    const event = page.getByRole('complementary', { name: 'Event' });
    await event.getByRole('tab', { name: 'Record and proof' }).click();
    const proof = await window.download(() =>
      event.getByRole('button', { name: 'Save the proof' }).click(),
    );
    expect(proof.name).toBe('proof-E01-event-938.json');
    expect(await checkedOutside(proof.path)).toEqual(HOLDS);
    expect(await checkedOutside(proof.path, '--checkpoint', noted.path)).toMatchObject({
      status: 0,
    });
  });

  it('writes a package of the records that a query finds, and says where a query is wrong', async () => {
    await window.goTo('#/evidence');
    await seal().getByRole('button', { name: 'Export package' }).click();
    const form = dialog('Export an evidence package');
    await form.getByLabel('What goes in').selectOption('query');
    await form.getByLabel('Query').fill('user_login AND (');
    await form.getByText(/^Character \d+/).waitFor();
    const write = form.getByRole('button', { name: 'Choose the folder and write' });
    expect(await write.isDisabled()).toBe(true);
    await form.getByLabel('Query').fill('event.action:user_login AND data.ip:203.0.113.66');
    await write.click();
    const chooser = dialog('Choose the folder for the package');
    await chooser.getByRole('row').filter({ hasText: 'handed-on' }).click();
    await window.shot('destination');
    await chooser.getByRole('button', { name: 'Write here' }).click();
    await window.page.getByText(/12 events written to/).waitFor();
    const folder = join(window.home, 'handed-on');
    const [name = ''] = readdirSync(folder);
    expect(name).toMatch(/\.zip$/);
    expect(await checkedOutside(join(folder, name))).toEqual(HOLDS);
  });

  it('records who had an exhibit, and says what is not recorded', async () => {
    const { page } = window;
    await window.goTo('#/evidence/1');
    await page.getByRole('tab', { name: /^Custody/ }).click();
    await page.getByLabel('From', { exact: true }).fill('B. Helper');
    await page.getByLabel('To', { exact: true }).fill('A. Officer');
    await page.getByLabel('When', { exact: true }).fill('2026-06-08 10:30 CEST');
    await page.getByRole('button', { name: 'Add transfer' }).click();
    const row = page
      .getByRole('table', { name: 'Transfers of this exhibit' })
      .getByRole('row')
      .filter({ hasText: 'B. Helper' });
    await row.getByText('not recorded').waitFor();
    await row.getByText('not checked').waitFor();
    await window.shot('custody');
  });

  it('shows an act of the audit trail whole, where the table cuts it', async () => {
    const { page } = window;
    await window.goTo('#/settings/audit');
    const act = page
      .getByRole('grid', { name: 'Audit trail' })
      .getByRole('row')
      .filter({ hasText: 'transfer recorded' });
    await act.click();
    const entry = page.getByRole('region', { name: 'Chosen entry' });
    await entry.getByText('"hashChecked":false').waitFor();
    expect(await entry.innerText()).toMatch(/[0-9a-f]{64}/);
    await window.shot('act');
    await entry.getByRole('button', { name: 'Close the entry' }).click();
    await entry.waitFor({ state: 'detached' });
  });

  describe('retention', () => {
    const exhibit = () =>
      window.page.getByRole('table', { name: 'Periods of the exhibits' }).getByRole('row').nth(1);
    const giveReason = async (name: string | RegExp, reason: string, verb: string) => {
      const asked = dialog(name);
      const act = asked.getByRole('button', { name: verb, exact: true });
      expect(await act.isDisabled()).toBe(true);
      await asked.getByLabel('Reason, for the audit trail').fill(reason);
      await act.click();
      await asked.waitFor({ state: 'detached' });
    };
    const button = (name: string | RegExp) =>
      window.page.getByRole('button', { name, exact: true });
    const dropAll = /^Drop 2,812 events$/;

    it('refuses a period that is none, and says how much is past one that is', async () => {
      const { page } = window;
      await window.goTo('#/settings/retention');
      const days = page.getByLabel('Days that E01 is kept');
      await days.fill('a while');
      await exhibit().getByRole('alert').waitFor();
      await days.fill('1');
      await exhibit().getByRole('button', { name: 'Save' }).click();
      await button(dropAll).waitFor();
    });

    it('keeps what is under a legal hold, whatever its period', async () => {
      const { page } = window;
      await exhibit().getByRole('button', { name: 'Hold' }).click();
      await giveReason('Hold E01', 'Order of the court, 4 Ob 12/26', 'Hold');
      await exhibit().getByText('Held', { exact: true }).waitFor();
      await page.getByText(/2,812 events past the period held back/).waitFor();
      expect(await button('Nothing to drop').isDisabled()).toBe(true);
      await window.shot('held');
    });

    it('drops it after the release, and only with a reason', async () => {
      const { page } = window;
      await button('Release').click();
      await giveReason('Release the hold on E01', 'Proceedings closed', 'Release');
      await button(dropAll).click();
      await giveReason(dropAll, 'Period over', 'Drop');
      await page.getByText(/2,812 events dropped, .* given back/).waitFor();
      const drops = page.getByRole('table', { name: 'Dropped events' });
      await drops.getByText('Period over').waitFor();
      await window.shot('dropped');
    });

    it('says so wherever the events are missed', async () => {
      const { page } = window;
      for (const place of ['timeline', 'evidence', 'overview']) {
        await window.goTo(`#/${place}`);
        await page
          .getByText(/2,812 events of E01 were dropped on \d{4}-\d\d-\d\d/)
          .first()
          .waitFor();
        await window.shot(`dropped-${place}`);
      }
    });
  });

  it('asked nobody but its own host, and complained about nothing', () => {
    expect(window.troubles()).toEqual([]);
  });
});
