import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../../shared/contract/client.ts';
import type { Input, Output, ProcedureName } from '../../../shared/contract/procedures.ts';
import { timeUs } from '../../../shared/base/time.ts';
import type { App } from '../../../electron/workers/app.ts';
import { openApp } from '../../fixtures/app-client.ts';

const DAY_US = 86_400_000_000;

/** Failed console logins: a burst of two users, each from an address of their own. */
function trail(): string {
  const events = ['dora', 'emil'].flatMap((userName, person) =>
    Array.from({ length: 8 }, (_, n) => ({
      eventVersion: '1.08',
      userIdentity: { type: 'IAMUser', userName, accountId: '123456789012' },
      eventTime: `2026-03-05T10:0${String(person)}:${String(n + 10)}Z`,
      eventSource: 'signin.amazonaws.com',
      eventName: 'ConsoleLogin',
      awsRegion: 'eu-central-1',
      sourceIPAddress: `192.0.2.${String(person + 1)}`,
      responseElements: { ConsoleLogin: 'Failure' },
      recipientAccountId: '123456789012',
      eventID: `${userName}-${String(n)}`,
      eventType: 'AwsConsoleSignIn',
    })),
  );
  return events.map((event) => JSON.stringify(event)).join('\n');
}

describe('an exception', () => {
  let folder: string;
  let app: App;
  let client: Client;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sealwatch-exception-'));
    ({ app, client } = await openApp(folder));
    const path = join(folder, 'trail.jsonl');
    writeFileSync(path, trail());
    await call('evidence.import', { files: [app.mintToken(path)] });
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  async function call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>> {
    const answer = await client.call(name, input);
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    return answer.value;
  }
  const detect = async () => {
    const { alerts } = await call('detect.run', { fromUs: null, toUs: null });
    return alerts
      .filter((alert) => alert.finding.ruleTitle === 'AWS console login failures')
      .map((alert) => ({ id: alert.finding.id, who: JSON.stringify(alert.finding.group) }));
  };
  const ofDora = async () => {
    const [dora] = (await detect()).filter(({ who }) => who.includes('192.0.2.1'));
    if (dora === undefined) throw new Error('no alert about dora');
    return dora.id;
  };
  const except = async (alertId: string, more: Partial<Input<'exceptions.add'>> = {}) =>
    await client.call('exceptions.add', {
      alertId,
      conditions: [{ field: 'user.name', values: ['dora'] }],
      reason: 'A test of the locks.',
      owner: '',
      expiresAtUs: null,
      ...more,
    });

  it('offers the fields that all events of the alert have, and no others', async () => {
    const { fields, looked, events } = await call('exceptions.suggest', {
      alertId: await ofDora(),
    });
    expect(looked).toBe(events);
    const byName = new Map(fields.map((each) => [each.field, each.values]));
    expect(byName.get('user.name')).toEqual(['dora']);
    expect(byName.get('source.ip')).toEqual(['192.0.2.1']);
    expect(byName.has('event.id')).toBe(false);
  });

  it('says beforehand what it would silence, through the rules that a correlation counts', async () => {
    const alertId = await ofDora();
    const tried = await call('exceptions.preview', {
      alertId,
      conditions: [{ field: 'user.name', values: ['dora'] }],
    });
    expect(tried).toMatchObject({ before: 2, after: 1 });
    expect(tried.silenced.map((each) => each.id)).toEqual([alertId]);
    expect(tried.text).toContain("condition: 'not selection'");
  });

  it('keeps the rule from finding the same again, until it is ended', async () => {
    const alertId = await ofDora();
    const made = await except(alertId);
    expect((await detect()).map(({ who }) => who)).toEqual([expect.stringContaining('192.0.2.2')]);
    const { exceptions } = await call('exceptions.list', {});
    expect(exceptions).toMatchObject([
      { active: true, exception: { reason: 'A test of the locks.' } },
    ]);
    await call('exceptions.end', { id: made.ok ? made.value.id : '' });
    expect(await detect()).toHaveLength(2);
    expect((await call('exceptions.list', {})).exceptions).toMatchObject([{ active: false }]);
  });

  it('takes its values as they are: a star in one is a star', async () => {
    const alertId = await ofDora();
    await except(alertId, { conditions: [{ field: 'user.name', values: ['d*'] }] });
    expect(await detect()).toHaveLength(2);
  });

  it('ends by itself when its time has passed', async () => {
    const alertId = await ofDora();
    const tomorrowUs = timeUs(Date.now() * 1_000 + DAY_US);
    expect(await except(alertId, { expiresAtUs: tomorrowUs })).toMatchObject({ ok: true });
    expect(await detect()).toHaveLength(1);
    // The day after tomorrow, as the application's clock has it.
    const now = performance.now.bind(performance);
    vi.spyOn(performance, 'now').mockImplementation(() => now() + (2 * DAY_US) / 1_000);
    expect((await call('exceptions.list', {})).exceptions[0]?.active).toBe(false);
    expect(await detect()).toHaveLength(2);
  });

  it('is refused without a reason, with a day that has passed, and for what is no alert', async () => {
    const alertId = await ofDora();
    expect(await except(alertId, { reason: '  ' })).toMatchObject({
      error: { code: 'exception.reason-missing' },
    });
    const past = timeUs(Date.now() * 1_000 - DAY_US);
    expect(await except(alertId, { expiresAtUs: past })).toMatchObject({
      error: { code: 'exception.past' },
    });
    expect(await except('0123456789abcdef')).toMatchObject({ error: { code: 'alert.unknown' } });
  });

  it('stands in the audit trail with its conditions, reason and owner', async () => {
    await except(await ofDora());
    const { entries } = await call('case.audit', { before: null, limit: 100 });
    const entry = entries.find((each) => each.act === 'exception made');
    expect(entry?.detail).toContain('"dora"');
    expect(entry?.detail).toContain('A test of the locks.');
  });
});
