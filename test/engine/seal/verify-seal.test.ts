import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assert } from '../../../shared/base/assert.ts';
import type { Client } from '../../../shared/contract/client.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import { makeCaseKey } from '../../../electron/engine/seal/case-key.ts';
import { clientOf, openApp } from '../../fixtures/app-client.ts';
import { anotherWeek } from '../../fixtures/another-week.ts';
import { chainLog, writeChainDatabase } from '../../fixtures/chained-log.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

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
  for (let times = 0; times < 2; times += 1) {
    const checked = await client.call('evidence.verify', { sourceId: 1 });
    assert(checked.ok, 'the log is verified');
  }
  // What was verified is under a checkpoint too.
  await client.call('case.makeCheckpoint', {});
  await app.close();
});
afterAll(() => folder.remove());

/** A copy of the case, changed by hand, and what its seal says then. */
async function sealAfter(
  change: (db: Database.Database) => void,
  since?: string,
): Promise<Verification> {
  const caseFile = join(folder.path, `copy${copies++}.sealwatch`);
  copyFileSync(original, caseFile);
  const db = new Database(caseFile);
  change(db);
  db.close();
  const { app, client } = await openApp(folder.path, { caseFile });
  try {
    const result = await client.call('case.verifySeal', since === undefined ? {} : { since });
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

  it('names the record that was rewritten, and still vouches for the others', async () => {
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
    expect(entry).toMatchObject({ verdict: 'altered', through: entry?.sequence });
    expect(verification.counts.altered).toBe(1);
    expect(verification.counts.verified).toBe(whole.checked - 1);
  });

  it.each<[string, string, 'altered' | 'missing' | 'unprotected']>([
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
      "UPDATE column_chunk SET codes = x'00' WHERE column = 0",
      'altered',
    ],
    [
      'events are listed under another user',
      "UPDATE column_chunk SET dictionary = x'00000000' WHERE column = 5",
      'altered',
    ],
    [
      'a column of a block is taken out',
      'DELETE FROM column_chunk WHERE column = 3 AND block_id = 2',
      'altered',
    ],
    [
      'a block is given another span of time',
      'UPDATE block SET first_us = first_us - 1 WHERE id = 1',
      'altered',
    ],
    [
      'a word of the dictionary is replaced',
      "UPDATE term SET value = 'x' WHERE value = 'user2'",
      'altered',
    ],
    ['an exhibit is taken out', 'DELETE FROM source WHERE id = 2', 'missing'],
    ['a rejected record is taken out', 'DELETE FROM rejection', 'missing'],
    ['a rejected record is given another reason', "UPDATE rejection SET reason = 'x'", 'altered'],
    ['an exhibit is given another hash', "UPDATE source SET sha256 = 'x' WHERE id = 1", 'altered'],
    ['custody is rewritten', "UPDATE source SET custody = '{}' WHERE id = 1", 'altered'],
    ['a transfer is slipped in', "INSERT INTO transfer VALUES (1, 1, '{}', 0, 'x')", 'altered'],
    ['a file is renamed', "UPDATE file SET name = 'x'", 'altered'],
    [
      'an exhibit is set to being read',
      "UPDATE source SET status = 'importing' WHERE id = 1",
      'unprotected',
    ],
    [
      'a line of the audit trail is edited',
      "UPDATE audit SET detail = 'x' WHERE sequence = 1",
      'altered',
    ],
    [
      'the newest line of the audit trail is taken out',
      'DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)',
      'missing',
    ],
    ['the hashes of leaves are taken out', 'DELETE FROM leaf_hash WHERE idx = 1', 'missing'],
    [
      'the root of a tile is changed',
      'UPDATE leaf_tile SET root = zeroblob(32) WHERE idx = 1',
      'altered',
    ],
    ['the root of a tile is taken out', 'DELETE FROM leaf_tile WHERE idx = 1', 'altered'],
    ['a checkpoint is taken out', 'DELETE FROM checkpoint WHERE id = 2', 'altered'],
    [
      'a checkpoint is edited',
      "UPDATE checkpoint SET note = replace(note, 'time 2', 'time 3') WHERE id = 1",
      'altered',
    ],
    [
      'a checkpoint is listed with another time',
      'UPDATE checkpoint SET at_us = at_us - 3600000000 WHERE id = 1',
      'altered',
    ],
    [
      'a checkpoint is listed with another reason',
      "UPDATE checkpoint SET reason = 'for another reason' WHERE id = 1",
      'altered',
    ],
    [
      'a checkpoint is listed with another number of events',
      'UPDATE checkpoint SET events = events - 1 WHERE id = 2',
      'altered',
    ],
    [
      'the word for no value is given a value',
      "UPDATE term SET value = 'x' WHERE id = 0",
      'altered',
    ],
    [
      'the case counts more events than it ever held',
      "UPDATE meta SET value = '30000' WHERE key = 'nextEvent'",
      'missing',
    ],
    [
      'the secret is taken out',
      "UPDATE meta SET value = '\"\"' WHERE key = 'sealSecret'",
      'altered',
    ],
    [
      'the kept result of a verification is changed',
      `UPDATE verification SET result = replace(result, '"altered":0', '"altered":1')`,
      'altered',
    ],
    [
      'the kept result of a verification is put at another time',
      'UPDATE verification SET at_us = at_us - 1',
      'altered',
    ],
    ['the kept result of a verification is taken out', 'DELETE FROM verification', 'missing'],
    [
      'an earlier result of a verification is taken out',
      'DELETE FROM verification WHERE id = (SELECT min(id) FROM verification)',
      'missing',
    ],
    [
      'an earlier result of a verification is changed',
      `UPDATE verification SET result = replace(result, '"altered":0', '"altered":1')
       WHERE id = (SELECT min(id) FROM verification)`,
      'altered',
    ],
    [
      'an earlier result of a verification is added',
      `INSERT INTO verification (id, source_id, at_us, who, verdict, with_key, result)
       SELECT -1, source_id, at_us - 1, who, verdict, with_key, result FROM verification LIMIT 1`,
      'altered',
    ],
    ['all checkpoints are taken out', 'DELETE FROM checkpoint', 'unprotected'],
    [
      'the key is replaced',
      `UPDATE meta SET value = '"${makeCaseKey()}"' WHERE key = 'sealKey'`,
      'altered',
    ],
    [
      'the secret is replaced',
      `UPDATE meta SET value = '"${'00'.repeat(32)}"' WHERE key = 'sealSecret'`,
      'altered',
    ],
    [
      'the digest of a block is changed',
      'UPDATE block_seal SET digest = zeroblob(32) WHERE block_id = 1',
      'altered',
    ],
    [
      'what was sealed of an exhibit is changed',
      'UPDATE exhibit_seal SET files = zeroblob(32)',
      'altered',
    ],
  ])('does not hold where %s', async (_what, sql, verdict) => {
    const verification = await sealAfter((db) => {
      db.pragma('foreign_keys = off');
      assert(db.prepare(sql).run().changes > 0, 'something was changed');
    });
    expect(failing(verification).map((entry) => entry.verdict)).toContain(verdict);
    expect(verification.verdict).not.toBe('verified');
  });

  it.each([
    [
      'a view stands in for a table',
      `ALTER TABLE term RENAME TO word;
       CREATE VIEW term AS SELECT id, value FROM word`,
      'view term',
    ],
    [
      'a trigger lies in wait',
      `CREATE TRIGGER later AFTER INSERT ON checkpoint BEGIN
         UPDATE source SET name = 'x' WHERE id = 1; END`,
      'trigger later',
    ],
  ])('does not hold where %s in the file', async (_what, sql, name) => {
    const verification = await sealAfter((db) => {
      db.pragma('legacy_alter_table = on');
      db.exec(sql);
    });
    expect(failing(verification)).toContainEqual(
      expect.objectContaining({
        verdict: 'altered',
        reason: expect.stringContaining(`The ${name} of the case file`) as string,
      }),
    );
  });

  it('says so where no record at all fits, as with another secret', async () => {
    const verification = await sealAfter((db) => {
      db.prepare("UPDATE meta SET value = ? WHERE key = 'sealSecret'").run(
        JSON.stringify('00'.repeat(32)),
      );
    });
    expect(verification.counts.verified).toBe(0);
    expect(failing(verification)).toContainEqual(
      expect.objectContaining({
        verdict: 'altered',
        reason: expect.stringContaining('the secret that their nonces are made with') as string,
      }),
    );
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

describe('a case against a checkpoint that was noted elsewhere', () => {
  const reasons = (verification: Verification) =>
    failing(verification).map(({ verdict, reason }) => `${verdict}: ${reason}`);
  const noted = async () => {
    const { checkpoint, head } = await sealAfter(() => undefined);
    assert(checkpoint !== undefined && head !== undefined, 'a case has a checkpoint');
    return { checkpoint, head: `${String(head.sequence)}:${head.hash}` };
  };

  it('holds, by the text of the checkpoint and by size and root', async () => {
    const { checkpoint, head } = await noted();
    for (const since of [checkpoint, checkpoint.trimEnd().replaceAll('\n', '\r\n'), head]) {
      const verification = await sealAfter(() => undefined, since);
      expect(reasons(verification)).toEqual([]);
      expect(verification.verdict).toBe('verified');
      expect(verification.entries.at(-1)?.reason).toMatch(/0 events came since/);
    }
  });

  it('says whether what is recorded of exhibits is as it was', async () => {
    const { checkpoint } = await noted();
    const reasonOf = (verification: Verification) => verification.entries.at(-1)?.reason;
    expect(reasonOf(await sealAfter(() => undefined, checkpoint))).toMatch(
      /What is recorded of exhibits is as it was then/,
    );
    const caseFile = join(folder.path, 'handed-on.sealwatch');
    copyFileSync(original, caseFile);
    const { app, client } = await openApp(folder.path, { caseFile });
    const transfer = { from: 'a', to: 'b', at: '', purpose: '', hashChecked: false };
    await client.call('evidence.addTransfer', { sourceId: 1, transfer });
    const result = await client.call('case.verifySeal', { since: checkpoint });
    await app.close();
    assert(result.ok, result.ok ? '' : result.error.message);
    expect(reasonOf(result.value.verification)).toMatch(/added to or changed since/);
  });

  it('does not hold for a case that was written anew whole, though that case holds by itself', async () => {
    const { checkpoint } = await noted();
    const log = join(folder.path, 'anew.jsonl');
    writeFileSync(log, '{"time":"2026-06-01T00:00:00Z","user":"x"}\n');
    const caseFile = join(folder.path, 'anew.sealwatch');
    const db = new Database(original, { readonly: true });
    const id = db.prepare("SELECT value FROM meta WHERE key = 'id'").pluck().get();
    db.close();
    const { app } = await openApp(folder.path, { caseFile });
    const session = clientOf(app);
    // The forger gives the new case the old one's name.
    await session.call('case.info', {});
    const forged = new Database(caseFile);
    forged.prepare("UPDATE meta SET value = ? WHERE key = 'id'").run(id);
    forged.close();
    await session.call('evidence.import', { files: [app.mintToken(log)] });
    await session.call('case.makeCheckpoint', {});
    const alone = await session.call('case.verifySeal', {});
    const compared = await session.call('case.verifySeal', { since: checkpoint });
    await app.close();
    assert(alone.ok && compared.ok, 'verified');
    expect(alone.value.verification.verdict).toBe('verified');
    expect(compared.value.verification.verdict).toBe('altered');
    expect(reasons(compared.value.verification)).toContainEqual(
      expect.stringContaining('signed with another key'),
    );
  });

  it('says that it is of another case, or itself not as it was signed', async () => {
    const { checkpoint } = await noted();
    const other = checkpoint.replaceAll(/case\/[0-9a-f-]{36}/g, `case/${'0'.repeat(36)}`);
    expect(reasons(await sealAfter(() => undefined, other))).toEqual([
      expect.stringContaining('altered: The noted checkpoint is of another case'),
    ]);
    const edited = checkpoint.replace('time 2', 'time 3');
    expect(reasons(await sealAfter(() => undefined, edited))).toEqual([
      expect.stringContaining('unverifiable: The noted checkpoint is not as it was signed'),
    ]);
  });

  it('says what was cut off, whatever else was made to fit', async () => {
    const { checkpoint, head } = await noted();
    const cut = (db: Database.Database): void => {
      db.pragma('foreign_keys = off');
      const first = db
        .prepare('SELECT first_event FROM block ORDER BY id DESC LIMIT 1')
        .pluck()
        .get() as number;
      db.exec(`DELETE FROM block WHERE first_event = ${String(first)};
        DELETE FROM leaf_tile WHERE idx >= ${String(Math.floor((first - 1) / 256))};
        DELETE FROM leaf_hash WHERE idx > ${String(Math.floor((first - 1) / 256))};
        DELETE FROM checkpoint WHERE id > 1;
        UPDATE meta SET value = ${String(first)} WHERE key = 'nextEvent';`);
    };
    for (const since of [checkpoint, head]) {
      const found = reasons(await sealAfter(cut, since));
      expect(found).toContainEqual(expect.stringMatching(/^missing: The noted .* covers these/));
    }
  });

  it('is refused where it is no checkpoint, in words', async () => {
    const { app, client } = await openApp(folder.path, { caseFile: original });
    const refused = await client.call('case.verifySeal', { since: 'hello' });
    await app.close();
    expect(refused).toMatchObject({ ok: false, error: { code: 'since.malformed' } });
  });
});

describe('a case that was made before it had a tree', () => {
  it('is sealed when it is opened for writing, says so in its audit trail, and holds', async () => {
    const caseFile = join(folder.path, 'older.sealwatch');
    copyFileSync(original, caseFile);
    const db = new Database(caseFile);
    db.exec(`DELETE FROM leaf_tile; DELETE FROM leaf_hash; DELETE FROM checkpoint;
      DELETE FROM block_seal; DELETE FROM term_seal; DELETE FROM exhibit_seal;
      DELETE FROM meta WHERE key IN ('sealSecret', 'sealKey');`);
    db.close();
    const first = await openApp(folder.path, { caseFile });
    await first.client.call('case.makeCheckpoint', {});
    const audit = await first.client.call('case.audit', { before: null, limit: 1 });
    await first.app.close();
    expect(audit).toMatchObject({ value: { entries: [{ act: 'records sealed' }] } });
    const { app, client } = await openApp(folder.path, { caseFile });
    const result = await client.call('case.verifySeal', {});
    await app.close();
    expect(result).toMatchObject({ value: { verification: { verdict: 'verified' } } });
  });
});

describe('what was changed behind the program', () => {
  /** A copy that was changed by hand and then worked on, and what its trail and its seal say. */
  async function afterwards(
    sql: string,
    act: (client: Client) => Promise<{ readonly ok: boolean }>,
  ): Promise<{ readonly told: readonly string[]; readonly verification: Verification }> {
    const caseFile = join(folder.path, `copy${copies++}.sealwatch`);
    copyFileSync(original, caseFile);
    const db = new Database(caseFile);
    assert(db.prepare(sql).run().changes > 0, 'something was changed');
    db.close();
    for (let openings = 0; openings < 2; openings++) {
      const { app, client } = await openApp(folder.path, { caseFile });
      assert((await act(client)).ok, 'acted');
      await app.close();
    }
    const { app, client } = await openApp(folder.path, { caseFile });
    const audit = await client.call('case.audit', { before: null, limit: 50 });
    const seal = await client.call('case.verifySeal', {});
    await app.close();
    assert(audit.ok && seal.ok, 'answered');
    const lines = audit.value.entries.filter(({ act: each }) => each === 'record found changed');
    return { told: lines.map(({ detail }) => detail), verification: seal.value.verification };
  }
  const transfer = { from: 'a', to: 'b', at: '', purpose: '', hashChecked: false };
  const handOver = (client: Client) =>
    client.call('evidence.addTransfer', { sourceId: 1, transfer });
  const verify = (client: Client) => client.call('evidence.verify', { sourceId: null });

  it.each([
    [
      'custody',
      'UPDATE source SET custody = replace(custody, \'""\', \'"x"\') WHERE id = 1',
      'E01: custody',
    ],
    ['the files', 'UPDATE file SET changed_us = 5 WHERE source_id = 1', 'E01: files'],
    ['the place of origin', "UPDATE source SET path = '/elsewhere' WHERE id = 1", 'E01: facts'],
  ])(
    'stays told, once, where the officer changes the same exhibit later: %s',
    async (_what, sql, detail) => {
      const { told, verification } = await afterwards(sql, handOver);
      expect(told).toEqual([expect.stringMatching(`^${detail}; now SHA-256 [0-9a-f]{64}$`)]);
      expect(verification.verdict).toBe('altered');
      expect(failing(verification).map(({ reason }) => reason)).toContainEqual(
        expect.stringContaining(detail),
      );
    },
  );

  it('is not sealed anew by verifying', async () => {
    const sql = "UPDATE source SET name = 'x' WHERE id = 2";
    const { verification } = await afterwards(sql, verify);
    expect(failing(verification)).toContainEqual({
      verdict: 'altered',
      reason: 'E02: its name, path, hash, counts or times changed after sealing.',
    });
  });

  it('is told where what was sealed of an exhibit was changed, whatever is signed later', async () => {
    const sql = 'UPDATE exhibit_seal SET files = zeroblob(32) WHERE source_id = 2';
    const { told, verification } = await afterwards(sql, verify);
    expect(told).toEqual([expect.stringContaining('what was sealed of exhibits')]);
    expect(verification.verdict).toBe('altered');
  });

  it('is not made up where the program alone changed the case', async () => {
    const sql = "UPDATE meta SET value = value WHERE key = 'name'";
    const { told, verification } = await afterwards(sql, handOver);
    expect([told, verification.verdict]).toEqual([[], 'verified']);
  });
});
