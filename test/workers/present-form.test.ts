import Database from 'better-sqlite3';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APPLICATION_ID, MIGRATIONS } from '../../electron/store/schema.ts';
import type { App } from '../../electron/workers/app.ts';
import { openApp } from '../fixtures/app-client.ts';

let folder = '';
let opened: App | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealwatch-older-'));
});
afterEach(async () => {
  await opened?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As the version before the present one left it. */
function makeOlderCase(): void {
  const db = new Database(join(folder, 'test.sealwatch'));
  for (const migration of MIGRATIONS.slice(0, -1)) {
    db.exec(migration.sql);
    migration.convert?.(db);
  }
  db.pragma(`application_id = ${String(APPLICATION_ID)}`);
  db.pragma(`user_version = ${String(MIGRATIONS.at(-2)?.version)}`);
  db.close();
}

describe('a case that an older version made', () => {
  it.each(['in process', 'threads'] as const)(
    'can be looked at at once, and leaves a backup as it was (%s)',
    async (topology) => {
      makeOlderCase();
      const { app, client } = await openApp(folder, { topology });
      opened = app;
      const asked = await Promise.all([
        client.call('case.info', {}),
        client.call('evidence.list', {}),
        client.call('overview.get', {}),
      ]);
      expect(asked.map((answer) => answer.ok)).toEqual([true, true, true]);
      expect(readdirSync(folder).filter((name) => name.includes('backup'))).toHaveLength(1);
    },
  );

  it('can be verified before anything else is asked of it', async () => {
    makeOlderCase();
    const { app, client } = await openApp(folder, { topology: 'threads' });
    opened = app;
    expect((await client.call('case.verifySeal', {})).ok).toBe(true);
  });
});
