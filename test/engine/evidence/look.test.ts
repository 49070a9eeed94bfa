// What evidence would be read as is told before it is opened, and nothing of it is kept.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Input } from '../../../shared/contract/procedures.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('look');
afterAll(() => folder.remove());

async function look(
  name: string,
  content: string | Uint8Array,
  options: Omit<Input<'evidence.look'>, 'file'> = {},
) {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  const { app, client } = await openApp(folder.path);
  try {
    const found = await client.call('evidence.look', { file: app.mintToken(path), ...options });
    const sources = await client.call('evidence.list', {});
    expect(sources).toMatchObject({ ok: true, value: { sources: [] } });
    return found;
  } finally {
    await app.close();
  }
}

const LINES = Array.from({ length: 500 }, (_, at) =>
  JSON.stringify({
    time: '2020-01-01T00:00:00Z',
    happened: `2026-06-03 10:00:${(at % 50) + 10}`,
    at,
  }),
).join('\n');

describe('evidence that is not opened yet', () => {
  it('is told with its format, the field of its times and others that hold some', async () => {
    const found = await look('lines.jsonl.gz', gzipSync(LINES));
    expect(found).toMatchObject({
      ok: true,
      value: { name: 'lines.jsonl.gz', formatTitle: 'JSON lines', rejected: 0 },
    });
    if (!found.ok) return;
    const { looked, fields } = found.value.reading;
    expect(looked).toBe(80);
    expect(fields).toContainEqual(
      expect.objectContaining({ field: 'time', used: looked, times: looked }),
    );
    expect(fields).toContainEqual(expect.objectContaining({ field: 'happened', used: 0 }));
  });

  it('is told with the columns of a table', async () => {
    const found = await look('table.csv', 'when;who;what\n2026-03-01 10:00:00;ann;login\n');
    expect(found).toMatchObject({
      ok: true,
      value: {
        reading: {
          zoneAssumed: 1,
          table: { separator: ';', columns: ['when', 'who', 'what'], time: ['when'], header: true },
        },
      },
    });
  });

  it('is looked at as what the officer says that it is', async () => {
    const found = await look('lines.jsonl', LINES, {
      timeField: 'happened',
      zone: 'Europe/Berlin',
    });
    expect(found).toMatchObject({
      ok: true,
      value: { reading: { zoneAssumed: 80, options: { zone: 'Europe/Berlin' } } },
    });
    const unknown = await look('lines.jsonl', LINES, { format: 'no-such-format' });
    expect(unknown).toMatchObject({ ok: false });
  });

  it('is told with what cannot be read of it', async () => {
    const found = await look(
      'some.jsonl',
      `${LINES.split('\n').slice(0, 5).join('\n')}\n{"cut":\n`,
    );
    expect(found).toMatchObject({ ok: true, value: { rejected: 1, reading: { looked: 5 } } });
    expect(found.ok && found.value.firstRejection).not.toBe('');
  });

  it('fails as opening it would where it is no log', async () => {
    const found = await look(
      'noise.bin',
      Uint8Array.from({ length: 4_000 }, (_, at) => at * 197),
    );
    expect(found).toMatchObject({ ok: false, error: { code: 'format.unknown' } });
  });
});
