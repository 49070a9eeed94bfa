import { describe, expect, it } from 'vitest';
import type { VerdictEntry, Verification } from '../../../../shared/domain/verdict.ts';
import {
  entryQuery,
  failingEntries,
  headProblem,
  headText,
  placeText,
  stripParts,
} from '../../../../renderer/features/evidence/verdict.model.ts';

function verification(entries: readonly VerdictEntry[]): Verification {
  return {
    kind: 'hash-chain',
    verdict: 'altered',
    checked: 100,
    counts: { verified: 97, altered: 1, missing: 2, unverifiable: 0, unprotected: 0 },
    entries,
    shows: '',
    doesNotShow: '',
    head: { sequence: 99, hash: 'ab'.repeat(32) },
  };
}

const entries: readonly VerdictEntry[] = [
  { sequence: 0, through: 49, verdict: 'verified', reason: '' },
  { sequence: 50, verdict: 'altered', reason: 'edited', expected: 'a', found: 'b' },
  { sequence: 51, through: 52, verdict: 'missing', reason: 'gone' },
  { sequence: 53, through: 99, verdict: 'verified', reason: '' },
];

describe('the strip of a source', () => {
  it('places each stretch where its sequence numbers lie', () => {
    const parts = stripParts(verification(entries));
    expect(parts.map((part) => [part.verdict, part.start, part.width])).toEqual([
      ['verified', 0, 0.5],
      ['altered', 0.5, 0.01],
      ['missing', 0.51, 0.02],
      ['verified', 0.53, 0.47],
    ]);
  });

  it('shares the strip evenly among files', () => {
    const parts = stripParts(
      verification([
        { file: 'a.gz', verdict: 'verified', reason: '' },
        { file: 'b.gz', verdict: 'altered', reason: '' },
      ]),
    );
    expect(parts.map((part) => [part.start, part.width])).toEqual([
      [0, 0.5],
      [0.5, 0.5],
    ]);
    expect(parts[1]?.title).toBe('b.gz: altered');
  });

  it('is one stretch where the check names none', () => {
    expect(stripParts(verification([]))).toMatchObject([
      { verdict: 'altered', start: 0, width: 1 },
    ]);
  });
});

describe('the list of failing entries', () => {
  it('leaves out what is plainly verified and nothing else', () => {
    expect(failingEntries(verification(entries)).map(placeText)).toEqual([
      'entry 50',
      'entries 51 to 52',
    ]);
  });

  it('leads to the entry on the timeline, but not to one that is missing', () => {
    expect(entries.map(entryQuery)).toEqual([
      'sequence_number:[0 TO 49]',
      'sequence_number:50',
      undefined,
      'sequence_number:[53 TO 99]',
    ]);
  });
});

describe('a recorded head', () => {
  it('is accepted as this program prints it', () => {
    expect(headProblem(headText({ sequence: 99, hash: 'ab'.repeat(32) }))).toBeUndefined();
    expect(headProblem(` 0:${'AB'.repeat(32)} `)).toBeUndefined();
  });

  it('is refused with the reason', () => {
    expect(headProblem('abcdef')).toContain('SEQUENCE:HASH');
    expect(headProblem('12:abcd')).toContain('4 hex digits');
    expect(headProblem(`12:${'zz'.repeat(32)}`)).toContain('SEQUENCE:HASH');
  });
});
