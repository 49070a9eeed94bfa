import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packWords } from '../../electron/store/packed-words.ts';
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

const word = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'root', '10.0.0.1', 'ä', '\0', 'a\0b', '"', '\\', '😀', '\ud83d'),
  fc.constantFrom('\ude00', 'x'.repeat(300), 'y'.repeat(70_000), `${'z'.repeat(2_000)}\0`),
  fc.string({ maxLength: 14, unit: 'binary' }),
);

describe('numbers of words', () => {
  it('gives each different word one number, whoever asks again', () => {
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
            for (const [index, id] of words.intern(packWords(each)).entries()) {
              const given = (each[index] ?? '').toWellFormed();
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
      { numRuns: 40 },
    );
  });

  it('finds words again among more than it has at hand', () => {
    const db = emptyCase();
    const words = wordNumbers(db);
    const names = (from: number) =>
      packWords(Array.from({ length: 100_000 }, (_, index) => `user-${String(from + index)}`));
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
    const [id] = words.intern(packWords(['a\ud800']));
    expect([...words.intern(packWords(['a\ufffd']))]).toEqual([id]);
    expect(rowsOf(db)).toEqual([
      [0, ''],
      [1, 'a\ufffd'],
    ]);
    db.close();
  });

  it('gives one number to two long words that are stored alike', () => {
    const db = emptyCase();
    const long = 'x'.repeat(5_000);
    const numbers = wordNumbers(db).intern(packWords([`${long}\ud800`, 'other', `${long}\ufffd`]));
    expect([...numbers]).toEqual([1, 2, 1]);
    expect(rowsOf(db)).toHaveLength(3);
    db.close();
  });

  it('gives the same numbers again after a transaction that came to nothing', () => {
    const db = emptyCase();
    const words = wordNumbers(db);
    words.intern(packWords(['kept']));
    db.exec('BEGIN');
    expect([...words.intern(packWords(['void', 'kept']))]).toEqual([2, 1]);
    db.exec('ROLLBACK');
    words.forget();
    expect([...words.intern(packWords(['other', 'kept', 'void']))]).toEqual([2, 1, 3]);
    db.close();
  });

  it('keeps nothing of words that could not be written', () => {
    const db = emptyCase();
    const words = wordNumbers(db);
    words.intern(packWords(['kept']));
    db.pragma('query_only = on');
    expect(() => words.intern(packWords(['refused']))).toThrow('readonly');
    words.forget();
    db.pragma('query_only = off');
    expect([...words.intern(packWords(['kept', 'next']))]).toEqual([1, 2]);
    expect(rowsOf(db).map(([, value]) => value)).toEqual(['', 'kept', 'next']);
    db.close();
  });
});

describe('words that cross threads', () => {
  it('are read back one by one as they are stored', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (given) => {
        const { words, wordEnds } = packWords(given);
        const texts = [...wordEnds].map((end, index) =>
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(
            words.subarray(wordEnds[index - 1] ?? 0, end),
          ),
        );
        expect(texts).toEqual(given.map((each) => each.toWellFormed()));
      }),
    );
  });
});
