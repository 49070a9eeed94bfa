import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import { failureOf } from '../../electron/workers/rpc.ts';
import { openApp } from '../fixtures/app-client.ts';
import { anotherWeek } from '../fixtures/another-week.ts';
import { chainLog, writeChainDatabase } from '../fixtures/chained-log.ts';
import { temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('unfinished');
afterAll(() => folder.remove());
const KEY = 'ef'.repeat(32);

function writeLog(path: string): void {
  writeChainDatabase(path, chainLog(anotherWeek(2, Date.UTC(2026, 5, 1)).entries, KEY));
}

describe('an exhibit whose import was cut off', () => {
  it('is found unfinished by the next one who writes, and never called verified', async () => {
    const log = join(folder.path, 'bot.db');
    const caseFile = join(folder.path, 'cut.sealwatch');
    writeLog(log);
    const first = await openApp(folder.path, { caseFile });
    await first.client.call('evidence.import', { files: [first.app.mintToken(log)] });
    await first.app.close();
    const db = new Database(caseFile);
    db.exec("UPDATE source SET status = 'importing'");
    db.close();

    const { app, client } = await openApp(folder.path, { caseFile });
    await client.call('evidence.setKey', { sourceId: null, keyText: KEY });
    const verified = await client.call('evidence.verify', { sourceId: null });
    await app.close();
    assert(verified.ok, verified.ok ? '' : verified.error.message);
    const [only] = verified.value.sources;
    expect(only?.source.status).toBe('incomplete');
    expect(only?.verification?.verdict).toBe('unverifiable');
    expect(only?.verification?.head).toBeUndefined();
    expect(only?.verification?.entries.at(-1)?.reason).toContain('not read to its end');
  });
});

describe('a case that is kept in the folder of its evidence', () => {
  it('is listed as no evidence, and the folder can be opened again and again', async () => {
    const place = join(folder.path, 'together');
    mkdirSync(place);
    writeLog(join(place, 'bot.db'));
    writeFileSync(join(place, 'notes.txt-lock'), '');
    const caseFile = join(place, 'mine.sealwatch');
    const { app, client } = await openApp(folder.path, { caseFile });
    const once = await client.call('evidence.import', { files: [app.mintToken(place)] });
    assert(once.ok, once.ok ? '' : once.error.message);
    const again = await client.call('evidence.import', { files: [app.mintToken(place)] });
    assert(again.ok, again.ok ? '' : again.error.message);
    expect(again.value.sources[0]?.alreadyThere).toBe(true);
    const listed = await client.call('evidence.rejections', { sourceId: 1, after: 0, limit: 10 });
    await app.close();
    assert(listed.ok, 'rejections are listed');
    expect(listed.value.rejections.map(({ file }) => file)).toEqual([
      'mine.sealwatch',
      'notes.txt-lock',
    ]);
    expect(listed.value.rejections[0]?.reason).toContain('no evidence');
  });
});

describe('a case file with text in it that does not parse', () => {
  it('is called damaged, with what cannot be read', async () => {
    const caseFile = join(folder.path, 'garbage.sealwatch');
    const log = join(folder.path, 'lines.jsonl');
    writeFileSync(log, '{"time":"2026-06-01T00:00:00Z","text":"one"}\n');
    const first = await openApp(folder.path, { caseFile });
    await first.client.call('evidence.import', { files: [first.app.mintToken(log)] });
    await first.app.close();
    const db = new Database(caseFile);
    db.exec("UPDATE source SET custody = '{'");
    db.close();
    const { app, client } = await openApp(folder.path, { caseFile });
    const listed = await client.call('evidence.list', {});
    await app.close();
    assert(!listed.ok, 'it is refused');
    expect(listed.error.code).toBe('case.damaged');
    expect(listed.error.message).toContain('the custody of E01');
    expect(listed.error.message).not.toContain('\n');
  });
});

describe('what SQLite reports', () => {
  it.each([
    ['SQLITE_IOERR_WRITE', 'disk.error'],
    ['SQLITE_CANTOPEN', 'disk.error'],
    ['SQLITE_CORRUPT', 'case.damaged'],
    ['SQLITE_NOTADB', 'case.damaged'],
    ['SQLITE_READONLY_DIRECTORY', 'disk.read-only'],
    ['SQLITE_FULL', 'disk.full'],
  ])('%s is a sentence and not a stack', (code, expected) => {
    const { code: told, message } = failureOf(
      Object.assign(new Error('something low'), { code }),
      false,
    );
    expect(told).toBe(expected);
    expect(message).not.toContain('\n');
  });
});
