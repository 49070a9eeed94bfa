// Event logs through the application: without a case, and as an exhibit that is checked again.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/contract/client.ts';
import type { Input, Output, ProcedureName } from '../../../shared/contract/procedures.ts';
import { DEFAULT_LIMITS } from '../../../shared/domain/limits.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { makeEventLog } from '../../fixtures/event-log.ts';
import { temporaryFolder } from '../../fixtures/places.ts';

const temporary = temporaryFolder('event-logs');
afterAll(() => temporary.remove());

async function called<N extends ProcedureName>(client: Client, name: N, input: Input<N>) {
  const result: Awaited<ReturnType<typeof client.call<N>>> = await client.call(name, input);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function inApp(
  work: (
    call: <N extends ProcedureName>(name: N, input: Input<N>) => Promise<Output<N>>,
    token: (path: string) => string,
  ) => Promise<void>,
): Promise<void> {
  const { app, client } = await openApp(mkdtempSync(join(temporary.path, 'case-')));
  try {
    await work(
      (name, input) => called(client, name, input),
      (path) => app.mintToken(path),
    );
  } finally {
    await app.close();
  }
}

const records = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    number: from + index,
    data: { TargetUserName: `user${from + index}` },
  }));

function exhibit(): string {
  const folder = mkdtempSync(join(temporary.path, 'logs-'));
  mkdirSync(join(folder, 'inner'));
  const sound = makeEventLog({ chunks: [records(1, 20)] });
  const changed = makeEventLog({ chunks: [records(1, 20), records(24, 6)] });
  changed.write('X', changed.indexOf('user7', 0, 'utf16le'), 'utf16le');
  writeFileSync(join(folder, 'sound.evtx'), sound);
  writeFileSync(join(folder, 'inner', 'changed.evtx.gz'), gzipSync(changed));
  writeFileSync(join(folder, 'other.json'), '{"time":"2026-06-01T00:00:00Z","a":1}\n');
  return folder;
}

const FOUND = {
  kind: 'event-log',
  verdict: 'altered',
  checked: 47,
  counts: { verified: 0, altered: 20, missing: 3, unverifiable: 0, unprotected: 27 },
};
const CHANGED = 'inner/changed.evtx.gz';

describe('event logs without a case', () => {
  it('are checked by their own check sums and numbers, entry by entry', async () => {
    const folder = exhibit();
    await inApp(async (call, token) => {
      const { sources } = await call('tools.verify', { files: [token(folder)] });
      expect(sources).toMatchObject([{ path: folder, verification: FOUND }]);
      const { entries, shows, doesNotShow } = sources[0]?.verification ?? { entries: [] };
      expect(entries).toMatchObject([
        { file: CHANGED, sequence: 1, through: 20, verdict: 'altered' },
        { file: CHANGED, sequence: 21, through: 23, verdict: 'missing' },
        { file: CHANGED, sequence: 24, through: 29, verdict: 'unprotected' },
        { file: 'sound.evtx', sequence: 1, through: 20, verdict: 'unprotected' },
        { file: 'other.json', verdict: 'unprotected' },
      ]);
      expect(shows).toMatch(/3 record numbers missing/);
      expect(doesNotShow).toMatch(/CRC-32 and need no key/);
    });
  });

  it('of which all fits are unprotected, for anybody can work out a check sum', async () => {
    const path = join(exhibit(), 'sound.evtx');
    await inApp(async (call, token) => {
      const { sources } = await call('tools.verify', { files: [token(path)] });
      expect(sources).toMatchObject([
        { verification: { kind: 'event-log', verdict: 'unprotected', checked: 20 } },
      ]);
      expect(sources[0]?.verification.shows).toMatch(/check sums fit.*no gap/);
    });
  });
});

describe('event logs of an exhibit', () => {
  it('are checked again where they lie, and then by their hash alone', async () => {
    const folder = exhibit();
    await inApp(async (call, token) => {
      const { sources } = await call('evidence.import', { files: [token(folder)] });
      const sourceId = sources[0]?.source.id ?? 0;
      const verify = async () =>
        (await call('evidence.verify', { sourceId })).sources[0]?.verification;
      expect(await verify()).toMatchObject(FOUND);
      writeFileSync(join(folder, 'sound.evtx'), makeEventLog({ chunks: [records(1, 19)] }));
      rmSync(join(folder, CHANGED));
      const after = await verify();
      expect(after?.entries).toMatchObject([
        { file: CHANGED, verdict: 'unverifiable' },
        { file: 'other.json', verdict: 'unprotected' },
        { file: 'sound.evtx', verdict: 'altered', reason: 'Changed since it was imported.' },
      ]);
    });
  });
});

describe('the limits of a case', () => {
  it('are kept to by what is opened from then on', async () => {
    const folder = exhibit();
    await inApp(async (call, token) => {
      const { settings } = await call('case.info', {});
      expect(settings.limits).toEqual(DEFAULT_LIMITS);
      const limits = { ...settings.limits, maxUnpackLevels: 0 };
      await call('case.setSettings', { ...settings, limits });
      const { sources } = await call('evidence.import', { files: [token(folder)] });
      expect(sources[0]?.source).toMatchObject({ events: 21, rejected: 1 });
      await expect(
        call('case.setSettings', { ...settings, limits: { ...limits, maxFiles: 0 } }),
      ).rejects.toThrow();
    });
  });
});
