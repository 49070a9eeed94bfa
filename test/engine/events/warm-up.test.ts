import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadEngine, type ReadEngine } from '../../../electron/engine/read-engine.ts';
import { UNATTENDED } from '../../../electron/engine/query-context.ts';
import { EMPTY_SCOPE } from '../../../electron/engine/scope.ts';
import { createAttendance } from '../../../electron/engine/events/warm-up.ts';
import { openCaseReader, type CaseReader } from '../../../electron/store/case-store.ts';
import { hostOf } from '../../../electron/workers/threads/thread-data.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { RESOURCES, temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('warm-up');
let caseFile: string;
const ASKED = { query: '', fromUs: null, toUs: null, buckets: 50, by: 'log.level' };
const PAGE = { query: '', fromUs: null, toUs: null, cursor: null, limit: 40, descending: true };

beforeAll(async () => {
  const lines = Array.from({ length: 9_000 }, (_, n) => {
    const time = new Date(Date.UTC(2026, 5, 1) + ((n * 7) % 9_000) * 1_000).toISOString();
    return JSON.stringify({ time, level: n % 3 === 0 ? 'ERROR' : 'INFO', n });
  });
  writeFileSync(join(folder.path, 'log.jsonl'), lines.join('\n'));
  const { app, client } = await openApp(folder.path);
  caseFile = join(folder.path, 'test.sealwatch');
  await client.call('evidence.import', {
    files: [app.mintToken(join(folder.path, 'log.jsonl'))],
  });
  await app.close();
});
afterAll(() => folder.remove());

/** An engine that counts how many blocks it reads times and columns of. */
function countingEngine(): { engine: ReadEngine; store: CaseReader; reads: () => number } {
  const store = openCaseReader(caseFile);
  let reads = 0;
  const { readTimes, chunks } = store.columns;
  const columns: CaseReader['columns'] = {
    ...store.columns,
    readTimes(blocks, into, offsetOf) {
      reads += blocks.length;
      readTimes(blocks, into, offsetOf);
    },
    *chunks(column, blocks) {
      reads += blocks.length;
      yield* chunks(column, blocks);
    },
  };
  const host = hostOf({ caseFile, resourcesFolder: RESOURCES, version: '', operatingUser: '' });
  return { engine: createReadEngine({ ...store, columns }, host), store, reads: () => reads };
}

const ask = (engine: ReadEngine, name: string, input: object) =>
  Promise.resolve(engine.query(name, input, EMPTY_SCOPE, UNATTENDED));

describe('a case that was warmed up', () => {
  it('gives the answers of one that was not, and reads no times or columns for them', async () => {
    const cold = countingEngine();
    const warm = countingEngine();
    await ask(warm.engine, 'events.warmUp', {});
    const before = warm.reads();
    expect(before).toBeGreaterThan(0);
    for (const [name, input] of [
      ['timeline.histogram', ASKED],
      ['timeline.histogram', { ...ASKED, by: 'source' }],
      ['timeline.histogram', { ...ASKED, query: 'level:ERROR', by: 'event.action' }],
      ['events.page', PAGE],
      ['timeline.facets', { query: '', fromUs: null, toUs: null, fields: ['log.level'], limit: 5 }],
    ] as const) {
      expect(await ask(warm.engine, name, input)).toEqual(await ask(cold.engine, name, input));
    }
    expect(warm.reads()).toBe(before);
    cold.store.close();
    warm.store.close();
  });

  it('is left when the one who asked for it leaves', async () => {
    const { engine, store } = countingEngine();
    const context = { ...UNATTENDED, signal: AbortSignal.abort() };
    await expect(
      Promise.resolve(engine.query('events.warmUp', {}, EMPTY_SCOPE, context)),
    ).rejects.toThrow('Cancelled');
    store.close();
  });
});

describe('work that nobody waits for', () => {
  it('waits while anybody waits for an answer', async () => {
    const attendance = createAttendance();
    const said: string[] = [];
    let answer: () => void = () => undefined;
    const asked = attendance.attend(
      () =>
        new Promise<void>((resolve) => {
          answer = resolve;
        }),
    );
    const idle = attendance.whenIdle().then(() => said.push('idle'));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    said.push('answered');
    answer();
    await asked;
    await idle;
    expect(said).toEqual(['answered', 'idle']);
  });
});
