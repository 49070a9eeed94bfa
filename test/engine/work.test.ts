import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../electron/workers/app.ts';
import { assert } from '../../shared/base/assert.ts';
import { timeUsFromMs } from '../../shared/base/time.ts';
import type { Client } from '../../shared/contract/client.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import { openApp } from '../fixtures/app-client.ts';
import {
  chainLog,
  writeChainDatabase,
  writeChainLines,
  type LoggedEntry,
} from '../fixtures/chained-log.ts';
import { temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('work');
let app: App;
let client: Client;

async function call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>> {
  const result = await client.call(name, input);
  assert(result.ok, result.ok ? '' : `${name}: ${result.error.message}`);
  return result.value;
}

async function codeOf<N extends ProcedureName>(name: N, input: Input<N>): Promise<string> {
  const result = await client.call(name, input);
  return result.ok ? 'done' : result.error.code;
}

/** Two days; on the second a burst of failed logins and four critical entries. */
function twoDays(): LoggedEntry[] {
  const entry = (
    time: string,
    level: string,
    component: string,
    eventType: string,
    data: LoggedEntry['data'],
  ): LoggedEntry => ({
    timestamp: `${time}+00:00`,
    level,
    component,
    eventType,
    message: `${eventType} noted`,
    data,
  });
  const entries: LoggedEntry[] = [];
  for (let hour = 8; hour < 20; hour++) {
    const h = String(hour).padStart(2, '0');
    entries.push(entry(`2026-06-01T${h}:00:00`, 'INFO', 'config', 'settings_read', null));
  }
  for (let n = 0; n < 8; n++) {
    entries.push(
      entry(`2026-06-02T10:00:0${n}`, 'WARNING', 'auth_system', 'user_login', {
        user_id: 'mallory',
        ip: '192.0.2.9',
      }),
    );
  }
  for (let n = 0; n < 4; n++) {
    entries.push(
      entry(`2026-06-02T12:0${n}:00`, 'CRITICAL', 'trading_engine', 'engine_stalled', {
        shard: BigInt(n),
      }),
    );
  }
  return entries;
}

beforeAll(async () => {
  const log = join(folder.path, 'bot.db');
  writeChainDatabase(log, chainLog(twoDays(), 'ab'.repeat(32)));
  ({ app, client } = await openApp(folder.path));
  await call('evidence.import', { files: [app.mintToken(log)] });
  await call('evidence.verify', { sourceId: null });
  await call('detect.run', { fromUs: null, toUs: null });
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

async function alertIds(title: string): Promise<string[]> {
  const { alerts } = await call('alerts.list', {});
  return alerts
    .filter((alert) => alert.finding.ruleTitle === title)
    .map((alert) => alert.finding.id);
}

describe('working on alerts', () => {
  it('moves along the workflow, keeps who and when, and takes a step back', async () => {
    const [id] = await alertIds('Failed login burst');
    assert(id, 'the burst is found');
    await call('case.setExaminer', { name: 'Examiner One', role: 'Officer', organisation: 'Org' });
    await call('alerts.move', { ids: [id], to: 'acknowledged', note: 'seen' });
    const { alerts } = await call('alerts.move', { ids: [id], to: 'investigating', note: '' });
    expect(alerts[0]?.steps.map((step) => step.to)).toEqual(['acknowledged', 'investigating']);
    expect(alerts[0]?.steps[0]?.who).toMatch(/^Examiner One · .+@.+/);
    expect((await call('alerts.undo', { id })).state).toBe('acknowledged');
    expect((await call('alerts.undo', { id })).state).toBe('new');
    expect(await codeOf('alerts.undo', { id })).toBe('alert.nothing-to-undo');
  });

  it('keeps the work when detection runs again, and makes no second alert', async () => {
    const [id] = await alertIds('Critical error spike');
    assert(id, 'the spike is found');
    await call('alerts.move', { ids: [id], to: 'acknowledged', note: '' });
    const before = (await call('alerts.list', {})).alerts.length;
    expect((await call('detect.run', { fromUs: null, toUs: null })).added).toBe(0);
    const { alerts } = await call('alerts.list', {});
    expect(alerts).toHaveLength(before);
    expect(alerts.find((alert) => alert.finding.id === id)?.state).toBe('acknowledged');
  });

  it('takes no false positive without a reason, and leaves a false positive out of the risk', async () => {
    const [id] = await alertIds('Critical error spike');
    assert(id, 'the spike is found');
    const everything = { fromUs: null, toUs: null };
    expect(await codeOf('alerts.move', { ids: [id], to: 'false positive', note: ' ' })).toBe(
      'alert.reason-missing',
    );
    const before = await call('risk.get', everything);
    await call('alerts.move', { ids: [id], to: 'false positive', note: 'a drill' });
    const after = await call('risk.get', everything);
    expect(after.contributions).toHaveLength(before.contributions.length - 1);
    await call('alerts.undo', { id });
    expect(await call('risk.get', everything)).toEqual(before);
  });
});

describe('incidents', () => {
  it('are numbered per year without gaps, and an alert belongs to one only', async () => {
    const [burst] = await alertIds('Failed login burst');
    const [spike] = await alertIds('Critical error spike');
    assert(burst && spike, 'both are found');
    const open = (alertIds: string[]) =>
      call('incidents.open', { title: '', alertIds, eventIds: [] });
    const first = await open([burst]);
    expect(await codeOf('incidents.open', { title: '', alertIds: [burst], eventIds: [] })).toBe(
      'alert.has-incident',
    );
    const second = await open([spike]);
    const year = new Date().getUTCFullYear();
    expect([first.id, second.id]).toEqual([`INC-${year}-001`, `INC-${year}-002`]);
    expect(second.severity).toBe('critical');
    expect(first.title).toBe('Failed login burst');
  });

  it('refuse an edit of an old revision', async () => {
    const [incident] = (await call('incidents.list', {})).incidents;
    assert(incident, 'there is one');
    const { id, revision, title, severity, status, sections } = incident;
    const edit = { id, revision, title, severity, status, sections };
    const edited = await call('incidents.update', {
      ...edit,
      sections: { ...sections, impact: 'None known' },
    });
    expect(edited.revision).toBe(revision + 1);
    expect(await codeOf('incidents.update', edit)).toBe('incident.newer-revision');
  });

  it('get a final report only from another reviewer, and then never change', async () => {
    const [incident] = (await call('incidents.list', {})).incidents;
    assert(incident, 'there is one');
    const { id } = incident;
    const set = (status: 'final' | 'draft', reviewer: string, reason: string) => ({
      id,
      status,
      reviewer,
      reason,
    });
    expect(await codeOf('incidents.setReportStatus', set('final', 'examiner one', ''))).toBe(
      'incident.reviewer',
    );
    const final = await call('incidents.setReportStatus', set('final', 'Reviewer Two', ''));
    expect(final.report).toMatchObject({ status: 'final', version: 1, reviewer: 'Reviewer Two' });
    const { title, severity, status, sections, revision } = final;
    expect(
      await codeOf('incidents.update', { id, revision, title, severity, status, sections }),
    ).toBe('incident.final');
    expect(await codeOf('incidents.setReportStatus', set('draft', '', ''))).toBe('incident.final');
    const amended = await call('incidents.setReportStatus', set('draft', '', 'A date was wrong'));
    expect(amended.report).toMatchObject({ status: 'draft', version: 2 });
  });
});

describe('reviews', () => {
  it('look at the calendar day before, and count what ended in it', async () => {
    const asOfUs = timeUsFromMs(Date.UTC(2026, 5, 3, 9));
    const review = await call('reviews.run', { kind: 'daily', asOfUs, late: false, byHand: true });
    expect(review.report).toMatchObject({
      report_type: 'daily_summary',
      period: '2026-06-02',
      total_entries: 12,
      period_start: '2026-06-02T00:00:00.000000Z',
      period_end: '2026-06-03T00:00:00.000000Z',
    });
    expect(review.report['anomalies_detected']).toBeGreaterThanOrEqual(2);
    const quiet = await call('reviews.run', {
      kind: 'daily',
      asOfUs: timeUsFromMs(Date.UTC(2026, 5, 2, 9)),
      late: true,
      byHand: true,
    });
    expect(quiet.report).toMatchObject({ anomalies_detected: 0, risk_score: 0, total_entries: 12 });
    expect((await call('reviews.list', {})).reviews.map((each) => each.late)).toEqual([
      true,
      false,
    ]);
  });
});

describe('a review without the key', () => {
  it('lets the verdict stand that was reached with it, where it finds nothing new', async () => {
    const verdict = async () => {
      const { sources } = await call('evidence.list', {});
      return sources.map((each) => each.verification?.verdict);
    };
    await call('evidence.setKey', { sourceId: null, keyText: 'ab'.repeat(32) });
    await call('evidence.verify', { sourceId: null });
    expect(await verdict()).toEqual(['verified']);
    await call('evidence.setKey', { sourceId: null, keyText: '' });
    const asOfUs = timeUsFromMs(Date.UTC(2026, 5, 3, 9));
    await call('reviews.run', { kind: 'hourly', asOfUs, late: false, byHand: true });
    expect(await verdict()).toEqual(['verified']);
  });
});

describe('rules of the officer’s own', () => {
  const text = `title: Settings were read
id: 6f1f1a52-4a43-4d5e-9d5e-0c5a1f0f7b11
status: experimental
level: low
logsource:
  product: trading_bot
detection:
  selection:
    event_type: settings_read
  condition: selection
`;

  it('are tried before they are saved, and refused with the line where they are wrong', async () => {
    const preview = await call('rules.preview', { text });
    expect(preview).toMatchObject({ events: 12, scanned: 24, diagnostics: [] });
    const broken = text.replace('condition: selection', 'condition: selektion');
    expect(await codeOf('rules.save', { id: null, text: broken })).not.toBe('done');
    const { diagnostics } = await call('rules.check', { text: broken });
    expect(diagnostics[0]).toMatchObject({ severity: 'error', line: 10 });
  });

  it('find, are switched off, and are removed', async () => {
    const { rule } = await call('rules.save', { id: null, text });
    expect(rule).toMatchObject({ origin: 'own', enabled: true, severity: 'low' });
    const found = await call('detect.run', { fromUs: null, toUs: null });
    expect(found.alerts.some((alert) => alert.finding.ruleId === rule.id)).toBe(true);
    await call('rules.setEnabled', { id: rule.id, enabled: false });
    const off = await call('detect.run', { fromUs: null, toUs: null });
    expect(off.alerts.some((alert) => alert.finding.ruleId === rule.id)).toBe(false);
    await call('rules.remove', { id: rule.id });
    expect(await codeOf('rules.get', { id: rule.id })).toBe('rule.unknown');
  });

  it('may not take the id of a built-in one', async () => {
    const { rules } = await call('rules.list', {});
    const builtIn = rules.find((rule) => rule.origin === 'built-in' && rule.kind === 'event');
    assert(builtIn, 'there is a built-in rule');
    const copy = await call('rules.get', { id: builtIn.id });
    expect(copy.editable).toBe(false);
    expect(await codeOf('rules.save', { id: null, text: copy.text })).toBe('rule.built-in');
  });
});

describe('the same log in two exhibits', () => {
  it('is counted once by rules', async () => {
    const before = (await call('alerts.list', {})).alerts;
    const copy = join(folder.path, 'copy.jsonl');
    writeChainLines(copy, chainLog(twoDays(), 'ab'.repeat(32)));
    const { sources } = await call('evidence.import', { files: [app.mintToken(copy)] });
    expect(sources.map((each) => [each.source.exhibit, each.alreadyThere])).toEqual([
      ['E02', false],
    ]);
    expect((await call('detect.run', { fromUs: null, toUs: null })).added).toBe(0);
    const after = (await call('alerts.list', {})).alerts;
    expect(after.map((alert) => alert.finding)).toEqual(before.map((alert) => alert.finding));
  });
});

describe('the audit trail', () => {
  it('holds every act that matters, in an unbroken chain', async () => {
    const { entries, total, intact } = await call('case.audit', { before: null, limit: 1_000 });
    expect(intact).toBe(true);
    expect(entries).toHaveLength(total);
    const acts = new Set(entries.map((entry) => entry.act));
    for (const act of [
      'case created',
      'evidence opened',
      'verified',
      'alert moved',
      'rule saved',
    ]) {
      expect(acts).toContain(act);
    }
  });
});

describe('calls that are not right', () => {
  it('are refused before they reach the case', async () => {
    const raw = client as unknown as {
      call(name: string, input: unknown): Promise<{ ok: boolean; error?: { code: string } }>;
    };
    const code = async (name: string, input: unknown) => (await raw.call(name, input)).error?.code;
    expect(await code('case.drop', {})).toBe('call.unknown');
    expect(await code('__proto__', {})).toBe('call.unknown');
    expect(await code('events.get', { id: 'one' })).toBe('call.invalid');
    expect(await code('evidence.import', { files: ['/etc/passwd'] })).toBe('call.invalid');
    expect(await code('evidence.import', { files: [`f-${'a'.repeat(24)}`] })).toBe(
      'file.unknown-token',
    );
  });
});
