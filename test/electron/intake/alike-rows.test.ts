// Records that are like others become rows without being read: the rows must be the same.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import { trailRecords } from '../../bench/trail-records.ts';
import { temporaryFolder } from '../../fixtures/places.ts';
import { gather, type Gathered } from './gather.ts';

const folder = temporaryFolder('alike-rows');
afterAll(() => folder.remove());

const COLUMNS = ECS_COLUMNS.filter((name) => name !== 'event.id');
/** More than a batch holds. */
const RECORDS = 5_000;

/** Among ordinary ones some that are not: of another shape, with escapes, wrapped, or no event at all. */
function records(): readonly string[] {
  const next = trailRecords(7);
  return Array.from({ length: RECORDS }, (_, count) => {
    const record = next();
    if (count % 97 === 5) return record.replace('"eventName":"', '"eventName":"caf\\u00e9 ');
    if (count % 97 === 25) return record.replace(/"eventName":"[^"]*",/, '');
    if (count % 97 === 45) return `{"detail":${record}}`;
    if (count % 97 === 65) return record.replace(/"eventTime":"[^"]*"/, '"eventTime":null');
    if (count % 97 === 85) return record.replace(/"sourceIPAddress":"[^"]*",/, '');
    return record;
  });
}

function told({ events, rejections, summary }: Gathered) {
  const withoutId = events.map(({ ecs: { 'event.id': _id, ...ecs }, ...event }) => ({
    ...event,
    ecs,
  }));
  return { events: withoutId, rejections, summary };
}

describe('rows of records that are like others', () => {
  it('are those of records that are read, in a file of lines', async () => {
    const path = join(folder.path, 'trail.jsonl');
    writeFileSync(path, records().join('\n'));
    const read = told(await gather(path));
    expect(read.events.length).toBeGreaterThan(4_096);
    expect(told(await gather(path, { columns: COLUMNS }))).toEqual(read);
  });

  it('are those of records that are read, in a folder of packed files', async () => {
    const path = join(folder.path, 'packed');
    mkdirSync(path);
    const all = records();
    for (let first = 0; first < all.length; first += 250) {
      const list = all.slice(first, first + 250).join(',');
      writeFileSync(join(path, `${String(first)}.json.gz`), gzipSync(`{"Records":[${list}]}`));
    }
    const read = told(await gather(path));
    expect(read.events.length).toBeGreaterThan(4_096);
    expect(told(await gather(path, { columns: COLUMNS }))).toEqual(read);
  });
});
