import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readExhibit } from '../../../electron/intake/exhibit.ts';
import { failureOf, gather } from './gather.ts';

const COLUMNS =
  'entry_id TEXT PRIMARY KEY, timestamp TEXT, sequence_number INTEGER, log_level TEXT, component TEXT, event_type TEXT, message TEXT, data TEXT, content_hash TEXT, hmac_signature TEXT, previous_hash TEXT, chain_hash TEXT';

let folder: string;
let temp: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
  temp = mkdtempSync(join(tmpdir(), 'sealwatch-test-temp-'));
});
afterEach(() => {
  for (const path of [folder, temp]) rmSync(path, { recursive: true, force: true });
});

function makeLog(rows: number, options: { table?: string; suffix?: string; keep?: boolean } = {}) {
  const path = join(folder, 'log.db');
  const database = new Database(path);
  const table = options.table ?? 'secure_logs';
  if (options.keep === true) database.pragma('journal_mode = wal');
  database.exec(`CREATE TABLE ${table} (${COLUMNS})${options.suffix ?? ''}`);
  const insert = database.prepare(`INSERT INTO ${table} VALUES (?,?,?,?,?,?,?,?,?,?,?,?)`);
  database.transaction(() => {
    for (let index = 0; index < rows; index += 1) {
      const data = `{"user_id": "user${index % 5}", "ip": "192.0.2.7", "big": 12345678901234567890, "x": NaN}`;
      const failed = index % 2 === 1;
      insert.run(
        `entry_${index}`,
        `2026-06-01T00:00:${String(index % 60).padStart(2, '0')}.000123`,
        index,
        failed ? 'WARNING' : 'INFO',
        'auth_system',
        'user_login',
        failed ? 'User login failed' : 'User login successful',
        data,
        'c',
        null,
        'p',
        'h',
      );
    }
  })();
  return { path, database };
}

describe('reading a hash-chained log from SQLite', () => {
  it('gives each row as the JSON of its columns, with its row number and columns', async () => {
    const { path, database } = makeLog(3);
    database.close();
    const { events, summary } = await gather(path, { tempFolder: temp });
    expect(summary).toMatchObject({ format: 'hash-chained-log', events: 3 });
    expect(events[1]).toMatchObject({
      position: 2,
      timeUs: Date.UTC(2026, 5, 1, 0, 0, 1) * 1000 + 123,
      ecs: {
        'event.action': 'user_login',
        'event.outcome': 'failure',
        'user.name': 'user1',
        'source.ip': '192.0.2.7',
        'service.name': 'auth_system',
        'log.level': 'WARNING',
        'event.id': 'entry_1',
      },
    });
    expect(events[1]?.raw).toContain('"sequence_number":1,"log_level":"WARNING"');
    expect(events[1]?.raw).toContain('"hmac_signature":null');
  });

  it('reads every row in the order of its number, wherever the numbers lie', async () => {
    const { path, database } = makeLog(1_600);
    const numbers = [-9223372036854775808n, -70_000n, 9007199254740993n, 9223372036854775807n];
    numbers.forEach((number, index) => {
      database
        .prepare('UPDATE secure_logs SET rowid = ? WHERE sequence_number = ?')
        .run(number, 400 + index);
    });
    database.close();
    const { events } = await gather(path, { tempFolder: temp });
    const sequences = events.map((event) => Number(/"sequence_number":(\d+)/.exec(event.raw)?.[1]));
    const others = Array.from({ length: 1_600 }, (_, index) => index).filter(
      (index) => index < 400 || index > 403,
    );
    expect(sequences).toEqual([400, 401, ...others, 402, 403]);
  });

  it('reads rows that are large, but not too large, and those between them', async () => {
    const { path, database } = makeLog(700);
    database
      .prepare(
        "UPDATE secure_logs SET message = printf('%.*c', 200000, 'x') WHERE sequence_number % 300 = 5",
      )
      .run();
    database.close();
    const { events } = await gather(path, { tempFolder: temp });
    expect(events).toHaveLength(700);
    expect(events.filter((event) => event.raw.length > 200_000)).toHaveLength(3);
  });

  it('reads what is only in the write-ahead log, and leaves the original folder as it was', async () => {
    const { path, database } = makeLog(5, { keep: true });
    const before = readdirSync(folder).map((name) => [
      name,
      readFileSync(join(folder, name)).toString('hex'),
    ]);
    const { events, files } = await gather(path, { tempFolder: temp });
    expect(events).toHaveLength(5);
    expect(files.map((file) => [file.name, file.format])).toEqual([
      ['log.db', 'hash-chained-log'],
      ['log.db-wal', 'sqlite-companion'],
    ]);
    expect(files.every((file) => file.sha256.length === 64)).toBe(true);
    const after = readdirSync(folder).map((name) => [
      name,
      readFileSync(join(folder, name)).toString('hex'),
    ]);
    expect(after).toEqual(before);
    database.close();
  });

  it('leaves no copy behind, read to the end, stopped in the middle, or failed', async () => {
    const { path, database } = makeLog(20_000);
    database.close();
    await gather(path, { tempFolder: temp });
    expect(readdirSync(temp)).toEqual([]);
    for await (const batch of readExhibit(path, { tempFolder: temp })) {
      expect(batch.count).toBeGreaterThan(0);
      // Not even a kill at this point would leave evidence lying about.
      if (process.platform !== 'win32') expect(readdirSync(temp)).toEqual([]);
      break;
    }
    expect(readdirSync(temp)).toEqual([]);
    const cancel = new AbortController();
    const reading = readExhibit(path, { tempFolder: temp, signal: cancel.signal });
    await reading.next();
    cancel.abort();
    await expect(reading.next().then(() => reading.next())).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(readdirSync(temp)).toEqual([]);
    const bytes = readFileSync(path);
    writeFileSync(
      path,
      Buffer.concat([bytes.subarray(0, 100), Buffer.alloc(bytes.length - 100, 7)]),
    );
    expect(await failureOf(path, { tempFolder: temp })).toMatchObject({ code: 'file.unreadable' });
    expect(readdirSync(temp)).toEqual([]);
  });

  it('removes copies that a killed process left', async () => {
    const { path, database } = makeLog(1);
    database.close();
    mkdtempSync(join(temp, 'sealwatch-intake-999999999-'));
    await gather(path, { tempFolder: temp });
    expect(readdirSync(temp)).toEqual([]);
  });

  it('keeps text that is not UTF-8, and values of the wrong kind, exactly', async () => {
    const { path, database } = makeLog(1);
    database.exec(
      "UPDATE secure_logs SET message = CAST(x'4869ff' AS TEXT), sequence_number = 9223372036854775807, data = x'00ff', component = char(65533)",
    );
    database.close();
    const [event] = (await gather(path, { tempFolder: temp })).events;
    expect(event?.raw).toContain('"message":{"$blob":"4869ff"}');
    expect(event?.raw).toContain('"sequence_number":9223372036854775807');
    expect(event?.raw).toContain('"data":{"$blob":"00ff"}');
    expect(event?.raw).toContain('"component":"\ufffd"');
  });

  it('finds the table under another name, with columns named otherwise', async () => {
    const { path, database } = makeLog(2, { table: 'audit' });
    database.exec('ALTER TABLE audit RENAME COLUMN event_type TO kind');
    database.close();
    const chainLayout = '{"table": "audit", "columns": {"event_type": "kind"}}';
    const { events } = await gather(path, { tempFolder: temp, chainLayout });
    expect(events[0]?.ecs['event.action']).toBe('user_login');
  });

  it('reads a table without row numbers, and a packed database', async () => {
    const { path, database } = makeLog(2, { suffix: ' WITHOUT ROWID' });
    database.close();
    const plain = await gather(path, { tempFolder: temp });
    expect(plain.events.map((event) => event.position)).toEqual([1, 2]);
    const packed = join(folder, 'log.db.gz');
    writeFileSync(packed, gzipSync(readFileSync(path)));
    expect((await gather(packed, { tempFolder: temp })).events).toHaveLength(2);
  });

  it('reads a table without row numbers in the order of the sequence, not of its key', async () => {
    const { path, database } = makeLog(12, { suffix: ' WITHOUT ROWID' });
    database.close();
    const { events } = await gather(path, { tempFolder: temp });
    const numbers = events.map((event) => Number(/"sequence_number":(\d+)/.exec(event.raw)?.[1]));
    expect(numbers).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('passes over a row past the limit and reads the others', async () => {
    const { path, database } = makeLog(4);
    database.exec(
      'UPDATE secure_logs SET message = hex(zeroblob(50000)) WHERE sequence_number = 2',
    );
    database.close();
    const read = await gather(path, { tempFolder: temp, limits: { maxRecordBytes: 20_000 } });
    expect(read.events.map((event) => event.position)).toEqual([1, 2, 4]);
    expect(read.rejections).toMatchObject([
      { position: 3, reason: 'longer than the limit of 20000 bytes' },
    ]);
  });

  it('says what a database holds that is no such log', async () => {
    const path = join(folder, 'other.db');
    const database = new Database(path);
    database.exec(`CREATE TABLE people (name); CREATE VIEW secure_logs AS SELECT 1 AS chain_hash`);
    database.close();
    expect(await failureOf(path, { tempFolder: temp })).toEqual({
      code: 'format.unknown',
      message: 'other.db: a SQLite database without a hash-chained log (tables: people).',
    });
  });
});

const FIXTURES = resolve('../shared/fixtures/secure-log');

describe.skipIf(!existsSync(FIXTURES))('the week of the sample log', () => {
  it('is the same from the database and from the JSON lines', async () => {
    copyFileSync(join(FIXTURES, 'clean.db'), join(folder, 'clean.db'));
    const rows = await gather(join(folder, 'clean.db'), { tempFolder: temp });
    const lines = await gather(join(FIXTURES, 'clean.log'));
    expect(rows.events).toHaveLength(2_812);
    const bare = (read: typeof rows) => read.events.map(({ timeUs, ecs }) => ({ timeUs, ecs }));
    expect(bare(rows)).toEqual(bare(lines));
  });
});

const BUCKET = resolve('../shared/fixtures/cloudtrail-digest/01-clean/bucket');
const STRATUS = resolve('../shared/fixtures/cloudtrail-stratus/records');

describe.skipIf(!existsSync(BUCKET))('a copied CloudTrail bucket', () => {
  it('gives the events, and counts digests as skipped', async () => {
    const { events, skipped, rejections, files } = await gather(BUCKET);
    expect({ events: events.length, skipped, rejections }).toEqual({
      events: 44,
      skipped: 6,
      rejections: [],
    });
    expect(files.filter((file) => file.format === 'cloudtrail-digest')).toHaveLength(6);
  });
});

describe.skipIf(!existsSync(STRATUS))('real records of attack techniques', () => {
  it('are all read, dated, with an action and a provider', async () => {
    const { events, rejections } = await gather(STRATUS);
    expect(rejections).toEqual([]);
    expect(events).toHaveLength(267);
    for (const event of events) {
      expect(event.timeUs).toBeGreaterThan(0);
      expect(event.ecs['event.action']).toBeTruthy();
      expect(event.ecs['event.provider']).toMatch(/amazonaws\.com$/);
      expect(event.ecs['user.name']).toBeTruthy();
    }
  });
});
