import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { isQuickTermChain, termChain } from '../../../electron/engine/seal/digests.ts';
import { openCaseReader, openCaseWriter } from '../../../electron/store/case-store.ts';
import type { TermSeal } from '../../../electron/store/checkpoints.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('terms');
afterAll(() => folder.remove());

const BEFORE = new Uint8Array(32).fill(7);
let cases = 0;

/** A case that lists its events with these words, and what the given work finds in it. */
function inCase<T>(words: readonly string[], work: (reader: Reader, through: number) => T): T {
  cases += 1;
  const path = join(folder.path, `words-${cases}.sealwatch`);
  openCaseWriter(path).close();
  const db = new Database(path);
  const last = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM term').pluck().get() ?? 0;
  const add = db.prepare('INSERT INTO term (id, value) VALUES (?, ?)');
  db.exec('BEGIN');
  for (const [index, word] of words.entries()) add.run(last + 1 + index, word);
  db.exec('COMMIT');
  db.close();
  const reader = openCaseReader(path);
  try {
    return work(reader, last + words.length);
  } finally {
    reader.close();
  }
}

type Reader = ReturnType<typeof openCaseReader>;

/** As the words were sealed: JSON of number and word, a line each. */
function slowChain(words: readonly string[], through: number): Uint8Array {
  const lines = words.map(
    (word, at) => `${JSON.stringify([through - words.length + 1 + at, word])}\n`,
  );
  return createHash('sha256').update(BEFORE).update(lines.join('')).digest();
}

const previousOf = (words: readonly string[], through: number): TermSeal => ({
  through: through - words.length,
  chain: BEFORE,
});

const WORDS: readonly string[] = [
  ...[
    'plain',
    '',
    ' ',
    '"',
    '\\',
    '\\"',
    'a/b',
    '<b>&amp;',
    "it's",
    '","',
    '],[',
    '%s',
    '\u{1f600}',
  ],
  ...[
    '\b\f\n\r\t',
    '\u0001\u000b\u001f\u007f',
    '\u0080\u00a0',
    '\u2028\u2029',
    'Gr\u00fc\u00dfe \u4f60',
  ],
  ...['\ufffd', '\ufeff', '\ue000', 'null', '12', '1e3', '\u0000', 'a\u0000b'],
];

describe('the running hash over words', () => {
  it('is that of one line of JSON for each, and the database gives the same', () => {
    inCase(WORDS, (reader, through) => {
      const previous = previousOf(WORDS, through);
      const chain = slowChain(WORDS, through);
      expect(Buffer.from(termChain(reader, previous, through))).toEqual(chain);
      expect(isQuickTermChain(reader, previous, { through, chain })).toBe(true);
    });
  });

  it('is the same over more words than are taken at once', () => {
    const words = Array.from({ length: 1_024 }, (_, n) => `word ${n}`);
    inCase(words, (reader, through) => {
      const chain = slowChain(words, through);
      expect(isQuickTermChain(reader, previousOf(words, through), { through, chain })).toBe(true);
    });
  });

  it('is another one where a word is changed, missing or elsewhere', () => {
    const others: readonly (readonly string[])[] = [
      WORDS.with(0, 'Plain'),
      WORDS.slice(1),
      WORDS.with(1, ' '),
      WORDS.toReversed(),
    ];
    for (const words of others) {
      inCase(words, (reader, through) => {
        const chain = slowChain(WORDS, previousOf(words, through).through + WORDS.length);
        const previous = previousOf(words, through);
        expect(isQuickTermChain(reader, previous, { through, chain })).toBe(false);
      });
    }
  });

  it('is worked out slowly where a word is very long', () => {
    const words = ['x'.repeat(70_000)];
    inCase(words, (reader, through) => {
      const previous = previousOf(words, through);
      const chain = slowChain(words, through);
      expect(isQuickTermChain(reader, previous, { through, chain })).toBe(false);
      expect(Buffer.from(termChain(reader, previous, through))).toEqual(chain);
    });
  });
});
