// Which logs are checked with a key, and whether theirs was supplied, in words.

import type { SourceWithVerdict } from '../../shared/contract/areas/evidence.ts';

/** Its entries are chained by hashes and signed with a key that the officer may have. */
export function isChained(of: {
  readonly source: Pick<SourceWithVerdict['source'], 'format'>;
  readonly verification: Pick<NonNullable<SourceWithVerdict['verification']>, 'kind'> | null;
}): boolean {
  // A folder of several formats is known by what its check was.
  return of.source.format === 'hash-chained-log' || of.verification?.kind === 'hash-chain';
}

/** How a key stands to the verdict that is shown, and to the next check. */
export function keyWords(of: Pick<SourceWithVerdict, 'hasKey' | 'verifiedWithKey'>): string {
  if (of.hasKey) {
    return of.verifiedWithKey
      ? 'supplied in this session'
      : 'supplied in this session, not yet used for a check';
  }
  return of.verifiedWithKey ? 'used for the last check, not kept' : 'not supplied';
}
