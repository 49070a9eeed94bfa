// Numbers for words: each different word of the columns has one, given out on first sight. Words come
// as bytes and stay bytes. Which words there are is held in memory, a few bytes for each: an index in
// the case would be written anew, page by page, with every transaction.

import { randomInt } from 'node:crypto';
import { assert } from '../../shared/base/assert.ts';
import { utf8 } from '../../shared/base/bytes.ts';
import type { Db } from './connection.ts';
import type { PackedWords } from './packed-words.ts';
import { wordRows } from './word-rows.ts';
import { wordsAtHand } from './words-at-hand.ts';

const FIRST_PLACES = 4_096;
/** Of all places, so many may be taken. */
const MOST_TAKEN = 0.6;

export function wordNumbers(db: Db) {
  const all = db
    .prepare<[], [number, string]>('SELECT id, value FROM term WHERE id > 0 ORDER BY id')
    .raw();
  const bytesOf = db
    .prepare<[number], Uint8Array>('SELECT CAST(value AS BLOB) FROM term WHERE id = ?')
    .pluck();
  // One statement for all words of a dictionary, which are numbered in a row.
  const addAll = db.prepare('INSERT INTO term (id, value) SELECT ? + key, value FROM json_each(?)');
  const atHand = wordsAtHand();
  const fresh = wordRows();
  let table: PlaceTable | undefined;
  let last = 0;
  /** What is being numbered; the first new number, and which of the words have the new ones. */
  let given: Uint8Array = new Uint8Array(0);
  let [from, to, firstFresh] = [0, 0, 0];
  let freshFrom: Uint32Array = new Uint32Array(0);
  let freshTo: Uint32Array = new Uint32Array(0);

  function begin(): PlaceTable {
    const made = new PlaceTable();
    last = 0;
    for (const [id, value] of all.iterate()) {
      made.add(hashOfText(value), id);
      last = id;
    }
    return made;
  }

  /** A hash alone says nothing: the word itself is compared. */
  function isGiven(id: number): boolean {
    const known = atHand.isWord(id, given, from, to);
    if (known !== undefined) return known;
    if (id >= firstFresh) {
      const [start, end] = [freshFrom[id - firstFresh] ?? 0, freshTo[id - firstFresh] ?? 0];
      return sameRun(given, start, end, given, from, to);
    }
    const stored = bytesOf.get(id);
    if (!stored || !sameRun(stored, 0, stored.length, given, from, to)) return false;
    atHand.keep(id, given, from, to);
    return true;
  }

  return {
    /** The numbers of different words. */
    intern({ words, wordEnds }: PackedWords): Uint32Array {
      const places = (table ??= begin());
      const numbers = new Uint32Array(wordEnds.length);
      given = words;
      firstFresh = last + 1;
      if (freshFrom.length < wordEnds.length) {
        freshFrom = new Uint32Array(wordEnds.length);
        freshTo = new Uint32Array(wordEnds.length);
      }
      for (let index = 0; index < wordEnds.length; index += 1) {
        from = index === 0 ? 0 : (wordEnds[index - 1] ?? 0);
        to = wordEnds[index] ?? 0;
        if (from === to) continue;
        const hash = hashOf(words, from, to);
        let id = places.find(hash, isGiven);
        if (id === undefined) {
          id = ++last;
          freshFrom[id - firstFresh] = from;
          freshTo[id - firstFresh] = to;
          fresh.add(words, from, to);
          places.add(hash, id);
          atHand.keep(id, words, from, to);
        }
        numbers[index] = id;
      }
      given = NOTHING;
      if (fresh.count > 0) addAll.run(firstFresh, fresh.take());
      return numbers;
    },
    /** After a transaction that was rolled back the numbers given out in it are void. */
    forget(): void {
      table = undefined;
      atHand.forget();
      fresh.take();
    },
  };
}

const NOTHING = new Uint8Array(0);

function sameRun(
  a: Uint8Array,
  fromA: number,
  toA: number,
  b: Uint8Array,
  fromB: number,
  toB: number,
): boolean {
  const length = toA - fromA;
  if (length !== toB - fromB) return false;
  for (let at = 0; at < length; at += 1) if (a[fromA + at] !== b[fromB + at]) return false;
  return true;
}

/** Numbers by hash: open addressing, a hash and its number side by side in one flat array. */
class PlaceTable {
  #places = new Int32Array(2 * FIRST_PLACES);
  #count = 0;

  add(hash: number, id: number): void {
    if (2 * this.#count >= this.#places.length * MOST_TAKEN) this.#grow();
    put(this.#places, hash, id);
    this.#count += 1;
  }

  find(hash: number, isIt: (id: number) => boolean): number | undefined {
    const places = this.#places;
    const mask = places.length - 1;
    for (let place = (2 * hash) & mask; ; place = (place + 2) & mask) {
      const id = places[place + 1];
      if (id === undefined || id === 0) return undefined;
      if (places[place] === hash && isIt(id)) return id;
    }
  }

  #grow(): void {
    const places = this.#places;
    assert(places.length < 2 ** 31, 'a case has fewer than a billion different words');
    this.#places = new Int32Array(2 * places.length);
    for (let place = 0; place < places.length; place += 2) {
      const id = places[place + 1] ?? 0;
      if (id !== 0) put(this.#places, places[place] ?? 0, id);
    }
  }
}

function put(places: Int32Array, hash: number, id: number): void {
  const mask = places.length - 1;
  let place = (2 * hash) & mask;
  while (places[place + 1] !== 0) place = (place + 2) & mask;
  places[place] = hash;
  places[place + 1] = id;
}

/** Another one each time, so that no evidence can be made whose words all have one hash. */
const SEED = randomInt(2 ** 32);
const LAST_ASCII = 0x7f;

/** FNV-1a over the bytes, mixed at the end: places are taken from its low bits. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = SEED | 0;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return mixed(hash);
}

/** The same of a word as text. */
function hashOfText(word: string): number {
  let hash = SEED | 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code > LAST_ASCII) {
      const bytes = utf8(word);
      return hashOf(bytes, 0, bytes.length);
    }
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return mixed(hash);
}

function mixed(hash: number): number {
  const half = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return half ^ (half >>> 13);
}
