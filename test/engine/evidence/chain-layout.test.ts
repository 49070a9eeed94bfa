// A hash-chained log under other names than usual: imported, verified in its case and on disk as the
// same log under its usual names is, clean and altered.

import Database from 'better-sqlite3';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyFilesJob } from '../../../electron/engine/tools/verify-files-job.ts';
import type { JobContext } from '../../../electron/engine/jobs.ts';
import { timeUs } from '../../../shared/base/time.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import { openApp } from '../../fixtures/app-client.ts';
import {
  chainLog,
  OTHER_NAMES,
  writeChainDatabase,
  writeChainLines,
  type ChainedRow,
  type LoggedEntry,
} from '../../fixtures/chained-log.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const KEY = '00112233445566778899aabbccddeeff';
const LAYOUT = JSON.stringify(OTHER_NAMES);

const folder = temporaryFolder('layout');
afterAll(() => folder.remove());

let place = '';
let count = 0;
beforeEach(() => {
  place = join(folder.path, String(++count));
  mkdirSync(place);
  writeFileSync(join(place, 'key'), KEY);
});

const ENTRIES: readonly LoggedEntry[] = Array.from({ length: 40 }, (_, index) => ({
  timestamp: new Date(Date.UTC(2026, 5, 1) + index * 61_000).toISOString().replace('Z', '+00:00'),
  level: index % 5 === 0 ? 'WARNING' : 'INFO',
  component: index % 2 === 0 ? 'auth_system' : 'trading_engine',
  eventType: index % 2 === 0 ? 'user_login' : 'trade_placed',
  message: `Entry ${String(index)}`,
  data: { user_id: `user${String(index % 7)}`, price: index + 0.5, count: BigInt(index) },
}));

type Change = (rows: ChainedRow[]) => ChainedRow[];

const CHANGES: readonly (readonly [string, Change])[] = [
  ['clean', (rows) => rows],
  [
    'an entry edited',
    (rows) => rows.map((row, at) => (at === 11 ? { ...row, message: 'quiet' } : row)),
  ],
  ['entries taken out', (rows) => rows.filter((_, at) => at < 20 || at > 22)],
  [
    'two entries exchanged',
    (rows) => [...rows.slice(0, 7), ...rows.slice(7, 9).toReversed(), ...rows.slice(9)],
  ],
  [
    'the first entry edited',
    (rows) => rows.map((row, at) => (at === 0 ? { ...row, log_level: 'DEBUG' } : row)),
  ],
];

async function verified(path: string, chainLayout?: string): Promise<Verification> {
  const context: JobContext = {
    host: { nowUs: () => timeUs(0), version: 'test', resourcesFolder: '', operatingUser: 'test' },
    scope: { paths: { log: path, key: join(place, 'key') }, keys: {}, digestFiles: {} },
    // Nothing is stored by this job.
    steps: {} as JobContext['steps'],
    signal: new AbortController().signal,
    progress: () => undefined,
  };
  const layout = chainLayout === undefined ? {} : { chainLayout };
  const { sources } = await verifyFilesJob({ files: ['log'], hmacKey: 'key', ...layout }, context);
  const [source] = sources;
  if (!source) throw new Error('nothing was verified');
  return source.verification;
}

/** Imported, then verified by another program that opens the case. */
async function imported(path: string, chainLayout?: string) {
  const caseFile = join(place, `${basename(path)}.sealwatch`);
  const first = await openApp(place, { caseFile });
  const opened = await first.client.call('evidence.import', {
    files: [first.app.mintToken(path)],
    ...(chainLayout === undefined ? {} : { chainLayout }),
  });
  await first.app.close();
  if (!opened.ok) throw new Error(opened.error.message);
  const { app, client } = await openApp(place, { caseFile });
  try {
    await client.call('evidence.setKey', { sourceId: null, keyText: KEY });
    const checked = await client.call('evidence.verify', { sourceId: null });
    if (!checked.ok) throw new Error(checked.error.message);
    const [source] = checked.value.sources;
    if (!source?.verification) throw new Error('nothing was verified');
    const detected = await client.call('detect.run', { fromUs: null, toUs: null });
    if (!detected.ok) throw new Error(detected.error.message);
    const found = detected.value.alerts.map(({ finding }) => ({
      rule: finding.ruleId,
      events: finding.eventIds,
      first: finding.startUs,
    }));
    return { source: source.source, verification: source.verification, found };
  } finally {
    await app.close();
  }
}

describe('a hash-chained log with a renamed table and columns', () => {
  it.each(CHANGES)(
    '%s, is judged as under its usual names, on disk and in a case',
    async (_, change) => {
      const rows = change([...chainLog(ENTRIES, KEY)]);
      const usual = join(place, 'usual.db');
      writeChainDatabase(usual, rows);
      const renamed = join(place, 'renamed.db');
      writeChainDatabase(renamed, rows, OTHER_NAMES);
      const expected = await verified(usual);
      expect(await verified(renamed, LAYOUT)).toEqual(expected);
      // Its hashes prove the names where nobody says them.
      expect(await verified(renamed)).toEqual(expected);
      const { verification } = await imported(renamed, LAYOUT);
      expect(verification).toEqual(expected);
    },
  );

  it('is proven by its hashes where the program hashed its own names', async () => {
    const path = join(place, 'own.db');
    const rows = chainLog(ENTRIES, KEY, OTHER_NAMES.columns);
    writeChainDatabase(path, rows, OTHER_NAMES);
    expect((await verified(path, LAYOUT)).verdict).toBe('verified');
    const own = JSON.stringify({ ...OTHER_NAMES, hashedNames: 'own' });
    expect((await verified(path, own)).verdict).toBe('verified');
    const usual = JSON.stringify({ ...OTHER_NAMES, hashedNames: 'usual' });
    expect((await verified(path, usual)).counts.altered).toBe(ENTRIES.length);
  });

  it('fills the columns of its events as under its usual names', async () => {
    const rows = chainLog(ENTRIES, KEY);
    writeChainDatabase(join(place, 'renamed.db'), rows, OTHER_NAMES);
    const { source } = await imported(join(place, 'renamed.db'));
    expect(source).toMatchObject({
      events: ENTRIES.length,
      undated: 0,
      format: 'hash-chained-log',
      firstTimeUs: Date.UTC(2026, 5, 1) * 1_000,
    });
  });

  it('gives detection what it gives under its usual names', async () => {
    const rows = chainLog(ENTRIES, KEY).map((row, at) =>
      at === 11 ? { ...row, message: 'quiet' } : row,
    );
    const usual = join(place, 'usual.db');
    writeChainDatabase(usual, rows);
    const renamed = join(place, 'renamed.db');
    writeChainDatabase(renamed, rows, OTHER_NAMES);
    const { found } = await imported(usual);
    expect(found).toContainEqual(expect.objectContaining({ events: [12] }));
    expect((await imported(renamed, LAYOUT)).found).toEqual(found);
  });

  it('says what is not there where the layout names another table or column', async () => {
    const path = join(place, 'renamed.db');
    writeChainDatabase(path, chainLog(ENTRIES, KEY), OTHER_NAMES);
    const wrongTable = JSON.stringify({ ...OTHER_NAMES, table: 'journal' });
    await expect(verified(path, wrongTable)).rejects.toThrow(
      'renamed.db: there is no table "journal" (tables: audit_trail).',
    );
    const columns = { ...OTHER_NAMES.columns, chain_hash: 'link' };
    await expect(verified(path, JSON.stringify({ ...OTHER_NAMES, columns }))).rejects.toThrow(
      'renamed.db: the table "audit_trail" has no column "link" for chain_hash',
    );
    await expect(imported(path, '{"table": 5}')).rejects.toThrow(
      '"table" is not the name of a table',
    );
  });

  it('is not guessed where two columns could be the same', async () => {
    const path = join(place, 'twice.db');
    writeChainDatabase(path, chainLog(ENTRIES, KEY), OTHER_NAMES);
    const database = new Database(path);
    database.exec(
      'ALTER TABLE audit_trail ADD COLUMN again TEXT; UPDATE audit_trail SET again = h_chain',
    );
    database.close();
    await expect(verified(path)).rejects.toThrow(
      /twice\.db: the table "audit_trail" is chained by hashes, but which of its columns \(uid, .*again\) holds what is not certain/,
    );
    expect((await verified(path, LAYOUT)).verdict).toBe('verified');
  });

  it('is read from JSON lines with the names of the layout', async () => {
    const rows = chainLog(ENTRIES, KEY);
    const usual = join(place, 'usual.log');
    writeChainLines(usual, rows);
    const renamed = join(place, 'renamed.log');
    const text = rows.map((row) => {
      const {
        content_hash: content,
        hmac_signature: mac,
        previous_hash: before,
        chain_hash: chain,
      } = row;
      const { columns } = OTHER_NAMES;
      return `${JSON.stringify({
        [columns.entry_id]: row.entry_id,
        [columns.timestamp]: row.timestamp,
        [columns.sequence_number]: row.sequence_number,
        [columns.log_level]: row.log_level,
        [columns.component]: row.component,
        [columns.event_type]: row.event_type,
        [columns.message]: row.message,
        [columns.data]: row.data,
        seal: {
          [columns.content_hash]: content,
          [columns.hmac_signature]: mac,
          [columns.previous_hash]: before,
          [columns.chain_hash]: chain,
        },
      })}\n`;
    });
    writeFileSync(renamed, text.join(''));
    const layout = JSON.stringify({ ...OTHER_NAMES, integrity: 'seal' });
    expect(await verified(renamed, layout)).toEqual(await verified(usual));
    expect((await imported(renamed, layout)).verification.verdict).toBe('verified');
    await expect(verified(usual, layout)).rejects.toThrow(
      'usual.log: its records have no "h_content" and "h_chain", which the layout of the log names',
    );
  });
});
