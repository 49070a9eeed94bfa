import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import { UNATTENDED } from '../../electron/engine/query-context.ts';
import { createReadEngine } from '../../electron/engine/read-engine.ts';
import { EMPTY_SCOPE } from '../../electron/engine/scope.ts';
import type { StepClient } from '../../electron/engine/steps.ts';
import {
  indexTextJob,
  type StartMarkers,
} from '../../electron/engine/text-index/index-text-job.ts';
import { openCaseReader, openCaseWriter } from '../../electron/store/case-store.ts';
import { markOnThreads } from '../../electron/workers/mark-threads.ts';
import { hostOf } from '../../electron/workers/threads/thread-data.ts';
import { openApp } from '../fixtures/app-client.ts';
import { RESOURCES, temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('mark-threads');
const unindexed = join(folder.path, 'unindexed.sealwatch');
const LINES = 20_000;

beforeAll(async () => {
  const lines = Array.from({ length: LINES }, (_, n) => {
    const said = `"user${n % 50}" said \u212aelvin\n${'é'.repeat(n % 7)} ${n * 7919}`;
    return JSON.stringify({ time: new Date(Date.UTC(2026, 5, 2) + n * 500), n, said });
  });
  const path = join(folder.path, 'app.jsonl');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const { app, client } = await openApp(folder.path);
  const done = await client.call('evidence.import', { files: [app.mintToken(path)] });
  assert(done.ok, 'the evidence opens');
  await app.close();
  copyFileSync(join(folder.path, 'test.sealwatch'), unindexed);
});
afterAll(() => folder.remove());

/** All that the index of a fresh copy of the case says. */
async function indexed(name: string, startMarkers: StartMarkers | undefined) {
  const caseFile = join(folder.path, `${name}.sealwatch`);
  copyFileSync(unindexed, caseFile);
  const db = new Database(caseFile);
  db.exec('DELETE FROM text_slice; DELETE FROM text_span');
  db.close();
  const host = hostOf({ caseFile, resourcesFolder: RESOURCES, version: 't', operatingUser: 't' });
  const store = openCaseWriter(caseFile);
  const reader = openCaseReader(caseFile);
  const steps: Partial<StepClient> = {
    saveTextSpan: ({ slices, ...span }) =>
      Promise.resolve(store.transaction(() => store.textIndex.add(span, slices))),
  };
  const engine = createReadEngine(reader, host);
  const context = { ...UNATTENDED, host, scope: EMPTY_SCOPE, startMarkers };
  const done = await indexTextJob(engine)({}, { ...context, steps: steps as StepClient });
  const spans = store.read.textIndex.spans();
  reader.close();
  store.close();
  const read = new Database(caseFile, { readonly: true });
  const slices = read.prepare('SELECT id, bits FROM text_slice ORDER BY id').all();
  read.close();
  return { done, spans, slices };
}

describe('words that are indexed on several threads', () => {
  it('make the same index as on one', async () => {
    const here = await indexed('here', undefined);
    expect(here.done.events).toBe(LINES);
    expect(here.slices.length).toBeGreaterThan(100);
    expect(await indexed('threads', () => markOnThreads(2))).toEqual(here);
  });
});
