// The record of the officer's acts: append-only, each line chained to the one before it. The hash is
// worked out by the engine and passed in.

import { timeUs, type TimeUs } from '../../shared/base/time.ts';
import type { AuditEntry } from '../../shared/domain/case.ts';
import type { Db } from './connection.ts';

interface AuditRow {
  readonly sequence: number;
  readonly at_us: number;
  readonly who: string;
  readonly act: string;
  readonly detail: string;
  readonly hash: string;
}

const build = (row: AuditRow): AuditEntry => ({
  sequence: row.sequence,
  atUs: timeUs(row.at_us),
  who: row.who,
  act: row.act,
  detail: row.detail,
  hash: row.hash,
});

export function auditReader(db: Db) {
  const before = db.prepare<[number, number], AuditRow>(
    'SELECT * FROM audit WHERE sequence < ? ORDER BY sequence DESC LIMIT ?',
  );
  const all = db.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY sequence');
  const last = db.prepare<[], AuditRow>('SELECT * FROM audit ORDER BY sequence DESC LIMIT 1');
  const count = db.prepare<[], number>('SELECT count(*) FROM audit').pluck();
  return {
    before: (sequence: number | null, limit: number): AuditEntry[] =>
      before.all(sequence ?? Number.MAX_SAFE_INTEGER, limit).map(build),
    *all(): Generator<AuditEntry> {
      for (const row of all.iterate()) yield build(row);
    },
    last(): AuditEntry | undefined {
      const row = last.get();
      return row && build(row);
    },
    count: (): number => count.get() ?? 0,
  };
}

export function auditWriter(db: Db) {
  const add = db.prepare(
    'INSERT INTO audit (sequence, at_us, who, act, detail, hash) VALUES (?, ?, ?, ?, ?, ?)',
  );
  return {
    add(entry: {
      readonly sequence: number;
      readonly atUs: TimeUs;
      readonly who: string;
      readonly act: string;
      readonly detail: string;
      readonly hash: string;
    }): void {
      add.run(entry.sequence, entry.atUs, entry.who, entry.act, entry.detail, entry.hash);
    },
  };
}
