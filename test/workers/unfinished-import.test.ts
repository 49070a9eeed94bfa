// A window that is opened after the process before it was killed says what was not read to its end.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import { openApp } from '../fixtures/app-client.ts';
import { temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('killed');
afterAll(() => folder.remove());

async function killedCase(): Promise<string> {
  const caseFile = join(folder.path, 'killed.sealwatch');
  const log = join(folder.path, 'log.jsonl');
  writeFileSync(log, '{"time":"2026-05-01T00:00:00Z","message":"one"}\n');
  const { app, client } = await openApp(folder.path, { caseFile });
  const read = await client.call('evidence.import', { files: [app.mintToken(log)] });
  assert(read.ok, read.ok ? '' : read.error.message);
  await app.close();
  const db = new Database(caseFile);
  db.exec("UPDATE source SET status = 'importing'");
  db.close();
  return caseFile;
}

describe('a window on a case whose import was killed', () => {
  it('says that the exhibit is incomplete, before anybody writes', async () => {
    const caseFile = await killedCase();
    const { app, client } = await openApp(folder.path, { caseFile, reviews: true });
    const status = async () => {
      const list = await client.call('evidence.list', {});
      return list.ok ? list.value.sources[0]?.source.status : list.error.message;
    };
    await expect.poll(status, { timeout: 20_000 }).toBe('incomplete');
    await app.close();
  });
});
