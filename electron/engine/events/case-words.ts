// The words of the case by their number: what columns and blocks stand for. They are read when they are
// asked for, many at once where many are; whoever needs most of them gets all read and kept.

import type { CaseReader } from '../../store/case-store.ts';

/** Words looked up by their numbers before reading all of them is the quicker way. */
const FEW = 100_000;
const AT_ONCE = 50_000;

export function createCaseWords(
  events: Pick<CaseReader['events'], 'term' | 'termsOf' | 'termsAfter'>,
) {
  /** By number, without gaps up to the last one read. */
  const read: string[] = [''];
  let last = 0;
  const single = new Map<number, string>();

  const readAll = (): void => {
    for (;;) {
      const more = events.termsAfter(last, AT_ONCE);
      // Numbers of words that nothing uses any more are empty.
      for (const { id, value } of more) {
        while (read.length < id) read.push('');
        read.push(value);
      }
      last = more.at(-1)?.id ?? last;
      if (more.length < AT_ONCE) break;
    }
    single.clear();
  };

  const of = (term: number): string => {
    const known = read[term] ?? single.get(term);
    if (known !== undefined) return known;
    if (single.size >= FEW) {
      readAll();
      return read[term] ?? '';
    }
    const word = events.term(term);
    single.set(term, word);
    return word;
  };

  /** Reads what is not known of these words, all of it at once. */
  const load = (terms: ArrayLike<number>, from = 0): void => {
    const missing: number[] = [];
    for (let index = from; index < terms.length; index++) {
      const term = terms[index] ?? 0;
      if (read[term] === undefined && !single.has(term)) missing.push(term);
    }
    if (missing.length === 0) return;
    if (single.size + missing.length > FEW) readAll();
    else for (const { id, value } of events.termsOf(missing)) single.set(id, value);
  };

  return {
    of,
    load,
    /** The words of these numbers, in their order. */
    each(terms: ArrayLike<number>, from = 0): string[] {
      load(terms, from);
      const words: string[] = [];
      for (let index = from; index < terms.length; index++) words.push(of(terms[index] ?? 0));
      return words;
    },
  };
}

export type CaseWords = ReturnType<typeof createCaseWords>;
