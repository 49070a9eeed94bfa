import { describe, expect, it } from 'vitest';
import { createEntryVerdicts } from '../../../electron/engine/events/entry-verdicts.ts';
import type { CaseReader } from '../../../electron/store/case-store.ts';
import { timeUs } from '../../../shared/base/time.ts';
import type { VerdictEntry, Verification } from '../../../shared/domain/verdict.ts';
import { createChainVerifier } from '../../../shared/sealing/chain-verifier.ts';
import {
  KEY,
  madeLog,
  madeRow,
  nodeHashes,
  seal,
  type MadeRow,
} from '../../shared/sealing/made-log.ts';

function verificationOf(
  entries: readonly VerdictEntry[],
  kind: Verification['kind'] = 'hash-chain',
): Verification {
  const counts = { verified: 0, altered: 0, missing: 0, unverifiable: 0, unprotected: 0 };
  return { kind, verdict: 'altered', checked: 1, counts, entries, shows: '', doesNotShow: '' };
}

function verified(rows: readonly MadeRow[]): Verification {
  const verifier = createChainVerifier({ hashes: nodeHashes, hmacKey: KEY });
  for (const row of rows) verifier.push(row);
  return verifier.finish();
}

/** A case with one exhibit, whose newest verification can be replaced; counts how often one is read. */
function caseWith(verification: Verification | undefined, files: readonly string[] = ['bot.db']) {
  let newest = verification && { id: 1, verification };
  let reads = 0;
  const sources = {
    verificationId: () => newest?.id,
    verification: () => {
      reads += 1;
      return newest && { verification: newest.verification, atUs: timeUs(0), withKey: true };
    },
    files: () =>
      files.map((name, index) => ({
        index,
        name,
        format: 'hash-chained-log',
        bytes: 1,
        sha256: '',
      })),
  };
  const verdicts = createEntryVerdicts({ sources: sources as unknown as CaseReader['sources'] });
  return {
    at: (sequence: number | undefined, position: number, fileIndex = 0) =>
      verdicts.of({ sourceId: 1, fileIndex, position, sequence })?.verdict ?? null,
    reasonAt: (sequence: number, position: number) =>
      verdicts.of({ sourceId: 1, fileIndex: 0, position, sequence })?.reason ?? '',
    isVerified: () => verdicts.areOf(1),
    replace: (next: Verification) => {
      newest = { id: (newest?.id ?? 0) + 1, verification: next };
    },
    reads: () => reads,
  };
}

describe('the verdict of one entry', () => {
  it('is that of the stretch that its number lies in', () => {
    const found = caseWith(
      verificationOf([
        { sequence: 0, through: 4, verdict: 'verified', reason: 'a' },
        { sequence: 5, verdict: 'altered', reason: 'b' },
        { sequence: 6, through: 8, verdict: 'missing', reason: 'c' },
        { sequence: 9, through: 20, verdict: 'verified', reason: 'd' },
      ]),
    );
    expect([0, 4, 5, 7, 9, 20, 21].map((sequence) => found.at(sequence, sequence + 1))).toEqual([
      'verified',
      'verified',
      'altered',
      null,
      'verified',
      'verified',
      null,
    ]);
    expect(found.at(undefined, 3)).toBeNull();
  });

  it('is not that of another entry which claims its number', () => {
    const rows = madeLog(20);
    const genuine = rows[8] as MadeRow;
    const alien = { ...madeRow(8, 'alien'), position: 500 };
    seal(alien, String(genuine.previous_hash), 'cc'.repeat(16));
    const found = caseWith(verified([...rows, alien]));
    expect(found.at(8, genuine.position)).toBe('verified');
    expect(found.at(8, 500)).toBe('altered');
    expect(found.reasonAt(8, 500)).toContain('alien');
  });

  it('is told of entries in a run that has no place, and of those around it', () => {
    const rows = madeLog(30).map((row, index) => ({
      ...row,
      position: index < 10 ? index : index + 3,
    }));
    const aliens: MadeRow[] = [];
    let previous = String(rows[9]?.chain_hash);
    for (let sequence = 10; sequence < 13; sequence += 1) {
      const alien = { ...madeRow(sequence, `alien_${sequence}`), position: sequence };
      seal(alien, previous, 'bb'.repeat(16));
      previous = String(alien.chain_hash);
      aliens.push(alien);
    }
    rows.splice(10, 0, ...aliens);
    const found = caseWith(verified(rows));
    expect(rows.map((row) => found.at(Number(row.sequence_number), row.position))).toEqual(
      rows.map((row) => (row.entry_id?.toString().startsWith('alien') ? 'altered' : 'verified')),
    );
  });

  it('is told of an entry without a usable number by its place', () => {
    const rows = madeLog(6);
    const odd = { ...madeRow(0, 'odd'), sequence_number: 'many', position: 77 };
    const found = caseWith(verified([...rows.slice(0, 3), odd, ...rows.slice(3)]));
    expect(found.at(undefined, 77)).toBe('altered');
  });

  it('is that of its own log where an exhibit holds several, and follows one that was rotated', () => {
    const found = caseWith(
      verificationOf([
        { file: 'a.log', sequence: 0, through: 9, verdict: 'verified', reason: '' },
        { file: 'c.log', sequence: 0, through: 9, verdict: 'altered', reason: '' },
      ]),
      ['a.log', 'b.log', 'c.log'],
    );
    expect([0, 1, 2].map((fileIndex) => found.at(5, 1, fileIndex))).toEqual([
      'verified',
      'verified',
      'altered',
    ]);
  });

  it('is not given for exhibits that are not verified entry by entry', () => {
    const plain = caseWith(
      verificationOf([{ file: 'x', verdict: 'altered', reason: '' }], 'file-hash'),
    );
    expect([plain.isVerified(), plain.at(0, 0)]).toEqual([false, null]);
    expect(caseWith(undefined).at(0, 0)).toBeNull();
  });

  it('is looked up without reading the result again, until another verification comes', () => {
    const entries = Array.from({ length: 1_000 }, (_, sequence) => ({
      sequence,
      verdict: sequence % 2 === 0 ? ('verified' as const) : ('altered' as const),
      reason: String(sequence),
    }));
    const found = caseWith(verificationOf(entries));
    for (let sequence = 0; sequence < 1_000; sequence += 1) {
      expect(found.reasonAt(sequence, 1)).toBe(String(sequence));
    }
    expect(found.reads()).toBe(1);
    found.replace(verificationOf([{ sequence: 0, through: 999, verdict: 'missing', reason: '' }]));
    expect(found.at(3, 1)).toBeNull();
    expect(found.reads()).toBe(2);
  });
});
