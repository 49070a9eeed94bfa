import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../../electron/workers/app.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Client } from '../../../shared/contract/client.ts';
import type { Input, Output, ProcedureName } from '../../../shared/contract/procedures.ts';
import { anotherWeek } from '../../fixtures/another-week.ts';
import { clientOf, openApp } from '../../fixtures/app-client.ts';
import { chainLog, writeChainDatabase, writeChainLines } from '../../fixtures/chained-log.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('places');
const LINES = 300;
let app: App;
let client: Client;

async function call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>> {
  const result = await client.call(name, input);
  assert(result.ok, result.ok ? '' : `${name}: ${result.error.message}`);
  return result.value;
}

beforeAll(async () => {
  const rows = chainLog(anotherWeek(3, Date.UTC(2026, 5, 1)).entries.slice(0, 200), 'ab');
  const database = join(folder.path, 'bot.db');
  writeChainDatabase(database, rows);
  const chained = join(folder.path, 'bot.log');
  writeChainLines(chained, rows.slice(0, 150));
  const lines = join(folder.path, 'lines.jsonl');
  writeFileSync(
    lines,
    Array.from({ length: LINES }, (_, n) =>
      JSON.stringify(
        n % 5 === 0 ? { n } : { time: `2026-06-02T00:00:00.${String(n).repeat(n % 4)}1Z`, n },
      ),
    ).join('\n'),
  );
  ({ app, client } = await openApp(folder.path));
  for (const path of [database, chained, lines]) {
    await call('evidence.import', { files: [app.mintToken(path)] });
  }
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

const ALL = Array.from({ length: 200 + 150 + LINES }, (_, n) => n + 1);

describe('the places of events', () => {
  it('are those that the events themselves have', async () => {
    const { places } = await call('events.places', { ids: ALL });
    const { events } = await call('events.details', { ids: ALL });
    expect(places).toEqual(
      events.map(({ id, sourceId, file, position, timeUs, nanos, precision, fields }) => ({
        id,
        sourceId,
        file,
        position,
        sequence: fields['sequence_number'] ?? null,
        timeUs,
        nanos,
        precision,
      })),
    );
    expect(places.filter(({ sequence }) => sequence !== null)).toHaveLength(350);
    expect(places.filter(({ timeUs }) => timeUs === null)).toHaveLength(LINES / 5);
    expect(new Set(places.map(({ precision }) => precision)).size).toBeGreaterThan(1);
  });

  it('of an event that is not there are refused', async () => {
    const result = await client.call('events.places', { ids: [ALL.length + 1] });
    expect(result.ok ? '' : result.error.code).toBe('event.unknown');
  });

  it('are told where the records can no longer be read, but for the numbers of a chained log', async () => {
    const file = join(folder.path, 'test.sealwatch');
    const before = await call('events.places', { ids: ALL });
    await app.close();
    const database = new Database(file);
    database.exec("UPDATE block SET payload = x'00'");
    database.close();
    ({ app } = await openApp(folder.path));
    client = clientOf(app);
    const ids = ALL.slice(350);
    expect((await call('events.places', { ids })).places).toEqual(before.places.slice(350));
    const chained = await client.call('events.places', { ids: [1] });
    expect(chained.ok ? '' : chained.error.code).toBe('case.damaged');
  });
});
