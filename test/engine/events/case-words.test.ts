import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCaseWords } from '../../../electron/engine/events/case-words.ts';

/** Words 1 to `count`, but for some that retention took out; and how often each way of reading was used. */
function storedWords(count: number, dropped: ReadonlySet<number> = new Set()) {
  const asked = { one: 0, some: 0, all: 0 };
  const wordOf = (id: number) => `word ${String(id)}`;
  const isThere = (id: number) => id >= 1 && id <= count && !dropped.has(id);
  const events = {
    term(id: number) {
      asked.one++;
      return isThere(id) ? wordOf(id) : '';
    },
    termsOf(ids: readonly number[]) {
      asked.some++;
      return ids.filter(isThere).map((id) => ({ id, value: wordOf(id) }));
    },
    termsAfter(after: number, limit: number) {
      asked.all++;
      const found: { id: number; value: string }[] = [];
      for (let id = after + 1; id <= count && found.length < limit; id++) {
        if (isThere(id)) found.push({ id, value: wordOf(id) });
      }
      return found;
    },
  };
  return {
    words: createCaseWords(events),
    asked,
    expected: (id: number) => (isThere(id) ? wordOf(id) : ''),
  };
}

describe('the words of a case', () => {
  it('are the stored ones, however they are asked for', () => {
    const id = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(fc.array(fc.array(id, { maxLength: 20 })), fc.array(id), (lists, dropped) => {
        const { words, expected } = storedWords(50, new Set(dropped));
        for (const [turn, list] of lists.entries()) {
          if (turn % 3 === 0) words.load(list);
          if (turn % 3 === 1) expect(words.each(list)).toEqual(list.map(expected));
          for (const each of list) expect(words.of(each)).toBe(expected(each));
        }
      }),
    );
  });

  it('are read many at once where many are asked for, and not again', () => {
    const { words, asked } = storedWords(1_000);
    const list = Uint32Array.from({ length: 900 }, (_, index) => index + 1);
    words.each(list);
    words.load(list);
    expect(asked).toEqual({ one: 0, some: 1, all: 0 });
  });

  it('are all read where most are asked for', () => {
    const { words, asked, expected } = storedWords(150_000);
    const list = Uint32Array.from({ length: 120_000 }, (_, index) => index + 1);
    expect(words.each(list)[119_999]).toBe(expected(120_000));
    expect(words.of(149_000)).toBe(expected(149_000));
    expect(asked).toMatchObject({ one: 0, some: 0 });
  });
});
