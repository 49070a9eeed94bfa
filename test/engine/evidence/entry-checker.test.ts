// A chained log checked by several threads: the same verdict as by one, on disk and in a case.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import { USUAL_CHAIN_LAYOUT } from '../../../shared/domain/chain-layout.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import { checkDatabase } from '../../../electron/engine/evidence/check-database.ts';
import { createChainParts } from '../../../electron/engine/evidence/chain-parts.ts';
import {
  localChecker,
  type EntryChecker,
} from '../../../electron/engine/evidence/entry-checker.ts';
import { inOrder } from '../../../electron/engine/in-order.ts';
import { verifySource } from '../../../electron/engine/evidence/verify-source.ts';
import { nodeHashes } from '../../../electron/engine/host.ts';
import { verifyFilesJob } from '../../../electron/engine/tools/verify-files-job.ts';
import type { JobContext } from '../../../electron/engine/jobs.ts';
import { createReadEngine } from '../../../electron/engine/read-engine.ts';
import { openCaseReader } from '../../../electron/store/case-store.ts';
import { checkOnThreads } from '../../../electron/workers/check-threads.ts';
import { openApp } from '../../fixtures/app-client.ts';
import {
  chainLog,
  writeChainDatabase,
  type ChainedRow,
  type LoggedEntry,
} from '../../fixtures/chained-log.ts';
import { RESOURCES, temporaryFolder } from '../../fixtures/places.ts';

const KEY = '00112233445566778899aabbccddeeff';
const UNIT_BYTES = 16 * 1024 * 1024;

const folder = temporaryFolder('checkers');
afterAll(() => folder.remove());

let place = '';
let count = 0;
beforeEach(() => {
  place = join(folder.path, String(++count));
  mkdirSync(place);
});

const ENTRIES: readonly LoggedEntry[] = Array.from({ length: 120 }, (_, index) => ({
  timestamp: `2026-06-01T00:${String(Math.floor(index / 60)).padStart(2, '0')}:00+00:00`,
  level: 'INFO',
  component: 'engine',
  eventType: 'order',
  message: `Entry ${String(index)}`,
  data: { price: index + 0.5, amount: BigInt(index) },
}));

type Change = (rows: readonly ChainedRow[]) => readonly ChainedRow[];
const edited =
  (...at: number[]): Change =>
  (rows) =>
    rows.map((row, index) => (at.includes(index) ? { ...row, message: 'quiet' } : row));

const CHANGES: readonly (readonly [string, Change])[] = [
  ['clean', (rows) => rows],
  // Rows 39, 40 and 79 lie at the borders of three shares.
  ['edited at the borders of shares', edited(39, 40, 79)],
  ['cut in the middle', (rows) => rows.filter((_, index) => index < 35 || index > 44)],
  [
    'in another order',
    (rows) => [...rows.slice(0, 38), ...rows.slice(38, 43).toReversed(), ...rows.slice(43)],
  ],
  ['without its first share', (rows) => rows.slice(40)],
  ['without HMACs', (rows) => rows.map((row) => ({ ...row, hmac_signature: null as never }))],
  ['empty', () => []],
];

function contextOf(path: string, more: Partial<JobContext> = {}): JobContext {
  return {
    host: {
      nowUs: () => timeUs(0),
      version: 'test',
      resourcesFolder: RESOURCES,
      operatingUser: 'test',
    },
    scope: { paths: { log: path }, keys: {}, digestFiles: {} },
    steps: {} as JobContext['steps'],
    signal: new AbortController().signal,
    progress: () => undefined,
    ...more,
  };
}

/** As if the database were so big that it had three shares. */
async function inShares(
  path: string,
  hmacKey: string | undefined,
  checkers: readonly EntryChecker[],
) {
  const layoutOf = () => USUAL_CHAIN_LAYOUT;
  const chains = createChainParts({ hashes: nodeHashes, hmacKey, since: undefined, layoutOf });
  const steps = checkDatabase(
    {
      entry: { path, name: 'log.db', bytes: 3 * UNIT_BYTES },
      index: 0,
      options: { maxRecordBytes: 1e6, layout: undefined },
      signal: new AbortController().signal,
    },
    checkers,
    {
      layout: () => undefined,
      entries: (entries) => entries.forEach((each) => chains.pushFolded('log.db', each)),
    },
  );
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  if (!step.value.ok) throw new Error(step.value.error.message);
  expect(step.value.value).toMatchObject({ name: 'log.db', format: 'hash-chained-log' });
  const [part] = chains.finish(['log.db']);
  return part?.verification;
}

async function atOnce(path: string): Promise<Verification | undefined> {
  const { sources } = await verifyFilesJob({ files: ['log'] }, contextOf(path));
  return sources[0]?.verification;
}

describe('a database whose rows are shared out', () => {
  it.each(CHANGES)('%s, is judged as when it is read at once', async (_, change) => {
    const path = join(place, 'log.db');
    writeChainDatabase(path, change(chainLog(ENTRIES, KEY)));
    const expected = await atOnce(path);
    expect(await inShares(path, undefined, [localChecker(undefined)])).toEqual(expected);
    const withKey = await inShares(path, KEY, [localChecker(KEY)]);
    expect(await inShares(path, KEY, [localChecker(KEY), localChecker(KEY)])).toEqual(withKey);
  });

  it('is judged alike by real threads', async () => {
    const path = join(place, 'log.db');
    writeChainDatabase(path, edited(39, 40, 79)(chainLog(ENTRIES, KEY)));
    const threads = checkOnThreads(2, undefined);
    try {
      expect(await inShares(path, undefined, threads.checkers)).toEqual(await atOnce(path));
    } finally {
      await threads.close();
    }
  });

  it('that holds no chained log is returned with the reason, and nothing is taken of it', async () => {
    const path = join(place, 'log.db');
    writeChainDatabase(path, []);
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(path);
    database.exec('DROP TABLE secure_logs; CREATE TABLE people (name)');
    database.close();
    await expect(inShares(path, undefined, [localChecker(undefined)])).rejects.toThrow(
      'log.db: a SQLite database without a hash-chained log (tables: people).',
    );
  });
});

describe('a log in a case', () => {
  it.each(CHANGES.slice(0, 4))('%s, is judged alike by several threads', async (_, change) => {
    const path = join(place, 'log.db');
    writeChainDatabase(path, change(chainLog(ENTRIES, KEY)));
    const caseFile = join(place, 'case.sealwatch');
    const { app, client } = await openApp(place, { caseFile });
    await client.call('evidence.import', { files: [app.mintToken(path)] });
    await app.close();
    const store = openCaseReader(caseFile);
    const context = contextOf(path);
    const engine = createReadEngine(store, context.host);
    const [source] = store.sources.all();
    if (!source) throw new Error('nothing was imported');
    const options = { hmacKey: KEY, since: undefined };
    try {
      const alone = await verifySource(engine, source, options, context);
      let started = 0;
      const startCheckers: JobContext['startCheckers'] = ({ hmacKey }) => {
        started += 1;
        return checkOnThreads(2, hmacKey);
      };
      const together = await verifySource(engine, source, options, { ...context, startCheckers });
      expect(started).toBe(1);
      expect(together).toEqual(alone);
      expect(alone.checked).toBe(source.events);
    } finally {
      store.close();
    }
  });
});

describe('work in order', () => {
  it('gives results in the order of the works, whoever was first', async () => {
    const turns: number[] = [];
    const carryOut = async (worker: string, work: number): Promise<string> => {
      // The slower worker is overtaken.
      for (let turn = 0; turn < (worker === 'slow' ? 6 : 1); turn += 1) await Promise.resolve();
      turns.push(work);
      return `${String(work)}`;
    };
    const results: string[] = [];
    for await (const each of inOrder(['slow', 'quick'], [0, 1, 2, 3, 4], carryOut, 3)) {
      results.push(each);
    }
    expect(results).toEqual(['0', '1', '2', '3', '4']);
    expect(turns.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(turns).not.toEqual([0, 1, 2, 3, 4]);
  });

  it('stops with the failure of the first work that failed', async () => {
    const run = async () => {
      for await (const each of inOrder(
        ['a'],
        [1, 2, 3],
        async (_, work) => {
          if (work === 2) throw new Error('no');
          return Promise.resolve(work);
        },
        1,
      )) {
        expect(each).toBe(1);
      }
    };
    await expect(run()).rejects.toThrow('no');
  });
});
