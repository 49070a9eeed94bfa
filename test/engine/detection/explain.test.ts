import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../../electron/workers/app.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Client } from '../../../shared/contract/client.ts';
import type { RuleExplanation } from '../../../shared/domain/explanation.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { chainLog, writeChainDatabase, type LoggedEntry } from '../../fixtures/chained-log.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const CRITICAL_SPIKE = '97b105b9-7284-458a-a0ed-463845f26db2';
const SUDO_TO_ROOT = 'Root shell through sudo';
const THREATS = 'Suspicious IP activity';
const OWN = 'own-rule';
const PINGS = 'pings-per-hour';
const NEW_ADDRESS = 'new-component';

const folder = temporaryFolder('explain');
let app: App;
let client: Client;

/**
 * Four critical entries within four minutes, and two of them on the next day. Then pings: one on each of
 * two days, the second from a listed address, and five within one hour of a third.
 */
function entries(): LoggedEntry[] {
  const critical = (time: string): LoggedEntry => ({
    timestamp: `${time}+00:00`,
    level: 'CRITICAL',
    component: 'trading_engine',
    eventType: 'engine_stalled',
    message: 'stalled',
    data: null,
  });
  const ping = (time: string, data: LoggedEntry['data'] = null): LoggedEntry => ({
    ...critical(time),
    level: 'INFO',
    eventType: 'engine_ping',
    data,
  });
  return [
    ...[0, 1, 2, 3].map((minute) => critical(`2026-06-02T12:0${minute}:00`)),
    ...[0, 1].map((minute) => critical(`2026-06-03T12:0${minute}:00`)),
    ping('2026-06-04T12:00:00'),
    ping('2026-06-05T12:00:00', { ip: '203.0.113.66' }),
    ...[0, 1, 2, 3, 4].map((minute) => ping(`2026-06-06T12:0${minute}:00`)),
  ];
}

beforeAll(async () => {
  const log = join(folder.path, 'bot.db');
  writeChainDatabase(log, chainLog(entries(), 'ab'.repeat(32)));
  ({ app, client } = await openApp(folder.path));
  const imported = await client.call('evidence.import', { files: [app.mintToken(log)] });
  assert(imported.ok, 'the log is imported');
  const saved = await client.call('rules.save', {
    id: null,
    text: `title: Own\nid: ${OWN}\nlogsource: {product: trading_bot}\ndetection:\n  s: {event_type: engine_stalled, nowhere: 1}\n  condition: s\n`,
  });
  assert(saved.ok, 'the rule is saved');
  for (const [id, baseline] of [
    [PINGS, '{measure: count, window: 1h, min-history: 2, test: {ratio: 3}}'],
    [NEW_ADDRESS, '{field: component, min-history: 1, test: {new: true}}'],
  ] as const) {
    const rule = `title: ${id}\nid: ${id}\nlogsource: {product: trading_bot}\ndetection:\n  s: {event_type: engine_ping}\n  condition: s\nx-sealwatch-baseline: ${baseline}\n`;
    const own = await client.call('rules.save', { id: null, text: rule });
    assert(own.ok, own.ok ? '' : own.error.message);
  }
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

async function explain(ruleId: string, eventId: number): Promise<RuleExplanation> {
  const result = await client.call('detection.explain', { ruleId, eventId });
  assert(result.ok, result.ok ? '' : result.error.message);
  return result.value;
}

async function ruleTitled(title: string): Promise<string> {
  const list = await client.call('rules.list', {});
  assert(list.ok, 'the rules are listed');
  const rule = list.value.rules.find((each) => each.title === title);
  assert(rule, `the built-in rule ${title} is there`);
  return rule.id;
}

describe('an explanation in a case', () => {
  it('says that a correlation fired on the event, and on which of its rules', async () => {
    const found = await explain(CRITICAL_SPIKE, 2);
    expect(found.outcome).toBe('match');
    expect(found.references?.some(({ outcome }) => outcome === 'match')).toBe(true);
    expect(found.reason).toBe(
      'The fullest window of 10 min around the event reaches 4; more than 3 is wanted.',
    );
  });

  it('says how full the window was where it did not fire', async () => {
    const found = await explain(CRITICAL_SPIKE, 6);
    expect(found).toMatchObject({
      outcome: 'window not full',
      reason: 'The fullest window of 10 min around the event reaches 2; more than 3 is wanted.',
    });
  });

  it('says which part does not hold and which field is not there', async () => {
    const found = await explain(OWN, 1);
    expect(found.outcome).toBe('no match');
    expect(found.selections[0]?.parts.map(({ field, outcome }) => [field, outcome])).toEqual([
      ['event_type', 'true'],
      ['nowhere', 'no such field'],
    ]);
  });

  it('does the sum of a baseline again, for what is unusual and for what is not', async () => {
    expect(await explain(PINGS, 9)).toMatchObject({
      outcome: 'match',
      reason:
        'Count of 5 in 1 h against a median of 1: 5 times as much, modified z 1,000,000, learned from 2 earlier windows, which have no spread at all.',
    });
    expect(await explain(PINGS, 8)).toMatchObject({
      outcome: 'not unusual',
      reason: 'No baseline: there is 1 earlier window, and 2 are wanted.',
    });
    expect(await explain(NEW_ADDRESS, 8)).toMatchObject({
      outcome: 'not unusual',
      reason: 'trading_engine was seen 1 time in the 1 earlier event, so it is not new.',
    });
  });

  it('says which value of the event is on the threat list', async () => {
    const threats = await ruleTitled(THREATS);
    expect(await explain(threats, 8)).toMatchObject({
      outcome: 'not applicable',
      reason: 'It looks for values of the threat list, which is empty.',
    });
    const info = await client.call('case.info', {});
    assert(info.ok, 'the case has settings');
    const { settings } = info.value;
    await client.call('case.setSettings', { ...settings, threatList: '203.0.113.0/24\n' });
    const listed = await explain(threats, 8);
    expect(listed.outcome).toBe('match');
    expect(listed.selections[0]).toMatchObject({
      selection: 'threat list',
      outcome: true,
      parts: [{ outcome: 'true', value: '203.0.113.66', pattern: '203.0.113.0/24', span: [0, 12] }],
    });
    const other = await explain(threats, 7);
    expect(other.outcome).toBe('no match');
    expect(other.selections[0]?.parts).toEqual([
      { field: '', outcome: 'false', pattern: 'one of 1 listed value' },
    ]);
  });

  it('names the exception that silences a rule on the event', async () => {
    const detected = await client.call('detect.run', { fromUs: null, toUs: null });
    assert(detected.ok, 'detection ran');
    const alert = detected.value.alerts.find(({ finding }) => finding.ruleId === PINGS);
    assert(alert, 'the rule found something');
    const made = await client.call('exceptions.add', {
      alertId: alert.finding.id,
      conditions: [{ field: 'event_type', values: ['engine_ping'] }],
      reason: 'A drill.',
      owner: 'Operations',
      expiresAtUs: null,
    });
    assert(made.ok, made.ok ? '' : made.error.message);
    expect(await explain(PINGS, 9)).toMatchObject({
      outcome: 'filtered',
      reason: expect.stringContaining('Left out by the filter'),
    });
  });

  it('says that a rule is for something else', async () => {
    const found = await explain(await ruleTitled(SUDO_TO_ROOT), 1);
    expect(found.outcome).toBe('not applicable');
    expect(found.reason).toContain('linux');
  });

  it('says that a rule is switched off', async () => {
    await client.call('rules.setEnabled', { id: OWN, enabled: false });
    expect((await explain(OWN, 1)).outcome).toBe('disabled');
  });

  it('names the rule or the event that is not there', async () => {
    const rule = await client.call('detection.explain', { ruleId: 'none', eventId: 1 });
    expect(rule.ok ? '' : rule.error.code).toBe('rule.unknown');
    const event = await client.call('detection.explain', { ruleId: OWN, eventId: 99 });
    expect(event.ok ? '' : event.error.code).toBe('event.unknown');
  });
});
