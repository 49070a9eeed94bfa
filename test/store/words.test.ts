import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../electron/store/schema.ts';
import { wordNumbers } from '../../electron/store/words.ts';

function emptyCase(): Database.Database {
  const db = new Database(':memory:');
  for (const migration of MIGRATIONS) {
    db.exec(migration.sql);
    migration.convert?.(db);
  }
  return db;
}

function rowsOf(db: Database.Database): readonly (readonly [number, string])[] {
  return db.prepare<[], [number, string]>('SELECT id, value FROM term ORDER BY id').raw().all();
}

describe('numbers of words', () => {
  it('gives each different word one number, whoever asks again', () => {
    const word = fc.oneof(
      fc.constantFrom('', 'a', 'b', 'root', '10.0.0.1', 'ä', '\0', 'a\0b', '"', '\\', '😀'),
      fc.string({ maxLength: 8, unit: 'binary' }),
    );
    const list = fc.uniqueArray(word, { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(list, { maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        (lists, opensAgain) => {
          const db = emptyCase();
          const numbers = new Map<string, number>([['', 0]]);
          let words = wordNumbers(db);
          for (const each of lists) {
            if (opensAgain.next().value) words = wordNumbers(db);
            for (const [index, id] of words.intern(each).entries()) {
              const given = each[index] ?? '';
              expect(numbers.get(given) ?? id).toBe(id);
              numbers.set(given, id);
            }
          }
          const rows = rowsOf(db);
          expect(new Map(rows.map(([id, value]) => [value, id]))).toEqual(numbers);
          expect(rows.map(([id]) => id)).toEqual(rows.map((_, index) => index));
          db.close();
        },
      ),
    );
  });

  it('finds words again among more than it has at hand', () => {
    const db = emptyCase();
    const words = wordNumbers(db);
    const names = (from: number) =>
      Array.from({ length: 100_000 }, (_, index) => `user-${String(from + index)}`);
    const first = words.intern(names(0));
    words.intern(names(100_000));
    words.intern(names(200_000));
    expect(words.intern(names(0))).toEqual(first);
    expect(rowsOf(db)).toHaveLength(300_001);
    db.close();
  });

  it('takes text that is not well formed as what it will be read as', () => {
    const db = emptyCase();
    const words = wordNumbers(db);
    const [id] = words.intern(['a\ud800']);
    expect([...words.intern(['a\ufffd'])]).toEqual([id]);
    expect(rowsOf(db)).toEqual([
      [0, ''],
      [1, 'a\ufffd'],
    ]);
    db.close();
  });

  it('gives the same numbers again after a transaction that came to nothing', () => {
    const db = emptyCase();
    const words = wordNumbers(db);
    words.intern(['kept']);
    db.exec('BEGIN');
    expect([...words.intern(['void', 'kept'])]).toEqual([2, 1]);
    db.exec('ROLLBACK');
    words.forget();
    expect([...words.intern(['other', 'kept', 'void'])]).toEqual([2, 1, 3]);
    db.close();
  });
});
