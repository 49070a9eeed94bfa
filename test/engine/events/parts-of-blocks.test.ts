// A word that few groups of a long block may hold: only these parts of it are looked at, and the answer
// is what looking at every record gives.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNATTENDED } from '../../../electron/engine/query-context.ts';
import { EMPTY_SCOPE } from '../../../electron/engine/scope.ts';
import { indexTextJob } from '../../../electron/engine/text-index/index-text-job.ts';
import { timeUs } from '../../../shared/base/time.ts';
import { temporaryFolder } from '../../fixtures/places.ts';
import { openEngines, type Engines } from '../detection/open-engines.ts';

const LINES = 6_000;
const PADDING = 'x'.repeat(300);
const OPEN = { fromUs: null, toUs: null };

/** In three places far from each other, and told in three ways. */
const PLANTED = new Map<number, object>([
  [10, { said: 'a needle here' }],
  [11, { said: 'a NEEDLE here' }],
  [3_000, { user: { name: 'Needle' } }],
  [5_990, { said: 'needless' }],
]);
const ESCAPED = 5_995;

describe('a search for a word in parts of a block', () => {
  const folder = temporaryFolder('parts-of-blocks');
  let engines: Engines;
  const ask = (name: string, input: object) =>
    engines.reader.query(name, input, EMPTY_SCOPE, UNATTENDED) as Promise<{
      readonly total: number | null;
      readonly rows: readonly { readonly id: number }[];
    }>;

  beforeAll(async () => {
    engines = openEngines(folder.path);
    const lines = Array.from({ length: LINES }, (_, n) => {
      const time = new Date(Date.UTC(2026, 5, 2) + n * 500).toISOString();
      const line = JSON.stringify({ time, n, padding: PADDING, ...PLANTED.get(n + 1) });
      return n + 1 === ESCAPED ? line.replace('}', ',"said":"n\\u0065edle"}') : line;
    });
    const path = join(folder.path, 'app.jsonl');
    writeFileSync(path, `${lines.join('\n')}\n`);
    await engines.import([path]);
    const host = { nowUs: () => timeUs(0), version: '', resourcesFolder: '', operatingUser: '' };
    const context = { ...UNATTENDED, host, scope: EMPTY_SCOPE, steps: engines.steps };
    await indexTextJob(engines.reader)({}, context);
  });
  afterAll(() => {
    engines.close();
    folder.remove();
  });

  it('finds it as it is written, in another case, in a column and behind an escape', async () => {
    const page = { ...OPEN, cursor: null, limit: 50, descending: false };
    const { rows } = await ask('events.page', { query: 'needle', ...page });
    expect(rows.map(({ id }) => id)).toEqual([10, 11, 3_000, 5_990, ESCAPED]);
  });

  it('counts the same, and all but these without it', async () => {
    expect(await ask('events.count', { query: 'needle', ...OPEN })).toMatchObject({ total: 5 });
    expect(await ask('events.count', { query: 'NOT needle', ...OPEN })).toMatchObject({
      total: LINES - 5,
    });
  });

  it('is answered alike for several who ask at once', async () => {
    const queries = ['needle OR n:7', 'needle OR n:7', 'needle OR n:7'];
    const totals = await Promise.all(
      queries.map((query) => ask('events.count', { query, ...OPEN })),
    );
    expect(totals.map(({ total }) => total)).toEqual([6, 6, 6]);
  });
});
