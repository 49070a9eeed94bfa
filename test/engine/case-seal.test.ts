import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import type { Verification } from '../../shared/domain/verdict.ts';
import { openApp } from '../fixtures/app-client.ts';
import { anotherWeek } from '../fixtures/another-week.ts';
import { chainLog, writeChainDatabase } from '../fixtures/chained-log.ts';
import { temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('seal');
const original = join(folder.path, 'original.sealwatch');
const KEY = 'ab'.repeat(32);
const LINES = 9_000;
let copies = 0;

beforeAll(async () => {
  const log = join(folder.path, 'bot.db');
  const lines = join(folder.path, 'app.jsonl');
  const week = anotherWeek(5, Date.UTC(2026, 5, 1));
  writeChainDatabase(log, chainLog(week.entries, KEY));
  const text = Array.from({ length: LINES }, (_, n) =>
    JSON.stringify({
      time: new Date(Date.UTC(2026, 5, 2) + n * 500).toISOString(),
      user: n % 7 === 0 ? 'half \ud83d a pair' : `user${n % 50}`,
      level: 'INFO\u0000',
    }),
  );
  writeFileSync(lines, `${text.join('\n')}\n{"broken": \n`);
  const { app, client } = await openApp(folder.path, { caseFile: original });
  for (const path of [log, lines]) {
    const done = await client.call('evidence.import', { files: [app.mintToken(path)] });
    assert(done.ok, 'the evidence opens');
  }
  await app.close();
});
afterAll(() => folder.remove());

/** A copy of the case, changed by hand, and what its seal says then. */
async function sealAfter(change: (db: Database.Database) => void): Promise<Verification> {
  const caseFile = join(folder.path, `copy${copies++}.sealwatch`);
  copyFileSync(original, caseFile);
  const db = new Database(caseFile);
  change(db);
  db.close();
  const { app, client } = await openApp(folder.path, { caseFile });
  try {
    const result = await client.call('case.verifySeal', {});
    assert(result.ok, result.ok ? '' : result.error.message);
    return result.value.verification;
  } finally {
    await app.close();
  }
}

const failing = (verification: Verification) =>
  verification.entries.filter((entry) => entry.verdict !== 'verified');

/** Whether the audit trail holds in a copy changed by hand, before and after another act. */
async function trailAfter(sql: string): Promise<readonly boolean[]> {
  const caseFile = join(folder.path, `copy${copies++}.sealwatch`);
  copyFileSync(original, caseFile);
  const db = new Database(caseFile);
  db.exec(sql);
  db.close();
  const { app, client } = await openApp(folder.path, { caseFile });
  const intact = async () => {
    const audit = await client.call('case.audit', { before: null, limit: 1 });
    assert(audit.ok, audit.ok ? '' : audit.error.message);
    return audit.value.intact;
  };
  try {
    const before = await intact();
    const examiner = { name: 'A', role: 'B', organisation: 'C' };
    const acted = await client.call('case.setExaminer', examiner);
    assert(acted.ok, acted.ok ? '' : acted.error.message);
    return [before, await intact()];
  } finally {
    await app.close();
  }
}

describe('the audit trail of a case', () => {
  it('holds as it was written', async () => {
    expect(await trailAfter('SELECT 1')).toEqual([true, true]);
  });

  it.each([
    ['a line is edited', "UPDATE audit SET detail = 'x' WHERE sequence = 1"],
    ['a line is put in another hour', 'UPDATE audit SET at_us = at_us - 1 WHERE sequence = 0'],
    ['a line is taken out', 'DELETE FROM audit WHERE sequence = 1'],
    [
      'the newest line is taken out',
      'DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)',
    ],
    ['all lines are taken out', 'DELETE FROM audit'],
    [
      'a line is put in behind',
      "INSERT INTO audit SELECT max(sequence) + 1, 0, 'x', 'y', 'z', hash FROM audit",
    ],
  ])('does not hold where %s, and no later act hides it', async (_what, sql) => {
    expect(await trailAfter(sql)).toEqual([false, false]);
  });
});

describe('the seal of a case', () => {
  it('holds for what was imported, whatever characters it has, with a head to note elsewhere', async () => {
    const verification = await sealAfter(() => undefined);
    expect(failing(verification)).toEqual([]);
    expect(verification.verdict).toBe('verified');
    expect(verification.checked).toBe(verification.counts.verified);
    expect(verification.head?.sequence).toBe(verification.checked);
  });

  it('names the block whose records were rewritten, and still vouches for the others', async () => {
    const whole = await sealAfter(() => undefined);
    const verification = await sealAfter((db) => {
      const payload = db.prepare('SELECT payload FROM block WHERE id = 2').pluck().get();
      const bytes = zstdDecompressSync(payload as Buffer);
      bytes[bytes.indexOf('user1') + 4] = '9'.charCodeAt(0);
      db.prepare('UPDATE block SET payload = ? WHERE id = 2').run(zstdCompressSync(bytes));
    });
    expect(verification.verdict).toBe('altered');
    const [entry, ...others] = failing(verification);
    expect(others).toEqual([]);
    expect(entry?.reason).toContain('Block 2');
    expect(verification.counts.altered).toBe((entry?.through ?? 0) - (entry?.sequence ?? 0) + 1);
    expect(verification.counts.verified).toBe(whole.checked - verification.counts.altered);
  });

  it.each<[string, string, 'altered' | 'missing']>([
    ['a block is taken out', 'DELETE FROM block WHERE id = 2', 'missing'],
    [
      'the newest block is taken out',
      'DELETE FROM block WHERE id = (SELECT max(id) FROM block)',
      'missing',
    ],
    ['a block counts fewer records', 'UPDATE block SET count = count - 1 WHERE id = 1', 'altered'],
    ['records change places in the frame', 'UPDATE block SET frame = zeroblob(20)', 'altered'],
    [
      'the chain is written anew for one block',
      "UPDATE block SET chain = x'00' WHERE id = 2",
      'altered',
    ],
    [
      'a block is given to another exhibit',
      'UPDATE block SET source_id = 2 WHERE id = 1',
      'altered',
    ],
    [
      'an event is moved in time',
      'UPDATE event SET time_us = time_us + 1 WHERE id = 40',
      'altered',
    ],
    ['an event is hidden', 'DELETE FROM event WHERE id = 4100', 'altered'],
    [
      'an event is listed under another user',
      'UPDATE event SET user = 0 WHERE user > 0',
      'altered',
    ],
    ['an event is made up', 'INSERT INTO event (id, source_id) VALUES (99999, 1)', 'altered'],
    [
      'a word of the dictionary is replaced',
      "UPDATE term SET value = 'x' WHERE value = 'user2'",
      'altered',
    ],
    ['an exhibit is taken out', 'DELETE FROM source WHERE id = 2', 'missing'],
    ['a rejected record is taken out', 'DELETE FROM rejection', 'missing'],
  ])('does not hold where %s', async (_what, sql, verdict) => {
    const verification = await sealAfter((db) => {
      db.pragma('foreign_keys = off');
      assert(db.prepare(sql).run().changes > 0, 'something was changed');
    });
    expect(failing(verification).map((entry) => entry.verdict)).toContain(verdict);
    expect(['altered', 'missing']).toContain(verification.verdict);
  });

  it('leaves a chained log checkable around a damaged block of the case', async () => {
    const caseFile = join(folder.path, 'damaged.sealwatch');
    copyFileSync(original, caseFile);
    const db = new Database(caseFile);
    db.exec("UPDATE block SET payload = x'00' WHERE id = 1");
    db.close();
    const { app, client } = await openApp(folder.path, { caseFile });
    const result = await client.call('evidence.verify', { sourceId: 1 });
    await app.close();
    assert(result.ok, result.ok ? '' : result.error.message);
    expect(result.value.sources[0]?.verification?.verdict).toBe('altered');
  });
});
