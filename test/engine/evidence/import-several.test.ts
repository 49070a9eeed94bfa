import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/contract/client.ts';
import type { App } from '../../../electron/workers/app.ts';
import { assert } from '../../../shared/base/assert.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const folder = temporaryFolder('several');
let app: App;
let client: Client;
beforeAll(async () => {
  ({ app, client } = await openApp(folder.path));
});
afterAll(async () => {
  await app.close();
  folder.remove();
});

function put(name: string, lines: number): string {
  const path = join(folder.path, name);
  const line = (n: number) =>
    `${JSON.stringify({ time: new Date(Date.UTC(2026, 5, 1) + n * 1_000), of: name, n })}\n`;
  writeFileSync(path, Array.from({ length: lines }, (_, n) => line(n)).join(''));
  return path;
}

describe('several files opened together', () => {
  it('goes on behind one that cannot be opened, and names each with its reason', async () => {
    const nothing = join(folder.path, 'nothing');
    mkdirSync(nothing);
    const noise = join(folder.path, 'noise.bin');
    writeFileSync(noise, Uint8Array.of(0, 1, 2, 3, 0, 255, 254, 7));
    const paths = [
      nothing,
      put('first.jsonl', 3),
      join(folder.path, 'gone.jsonl'),
      noise,
      put('second.jsonl', 4),
    ];
    const answer = await client.call('evidence.import', {
      files: paths.map((path) => app.mintToken(path)),
    });
    assert(answer.ok, answer.ok ? '' : answer.error.message);
    const { sources, notOpened } = answer.value;
    expect(sources.map(({ source }) => [source.name, source.events])).toEqual([
      ['first.jsonl', 3],
      ['second.jsonl', 4],
    ]);
    expect(notOpened?.map(({ name }) => name)).toEqual(['nothing', 'gone.jsonl', 'noise.bin']);
    expect(notOpened?.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('the folder holds no files'),
      expect.stringContaining('there is no such file'),
      expect.stringContaining('binary data'),
    ]);
  });

  it('keeps in the audit trail what was not opened', async () => {
    const audit = await client.call('case.audit', { before: null, limit: 100 });
    assert(audit.ok, 'the audit trail is readable');
    const notes = audit.value.entries.filter(({ act }) => act === 'evidence not opened');
    expect(notes).toHaveLength(3);
  });

  it('fails as one where there is only one', async () => {
    const answer = await client.call('evidence.import', {
      files: [app.mintToken(join(folder.path, 'nothing'))],
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'folder.empty' } });
  });

  it('takes an opening that waits for another out of the row as soon as it is cancelled', async () => {
    const long = client.call('evidence.import', {
      files: [app.mintToken(put('long.jsonl', 5_000))],
    });
    const abort = new AbortController();
    const ends: string[] = [];
    const waiting = client
      .call(
        'evidence.import',
        { files: [app.mintToken(put('waiting.jsonl', 2))] },
        { signal: abort.signal },
      )
      .then((answer) => {
        ends.push('waiting');
        return answer;
      });
    abort.abort();
    const [first, second] = await Promise.all([
      long.then((answer) => {
        ends.push('long');
        return answer;
      }),
      waiting,
    ]);
    expect(first.ok).toBe(true);
    expect(second).toMatchObject({ ok: false, error: { code: 'job.cancelled' } });
    expect(ends).toEqual(['waiting', 'long']);
    const list = await client.call('evidence.list', {});
    assert(list.ok, 'the exhibits are listed');
    expect(list.value.sources.map(({ source }) => source.name)).not.toContain('waiting.jsonl');
  });
});
