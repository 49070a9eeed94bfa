import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../../electron/workers/app.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Client } from '../../../shared/contract/client.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('cancelling');
let app: App;
let client: Client;
const EVENTS = 20_000;

beforeAll(async () => {
  const log = join(folder.path, 'events.jsonl');
  const lines = Array.from({ length: EVENTS }, (_, n) =>
    JSON.stringify({ time: new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString(), place: n }),
  );
  writeFileSync(log, lines.join('\n'));
  ({ app, client } = await openApp(folder.path));
  const imported = await client.call('evidence.import', { files: [app.mintToken(log)] });
  assert(imported.ok, 'imported');
}, 60_000);
afterAll(async () => {
  await app.close();
  folder.remove();
});

const OPEN = { fromUs: null, toUs: null };

describe('a request that was taken back', () => {
  it('is not worked on: of a burst only the newest is answered', async () => {
    const started: AbortController[] = [];
    const answers = Array.from({ length: 20 }, (_, n) => {
      started.at(-1)?.abort();
      const controller = new AbortController();
      started.push(controller);
      return client.call(
        'timeline.histogram',
        { query: `place:>${String(n)}`, ...OPEN, buckets: 10, by: 'place' },
        { signal: controller.signal },
      );
    });
    const results = await Promise.all(answers);
    const last = results.at(-1);
    expect(last?.ok && last.value.total).toBe(EVENTS - 20);
    for (const result of results.slice(0, -1)) {
      expect(result).toMatchObject({ ok: false, error: { code: 'job.cancelled' } });
    }
  });

  it('stops between two blocks while records are read, and what was read stays', async () => {
    const controller = new AbortController();
    const query = '/"place":\\d*7\\d*}/';
    const counted = client.call(
      'events.count',
      { query, ...OPEN },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    setTimeout(() => controller.abort(), 1);
    expect(await counted).toMatchObject({ ok: false, error: { code: 'job.cancelled' } });
    const expected = Array.from({ length: EVENTS }, (_, n) => String(n)).filter((text) =>
      text.includes('7'),
    ).length;
    const whole = await client.call('events.count', { query, ...OPEN });
    expect(whole).toEqual({ ok: true, value: { total: expected } });
  });
});
