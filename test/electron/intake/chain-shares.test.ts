// A big database whose rows are shared out among threads: every row in exactly one share, in order.

import Database from 'better-sqlite3';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyDatabases } from '../../../electron/intake/database-copy.ts';
import { openChainDatabase } from '../../../electron/intake/chain-database.ts';
import type { RowShare } from '../../../electron/intake/chain-rows.ts';
import { planUnits } from '../../../electron/intake/unit.ts';
import { readUnit } from '../../../electron/intake/read-unit.ts';
import { ok } from '../../../shared/base/result.ts';
import { gather } from './gather.ts';

const COLUMNS =
  'entry_id TEXT, timestamp TEXT, sequence_number INTEGER, log_level TEXT, component TEXT, event_type TEXT, message TEXT, data TEXT, content_hash TEXT, hmac_signature TEXT, previous_hash TEXT, chain_hash TEXT';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function makeLog(rowids: readonly bigint[], suffix = ''): string {
  const path = join(folder, 'log.db');
  rmSync(path, { force: true });
  const database = new Database(path);
  database.exec(
    `CREATE TABLE secure_logs (${COLUMNS}${suffix === '' ? '' : ', PRIMARY KEY (entry_id)'})${suffix}`,
  );
  const names =
    suffix === ''
      ? 'rowid, entry_id, sequence_number, message'
      : 'entry_id, sequence_number, message';
  const places = suffix === '' ? '?, ?, ?, ?' : '?, ?, ?';
  const insert = database.prepare(`INSERT INTO secure_logs (${names}) VALUES (${places})`);
  database.transaction(() => {
    for (const [index, rowid] of rowids.entries()) {
      const cells = [`e${String(index)}`, index, `Grüße ${String(index)}`];
      insert.run(...(suffix === '' ? [rowid, ...cells] : cells));
    }
  })();
  database.close();
  return path;
}

function positions(path: string, share?: RowShare): bigint[] {
  const opened = openChainDatabase(path, {
    name: 'log.db',
    maxRecordBytes: 1e6,
    layout: undefined,
    share,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  try {
    return [...opened.value.rows()].flatMap((step) =>
      step.kind === 'rows' ? step.rows.map((row) => row.at(-1) as bigint) : [],
    );
  } finally {
    opened.value.close();
  }
}

const rowid = fc.oneof(
  fc.bigInt({ min: 0n, max: 40n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
);

describe('the shares of a database', () => {
  it('hold every row once and in order, wherever the numbers lie', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(rowid, { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        (rowids, of) => {
          const path = makeLog(rowids);
          const shared = Array.from({ length: of }, (_, part) => positions(path, { part, of }));
          const sorted = rowids.toSorted((a, b) => (a < b ? -1 : 1));
          expect(shared.flat()).toEqual(sorted);
          expect(positions(path)).toEqual(sorted);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('leave a table without row numbers to the first', () => {
    const path = makeLog([1n, 2n, 3n], ' WITHOUT ROWID');
    expect(positions(path, { part: 0, of: 2 })).toEqual([1n, 2n, 3n]);
    expect(positions(path, { part: 1, of: 2 })).toEqual([]);
  });

  it('give the same events as reading the file at once, listed as one file', async () => {
    const rowids = Array.from({ length: 900 }, (_, index) => BigInt(index * 3 + 1));
    const path = makeLog(rowids);
    const whole = await gather(path);
    const file = { path, name: 'log.db', bytes: 3 * 16 * 1024 * 1024 };
    const units = planUnits([file], new Map(), new Map([['log.db', ok(path)]]), () => file);
    expect(units.map(({ listedAs }) => listedAs)).toEqual([undefined, 'last', 'last']);
    const places: number[] = [];
    const names: string[] = [];
    let events = 0;
    for (const unit of units) {
      for await (const batch of readUnit(unit, { alone: true })) {
        places.push(...batch.positions);
        names.push(...batch.files.map(({ name, format }) => `${name} ${format}`));
        events += batch.count;
      }
    }
    expect(events).toBe(900);
    expect(places).toEqual(whole.events.map(({ position }) => position));
    expect(names).toEqual(['log.db hash-chained-log']);
  });
});

describe('copies of databases', () => {
  const copied = (path: string) =>
    copyDatabases(
      [{ path, name: 'log.db', bytes: statSync(path).size }],
      folder,
      new AbortController().signal,
    );

  it('are removed when they are needed no longer, and the original is looked at again', async () => {
    const path = makeLog([1n, 2n]);
    const copies = await copied(path);
    const copy = copies.copies.get('log.db');
    expect(copy?.ok === true && positions(copy.value)).toEqual([1n, 2n]);
    expect(await copies.change()).toBeUndefined();
    writeFileSync(path, 'other');
    expect(await copies.change()).toMatchObject({ code: 'file.changed' });
    await copies.remove();
    expect(readdirSync(folder)).toEqual(['log.db']);
  });

  it('say in their place what cannot be copied', async () => {
    const path = makeLog([1n]);
    const missing = join(folder, 'none.db');
    const copies = await copyDatabases(
      [
        { path: missing, name: 'none.db', bytes: 1 },
        { path, name: 'log.db', bytes: 1 },
      ],
      folder,
      new AbortController().signal,
    );
    expect(copies.copies.get('none.db')).toMatchObject({
      ok: false,
      error: { code: 'file.not-found' },
    });
    expect(copies.copies.get('log.db')?.ok).toBe(true);
    expect(copies.files.map(({ name }) => name)).toEqual(['log.db']);
    await copies.remove();
  });
});
