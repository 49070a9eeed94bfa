import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChainHead, Verification } from '../../../shared/domain/verdict.ts';
import type { ChainRow } from '../../../shared/sealing/chain-row.ts';
import { createRowCheck } from '../../../shared/sealing/chain-checks.ts';
import { createChainFolder } from '../../../shared/sealing/chain-folding.ts';
import { createChainVerifier } from '../../../shared/sealing/chain-verifier.ts';
import { chainHashOf, KEY, madeLog, madeRow, nodeHashes, seal, type MadeRow } from './made-log.ts';
import { MANIPULATIONS } from './manipulations.ts';

const NEVER_SAID = /tamper|attacker|deleted by|hacker|forge/i;

function verify(rows: readonly ChainRow[], hmacKey?: string, since?: ChainHead): Verification {
  const verifier = createChainVerifier({ hashes: nodeHashes, hmacKey, since });
  for (const row of rows) verifier.push(row);
  const result = verifier.finish();
  for (const entriesAtOnce of [1, 7, 1_000]) {
    expect(verifyFolded(rows, entriesAtOnce, hmacKey, since)).toEqual(result);
  }
  return result;
}

/** As several threads do it: each entry by itself, handed over folded. */
function verifyFolded(
  rows: readonly ChainRow[],
  entriesAtOnce: number,
  hmacKey?: string,
  since?: ChainHead,
): Verification {
  const check = createRowCheck({ hashes: nodeHashes, hmacKey });
  const verifier = createChainVerifier({ hashes: nodeHashes, hmacKey, since });
  for (let from = 0; from < rows.length; from += entriesAtOnce) {
    const folder = createChainFolder();
    for (const row of rows.slice(from, from + entriesAtOnce)) folder.push(row, check(row));
    for (const folded of structuredClone(folder.take())) verifier.pushFolded(folded);
  }
  return verifier.finish();
}

function numbered(result: Verification, verdict: string): number[] {
  const numbers: number[] = [];
  for (const entry of result.entries) {
    if (entry.verdict !== verdict || entry.sequence === undefined) continue;
    for (let at = entry.sequence; at <= (entry.through ?? entry.sequence); at += 1)
      numbers.push(at);
  }
  return numbers.sort((a, b) => a - b);
}

function head(rows: readonly MadeRow[], sequence: number): ChainHead {
  return { sequence, hash: String(rows[sequence]?.chain_hash) };
}

describe('a log as it was sealed', () => {
  it('is verified with the key, in one stretch, and names its head', () => {
    const rows = madeLog(50);
    const result = verify(rows, KEY);
    expect(result.verdict).toBe('verified');
    expect(result.checked).toBe(50);
    expect(result.entries).toHaveLength(1);
    expect(result.entries[0]).toMatchObject({ sequence: 0, through: 49, verdict: 'verified' });
    expect(result.head).toEqual(head(rows, 49));
    expect(result.doesNotShow).toContain('cut off after the last one');
  });

  it('is unverifiable without the key, and says which checks held', () => {
    const result = verify(madeLog(5));
    expect(result.verdict).toBe('unverifiable');
    expect(result.counts).toMatchObject({ unverifiable: 5, verified: 0 });
    expect(result.entries[0]?.reason).toContain('Content hash and chain hash hold');
  });

  it('without entries shows nothing', () => {
    expect(verify([], KEY)).toMatchObject({ verdict: 'unverifiable', checked: 0, entries: [] });
  });

  it('leaves an entry without an HMAC unverifiable even with the key', () => {
    const rows = madeLog(5);
    const third = rows[2] as MadeRow;
    third.hmac_signature = null;
    const result = verify(rows, KEY);
    expect(result.verdict).toBe('unverifiable');
    expect(numbered(result, 'unverifiable')).toEqual([2]);
    expect(numbered(result, 'verified')).toEqual([0, 1, 3, 4]);
  });

  it('is altered throughout for a key of another log, and says that the key may be the reason', () => {
    const result = verify(madeLog(5), 'aa'.repeat(16));
    expect(numbered(result, 'altered')).toEqual([0, 1, 2, 3, 4]);
    expect(result.shows).toContain('the key is of another log');
  });
});

describe.each(MANIPULATIONS)('an entry $name', ({ apply, span }) => {
  it.each([
    ['with the key', KEY],
    ['without the key', undefined],
  ])('is named, and nothing else is, %s', (_, key) => {
    for (const sequence of [0, 1, 17]) {
      const rows = madeLog(40);
      const named = apply(rows, sequence);
      const result = verify(rows, key);
      expect({ sequence, altered: [...new Set(numbered(result, 'altered'))] }).toEqual({
        sequence,
        altered: [...named.altered],
      });
      expect({ sequence, missing: numbered(result, 'missing') }).toEqual({
        sequence,
        missing: [...named.missing],
      });
      expect(JSON.stringify(result)).not.toMatch(NEVER_SAID);
    }
  });

  it('at the very end is named with the key and the recorded head', () => {
    const rows = madeLog(40);
    const recorded = head(rows, 39);
    const named = apply(rows, 40 - span);
    const result = verify(rows, KEY, recorded);
    expect([...new Set(numbered(result, 'altered'))]).toEqual([...named.altered]);
    expect(numbered(result, 'missing')).toEqual([...named.missing]);
  });
});

describe('two manipulations of one log', () => {
  // Where an entry's links were redone and a neighbour touched as well, more than one story fits.
  const ambiguous = 'its previous hash replaced and its chain hash redone';

  it('are both named, and nothing else is', () => {
    const which = fc.nat({ max: MANIPULATIONS.length - 1 });
    fc.assert(
      fc.property(
        which,
        which,
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 12 }),
        fc.boolean(),
        (a, b, start, distance, withKey) => {
          const first = MANIPULATIONS[a];
          const second = MANIPULATIONS[b];
          if (first === undefined || second === undefined) return;
          if (distance < 3 && [first.name, second.name].includes(ambiguous)) return;
          const rows = madeLog(44);
          const from = start + first.span + distance;
          const one = first.apply(rows, start);
          const two = second.apply(rows, from);
          const result = verify(rows, withKey ? KEY : undefined);
          expect([...new Set(numbered(result, 'altered'))]).toEqual([
            ...one.altered,
            ...two.altered,
          ]);
          expect(numbered(result, 'missing')).toEqual([...one.missing, ...two.missing]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('side by side never make an untouched entry altered or missing', () => {
    const which = fc.nat({ max: MANIPULATIONS.length - 1 });
    fc.assert(
      fc.property(
        which,
        which,
        fc.integer({ min: 0, max: 15 }),
        fc.boolean(),
        (a, b, start, key) => {
          const first = MANIPULATIONS[a];
          const second = MANIPULATIONS[b];
          if (first === undefined || second === undefined) return;
          if (first.name === ambiguous || second.name === ambiguous) return;
          const rows = madeLog(30);
          const from = start + first.span;
          const touched = [first.apply(rows, start), second.apply(rows, from)].flatMap((named) => [
            ...named.altered,
            ...named.missing,
          ]);
          const result = verify(rows, key ? KEY : undefined);
          const named = [...numbered(result, 'altered'), ...numbered(result, 'missing')];
          expect(
            named.filter((sequence) => sequence < start || sequence >= from + second.span),
          ).toEqual([]);
          expect(new Set(named).size).toBeGreaterThan(0);
          expect(named.every((sequence) => touched.includes(sequence) || sequence >= start)).toBe(
            true,
          );
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a log made anew from some entry on by someone without the key', () => {
  function rechained(from: number): MadeRow[] {
    const rows = madeLog(20);
    let previous = String(rows[from - 1]?.chain_hash ?? '0'.repeat(64));
    for (const row of rows.slice(from)) {
      if (row.sequence_number === from) row.message = 'quiet';
      seal(row, previous, 'bb'.repeat(16));
      previous = String(row.chain_hash);
    }
    return rows;
  }

  it('is altered from there on with the key', () => {
    const result = verify(rechained(8), KEY);
    expect(
      result.entries.map(({ sequence, through, verdict }) => [sequence, through, verdict]),
    ).toEqual([
      [0, 7, 'verified'],
      [8, 19, 'altered'],
    ]);
  });

  it('is unverifiable without the key', () => {
    expect(verify(rechained(8)).verdict).toBe('unverifiable');
    expect(numbered(verify(rechained(8)), 'altered')).toEqual([]);
  });

  it('is shown without the key by a recorded head', () => {
    const result = verify(rechained(8), undefined, head(madeLog(20), 15));
    expect(result.verdict).toBe('altered');
    expect(numbered(result, 'altered')).toEqual([15]);
    expect(result.shows).toContain('entry 15 does not have the chain hash recorded elsewhere');
  });

  it('leaves the others verified where only chain hashes were redone after one edit', () => {
    const rows = madeLog(12);
    const edited = rows[4] as MadeRow;
    edited.message = 'quiet';
    seal(edited, String(edited.previous_hash), 'bb'.repeat(16));
    let previous = String(edited.chain_hash);
    for (const row of rows.slice(5)) {
      row.previous_hash = previous;
      row.chain_hash = chainHashOf(row);
      previous = row.chain_hash;
    }
    expect(numbered(verify(rows, KEY), 'altered')).toEqual([4]);
  });
});

describe('a head recorded elsewhere', () => {
  it('that the log still has is said to match', () => {
    const rows = madeLog(10);
    const result = verify(rows, KEY, head(rows, 6));
    expect(result.verdict).toBe('verified');
    expect(result.shows).toContain('entry 6 has the chain hash recorded elsewhere');
    expect(result.doesNotShow).toContain('after the recorded head');
  });

  it('beyond the last entry makes the cut tail missing', () => {
    const rows = madeLog(10);
    const result = verify(rows.slice(0, 7), KEY, head(rows, 9));
    expect(result.verdict).toBe('missing');
    expect(numbered(result, 'missing')).toEqual([7, 8, 9]);
  });

  it('of a log that is wholly gone makes all of it missing', () => {
    const result = verify([], undefined, head(madeLog(4), 3));
    expect(numbered(result, 'missing')).toEqual([0, 1, 2, 3]);
  });
});

describe('a log in disorder', () => {
  it('in reverse order names what is out of order and claims nothing missing', () => {
    const result = verify(madeLog(9).reverse(), KEY);
    expect(result.verdict).toBe('altered');
    expect(numbered(result, 'missing')).toEqual([]);
    expect(result.counts.verified + result.counts.altered).toBe(9);
  });

  it('that is there twice keeps one copy sound', () => {
    const rows = madeLog(6);
    const result = verify([...rows, ...rows], KEY);
    expect(numbered(result, 'verified')).toEqual([0, 1, 2, 3, 4, 5]);
    expect(numbered(result, 'altered')).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('with an entry of a huge sequence number in its middle does not call the rest missing', () => {
    const rows = madeLog(8);
    const alien = madeRow(9_000_000_000, 'entry_alien');
    seal(alien, String(rows[3]?.chain_hash), 'bb'.repeat(16));
    rows.splice(4, 0, alien);
    const result = verify(rows);
    expect(numbered(result, 'missing')).toEqual([]);
    expect(result.counts).toMatchObject({ altered: 1, unverifiable: 8 });
    expect(JSON.stringify(result.entries)).toContain('entry_alien');
  });

  it('names a long fork of alien entries and keeps the genuine ones', () => {
    const rows = madeLog(30);
    const aliens: MadeRow[] = [];
    let previous = String(rows[9]?.chain_hash);
    for (let sequence = 10; sequence < 15; sequence += 1) {
      const alien = madeRow(sequence, `alien_${sequence}`);
      seal(alien, previous, 'bb'.repeat(16));
      previous = String(alien.chain_hash);
      aliens.push(alien);
    }
    rows.splice(10, 0, ...aliens);
    const result = verify(rows);
    expect(numbered(result, 'altered')).toEqual([10, 11, 12, 13, 14]);
    expect(numbered(result, 'unverifiable')).toHaveLength(30);
    expect(JSON.stringify(result.entries)).toContain('alien_10');
    expect(result.entries.find((entry) => entry.verdict === 'altered')?.reason).toContain(
      'alien_10',
    );
  });

  it('keeps the place of a record that cannot be read', () => {
    const rows = madeLog(8);
    const verifier = createChainVerifier({ hashes: nodeHashes, hmacKey: KEY });
    for (const [at, row] of rows.entries()) {
      if (at === 5) verifier.pushUnreadable(row.position);
      else verifier.push(row);
    }
    const result = verifier.finish();
    expect(numbered(result, 'altered')).toEqual([5]);
    expect(numbered(result, 'missing')).toEqual([]);
  });

  it('names no head where its last entry has no chain hash or cannot be read', () => {
    const rows = madeLog(8);
    const last = rows[7] as MadeRow;
    last.chain_hash = null;
    expect(verify(rows, KEY, head(madeLog(8), 7)).head).toBeUndefined();
    const verifier = createChainVerifier({ hashes: nodeHashes, hmacKey: KEY });
    for (const row of rows.slice(0, 5)) verifier.push(row);
    verifier.pushUnreadable(6);
    const result = verifier.finish();
    expect([result.head, result.verdict]).toEqual([undefined, 'altered']);
  });

  it('where every entry is damaged says so of each and stays in order', () => {
    const rows = madeLog(2_000).map((row) => ({ ...row, chain_hash: null, content_hash: null }));
    const result = verify(rows);
    expect(numbered(result, 'altered')).toHaveLength(2_000);
    expect(result.counts.missing).toBe(0);
    expect(result.entries.length).toBeLessThan(10);
  });
});

describe('what is said of a failed check', () => {
  it('gives what the record says and what was worked out', () => {
    const rows = madeLog(4);
    const second = rows[1] as MadeRow;
    second.message = 'quiet';
    const entry = verify(rows, KEY).entries.find(({ verdict }) => verdict === 'altered');
    expect(entry?.expected).toBe(`content hash ${String(second.content_hash)}`);
    expect(entry?.found).toMatch(/^content hash [0-9a-f]{64}$/);
    expect(entry?.reason).toContain('the HMAC fits the recorded content hash');
  });

  it('never gives away an HMAC made with the key', () => {
    const rows = madeLog(4);
    const second = rows[1] as MadeRow;
    const genuine = String(second.hmac_signature);
    second.hmac_signature = 'ee'.repeat(32);
    const result = verify(rows, KEY);
    expect(numbered(result, 'altered')).toEqual([1]);
    expect(JSON.stringify(result)).not.toContain(genuine);
  });

  it('keeps hostile entry ids on one line and bounded', () => {
    const rows = madeLog(4);
    const copy = { ...(rows[1] as MadeRow), entry_id: `x\n\u001b[31m${'y'.repeat(5_000)}` };
    rows.splice(2, 0, copy);
    const entry = verify(rows).entries.find(({ verdict }) => verdict === 'altered');
    expect(entry?.reason.length).toBeLessThan(500);
    expect(entry?.reason).not.toMatch(/\p{Cc}/u);
  });
});
