// Numbers for words: each different word of the columns has one, given out on first sight. Which words
// there are is held in memory, a few bytes for each: an index in the case would be written anew, page
// by page, with every transaction.

import { randomInt } from 'node:crypto';
import { assert } from '../../shared/base/assert.ts';
import type { Db } from './connection.ts';

/** What SQLite's JSON would cut short or keep as bytes that are no text. */
const ODD = /[\0\p{Surrogate}]/u;
/** Words that were seen last are known by themselves; beyond so many they are looked up again. */
const MOST_AT_HAND = 250_000;
const FIRST_PLACES = 4_096;
/** Of all places, so many may be taken. */
const MOST_TAKEN = 0.6;

export function wordNumbers(db: Db) {
  const all = db.prepare<[], { id: number; value: string }>(
    'SELECT id, value FROM term WHERE id > 0 ORDER BY id',
  );
  const valueOf = db.prepare<[number], string>('SELECT value FROM term WHERE id = ?').pluck();
  // One statement for all words of a dictionary, which are numbered in a row.
  const addAll = db.prepare(
    'INSERT INTO term (id, value) SELECT ? + key, value FROM json_each(?) ORDER BY key',
  );
  const add = db.prepare('INSERT INTO term (id, value) VALUES (?, ?)');
  const atHand = new Map<string, number>();
  let table: PlaceTable | undefined;
  let last = 0;

  function begin(): PlaceTable {
    const made = new PlaceTable();
    last = 0;
    for (const { id, value } of all.iterate()) {
      made.add(hashOf(value), id);
      last = id;
    }
    return made;
  }

  function numberOf(places: PlaceTable, word: string): number | undefined {
    const known = atHand.get(word);
    if (known !== undefined) return known;
    // A hash alone says nothing: the word itself is compared.
    const id = places.find(hashOf(word), (each) => valueOf.get(each) === word);
    if (id !== undefined) atHand.set(word, id);
    return id;
  }

  function keep(first: number, words: readonly string[]): void {
    if (!words.some((word) => ODD.test(word))) {
      addAll.run(first, JSON.stringify(words));
      return;
    }
    for (const [index, word] of words.entries()) add.run(first + index, word);
  }

  return {
    /** The numbers of different words. */
    intern(words: readonly string[]): Uint32Array {
      const places = (table ??= begin());
      if (atHand.size + words.length > MOST_AT_HAND) atHand.clear();
      const numbers = new Uint32Array(words.length);
      const fresh: string[] = [];
      const first = last + 1;
      for (const [index, given] of words.entries()) {
        if (given === '') continue;
        // As it will be when it is read again.
        const word = given.isWellFormed() ? given : given.toWellFormed();
        let id = numberOf(places, word);
        if (id === undefined) {
          id = ++last;
          fresh.push(word);
          places.add(hashOf(word), id);
          atHand.set(word, id);
        }
        numbers[index] = id;
      }
      if (fresh.length > 0) keep(first, fresh);
      return numbers;
    },
    /** After a transaction that was rolled back the numbers given out in it are void. */
    forget(): void {
      table = undefined;
      atHand.clear();
    },
  };
}

/** Numbers by hash: open addressing in two flat arrays. */
class PlaceTable {
  #hashes = new Int32Array(FIRST_PLACES);
  #ids = new Int32Array(FIRST_PLACES);
  #count = 0;

  add(hash: number, id: number): void {
    if (this.#count >= this.#ids.length * MOST_TAKEN) this.#grow();
    this.#put(hash, id);
    this.#count += 1;
  }

  find(hash: number, isIt: (id: number) => boolean): number | undefined {
    const mask = this.#ids.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const id = this.#ids[place];
      if (id === undefined || id === 0) return undefined;
      if (this.#hashes[place] === hash && isIt(id)) return id;
    }
  }

  #put(hash: number, id: number): void {
    const mask = this.#ids.length - 1;
    let place = hash & mask;
    while (this.#ids[place] !== 0) place = (place + 1) & mask;
    this.#hashes[place] = hash;
    this.#ids[place] = id;
  }

  #grow(): void {
    const [hashes, ids] = [this.#hashes, this.#ids];
    assert(ids.length < 2 ** 30, 'a case has fewer than a billion different words');
    this.#hashes = new Int32Array(2 * ids.length);
    this.#ids = new Int32Array(2 * ids.length);
    for (const [place, id] of ids.entries()) if (id !== 0) this.#put(hashes[place] ?? 0, id);
  }
}

/** Another one each time, so that no evidence can be made whose words all have one hash. */
const SEED = randomInt(2 ** 32);

/** FNV-1a over the units of the text, mixed at the end: places are taken from its low bits. */
function hashOf(word: string): number {
  let hash = SEED | 0;
  for (let at = 0; at < word.length; at += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
