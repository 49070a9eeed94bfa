import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSample } from '../../build/sample.ts';
import { canonicalRow, chainRowFromRecord } from '../../shared/sealing/chain-row.ts';
import { createChainVerifier } from '../../shared/sealing/chain-verifier.ts';
import { nodeHashes } from '../../electron/engine/host.ts';

const SHIPPED = fileURLToPath(new URL('../../resources/sample', import.meta.url));
const MOST_BYTES = 1_500_000;

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

function rowsOf(path: string): readonly Record<string, string | bigint | null>[] {
  const database = new Database(path, { readonly: true });
  try {
    return database
      .prepare('SELECT * FROM secure_logs ORDER BY rowid')
      .safeIntegers()
      .all() as never;
  } finally {
    database.close();
  }
}

/** What a file holds, apart from how its format packs it. */
function contentOf(folder: string, name: string): unknown {
  const path = join(folder, name);
  if (name.endsWith('.db')) return rowsOf(path);
  return name.endsWith('.gz')
    ? gunzipSync(readFileSync(path)).toString('utf8')
    : readFileSync(path, 'utf8');
}

describe('the sample case', () => {
  let made = '';
  let copy = '';
  beforeAll(() => {
    made = mkdtempSync(join(tmpdir(), 'sealwatch-sample-'));
    makeSample(join(made, 'sample'));
    // SQLite leaves files beside a database that it only reads.
    copy = join(made, 'sample');
  });
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  it('ships what its generator makes', () => {
    expect(filesBelow(SHIPPED)).toEqual(filesBelow(copy));
    for (const name of filesBelow(copy)) {
      if (name.endsWith('.db')) continue;
      expect(contentOf(SHIPPED, name), name).toEqual(contentOf(copy, name));
    }
    expect(
      createHash('sha256')
        .update(JSON.stringify(rowsOf(join(SHIPPED, 'bot-log.db')), withBigints))
        .digest('hex'),
    ).toBe(
      createHash('sha256')
        .update(JSON.stringify(rowsOf(join(copy, 'bot-log.db')), withBigints))
        .digest('hex'),
    );
  });

  it('stays small', () => {
    const bytes = filesBelow(SHIPPED).reduce(
      (sum, name) => sum + statSync(join(SHIPPED, name)).size,
      0,
    );
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('describes files that are there', () => {
    const description = JSON.parse(readFileSync(join(SHIPPED, 'sample.json'), 'utf8')) as {
      readonly evidence: readonly string[];
      readonly hmacKey: string;
      readonly threatList: string;
    };
    for (const name of [...description.evidence, description.hmacKey, description.threatList]) {
      expect(statSync(join(SHIPPED, name)).size, name).toBeGreaterThan(0);
    }
  });

  it('holds one altered entry and a stretch of three missing ones', () => {
    const key = readFileSync(join(copy, 'bot-log.key'), 'utf8').trim();
    const verifier = createChainVerifier({ hashes: nodeHashes, hmacKey: key });
    rowsOf(join(copy, 'bot-log.db')).forEach((row, index) => {
      const columns = Object.entries(row).map(([name, value]) => ({ name, value }));
      const read = chainRowFromRecord(canonicalRow(columns), undefined, index + 1);
      if (!read.ok) throw new Error(read.error.message);
      verifier.push(read.value);
    });
    const { verdict, counts } = verifier.finish();
    expect(verdict).toBe('altered');
    expect([counts.altered, counts.missing]).toEqual([1, 3]);
  });

  it('uses made-up names and addresses of the documentation ranges only', () => {
    const text = filesBelow(copy)
      .map((name) => JSON.stringify(contentOf(copy, name), withBigints))
      .join('\n');
    const addresses = new Set(text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g));
    expect(addresses.size).toBeGreaterThan(3);
    for (const address of addresses) {
      expect(address).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
    }
  });
});

function withBigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
