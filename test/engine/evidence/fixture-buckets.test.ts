// The copied buckets of the shared fixtures, each against what is said to be true of it.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES } from '../../fixtures/places.ts';
import { checkBucket } from './check-bucket.ts';

const FOLDER = join(FIXTURES, 'cloudtrail-digest');

interface Truth {
  readonly digests: Readonly<Record<string, string>>;
  readonly logs: Readonly<Record<string, string>>;
  readonly gaps?: readonly { readonly after: string; readonly before: string }[];
  readonly unreferenced_logs?: readonly string[];
}

const VERDICT: Readonly<Record<string, string>> = {
  valid: 'verified',
  'invalid-hash': 'altered',
  'invalid-signature': 'altered',
  'invalid-trailing-data': 'altered',
  missing: 'missing',
  unverified: 'unverifiable',
};

const SCENARIOS = [
  '01-clean',
  '02-log-modified',
  '04-log-missing',
  '05-digest-modified',
  '06-digest-missing',
  '08-gap-restart',
  '11-log-second-gzip-member',
  '12-log-unreferenced',
];

/** Per digest and log, as the fixture says. */
function expected(scenario: string): Record<string, string> {
  const truth = truthOf(scenario);
  const entries = { ...truth.digests, ...truth.logs };
  const all = Object.entries(entries).map(([key, said]) => [key, VERDICT[said] ?? said]);
  const planted = (truth.unreferenced_logs ?? []).map((key) => [key, 'unprotected']);
  return Object.fromEntries([...all, ...planted]) as Record<string, string>;
}

const truthOf = (scenario: string) =>
  JSON.parse(readFileSync(join(FOLDER, scenario, 'expected.json'), 'utf8')) as Truth;

const check = (scenario: string, below: string, sidecar: boolean) =>
  checkBucket(join(FOLDER, scenario, below), {
    publicKeys: join(FOLDER, scenario, 'public-keys.json'),
    ...(sidecar && { sidecar: join(FOLDER, scenario, 's3-metadata.json') }),
  });

/** The newest digest, and logs that only it names, which a plain copy cannot vouch for. */
function withoutSidecar(scenario: string): Record<string, string> {
  const all = expected(scenario);
  const at = (time: string) => Object.keys(all).filter((key) => key.includes(time));
  const unknown = [...at('060131Z'), ...at('T0506Z'), ...at('T0511Z')];
  if (scenario === '06-digest-missing') unknown.push(...at('030131Z'));
  if (scenario === '08-gap-restart') unknown.push(...at('020131Z'), ...at('T0106Z'));
  for (const key of unknown) all[key] = 'unverifiable';
  return all;
}

describe.skipIf(!existsSync(FOLDER))('the copied buckets of the fixtures', () => {
  it.each(SCENARIOS)('%s has the verdicts of its truth, with the sidecar', async (scenario) => {
    const { verdicts } = await check(scenario, 'bucket/example-audit-logs', true);
    expect(verdicts).toEqual(expected(scenario));
  });

  it.each(SCENARIOS)('%s without the sidecar leaves the end of a chain open', async (scenario) => {
    const { verdicts } = await check(scenario, 'bucket/example-audit-logs', false);
    expect(verdicts).toEqual(withoutSidecar(scenario));
  });

  it.each(['bucket', 'bucket/example-audit-logs/AWSLogs'])(
    'may be given as %s as well, with the same keys',
    async (below) => {
      const { verdicts } = await check('05-digest-modified', below, true);
      expect(verdicts).toEqual(expected('05-digest-modified'));
    },
  );

  it('has a gap where logging was stopped and nowhere else', async () => {
    const { verification } = await check('08-gap-restart', 'bucket', true);
    const [gap] = truthOf('08-gap-restart').gaps ?? [];
    expect(verification.gaps).toEqual([
      expect.objectContaining({ kind: 'logging stopped', after: gap?.after, before: gap?.before }),
    ]);
    expect(verification.verdict).toBe('verified');
    const clean = await check('01-clean', 'bucket', true);
    expect(clean.verification.gaps).toEqual([]);
  });

  it('counts a missing digest as one', async () => {
    const { verification } = await check('06-digest-missing', 'bucket', true);
    expect(verification.gaps).toMatchObject([{ kind: 'digests missing', count: 1 }]);
  });

  it('vouches for nothing without the public keys', async () => {
    const { verification } = await checkBucket(join(FOLDER, '01-clean/bucket'), {});
    expect(verification.counts).toMatchObject({ verified: 0, unverifiable: 14, altered: 0 });
    expect(verification.shows).toContain('no signature was checked');
  });
});
