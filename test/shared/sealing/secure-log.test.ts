// The fixtures' week of a log, and what its tampered copies must show.

import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { ChainHead, Verification } from '../../../shared/domain/verdict.ts';
import {
  canonicalRow,
  chainRowFromRecord,
  type RowColumn,
} from '../../../shared/sealing/chain-row.ts';
import { createChainVerifier } from '../../../shared/sealing/chain-verifier.ts';
import { readHmacKey } from '../../../shared/sealing/hmac-key.ts';
import { nodeHashes } from './made-log.ts';

const FOLDER = '../shared/fixtures/secure-log';

interface Truth {
  readonly entries: number;
  readonly head: ChainHead;
  readonly tampered: Readonly<
    Record<
      string,
      {
        readonly altered_sequence?: readonly number[];
        readonly missing_sequence?: readonly number[];
        readonly altered_from?: number;
        readonly needs_key?: boolean;
        readonly needs_anchor?: boolean;
      }
    >
  >;
}

function* databaseRecords(name: string): Generator<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'sealwatch-test-'));
  try {
    const copy = join(folder, 'copy.db');
    copyFileSync(join(FOLDER, `${name}.db`), copy);
    const database = new Database(copy, { readonly: true });
    const rows = database
      .prepare<[], Record<string, RowColumn['value']>>('SELECT * FROM secure_logs ORDER BY rowid')
      .safeIntegers();
    for (const row of rows.iterate()) {
      yield canonicalRow(Object.entries(row).map(([column, value]) => ({ name: column, value })));
    }
    database.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function verify(
  records: Iterable<Uint8Array>,
  hmacKey: string | undefined,
  since?: ChainHead,
): Verification {
  const verifier = createChainVerifier({ hashes: nodeHashes, hmacKey, since });
  let position = 1;
  for (const record of records) {
    const row = chainRowFromRecord(record, undefined, position);
    if (!row.ok) throw new Error(row.error.message);
    verifier.push(row.value);
    position += 1;
  }
  return verifier.finish();
}

function numbered(result: Verification, verdict: string): number[] {
  const numbers: number[] = [];
  for (const { verdict: found, sequence, through } of result.entries) {
    if (found !== verdict || sequence === undefined) continue;
    for (let at = sequence; at <= (through ?? sequence); at += 1) numbers.push(at);
  }
  return numbers;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

describe.skipIf(!existsSync(FOLDER))('the secure-log fixtures', () => {
  const truth: Truth = existsSync(FOLDER)
    ? (JSON.parse(readFileSync(join(FOLDER, 'truth.json'), 'utf8')) as Truth)
    : { entries: 0, head: { sequence: 0, hash: '' }, tampered: {} };
  const keyFile = existsSync(FOLDER)
    ? readHmacKey(readFileSync(join(FOLDER, 'hmac.key'), 'utf8'))
    : undefined;
  const key = keyFile?.ok === true ? keyFile.value : undefined;

  function* lines(): Generator<Uint8Array> {
    for (const line of readFileSync(join(FOLDER, 'clean.log'), 'utf8').split('\n')) {
      if (line !== '') yield utf8(line);
    }
  }

  it.each(['database', 'lines'])('verify as they were sealed, read as %s', (form) => {
    const records = () => (form === 'lines' ? lines() : databaseRecords('clean'));
    const withKey = verify(records(), key);
    expect(withKey.verdict).toBe('verified');
    expect(withKey.checked).toBe(truth.entries);
    expect(withKey.head).toEqual(truth.head);
    expect(withKey.entries).toHaveLength(1);
    expect(verify(records(), undefined).verdict).toBe('unverifiable');
    expect(verify(records(), key, truth.head).verdict).toBe('verified');
  });

  it.each(Object.entries(truth.tampered))('%s is told with the key', (name, expected) => {
    const since = expected.needs_anchor === true ? truth.head : undefined;
    const result = verify(databaseRecords(name), key, since);
    const altered =
      expected.altered_from === undefined
        ? (expected.altered_sequence ?? [])
        : range(expected.altered_from, truth.entries);
    expect(numbered(result, 'altered')).toEqual(altered);
    expect(numbered(result, 'missing')).toEqual(expected.missing_sequence ?? []);
    expect(result.verdict).toBe(altered.length > 0 ? 'altered' : 'missing');
    const gone = [...(expected.altered_sequence ?? []), ...(expected.missing_sequence ?? [])];
    if (name !== 'inserted' && expected.altered_from === undefined) {
      expect(numbered(result, 'verified')).toEqual(
        range(0, truth.entries).filter((sequence) => !gone.includes(sequence)),
      );
    }
  });

  it.each(Object.entries(truth.tampered))(
    '%s without the key is told as far as can be',
    (name, expected) => {
      const result = verify(databaseRecords(name), undefined);
      const isHidden = expected.needs_key === true || expected.needs_anchor === true;
      expect(numbered(result, 'altered')).toEqual(
        isHidden ? [] : (expected.altered_sequence ?? []),
      );
      expect(numbered(result, 'missing')).toEqual(
        isHidden ? [] : (expected.missing_sequence ?? []),
      );
      expect(numbered(result, 'verified')).toEqual([]);
      expect(result.verdict === 'unverifiable').toBe(isHidden);
    },
  );

  it('the inserted entry is named by its id, and the genuine one of its number stays sound', () => {
    const result = verify(databaseRecords('inserted'), key);
    expect(result.entries.find(({ verdict }) => verdict === 'altered')?.reason).toContain(
      'entry_999999',
    );
    expect(numbered(result, 'verified')).toEqual(range(0, truth.entries));
  });

  it('the truncated log without its recorded head is sound and says what that leaves open', () => {
    const result = verify(databaseRecords('truncated'), key);
    expect(result.verdict).toBe('verified');
    expect(result.doesNotShow).toContain('a head recorded elsewhere');
  });
});
