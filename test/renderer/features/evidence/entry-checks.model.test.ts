import { describe, expect, it } from 'vitest';
import type { ChainEntry, EntryCheck } from '../../../../shared/contract/areas/evidence.ts';
import {
  chainEntryText,
  checkResult,
  comparisonText,
  offsetOf,
  partedFrom,
} from '../../../../renderer/features/evidence/entry-checks.model.ts';

const check = (change: Partial<EntryCheck>): EntryCheck => ({
  what: 'content hash',
  recorded: 'aa',
  workedOut: 'bb',
  holds: false,
  ...change,
});

const ENTRY: ChainEntry = {
  eventId: 938,
  entryId: 'entry_000937',
  sequence: '937',
  file: 'bot.db',
  position: 938,
  checks: [check({})],
  fields: [{ column: 'message', value: 'quiet' }],
};

describe('what is said of a check', () => {
  it('is whether it fits, and why it was not made', () => {
    expect(checkResult(check({ holds: true }))).toBe('fits');
    expect(checkResult(check({}))).toBe('differs');
    expect(checkResult(check({ what: 'HMAC' }))).toBe('does not fit the key');
    expect(checkResult(check({ what: 'HMAC', holds: null }))).toBe('not checked without the key');
    expect(checkResult(check({ what: 'HMAC', recorded: '', holds: null }))).toBe('none recorded');
    expect(checkResult(check({ what: 'next link', holds: null }))).toBe('no entry after it');
  });
});

describe('the comparison with another exhibit', () => {
  const beside = (contentHolds: boolean, elsewhere?: string): ChainEntry => ({
    ...ENTRY,
    fields: [{ column: 'message', value: 'quiet', ...(elsewhere !== undefined && { elsewhere }) }],
    elsewhere: { exhibit: 'E02', eventId: 4_000, contentHolds },
  });

  it('says what would be needed where there is no such exhibit', () => {
    expect(comparisonText(ENTRY)).toMatch(/hash does not tell which field/);
    expect(comparisonText({ ...ENTRY, checks: [check({ holds: true })] })).toBeUndefined();
  });
  it('says whether the other exhibit is sound itself', () => {
    expect(comparisonText(beside(true, 'loud'))).toMatch(/E02 .*its content fits its hash/);
    expect(comparisonText(beside(false, 'loud'))).toMatch(/does not fit its hash either/);
    expect(comparisonText(beside(true))).toBe('Exhibit E02 has this entry with the same content.');
  });
});

describe('where two texts part', () => {
  it('is between what they have in common at both ends', () => {
    const { start, differs, end } = partedFrom(
      '{"amount": 100, "x": 1}',
      '{"amount": 9100, "x": 1}',
    );
    expect([start, differs, end]).toEqual(['{"amount": ', '', '100, "x": 1}']);
    expect(partedFrom('paid 9100', 'paid 100').differs).toBe('9');
    expect(partedFrom('a', 'b')).toEqual({ start: '', differs: 'a', end: '' });
  });
  it('never cuts a character in two', () => {
    expect(partedFrom('x😀y', 'x😁y').differs).toBe('😀');
  });
});

describe('going to an entry', () => {
  it('takes numbers of the stretch alone', () => {
    const stretch = { sequence: 1_406, total: 1_406 };
    expect(offsetOf('2000', stretch)).toBe(594);
    expect(offsetOf('1405', stretch)).toBeUndefined();
    expect(offsetOf('2812', stretch)).toBeUndefined();
    expect(offsetOf('1e3', stretch)).toBeUndefined();
  });
});

describe('an entry as text', () => {
  it('has recorded and worked-out values under each other', () => {
    expect(chainEntryText(ENTRY, 'E01').split('\n')).toEqual([
      'E01, entry 937 (entry_000937), bot.db at position 938',
      'Content hash: aa (differs)',
      '  Worked out from the content: bb',
      'message: quiet',
    ]);
  });
});
