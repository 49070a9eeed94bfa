import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../electron/workers/app.ts';
import { assert } from '../../shared/base/assert.ts';
import type { Client } from '../../shared/contract/client.ts';
import { openApp } from '../fixtures/app-client.ts';
import { anotherWeek } from '../fixtures/another-week.ts';
import { chainLog, writeChainDatabase, writeChainLines } from '../fixtures/chained-log.ts';
import { temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('folders');
const KEY = 'cd'.repeat(32);
const mixed = join(folder.path, 'mixed');
const rotated = join(folder.path, 'rotated');
let app: App;
let client: Client;

beforeAll(async () => {
  mkdirSync(mixed);
  mkdirSync(rotated);
  const rows = chainLog(anotherWeek(3, Date.UTC(2026, 5, 1)).entries, KEY);
  writeChainDatabase(join(mixed, 'sound.db'), rows);
  copyFileSync(join(mixed, 'sound.db'), join(mixed, 'edited.db'));
  const db = new Database(join(mixed, 'edited.db'));
  db.exec("UPDATE secure_logs SET message = 'nothing' WHERE sequence_number = 17");
  db.close();
  const record = { eventTime: '2026-06-01T10:00:00Z', eventSource: 's3.amazonaws.com' };
  writeFileSync(
    join(mixed, 'trail.json'),
    JSON.stringify({
      Records: [
        { ...record, eventName: 'GetObject', eventVersion: '1.08', awsRegion: 'eu-west-1' },
      ],
    }),
  );
  writeFileSync(join(mixed, 'zz.bin'), Buffer.from([0, 1, 2, 3]));
  writeChainLines(join(rotated, 'log.1'), rows.slice(0, 500));
  writeChainLines(join(rotated, 'log.2'), rows.slice(500));
  writeFileSync(join(folder.path, 'key'), KEY);
  ({ app, client } = await openApp(folder.path));
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

async function verify(path: string) {
  const result = await client.call('tools.verify', {
    files: [app.mintToken(path)],
    hmacKey: app.mintToken(join(folder.path, 'key')),
  });
  assert(result.ok, result.ok ? '' : result.error.message);
  return result.value.sources;
}

describe('a folder of several logs', () => {
  it('gives every chained log its own verdict, and the other files theirs', async () => {
    const sources = await verify(mixed);
    expect(sources.map(({ path, verification }) => [path, verification.verdict])).toEqual([
      [join(mixed, 'edited.db'), 'altered'],
      [join(mixed, 'sound.db'), 'verified'],
      [mixed, 'unverifiable'],
    ]);
    expect(sources[2]?.verification.entries.map(({ file, verdict }) => [file, verdict])).toEqual([
      ['trail.json', 'unprotected'],
      ['zz.bin', 'unverifiable'],
    ]);
  });

  it('is one log where each file goes on from the one before', async () => {
    const [log, ...others] = await verify(rotated);
    expect(others).toEqual([]);
    expect(log?.verification.verdict).toBe('verified');
  });

  it('names file and entry in a case too, and finds only that entry in the evidence', async () => {
    const opened = await client.call('evidence.import', { files: [app.mintToken(mixed)] });
    assert(opened.ok, 'the folder opens');
    await client.call('evidence.setKey', { sourceId: null, keyText: KEY });
    const verified = await client.call('evidence.verify', { sourceId: null });
    assert(verified.ok, 'it can be verified');
    const failing = verified.value.sources[0]?.verification?.entries.filter(
      (entry) => entry.verdict === 'altered',
    );
    expect(failing?.map(({ file, sequence }) => [file, sequence])).toEqual([['edited.db', 17]]);
    const detected = await client.call('detect.run', { fromUs: null, toUs: null });
    assert(detected.ok, 'detection runs');
    const integrity = detected.value.alerts.filter(
      ({ finding }) => finding.ruleTitle === 'Data integrity issues',
    );
    expect(integrity.map(({ finding }) => finding.eventIds.length)).toEqual([1]);
    const details = await client.call('events.details', {
      ids: [...(integrity[0]?.finding.eventIds ?? [])],
    });
    assert(details.ok, 'the event is there');
    expect(details.value.events[0]?.file).toBe('edited.db');
    expect(details.value.events[0]?.verdict?.verdict).toBe('altered');
  });
});

describe('a chained log in UTF-16', () => {
  it('is verified entry by entry, on disk and in a case', async () => {
    const path = join(folder.path, 'utf-16.log');
    writeChainLines(path, chainLog(anotherWeek(5, Date.UTC(2026, 5, 8)).entries, KEY));
    const lines = readFileSync(path, 'utf8');
    const changed = lines.replace('"message": "', '"message": "X');
    writeFileSync(path, Buffer.from(`\ufeff${changed}`, 'utf16le'));
    const [onDisk, ...others] = await verify(path);
    expect(others).toEqual([]);
    const altered = { sequence: 0, verdict: 'altered' };
    expect(onDisk?.verification.entries[0]).toMatchObject(altered);
    expect(onDisk?.verification.counts.altered).toBe(1);
    const opened = await client.call('evidence.import', { files: [app.mintToken(path)] });
    assert(opened.ok, 'it opens');
    await client.call('evidence.setKey', { sourceId: null, keyText: KEY });
    const verified = await client.call('evidence.verify', { sourceId: null });
    assert(verified.ok, 'it can be verified');
    const inCase = verified.value.sources.at(-1)?.verification;
    expect(inCase?.entries[0]).toMatchObject(altered);
    expect(inCase?.counts.altered).toBe(1);
  });
});

describe('a key file', () => {
  it.each([
    ['that is a folder', () => mixed],
    ['that is a device without an end', () => '/dev/zero'],
  ])('%s is refused by name', async (_what, path) => {
    const result = await client.call('tools.verify', {
      files: [app.mintToken(rotated)],
      hmacKey: app.mintToken(path()),
    });
    assert(!result.ok, 'it is refused');
    expect(result.error.message).toMatch(/not a key file/);
    expect(result.error.message).toContain(path());
  });
});

describe('an empty chained log', () => {
  it('is one whose entries are all missing against a recorded head', async () => {
    const path = join(folder.path, 'empty.db');
    writeChainDatabase(path, []);
    const since = `41:${'ab'.repeat(32)}`;
    const result = await client.call('tools.verify', { files: [app.mintToken(path)], since });
    assert(result.ok, 'it can be checked');
    expect(result.value.sources[0]?.verification.verdict).toBe('missing');
    expect(result.value.sources[0]?.verification.counts.missing).toBe(42);
  });
});
