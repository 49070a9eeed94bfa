// Exceptions to rules. None is ever removed: what was silenced, by whom and until when stays known.

import { timeUs, type TimeUs } from '../../shared/base/time.ts';
import type { RuleException } from '../../shared/domain/exception.ts';
import type { Db } from './connection.ts';
import { storedJson } from './stored-json.ts';

interface ExceptionRow {
  readonly id: string;
  readonly expires_us: number | null;
  readonly ended_us: number | null;
  readonly body: string;
}

export function exceptionReader(db: Db) {
  const all = db.prepare<[], ExceptionRow>('SELECT * FROM exception ORDER BY created_us, id');
  return {
    all: (): RuleException[] =>
      all.all().map((row) => ({
        ...(storedJson(row.body, `the exception ${row.id}`) as RuleException),
        expiresAtUs: row.expires_us === null ? null : timeUs(row.expires_us),
        endedAtUs: row.ended_us === null ? null : timeUs(row.ended_us),
      })),
  };
}

export function exceptionWriter(db: Db) {
  const add = db.prepare(
    'INSERT INTO exception (id, created_us, expires_us, ended_us, body) VALUES (?, ?, ?, NULL, ?)',
  );
  const end = db.prepare('UPDATE exception SET ended_us = ? WHERE id = ? AND ended_us IS NULL');
  return {
    add(exception: RuleException): void {
      const { id, createdAtUs, expiresAtUs } = exception;
      add.run(id, createdAtUs, expiresAtUs, JSON.stringify(exception));
    },
    /** False where there is none to end. */
    end: (id: string, atUs: TimeUs): boolean => end.run(atUs, id).changes === 1,
  };
}
