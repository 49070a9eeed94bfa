import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../electron/workers/app.ts';
import type { Client } from '../../shared/contract/client.ts';
import type { Output, ProcedureName, Input } from '../../shared/contract/procedures.ts';
import { chainLog, writeChainDatabase } from '../fixtures/chained-log.ts';
import { clientOf, openApp } from '../fixtures/app-client.ts';

const NOW = Date.now();
const DAY_MS = 86_400_000;
const OLD_NEEDLE = 'needleofoldtimes';

let folder = '';
let app: App | undefined;
let client: Client;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-retention-'));
  ({ app, client } = await openApp(folder));
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>> {
  const result = await client.call(name, input);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function codeOf<N extends ProcedureName>(name: N, input: Input<N>): Promise<string> {
  const result = await client.call(name, input);
  return result.ok ? 'ok' : result.error.code;
}

function line(atMs: number, text: string): string {
  return `${JSON.stringify({ '@timestamp': new Date(atMs).toISOString(), message: text })}\n`;
}

/** Two blocks of old records, one that begins old and ends new, and one of new ones. */
async function importLog(name = 'a.jsonl'): Promise<number> {
  const lines: string[] = [];
  for (let index = 0; index < 4 * 4_096; index++) {
    const isOld = index < 2.5 * 4_096;
    const atMs = NOW - (isOld ? 400 : 5) * DAY_MS + index;
    lines.push(line(atMs, `${isOld ? OLD_NEEDLE : 'recent'} ${String(index)}`));
  }
  writeFileSync(join(folder, name), lines.join(''));
  const { sources } = await call('evidence.import', {
    files: [app?.mintToken(join(folder, name)) ?? ''],
  });
  return sources[0]?.source.id ?? 0;
}

async function reopen(): Promise<void> {
  await app?.close();
  ({ app, client } = await openApp(folder));
}

const verifySeal = async () => (await call('case.verifySeal', {})).verification;

describe('retention', () => {
  it('drops the blocks that are due as a whole, and nothing before it is asked to', async () => {
    const sourceId = await importLog();
    expect((await call('retention.state', {})).exhibits[0]).toMatchObject({
      days: null,
      held: false,
      due: { blocks: 0, events: 0 },
      dropped: 0,
    });
    await call('retention.setDays', { sourceId, days: 365 });
    const { exhibits } = await call('retention.state', {});
    expect(exhibits[0]).toMatchObject({ days: 365, due: { blocks: 2, events: 8_192 } });
    expect(
      (await call('events.count', { query: OLD_NEEDLE, fromUs: null, toUs: null })).total,
    ).toBe(10_240);
    const done = await call('retention.apply', { reason: '' });
    expect(done).toMatchObject({ blocks: 2, events: 8_192 });
    expect((await call('retention.state', {})).exhibits[0]).toMatchObject({
      due: { events: 0 },
      dropped: 8_192,
    });
    expect(
      (await call('events.count', { query: OLD_NEEDLE, fromUs: null, toUs: null })).total,
    ).toBe(2_048);
    expect((await call('events.count', { query: '', fromUs: null, toUs: null })).total).toBe(8_192);
    expect((await call('case.info', {})).events).toBe(8_192);
    expect(await codeOf('events.get', { id: 1 })).toBe('event.dropped');
    expect(
      (await call('events.details', { ids: [1, 8_193] })).events.map((each) => each.id),
    ).toEqual([8_193]);
    expect(await call('retention.apply', { reason: '' })).toMatchObject({ blocks: 0, events: 0 });
  });

  it('leaves a seal that still holds and says what was dropped, when and by whom', async () => {
    const sourceId = await importLog();
    const before = await verifySeal();
    expect(before.counts.altered + before.counts.missing).toBe(0);
    await call('retention.setDays', { sourceId, days: 365 });
    await call('retention.apply', { reason: 'policy 7' });
    const after = await verifySeal();
    expect(after.counts).toMatchObject({ altered: 0, missing: 0, unverifiable: 8_192 });
    const entry = after.entries.find((each) => each.verdict === 'unverifiable');
    expect(entry).toMatchObject({ sequence: 1, through: 8_192 });
    expect(entry?.reason).toMatch(/^Dropped by retention on \d{4}-\d\d-\d\d by .+ \(policy 7\)/);
    const audit = await call('case.audit', { before: null, limit: 50 });
    expect(audit.intact).toBe(true);
    expect(audit.entries.map((each) => each.act)).toContain('records dropped');
    await reopen();
    expect((await verifySeal()).counts).toMatchObject({ altered: 0, missing: 0 });
  });

  it('leaves nothing of the records in the file', async () => {
    writeFileSync(join(folder, 'x.jsonl'), line(NOW - 400 * DAY_MS, `only ${OLD_NEEDLE}`));
    const { sources } = await call('evidence.import', {
      files: [app?.mintToken(join(folder, 'x.jsonl')) ?? ''],
    });
    await call('retention.setDays', { sourceId: sources[0]?.source.id ?? 0, days: 1 });
    await call('retention.apply', { reason: '' });
    await app?.close();
    app = undefined;
    const db = new Database(join(folder, 'test.sealwatch'));
    expect(db.prepare('SELECT count(*) FROM block').pluck().get()).toBe(0);
    expect(db.prepare('SELECT count(*) FROM column_chunk').pluck().get()).toBe(0);
    expect(db.pragma('freelist_count', { simple: true })).toBe(0);
    db.close();
    expect(readFileSync(join(folder, 'test.sealwatch')).includes(OLD_NEEDLE)).toBe(false);
  });

  it('goes on numbering events and blocks after the newest ones were dropped', async () => {
    writeFileSync(join(folder, 'x.jsonl'), line(NOW - 400 * DAY_MS, 'old'));
    const { sources } = await call('evidence.import', {
      files: [app?.mintToken(join(folder, 'x.jsonl')) ?? ''],
    });
    await call('retention.setDays', { sourceId: sources[0]?.source.id ?? 0, days: 1 });
    await call('retention.apply', { reason: '' });
    writeFileSync(join(folder, 'y.jsonl'), line(NOW - DAY_MS / 2, 'new'));
    await call('evidence.import', { files: [app?.mintToken(join(folder, 'y.jsonl')) ?? ''] });
    expect((await call('events.get', { id: 2 })).raw).toContain('new');
    expect((await verifySeal()).counts).toMatchObject({ altered: 0, missing: 0, unverifiable: 1 });
    await reopen();
    expect((await verifySeal()).counts).toMatchObject({ altered: 0, missing: 0, unverifiable: 1 });
  });
});

describe('a legal hold', () => {
  it('on an exhibit or on the whole case wins over its period until it is released', async () => {
    const sourceId = await importLog();
    await call('retention.setDays', { sourceId, days: 365 });
    await call('retention.hold', { sourceId: null, reason: 'proceedings 12/26' });
    await call('retention.hold', { sourceId, reason: 'audit' });
    const held = await call('retention.state', {});
    expect(held.exhibits[0]).toMatchObject({ held: true, due: { events: 8_192 } });
    expect(await call('retention.apply', { reason: '' })).toMatchObject({ blocks: 0 });
    const [whole, one] = held.holds;
    expect(whole).toMatchObject({ exhibit: null, reason: 'proceedings 12/26', released: null });
    await call('retention.release', { hold: whole?.id ?? 0, reason: 'closed' });
    expect(await call('retention.apply', { reason: '' })).toMatchObject({ blocks: 0 });
    await call('retention.release', { hold: one?.id ?? 0, reason: 'done' });
    expect(await codeOf('retention.release', { hold: one?.id ?? 0, reason: 'again' })).toBe(
      'hold.unknown',
    );
    expect((await call('retention.state', {})).holds[1]?.released).toMatchObject({
      reason: 'done',
    });
    expect(await call('retention.apply', { reason: '' })).toMatchObject({ blocks: 2 });
  });
});

describe('a hash-chained log', () => {
  it('of which entries were dropped verifies as far as it is kept, and misses none of them', async () => {
    const entries = Array.from({ length: 5_000 }, (_, index) => ({
      timestamp: new Date(NOW - (index < 4_500 ? 400 : 2) * DAY_MS + index).toISOString(),
      level: 'INFO',
      component: 'trading_engine',
      eventType: 'order',
      message: `Order ${String(index)}`,
      data: null,
    }));
    const path = join(folder, 'log.db');
    writeChainDatabase(path, chainLog(entries, '00ff'));
    const { sources } = await call('evidence.import', { files: [app?.mintToken(path) ?? ''] });
    const sourceId = sources[0]?.source.id ?? 0;
    const verdict = async () => {
      const found = (await call('evidence.verify', { sourceId })).sources[0];
      if (!found?.verification) throw new Error('no verdict');
      return found.verification;
    };
    await call('evidence.setKey', { sourceId, keyText: '00ff' });
    expect((await verdict()).counts).toMatchObject({ verified: 5_000 });
    await call('retention.setDays', { sourceId, days: 365 });
    await call('retention.apply', { reason: '' });
    const { counts, entries: found, shows } = await verdict();
    expect(counts).toMatchObject({ verified: 904, missing: 0, altered: 0, unverifiable: 4_096 });
    expect(found[0]).toMatchObject({ sequence: 0, through: 4_095, verdict: 'unverifiable' });
    expect(shows).toContain('4096 of its records are no longer in the case');
  });
});

describe('a block that was taken out by somebody else', () => {
  it('is missing, also where the case is made to say that retention dropped it', async () => {
    await importLog();
    await app?.close();
    const db = new Database(join(folder, 'test.sealwatch'));
    db.exec(`INSERT INTO drop_run (source_id, at_us, who, reason) VALUES (1, 0, 'nobody', 'policy');
      INSERT INTO dropped_block SELECT id, 1, source_id, first_event, count, raw_bytes, sha256, chain
        FROM block WHERE id = 2;
      DELETE FROM column_chunk WHERE block_id = 2;
      DELETE FROM block WHERE id = 2;`);
    db.close();
    ({ app, client } = await openApp(folder));
    const { counts, entries } = await verifySeal();
    expect(counts.missing).toBeGreaterThanOrEqual(4_096);
    expect(entries).toContainEqual(
      expect.objectContaining({ verdict: 'missing', sequence: 4_097, through: 8_192 }),
    );
  });
});

it('another window sees at once that records were dropped', async () => {
  const sourceId = await importLog();
  if (!app) throw new Error('no application');
  const other = clientOf(app);
  expect((await other.call('events.get', { id: 1 })).ok).toBe(true);
  await call('retention.setDays', { sourceId, days: 365 });
  await call('retention.apply', { reason: '' });
  expect(await other.call('events.get', { id: 1 })).toMatchObject({
    error: { code: 'event.dropped' },
  });
});
