import { describe, expect, it } from 'vitest';
import { fold } from '../../../shared/match/fold.ts';
import { ValueBook } from '../../../shared/match/value-notes.ts';

describe("notes of a field's values", () => {
  it('keep what a test said and what a search found, each under its number', () => {
    const book = new ValueBook();
    const notes = book.of('Some Value');
    expect(notes?.folded).toEqual([fold('Some Value')]);
    expect(notes?.answer(3)).toBeUndefined();
    notes?.keepAnswer(3, false);
    notes?.keepAnswer(500, true);
    notes?.keepFound(1, [7, 8]);
    const again = book.of('Some Value');
    expect([again?.answer(3), again?.answer(500), again?.answer(4)]).toEqual([
      false,
      true,
      undefined,
    ]);
    expect(again?.found(1)).toEqual([7, 8]);
    expect(again?.found(0)).toBeUndefined();
    expect(book.of('some value')?.answer(3)).toBeUndefined();
  });

  it('tell a number from the text that spells it', () => {
    const book = new ValueBook();
    book.of(4625)?.keepAnswer(0, true);
    expect(book.of('4625')?.answer(0)).toBeUndefined();
    expect(book.of(4625)?.answer(0)).toBe(true);
    expect(book.of(true)?.folded).toEqual(['true']);
  });

  it('are not made of null, of objects, nor of long texts', () => {
    const book = new ValueBook();
    for (const value of [null, [], { a: 1 }, 'x'.repeat(1_000)]) {
      expect(book.of(value)).toBeUndefined();
    }
  });

  it('hold on to values that come again while thousands of others pass', () => {
    const book = new ValueBook();
    book.of('often')?.keepAnswer(0, true);
    for (let i = 0; i < 50_000; i++) {
      book.of(`value ${String(i % 900)}`);
      book.of('often');
    }
    expect(book.of('often')?.answer(0)).toBe(true);
    for (let i = 0; i < 1_500; i++) book.of(`other ${String(i)}`);
    for (let i = 0; i < 1_500; i++) book.of(`more ${String(i)}`);
    expect(book.of('often')?.answer(0)).toBeUndefined();
  });

  it('are given up for a field that never repeats itself, and tried again later', () => {
    const book = new ValueBook();
    for (let i = 0; i < 3_000; i++) book.of(`unique ${String(i)}`);
    expect(book.of('often')).toBeUndefined();
    for (let i = 0; i < 100_000; i++) book.of('often');
    expect(book.of('often')).toBeDefined();
  });
});
