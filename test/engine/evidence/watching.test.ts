import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/contract/client.ts';
import type { App } from '../../../electron/workers/app.ts';
import { openApp } from '../../fixtures/app-client.ts';

describe('what a case watches', () => {
  let folder: string;
  let app: App;
  let client: Client;
  beforeEach(async () => {
    folder = mkdtempSync(`${tmpdir()}/sealwatch-watched-`);
    ({ app, client } = await openApp(folder));
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  const watched = async () => {
    const answer = await client.call('evidence.watched', {});
    return answer.ok ? answer.value.watched.map((each) => each.path) : answer.error;
  };

  it('is kept in the case, once for each path, and ends when the officer says so', async () => {
    const file = app.mintToken(folder);
    await client.call('evidence.watch', { file });
    await client.call('evidence.watch', { file });
    expect(await watched()).toEqual([folder]);
    await app.close();
    ({ app, client } = await openApp(folder));
    expect(await watched()).toEqual([folder]);
    expect(await client.call('evidence.unwatch', { path: folder })).toMatchObject({ ok: true });
    expect(await watched()).toEqual([]);
    expect(await client.call('evidence.unwatch', { path: folder })).toMatchObject({
      ok: false,
      error: { code: 'watch.unknown' },
    });
  });

  it('stands in the audit trail', async () => {
    await client.call('evidence.watch', { file: app.mintToken(folder) });
    await client.call('evidence.unwatch', { path: folder });
    const trail = await client.call('case.audit', { before: null, limit: 100 });
    expect(trail.ok && trail.value.entries.map((entry) => entry.act)).toEqual(
      expect.arrayContaining(['watch started', 'watch ended']),
    );
  });

  it('cannot be named by a path from a window', async () => {
    const answer = await client.call('evidence.watch', {
      file: 'f-AAAAAAAAAAAAAAAAAAAAAAAA' as never,
    });
    expect(answer.ok).toBe(false);
  });
});
