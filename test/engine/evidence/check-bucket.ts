// One folder checked against its digests, with verdicts by key.

import { timeUs } from '../../../shared/base/time.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import { readDigestTrust } from '../../../electron/engine/evidence/digest-trust.ts';
import { verifyBucket } from '../../../electron/engine/evidence/verify-bucket.ts';
import { RESOURCES } from '../../fixtures/places.ts';

export interface CheckedBucket {
  readonly verification: Verification;
  readonly verdicts: Readonly<Record<string, string>>;
  reasonOf(key: string): string;
}

export async function checkBucket(
  path: string,
  files: { readonly publicKeys?: string; readonly sidecar?: string },
  imported?: ReadonlyMap<string, string>,
): Promise<CheckedBucket> {
  const trust = await readDigestTrust(files);
  const context = {
    signal: new AbortController().signal,
    progress: () => undefined,
    host: {
      nowUs: () => timeUs(0),
      version: 'test',
      resourcesFolder: RESOURCES,
      operatingUser: 'test@test',
    },
  };
  const { verification } = await verifyBucket(path, trust, context, imported);
  const { entries } = verification;
  return {
    verification,
    verdicts: Object.fromEntries(entries.map((entry) => [entry.file ?? '', entry.verdict])),
    reasonOf: (key) => entries.find((entry) => entry.file === key)?.reason ?? '',
  };
}
