import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunSearch, type SearchedRecord } from '../../../shared/match/run-search.ts';

function recordOf(value: unknown): SearchedRecord {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const words = new DataView(bytes.buffer);
  return { bytes, words, begin: 0, end: bytes.length };
}

function search(...texts: readonly string[]): RunSearch {
  const made = RunSearch.of(texts);
  if (made === undefined) throw new Error('the bytes cannot tell');
  return made;
}

describe('a search in the bytes of a record', () => {
  it('finds a text without regard to case, and by what JSON writes as it is', () => {
    const any = search('sekurlsa::', '\\mimilib.dll');
    expect(any.mayOccur(recordOf({ a: 'SEKURLSA::logonpasswords' }))).toBe(true);
    expect(any.mayOccur(recordOf({ a: { b: ['C:\\Temp\\MimiLib.dll'] } }))).toBe(true);
  });

  it('says no where only a part of a text is there', () => {
    const any = search('event::clear', 'privilege::debug');
    expect(any.mayOccur(recordOf({ Event: 'the event of a privilege, debug' }))).toBe(false);
  });

  it('leaves it to others where a text has too few characters that are written as they are', () => {
    expect(RunSearch.of(['long enough', '\\a\\b\\c'])).toBeUndefined();
    expect(RunSearch.of(['abc'])).toBeUndefined();
  });

  it('never says no wrongly', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'B', 'c', 'D', '\\', '"', '/', ':', ' ', '\n'),
      minLength: 4,
      maxLength: 12,
    });
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 4 }),
        text,
        text,
        (texts, before, behind) => {
          const made = RunSearch.of(texts);
          for (const each of texts) {
            const value = `${before}${each.toUpperCase()}${behind}`;
            expect(made?.mayOccur(recordOf({ key: [value] })) ?? true).toBe(true);
          }
        },
      ),
    );
  });
});
