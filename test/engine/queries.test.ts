import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../electron/workers/app.ts';
import { assert } from '../../shared/base/assert.ts';
import { timeUsFromMs } from '../../shared/base/time.ts';
import type { Client } from '../../shared/contract/client.ts';
import type { Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import { openApp } from '../fixtures/app-client.ts';
import { temporaryFolder } from '../fixtures/places.ts';

const folder = temporaryFolder('queries');
let app: App;
let client: Client;
const DATED = 500;
const UNDATED = 7;
const START = Date.UTC(2026, 5, 1);

async function call<N extends ProcedureName>(name: N, input: Input<N>): Promise<Output<N>> {
  const result = await client.call(name, input);
  assert(result.ok, result.ok ? '' : `${name}: ${result.error.message}`);
  return result.value;
}

beforeAll(async () => {
  // Ten events a second share their time, and the file is out of order.
  const lines = Array.from({ length: DATED }, (_, n) => {
    const place = (n * 7) % DATED;
    const time = new Date(START + Math.floor(place / 10) * 1_000).toISOString();
    return JSON.stringify({ time, level: place % 3 === 0 ? 'ERROR' : 'INFO', place });
  });
  for (let n = 0; n < UNDATED; n++) lines.push(JSON.stringify({ time: 'never', level: 'INFO', n }));
  const log = join(folder.path, 'shuffled.jsonl');
  writeFileSync(log, lines.join('\n'));
  ({ app, client } = await openApp(folder.path));
  await call('evidence.import', { files: [app.mintToken(log)] });
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

async function allPages(query: string, descending: boolean, limit: number) {
  const rows: Output<'events.page'>['rows'] = [];
  let cursor: string | null = null;
  for (;;) {
    const page: Output<'events.page'> = await call('events.page', {
      query,
      fromUs: null,
      toUs: null,
      cursor,
      limit,
      descending,
    });
    rows.push(...page.rows);
    if (page.next === null) return { rows, total: page.total };
    cursor = page.next;
  }
}

describe('pages of events', () => {
  it.each([
    ['', 1],
    ['', 13],
    ['', 507],
    ['level:INFO', 13],
    ['level:INFO OR level:ERROR', 50],
  ])('of %j by %i hold every event once, in order, and the undated last', async (query, limit) => {
    const { rows, total } = await allPages(query, false, limit);
    expect(rows).toHaveLength(total ?? -1);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    const dated = rows.filter((row) => row.timeUs !== null);
    expect(rows.slice(0, dated.length)).toEqual(dated);
    for (const [index, row] of dated.entries()) {
      const before = dated[index - 1];
      if (!before) continue;
      const later = (row.timeUs ?? 0) - (before.timeUs ?? 0);
      expect(later > 0 || (later === 0 && row.id > before.id)).toBe(true);
    }
  });

  it('turned round are the same events the other way', async () => {
    const up = (await allPages('level:ERROR', false, 17)).rows.map((row) => row.id);
    const down = (await allPages('level:ERROR', true, 19)).rows.map((row) => row.id);
    expect(down).toEqual(up.toReversed());
  });

  it('of a range leave out its end and what has no time', async () => {
    const page = await call('events.page', {
      query: '',
      fromUs: timeUsFromMs(START + 1_000),
      toUs: timeUsFromMs(START + 3_000),
      cursor: null,
      limit: 100,
      descending: false,
    });
    expect(page.rows).toHaveLength(20);
    expect(page.total).toBe(20);
  });
});

describe('the histogram', () => {
  it.each([
    ['', null],
    ['', 'log.level'],
    ['level:ERROR', null],
    ['place:*', 'level'],
  ])('of %j by %j adds up to the count', async (query, by) => {
    const range = { fromUs: null, toUs: null };
    const histogram = await call('timeline.histogram', { query, ...range, buckets: 9, by });
    const { total } = await call('events.count', { query, ...range });
    expect(histogram.total + histogram.undated).toBe(total);
    const sum = histogram.series.flatMap((each) => each.counts).reduce((a, b) => a + b, 0);
    expect(sum).toBe(histogram.total);
  });

  it('has whole buckets that reach the end of the range', async () => {
    const fromUs = timeUsFromMs(START);
    const toUs = timeUsFromMs(START + 10_000);
    const histogram = await call('timeline.histogram', {
      query: '',
      fromUs,
      toUs,
      buckets: 10,
      by: null,
    });
    expect(histogram.bucketUs).toBe(1_000_000);
    expect(histogram.series[0]?.counts).toEqual(new Array(10).fill(10));
  });
});

describe('what lies around an event', () => {
  it('is everything within the minutes, whatever the filter was', async () => {
    const { rows } = await allPages('place:250', false, 10);
    const centre = rows[0];
    assert(centre, 'the event is there');
    const around = await call('events.around', { id: centre.id, minutes: 1 / 60, limit: 200 });
    expect(around.total).toBe(30);
    expect(around.rows).toHaveLength(30);
    expect(around.rows.some((row) => row.id === centre.id)).toBe(true);
  });
});

describe('facets', () => {
  it('count values of columns and of any other field alike', async () => {
    const { facets } = await call('timeline.facets', {
      query: '',
      fromUs: null,
      toUs: null,
      fields: ['log.level', 'level'],
      limit: 10,
    });
    const errors = Math.ceil(DATED / 3);
    expect(facets[0]?.values).toEqual([
      { value: 'INFO', count: DATED + UNDATED - errors },
      { value: 'ERROR', count: errors },
    ]);
    expect(facets[1]?.distinct).toBe(2);
  });
});
