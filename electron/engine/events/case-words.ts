// The words of the case by their number: what columns and blocks stand for. A few are read one by one;
// whoever needs many gets all of them read at once and kept.

import type { CaseReader } from '../../store/case-store.ts';

/** Words looked up one by one before reading all is the quicker way. */
const FEW = 5_000;
const AT_ONCE = 50_000;

export function createCaseWords(events: Pick<CaseReader['events'], 'term' | 'termsAfter'>) {
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

  return {
    of,
    /** The words of these numbers, in their order. */
    each(terms: ArrayLike<number>, from = 0): string[] {
      if (terms.length - from > FEW) readAll();
      const words: string[] = [];
      for (let index = from; index < terms.length; index++) words.push(of(terms[index] ?? 0));
      return words;
    },
  };
}

export type CaseWords = ReturnType<typeof createCaseWords>;
