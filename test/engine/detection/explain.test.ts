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
const OWN = 'own-rule';

const folder = temporaryFolder('explain');
let app: App;
let client: Client;

/** Four critical entries within four minutes, and two of them on the next day. */
function entries(): LoggedEntry[] {
  const critical = (time: string): LoggedEntry => ({
    timestamp: `${time}+00:00`,
    level: 'CRITICAL',
    component: 'trading_engine',
    eventType: 'engine_stalled',
    message: 'stalled',
    data: null,
  });
  return [
    ...[0, 1, 2, 3].map((minute) => critical(`2026-06-02T12:0${minute}:00`)),
    ...[0, 1].map((minute) => critical(`2026-06-03T12:0${minute}:00`)),
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

describe('an explanation in a case', () => {
  it('says that a correlation fired on the event, and on which of its rules', async () => {
    const found = await explain(CRITICAL_SPIKE, 2);
    expect(found.outcome).toBe('match');
    expect(found.references?.some(({ outcome }) => outcome === 'match')).toBe(true);
  });

  it('says how full the window was where it did not fire', async () => {
    const found = await explain(CRITICAL_SPIKE, 6);
    expect(found).toMatchObject({
      outcome: 'window not full',
      reason: 'The fullest window of 10 min around the event reaches 2; gt 3 is wanted.',
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

  it('says that a rule is for something else', async () => {
    const { rules } = await client
      .call('rules.list', {})
      .then((result) => (result.ok ? result.value : { rules: [] }));
    const sudo = rules.find(({ title }) => title === SUDO_TO_ROOT);
    assert(sudo, 'the built-in rule is there');
    const found = await explain(sudo.id, 1);
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
