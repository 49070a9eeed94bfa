// What the check of a bucket against its digests shows, and what it does not, in a sentence each.

import { grouped } from '../../base/counted.ts';
import type { Verdict, VerdictEntry } from '../../domain/verdict.ts';
import type { BucketFindings } from './bucket-verdict.ts';

export function bucketShows({ entries, gaps, withKeys }: BucketFindings): {
  readonly shows: string;
  readonly doesNotShow: string;
} {
  const count = (role: VerdictEntry['role'], ...verdicts: readonly Verdict[]) =>
    entries.filter(({ entry }) => entry.role === role && verdicts.includes(entry.verdict)).length;
  const digests = entries.filter(({ entry }) => entry.role === 'digest').length;
  const logs = entries.filter(({ entry }) => entry.role === 'log').length;
  const soundDigests = count('digest', 'verified');
  const soundLogs = count('log', 'verified');
  const parts = [
    `${of(soundDigests, digests, 'digest')} ${soundDigests === 1 ? 'carries' : 'carry'} a signature of CloudTrail that fits, and ${of(soundLogs, logs, 'log file')} ${soundLogs === 1 ? 'has' : 'have'} the content those digests name`,
  ];
  for (const [verdict, words] of FAILING) {
    const found = entries.filter(({ entry }) => entry.verdict === verdict).length;
    if (found > 0)
      parts.push(
        `${grouped(found)} ${found === 1 ? 'file' : 'files'} ${found === 1 ? words.one : words.many}`,
      );
  }
  const [held = '', ...failing] = parts;
  const shows = withKeys
    ? [held.slice(0, 1).toUpperCase() + held.slice(1), ...failing]
    : ['Without the public keys of CloudTrail no signature was checked', ...failing];
  return {
    shows: `${shows.join('; ')}.`,
    doesNotShow: doesNotShow(gaps.length > 0, count('log', 'unprotected') > 0),
  };
}

const FAILING: readonly (readonly [Verdict, { readonly one: string; readonly many: string }])[] = [
  [
    'altered',
    {
      one: 'does not match what was recorded of it',
      many: 'do not match what was recorded of them',
    },
  ],
  ['missing', { one: 'is named or due and not there', many: 'are named or due and not there' }],
  ['unverifiable', { one: 'could not be checked', many: 'could not be checked' }],
  ['unprotected', { one: 'is covered by no digest', many: 'are covered by no digest' }],
];

function doesNotShow(gaps: boolean, unnamed: boolean): string {
  const open = [
    'whether there were digests newer than the newest at hand',
    'what the trail was set up not to log',
    ...(gaps ? ['what happened in the gaps of the chain'] : []),
    ...(unnamed ? ['where the log files that no digest names come from'] : []),
  ];
  return `It does not show ${open.join(', ')}, or who changed or left out a file; that the public keys are those of AWS is taken as given.`;
}

function of(part: number, all: number, what: string): string {
  return part === all
    ? `${all === 1 ? 'the' : `all ${grouped(all)}`} ${what}${all === 1 ? '' : 's'}`
    : `${grouped(part)} of ${grouped(all)} ${what}s`;
}
