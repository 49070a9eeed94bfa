// Digests through the application: without a case, and as an exhibit that is checked again.

import { mkdtempSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/contract/client.ts';
import type { Input, Output, ProcedureName } from '../../../shared/contract/procedures.ts';
import { openApp } from '../../fixtures/app-client.ts';
import { temporaryFolder } from '../../fixtures/places.ts';
import { trailBucket, trailKey } from '../../fixtures/trail-bucket.ts';

const temporary = temporaryFolder('digest-case');
afterAll(() => temporary.remove());
const KEY = trailKey();

function madeBucket() {
  const bucket = trailBucket(join(mkdtempSync(join(temporary.path, 'b-')), 'bucket'), KEY);
  const digests = [bucket.hour(), bucket.hour(), bucket.hour()];
  bucket.save();
  return { bucket, digests };
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

async function called<N extends ProcedureName>(client: Client, name: N, input: Input<N>) {
  const result = await client.call(name, input);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

describe('digests without a case', () => {
  it('are checked with the files given, and a key file that is none is named', async () => {
    const { bucket } = madeBucket();
    await inApp(async (call, token) => {
      const files = [token(bucket.root)];
      const publicKeys = token(bucket.publicKeys);
      const sidecar = token(bucket.sidecar);
      const { sources } = await call('tools.verify', { files, publicKeys, sidecar });
      expect(sources).toMatchObject([
        { path: bucket.root, verification: { kind: 'cloudtrail-digest', verdict: 'verified' } },
      ]);
      await expect(call('tools.verify', { files, publicKeys: sidecar })).rejects.toThrow(
        /^keys\.invalid: .*s3-metadata\.json: holds no PublicKeyList/,
      );
    });
  });
});

describe('digests of an exhibit', () => {
  it('become verified once the files are given, and stay so when it is checked again', async () => {
    const { bucket, digests } = madeBucket();
    await inApp(async (call, token) => {
      await call('evidence.import', { files: [token(bucket.root)] });
      const verdictOf = async (more: Partial<Input<'evidence.verify'>> = {}) => {
        const { sources } = await call('evidence.verify', { sourceId: null, ...more });
        const [only] = sources;
        return [only?.verification?.kind, only?.verification?.verdict, only?.verifiedWithKey];
      };
      expect(await verdictOf()).toEqual(['cloudtrail-digest', 'unverifiable', false]);
      const given = { publicKeys: token(bucket.publicKeys), sidecar: token(bucket.sidecar) };
      expect(await verdictOf(given)).toEqual(['cloudtrail-digest', 'verified', true]);
      expect(await verdictOf()).toEqual(['cloudtrail-digest', 'verified', true]);

      bucket.edit(digests[0]?.logs[0] ?? '', (text) => text.replace('eventID', 'eventid'));
      expect(await verdictOf()).toEqual(['cloudtrail-digest', 'altered', true]);

      renameSync(bucket.root, `${bucket.root}-elsewhere`);
      expect(await verdictOf()).toEqual(['file-hash', 'unverifiable', false]);
    });
  });

  it('found altered are findings of the detection that follows', async () => {
    const { bucket, digests } = madeBucket();
    bucket.edit(digests[1]?.logs[0] ?? '', (text) => text.replace('eventID', 'eventid'));
    await inApp(async (call, token) => {
      await call('evidence.import', { files: [token(bucket.root)] });
      const publicKeys = token(bucket.publicKeys);
      await call('evidence.verify', { sourceId: null, publicKeys });
      const { alerts } = await call('detect.run', { fromUs: null, toUs: null });
      const integrity = alerts.filter((alert) => alert.finding.kind === 'integrity');
      expect(integrity).toHaveLength(1);
      expect(integrity[0]?.finding.explanation).toContain('sound digest');
    });
  });
});
