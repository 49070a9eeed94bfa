// The entries of an altered stretch one by one: what each records and what is worked out, its links,
// and what differs from the same entry of a sound copy beside it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChainEntry, EntryCheck } from '../../../shared/contract/areas/evidence.ts';
import type { Input } from '../../../shared/contract/procedures.ts';
import { openApp } from '../../fixtures/app-client.ts';
import {
  chainLog,
  writeChainDatabase,
  writeChainLines,
  type ChainedRow,
  type LoggedEntry,
} from '../../fixtures/chained-log.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const KEY = '00112233445566778899aabbccddeeff';
const folder = temporaryFolder('entries');
afterAll(() => folder.remove());

let place = '';
let count = 0;
beforeEach(() => {
  place = join(folder.path, String(++count));
  mkdirSync(place);
});

const ENTRIES: readonly LoggedEntry[] = Array.from({ length: 60 }, (_, index) => ({
  timestamp: new Date(Date.UTC(2026, 5, 1) + index * 61_000).toISOString().replace('Z', '+00:00'),
  level: 'INFO',
  component: 'trading_engine',
  eventType: 'trade_placed',
  message: `Entry ${String(index)}`,
  data: { price: index + 0.5, count: BigInt(index) },
}));
const SOUND = chainLog(ENTRIES, KEY);

const changed = (at: number, change: Partial<ChainedRow>): readonly ChainedRow[] =>
  SOUND.map((row, index) => (index === at ? { ...row, ...change } : row));

interface Asked {
  readonly withKey?: boolean;
  readonly source?: Partial<Input<'evidence.entries'>>;
}

/** The entries of a stretch of the first of these files, as the window asks for them. */
async function entriesOf(
  paths: readonly string[],
  sequence: number,
  through: number,
  { withKey = false, source = {} }: Asked = {},
) {
  const { app, client } = await openApp(place);
  try {
    for (const path of paths) {
      const opened = await client.call('evidence.import', { files: [app.mintToken(path)] });
      if (!opened.ok) throw new Error(opened.error.message);
    }
    if (withKey) await client.call('evidence.setKey', { sourceId: null, keyText: KEY });
    const stretch = { sourceId: 1, sequence, through, offset: 0, limit: 50, ...source };
    const answer = await client.call('evidence.entries', stretch);
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  } finally {
    await app.close();
  }
}

const database = (name: string, rows: readonly ChainedRow[]): string => {
  const path = join(place, name);
  writeChainDatabase(path, rows);
  return path;
};

function check(entry: ChainEntry | undefined, what: EntryCheck['what']): EntryCheck {
  const found = entry?.checks.find((each) => each.what === what);
  if (!found) throw new Error(`${what} was not checked`);
  return found;
}
const failing = (entry: ChainEntry | undefined) =>
  (entry?.checks ?? []).filter(({ holds }) => holds === false).map(({ what }) => what);

describe('one entry', () => {
  it('that is sound fits in all that can be checked', async () => {
    const { entries, total } = await entriesOf([database('log.db', SOUND)], 7, 7);
    expect([total, entries[0]?.sequence, entries[0]?.entryId]).toEqual([1, '7', 'entry_000007']);
    expect(failing(entries[0])).toEqual([]);
    expect(check(entries[0], 'HMAC').holds).toBeNull();
  });

  it('that was edited has another content hash than it records, and nothing else is wrong', async () => {
    const path = database('log.db', changed(11, { message: 'quiet' }));
    const [entry] = (await entriesOf([path], 11, 11, { withKey: true })).entries;
    expect(failing(entry)).toEqual(['content hash']);
    const { recorded, workedOut } = check(entry, 'content hash');
    expect(recorded).toBe(SOUND[11]?.content_hash);
    expect(workedOut).toMatch(/^[0-9a-f]{64}$/);
    expect(workedOut).not.toBe(recorded);
    expect(check(entry, 'HMAC')).toMatchObject({ holds: true });
  });

  it('has its links to both neighbours checked', async () => {
    const path = database('log.db', changed(20, { chain_hash: 'ab'.repeat(32) }));
    const { entries } = await entriesOf([path], 19, 21);
    expect(entries.map(failing)).toEqual([[], ['chain hash', 'next link'], ['previous hash']]);
    expect(check(entries[1], 'next link').workedOut).toBe(SOUND[20]?.chain_hash);
  });

  it('never gives away what an HMAC would have to be', async () => {
    const path = database('log.db', changed(5, { hmac_signature: 'cd'.repeat(32) }));
    const [entry] = (await entriesOf([path], 5, 5, { withKey: true })).entries;
    expect(failing(entry)).toEqual(['HMAC']);
    expect(JSON.stringify(entry)).not.toContain(SOUND[5]?.hmac_signature);
  });
});

describe('a stretch', () => {
  it('is gone through in parts, each entry once', async () => {
    const path = database('log.db', SOUND);
    const part = await entriesOf([path], 10, 39, { source: { offset: 25, limit: 10 } });
    expect(part.total).toBe(30);
    expect(part.entries.map(({ sequence }) => sequence)).toEqual(['35', '36', '37', '38', '39']);
  });

  it('of exchanged entries holds both, with the numbers they claim', async () => {
    const rows = [...SOUND.slice(0, 30), ...SOUND.slice(30, 32).toReversed(), ...SOUND.slice(32)];
    const { entries } = await entriesOf([database('log.db', rows)], 30, 31);
    expect(entries.map(({ sequence }) => sequence)).toEqual(['31', '30']);
    expect(check(entries[0], 'sequence number')).toMatchObject({ holds: false, workedOut: '30' });
  });

  it('shows what stands where an entry should that claims another number', async () => {
    const path = database('log.db', changed(40, { sequence_number: 900_000 }));
    const { entries } = await entriesOf([path], 40, 40);
    expect(entries.map(({ sequence }) => sequence)).toEqual(['900000']);
    expect(failing(entries[0])).toContain('sequence number');
  });

  it('goes on in the file that a rotated log goes on in, and not in another log beside it', async () => {
    const logs = join(place, 'logs');
    mkdirSync(logs);
    writeChainLines(join(logs, 'a.1.log'), SOUND.slice(0, 25));
    writeChainLines(join(logs, 'a.2.log'), SOUND.slice(25));
    const other = ENTRIES.map((entry) => ({ ...entry, message: 'of the other log' }));
    writeChainLines(join(logs, 'b.log'), chainLog(other, KEY));
    const { entries, total } = await entriesOf([logs], 23, 26, { source: { file: 'a.1.log' } });
    expect(total).toBe(4);
    expect(entries.map(({ file }) => file)).toEqual(['a.1.log', 'a.1.log', 'a.2.log', 'a.2.log']);
    expect(entries.flatMap(failing)).toEqual([]);
  });

  it('is empty in an exhibit that holds no such log', async () => {
    const path = join(place, 'plain.jsonl');
    writeFileSync(path, '{"time":"2026-06-01T00:00:00Z","message":"x"}\n');
    expect(await entriesOf([path], 0, 10)).toEqual({ entries: [], total: 0 });
  });
});

describe('beside a sound copy', () => {
  const differing = (entry: ChainEntry | undefined) =>
    (entry?.fields ?? []).filter(({ elsewhere }) => elsewhere !== undefined);

  it('the fields that differ are told, and from which exhibit', async () => {
    const path = database('altered.db', changed(11, { message: 'quiet' }));
    const [entry] = (await entriesOf([path, database('sound.db', SOUND)], 11, 11)).entries;
    expect(entry?.elsewhere).toMatchObject({ exhibit: 'E02', contentHolds: true });
    expect(differing(entry)).toEqual([
      { column: 'message', value: 'quiet', elsewhere: 'Entry 11' },
    ]);
  });

  it('members of the data in another order are no difference, other numbers are', async () => {
    const turned = database('turned.db', changed(11, { data: '{"count": 11, "price": 11.5}' }));
    const sound = database('sound.db', SOUND);
    const [entry] = (await entriesOf([turned, sound], 11, 11)).entries;
    expect(entry?.elsewhere?.exhibit).toBe('E02');
    expect([failing(entry), differing(entry)]).toEqual([[], []]);
  });

  it('an entry of another id is not taken for the same', async () => {
    const path = database('altered.db', changed(11, { entry_id: 'inserted', message: 'new' }));
    const [entry] = (await entriesOf([path, database('sound.db', SOUND)], 11, 11)).entries;
    expect(entry?.elsewhere).toBeUndefined();
  });
});
