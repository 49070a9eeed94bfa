// How the records of an exhibit are understood is told, and can be corrected: the field of the time,
// the columns of a table, the order of dates.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Input } from '../../../shared/contract/procedures.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('reading');
afterAll(() => folder.remove());

let count = 0;
/** Opened once as it is, and again for each of the other readings. */
async function readings(
  name: string,
  text: string,
  ...others: readonly Omit<Input<'evidence.import'>, 'files'>[]
) {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  const caseFile = join(folder.path, `${String(++count)}.sealwatch`);
  const { app, client } = await openApp(folder.path, { caseFile });
  try {
    const found = [];
    for (const [at, reading] of [{}, ...others].entries()) {
      const file = await client.call('host.exhibitFile', { sourceId: 1 });
      const token = at === 0 ? app.mintToken(path) : file.ok ? file.value.token : '';
      const opened = await client.call('evidence.import', { files: [token], ...reading });
      if (!opened.ok) throw new Error(opened.error.message);
      const source = opened.value.sources[0]?.source;
      const told = await client.call('evidence.reading', { sourceId: source?.id ?? 0 });
      if (!told.ok) throw new Error(told.error.message);
      found.push({ source, reading: told.value });
    }
    return found;
  } finally {
    await app.close();
  }
}

const day = (us: number | null | undefined) =>
  new Date((us ?? 0) / 1_000).toISOString().slice(0, 10);

describe('the field of the time', () => {
  const lines = Array.from({ length: 100 }, (_, at) =>
    JSON.stringify({
      time: '2020-01-01T00:00:00Z',
      meta: { happened: `2026-06-03 10:${String(at % 60).padStart(2, '0')}:00` },
      text: `m${String(at)}`,
    }),
  ).join('\n');

  it('is told with the others that hold times, and corrected by reading again', async () => {
    const [first, again] = await readings('lines.jsonl', lines, { timeField: 'meta.happened' });
    const field = (name: string) => first?.reading.fields.find((each) => each.field === name);
    expect(day(first?.source?.firstTimeUs)).toBe('2020-01-01');
    expect(field('time')).toMatchObject({
      used: first?.reading.looked,
      example: '2020-01-01T00:00:00Z',
    });
    expect(field('meta.happened')).toMatchObject({ used: 0, times: first?.reading.looked });
    expect(field('text')?.times).toBe(0);
    expect(first?.reading.zoneAssumed).toBe(0);
    expect(again?.source?.exhibit).toBe('E02');
    expect(day(again?.source?.firstTimeUs)).toBe('2026-06-03');
    expect(again?.reading.options).toEqual({ timeField: 'meta.happened' });
    expect(again?.reading.zoneAssumed).toBe(again?.reading.looked);
  });
});

describe('a table', () => {
  const rows = Array.from(
    { length: 60 },
    (_, at) => `2026-07-01,04/06/2026 10:${String(at).padStart(2, '0')},u${String(at % 7)}`,
  );
  const text = `exported,event,person\n${rows.join('\n')}\n`;

  it('is told with its columns, and read again with others', async () => {
    const layout = {
      separator: ',',
      columns: ['sent', 'happened', 'who'],
      time: ['happened'],
      dates: 'day-first',
    };
    const format = `csv:${JSON.stringify(layout)}`;
    const [first, again] = await readings('table.csv', text, { format });
    expect(first?.reading.table).toMatchObject({
      separator: ',',
      columns: ['exported', 'event', 'person'],
      header: true,
    });
    // Which number is the day is for the officer to say, and then it is a time.
    const times = first?.reading.fields.map(({ field, times: found }) => [field, found > 0]);
    expect(times).toContainEqual(['event', true]);
    expect(again?.source?.events).toBe(60);
    expect(day(again?.source?.firstTimeUs)).toBe('2026-06-04');
    expect(again?.reading.table).toMatchObject({ ...layout, header: true });
    expect(again?.reading.fields.map(({ field }) => field)).toEqual(['sent', 'happened', 'who']);
  });
});
