import { describe, expect, it } from 'vitest';
import type { SourceWithVerdict } from '../../../../shared/contract/areas/evidence.ts';
import { withVerdict } from '../../../electron/cli/samples.ts';
import type { VerdictEntry, Verification } from '../../../../shared/domain/verdict.ts';
import {
  entryLink,
  entryText,
  failingEntries,
  gravest,
  headProblem,
  headText,
  placeText,
  stripParts,
  verdictsChanged,
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
    expect(failingEntries(verification(entries)).map((entry) => placeText(entry))).toEqual([
      'entry 50',
      'entries 51 to 52',
    ]);
  });

  it('names the log that an entry is of, where the exhibit holds several', () => {
    const verdict = 'altered';
    expect(placeText({ sequence: 5, file: 'a.db', verdict, reason: '' })).toBe('entry 5 of a.db');
    expect(placeText({ file: 'a.gz', verdict, reason: '' })).toBe('a.gz');
  });

  it('begins with the gravest, and of those with the first', () => {
    const several: readonly VerdictEntry[] = [
      { sequence: 0, through: 8, verdict: 'unverifiable', reason: '' },
      { sequence: 9, verdict: 'missing', reason: '' },
      { sequence: 12, verdict: 'missing', reason: '' },
    ];
    expect(gravest(several)?.sequence).toBe(9);
    expect(gravest([])).toBeUndefined();
  });

  it('leads to the entry on the timeline, in its own source', () => {
    expect(entries.map((entry) => entryLink(entry, 'E02')?.query)).toEqual([
      'source:E02 AND sequence_number:[0 TO 49]',
      'source:E02 AND sequence_number:50',
      'source:E02 AND sequence_number:[50 TO 53]',
      'source:E02 AND sequence_number:[53 TO 99]',
    ]);
    expect(entryLink({ file: 'a.gz', verdict: 'altered', reason: '' }, 'E02')).toBeUndefined();
  });

  it('says that only the neighbours of a missing entry can be shown', () => {
    const first: VerdictEntry = { sequence: 0, verdict: 'missing', reason: 'gone' };
    expect(entryLink(first, 'E01')).toEqual({
      query: 'source:E01 AND sequence_number:[0 TO 1]',
      text: 'Show the entries before and after on the timeline',
    });
  });

  it('can be copied with all that is known of an entry', () => {
    const [, altered, missing] = entries;
    expect(altered && entryText(altered, 'E01')).toBe(
      'E01, entry 50: altered\nedited\nRecorded: a\nWorked out: b',
    );
    expect(missing && entryText(missing, 'E01')).toBe('E01, entries 51 to 52: missing\ngone');
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

describe('a check after another', () => {
  const of = (id: number, ...found: readonly VerdictEntry[]): SourceWithVerdict => ({
    ...withVerdict('altered', { id }),
    verification: verification(found),
  });
  const whole: VerdictEntry = { sequence: 0, through: 99, verdict: 'unverifiable', reason: '' };
  const edited: VerdictEntry = { sequence: 50, verdict: 'altered', reason: 'edited' };

  it('is news where other entries fail than before', () => {
    expect(verdictsChanged([of(1, whole)], [of(1, edited)])).toBe(true);
    expect(verdictsChanged([of(1, edited)], [of(1, whole)])).toBe(true);
    expect(verdictsChanged([], [of(2, edited)])).toBe(true);
  });

  it('is none where the same entries fail, whatever became of the rest', () => {
    const signed: VerdictEntry = { ...whole, verdict: 'verified' };
    expect(verdictsChanged([of(1, whole, edited)], [of(1, signed, edited)])).toBe(false);
    expect(verdictsChanged([of(1, whole), of(2, edited)], [of(1, signed)])).toBe(false);
  });
});
