import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import {
  leavesHere,
  type LeafWorkers,
  type StartLeafWorkers,
} from '../../electron/engine/seal/block-leaves.ts';
import { caseSecret } from '../../electron/engine/seal/case-key.ts';
import { checkRecords } from '../../electron/engine/seal/check-records.ts';
import { openCaseReader } from '../../electron/store/case-store.ts';
import { startLeafThreads } from '../../electron/workers/leaf-threads.ts';
import { openApp } from '../fixtures/app-client.ts';
import { temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('leaf-threads');
const sound = join(folder.path, 'test.sealwatch');
const LINES = 20_000;
/** Large enough for threads, whatever the case holds. */
const MUCH = 1e9;

beforeAll(async () => {
  const lines = Array.from({ length: LINES }, (_, n) =>
    JSON.stringify({ time: new Date(Date.UTC(2026, 5, 2) + n * 500), user: `user${n % 50}`, n }),
  );
  const path = join(folder.path, 'app.jsonl');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const { app, client } = await openApp(folder.path);
  const done = await client.call('evidence.import', { files: [app.mintToken(path)] });
  assert(done.ok, 'the evidence opens');
  await app.close();
});
afterAll(() => folder.remove());

async function findingsOf(caseFile: string, start: StartLeafWorkers) {
  const store = openCaseReader(caseFile);
  const workers = start({ secret: caseSecret(store), rawBytes: MUCH });
  try {
    const found = [];
    for await (const { findings, done } of checkRecords(store, workers, LINES)) {
      found.push({ findings, done });
    }
    return found;
  } finally {
    await workers.close();
    store.close();
  }
}

/** Later blocks are done before earlier ones. */
const backwards: StartLeafWorkers = (work) => {
  const here = leavesHere(work);
  let last: Promise<unknown> = Promise.resolve();
  const held: (() => void)[] = [];
  const release = () => {
    for (const go of held.splice(0).reverse()) go();
  };
  return {
    ...here,
    atOnce: 4,
    leaves(block) {
      const leaves = new Promise<void>((go) => held.push(go)).then(() => here.leaves(block));
      last = last.then(() => setImmediate(release));
      return leaves;
    },
  };
};

describe('verifying records on several threads', () => {
  it('finds the same as on one, in the same order, in a sound case and in damaged ones', async () => {
    const changes = [
      'SELECT 1',
      "UPDATE block SET payload = x'00' WHERE id = 2",
      'UPDATE leaf_hash SET hashes = zeroblob(8192) WHERE idx = 20',
      'UPDATE leaf_tile SET root = zeroblob(32) WHERE idx = 31',
      'DELETE FROM block WHERE id = 3',
      "UPDATE block SET frame = x'00', raw_bytes = 1 << 40 WHERE id = 1",
    ];
    for (const [number, sql] of changes.entries()) {
      const caseFile = join(folder.path, `copy${String(number)}.sealwatch`);
      copyFileSync(sound, caseFile);
      const db = new Database(caseFile);
      db.pragma('foreign_keys = off');
      db.exec(sql);
      db.close();
      const alone = await findingsOf(caseFile, leavesHere);
      expect(await findingsOf(caseFile, startLeafThreads), sql).toEqual(alone);
      expect(await findingsOf(caseFile, backwards), sql).toEqual(alone);
      expect(alone.some(({ findings }) => findings.length > 0)).toBe(number > 0);
      expect(alone.at(-1)?.done).toBe(LINES);
    }
  });

  it('fails what is under way when it is closed, and nobody hears of it who does not ask', async () => {
    const store = openCaseReader(sound);
    const workers: LeafWorkers = startLeafThreads({ secret: caseSecret(store), rawBytes: MUCH });
    const steps = checkRecords(store, workers, LINES);
    const first = await steps.next();
    expect(first.value).toMatchObject({ findings: [] });
    await workers.close();
    await steps.return();
    store.close();
  });
});
