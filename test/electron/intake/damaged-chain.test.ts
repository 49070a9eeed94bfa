// Pages of a chained log's database that were overwritten: what lies on the others is read, and what
// cannot be read is said row by row.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChainDatabase } from '../../../electron/intake/chain-database.ts';
import type { RowShare } from '../../../electron/intake/chain-rows.ts';
import { anotherWeek } from '../../fixtures/another-week.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { chainLog, writeChainDatabase } from '../../fixtures/chained-log.ts';

const PAGE = 4_096;
const KEY = 'ab'.repeat(16);
const ENTRIES = 400;
const LEAF = 0x0d;
const INTERIOR = 0x05;
let folder = '';
let whole: Buffer;
/** Numbers of the pages that hold rows, and of the one above them, from 0. */
let leaves: readonly number[] = [];
let root = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
  const path = join(folder, 'whole.db');
  writeChainDatabase(
    path,
    chainLog(anotherWeek(5, Date.UTC(2026, 5, 1)).entries.slice(0, ENTRIES), KEY),
  );
  const database = new Database(path);
  const rootpage = database
    .prepare("SELECT rootpage FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .get();
  database.close();
  root = Number(rootpage) - 1;
  whole = readFileSync(path);
  expect(whole[root * PAGE]).toBe(INTERIOR);
  const pages = Array.from({ length: whole.length / PAGE }, (_, page) => page);
  leaves = pages.filter((page) => page > 0 && whole[page * PAGE] === LEAF);
  expect(leaves.length).toBeGreaterThan(8);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function damaged(name: string, ...pages: readonly number[]): string {
  const bytes = Buffer.from(whole);
  for (const page of pages) bytes.fill(0xff, page * PAGE, (page + 1) * PAGE);
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function stepsOf(path: string, share?: RowShare) {
  const opened = openChainDatabase(path, {
    name: 'log.db',
    maxRecordBytes: 1e6,
    layout: undefined,
    share,
  });
  if (!opened.ok) return { error: opened.error.message, read: [], refused: [], reasons: [] };
  const steps = [...opened.value.rows()];
  opened.value.close();
  const refused = steps.flatMap((step) => (step.kind === 'refused' ? [step] : []));
  return {
    error: '',
    read: steps.flatMap((step) =>
      step.kind === 'rows' ? step.rows.map((row) => Number(row.at(-1))) : [],
    ),
    refused: refused.map(({ position }) => position),
    reasons: refused.map(({ reason }) => reason),
  };
}

const ALL = Array.from({ length: ENTRIES }, (_, index) => index + 1);
const rising = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);

describe('a database with a page that cannot be read', () => {
  it('gives the rows of all other pages, and each row of that one as refused', () => {
    for (const page of leaves.slice(0, -1)) {
      const { read, refused, reasons } = stepsOf(damaged('one.db', page));
      expect(rising([...read, ...refused])).toEqual(ALL);
      // The header of a leaf counts its rows; no other row is lost.
      expect(refused).toHaveLength(whole.readUInt16BE(page * PAGE + 3));
      expect(reasons[0]).toMatch(/^the database is damaged \(.+\): the row cannot be read$/);
    }
  });

  it('gives them where several are damaged, one after the other and apart', () => {
    const [first = 0, second = 0, , , fifth = 0] = leaves;
    const { read, refused } = stepsOf(damaged('several.db', first, second, fifth));
    expect(rising([...read, ...refused])).toEqual(ALL);
  });

  it('knows which rows there should be by an index, wherever the damage is', () => {
    for (const from of [12, 40, 8 + 2 * leaves.length]) {
      const bytes = Buffer.from(whole);
      bytes.fill(0xff, root * PAGE + from, root * PAGE + from + 64);
      const path = join(folder, 'above.db');
      writeFileSync(path, bytes);
      const { read, refused } = stepsOf(path);
      expect(rising([...read, ...refused])).toEqual(ALL);
      expect(refused.length).toBeGreaterThan(0);
    }
    const { read, refused } = stepsOf(damaged('end.db', leaves.at(-1) ?? 0));
    expect([...read, ...refused]).toEqual(ALL);
  });

  it('says without an index that the end cannot be read where the last one is damaged', () => {
    const path = join(folder, 'no-index.db');
    writeFileSync(path, whole);
    const database = new Database(path);
    database.exec(`CREATE TABLE plain AS SELECT * FROM secure_logs; DROP TABLE secure_logs;
      ALTER TABLE plain RENAME TO secure_logs; VACUUM`);
    database.close();
    const bytes = readFileSync(path);
    for (let page = bytes.length / PAGE - 1; page > 0; page--) {
      if (bytes[page * PAGE] !== LEAF) continue;
      bytes.fill(0xff, page * PAGE, (page + 1) * PAGE);
      break;
    }
    writeFileSync(path, bytes);
    const { read, refused, reasons } = stepsOf(path);
    expect(refused).toEqual([read.length + 1]);
    expect(reasons[0]).toContain(`the rows from number ${read.length + 1} on cannot be read`);
    expect(read).toEqual(ALL.slice(0, read.length));
  });

  it('gives the same by shares', () => {
    const path = damaged('shares.db', leaves[3] ?? 0);
    const alone = stepsOf(path);
    const shares = [0, 1, 2].map((part) => stepsOf(path, { part, of: 3 }));
    expect(shares.flatMap(({ read }) => read)).toEqual(alone.read);
    expect(shares.flatMap(({ refused }) => refused)).toEqual(alone.refused);
  });

  it('is unreadable where no row can be found at all', () => {
    expect(stepsOf(damaged('root.db', root)).error).toMatch(/^log\.db: the database is damaged/);
  });

  it('is read as far as it goes where it was cut off', async () => {
    const path = join(folder, 'cut.db');
    const kept = Math.floor(whole.length / PAGE / 2);
    writeFileSync(path, whole.subarray(0, kept * PAGE + 700));
    const key = join(folder, 'key');
    writeFileSync(key, KEY);
    const { app, client } = await openApp(folder);
    const result = await client.call('tools.verify', {
      files: [app.mintToken(path)],
      hmacKey: app.mintToken(key),
    });
    await app.close();
    const verification = result.ok ? result.value.sources[0]?.verification : undefined;
    expect(verification?.verdict).toBe('altered');
    expect(verification?.counts.verified).toBeGreaterThan(ENTRIES / 4);
    expect(verification?.entries[0]).toMatchObject({ sequence: 0, verdict: 'verified' });
    expect(readFileSync(path)).toEqual(whole.subarray(0, kept * PAGE + 700));
  });

  it('is verified around it: its entries are altered, all others hold', async () => {
    const path = damaged('verify.db', leaves[3] ?? 0);
    const { refused } = stepsOf(path);
    const key = join(folder, 'key');
    writeFileSync(key, KEY);
    const { app, client } = await openApp(folder);
    const result = await client.call('tools.verify', {
      files: [app.mintToken(path)],
      hmacKey: app.mintToken(key),
    });
    await app.close();
    const verification = result.ok ? result.value.sources[0]?.verification : undefined;
    expect(verification?.counts).toEqual({
      altered: refused.length,
      missing: 0,
      unverifiable: 0,
      unprotected: 0,
      verified: ENTRIES - refused.length,
    });
    expect(verification?.entries.find(({ verdict }) => verdict === 'altered')).toMatchObject({
      sequence: (refused[0] ?? 0) - 1,
      through: (refused.at(-1) ?? 0) - 1,
    });
  });
});
