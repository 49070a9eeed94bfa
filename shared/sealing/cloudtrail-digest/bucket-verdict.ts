// A copied bucket against its own digests, offline: one entry for every digest and log file that is
// there or should be, and the breaks in the chains.

import { timeUs, US_PER_HOUR } from '../../base/time.ts';
import {
  VERDICTS,
  worstVerdict,
  type ChainGap,
  type Verdict,
  type Verification,
  type VerdictEntry,
} from '../../domain/verdict.ts';
import type { BucketFile, FoundDigest, UnreadableDigest } from './bucket-file.ts';
import { bucketLayout, type BucketLayout } from './bucket-layout.ts';
import { bucketShows } from './bucket-wording.ts';
import { digestChains, type DigestChains } from './digest-chains.ts';
import { judgeDigests, type DigestTrust, type Judgement } from './digest-verdicts.ts';
import {
  judgeLog,
  logPeriods,
  type DigestPeriod,
  type LogNaming,
  type LogPeriods,
} from './log-verdicts.ts';
import { digestName, isDigestKey, isLogKey } from './object-keys.ts';

/** An entry with the file it is about; what is missing has the path it should be at. */
export interface BucketEntry {
  readonly path: string;
  readonly present: boolean;
  readonly entry: VerdictEntry;
}

export interface BucketFindings {
  readonly entries: readonly BucketEntry[];
  readonly gaps: readonly ChainGap[];
  readonly withKeys: boolean;
}

/** @param folderName the name of the folder that holds the files, which may be the bucket's */
export function judgeBucket(
  files: readonly BucketFile[],
  folderName: string,
  trust: DigestTrust,
): BucketFindings {
  const layout = bucketLayout(files, folderName);
  const { digests, unreadable } = digestsAmong(files, layout);
  const chains = digestChains(digests, unreadable, layout, trust.keys);
  const judged = judgeDigests(digests, chains, trust);

  const ofDigests = [
    ...digests.flatMap(({ file, key }) => {
      const judgement = judged.get(file.path);
      return judgement ? [entryOf(file.path, true, key, 'digest', judgement)] : [];
    }),
    ...unreadable.map((each) =>
      entryOf(each.file.path, true, each.key, 'digest', judgeUnreadable(each)),
    ),
    ...chains.missing.map(({ path, key, reason }) =>
      entryOf(path, false, key, 'digest', { verdict: 'missing', reason }),
    ),
  ];
  const known = new Set(ofDigests.map(({ path }) => path));
  const { ofLogs, ofOthers } = judgeRest(
    files.filter(({ path }) => !known.has(path)),
    namedLogs(digests, judged, layout),
    logPeriods(periodsOf(digests, unreadable, chains, judged)),
    layout,
  );
  return {
    entries: [...byPath(ofDigests), ...byPath(ofLogs), ...byPath(ofOthers)],
    gaps: chains.gaps,
    withKeys: trust.keys.size > 0,
  };
}

function entryOf(
  path: string,
  present: boolean,
  key: string,
  role: 'digest' | 'log' | undefined,
  judgement: Judgement,
): BucketEntry {
  return { path, present, entry: { file: key, ...(role && { role }), ...judgement } };
}

function digestsAmong(files: readonly BucketFile[], layout: BucketLayout) {
  const digests: FoundDigest[] = [];
  const unreadable: UnreadableDigest[] = [];
  for (const file of files) {
    const key = layout.keyOf(file.path);
    const digest = file.digest?.value;
    if (digest) digests.push({ file, key, digest, relocated: layout.relocated.has(file.path) });
    else if (file.digest || isDigestKey(key)) {
      const problem = file.damaged ?? file.digest?.problem ?? 'is no digest';
      unreadable.push({ file, key, problem });
    }
  }
  return { digests, unreadable };
}

interface NamedPlace {
  readonly key: string;
  readonly namings: LogNaming[];
}

/** What digests say of logs, by the path at which each should lie. */
function namedLogs(
  digests: readonly FoundDigest[],
  judged: ReadonlyMap<string, Judgement>,
  layout: BucketLayout,
): Map<string, NamedPlace> {
  const places = new Map<string, NamedPlace>();
  for (const { file, key, digest } of digests) {
    const digestVerdict = judged.get(file.path)?.verdict ?? 'unverifiable';
    for (const log of digest.logs) {
      // In a bucket that was not received no file can have this path.
      const path = layout.placeOf(log.bucket, log.key, file.path) ?? `../${log.bucket}/${log.key}`;
      const place = places.get(path);
      const naming = { digest: key, log, digestVerdict };
      if (place) place.namings.push(naming);
      else places.set(path, { key: log.key, namings: [naming] });
    }
  }
  return places;
}

function periodsOf(
  digests: readonly FoundDigest[],
  unreadable: readonly UnreadableDigest[],
  chains: DigestChains,
  judged: ReadonlyMap<string, Judgement>,
): readonly DigestPeriod[] {
  return [
    ...digests.map(({ file, digest, key }) => ({
      key,
      span: { fromUs: digest.startUs, toUs: digest.endUs },
      state: judged.get(file.path)?.verdict ?? ('unverifiable' as const),
    })),
    ...chains.missing.map(({ key, span }) => ({ key, span, state: 'missing' as const })),
    ...unreadable.flatMap(({ key }) => {
      const toUs = digestName(key)?.endUs;
      if (toUs === undefined) return [];
      const span = { fromUs: timeUs(toUs - US_PER_HOUR), toUs };
      return [{ key, span, state: 'unreadable' as const }];
    }),
  ];
}

function judgeRest(
  files: readonly BucketFile[],
  named: ReadonlyMap<string, NamedPlace>,
  periods: LogPeriods,
  layout: BucketLayout,
) {
  const ofLogs: BucketEntry[] = [];
  const ofOthers: BucketEntry[] = [];
  const absent = new Map(named);
  for (const file of files) {
    const { path } = file;
    const key = layout.keyOf(path);
    const namings = named.get(path)?.namings ?? [];
    absent.delete(path);
    if (namings.length > 0 || isLogKey(key)) {
      const judgement = withNaming(judgeLog(key, file, namings, periods), namings, file);
      ofLogs.push(entryOf(path, true, key, 'log', judgement));
    } else ofOthers.push(entryOf(path, true, key, undefined, NO_SEAL));
  }
  for (const [path, { key, namings }] of absent) {
    const judgement = withNaming(judgeLog(key, undefined, namings, periods), namings);
    ofLogs.push(entryOf(path, false, key, 'log', judgement));
  }
  return { ofLogs, ofOthers };
}

/** What is not as a digest says: which digest that is, and both hashes. */
function withNaming(
  judgement: Judgement,
  namings: readonly LogNaming[],
  file?: BucketFile,
): Judgement {
  const [first] = namings.toSorted(
    (a, b) => Number(b.digestVerdict === 'verified') - Number(a.digestVerdict === 'verified'),
  );
  if (judgement.verdict === 'verified' || first === undefined) return judgement;
  return {
    expected: first.log.hash,
    ...(file !== undefined && file.contentHash !== '' && { found: file.contentHash }),
    ...judgement,
    namedBy: [...new Set(namings.map(({ digest }) => digest))],
  };
}

const NO_SEAL: Judgement = {
  verdict: 'unprotected',
  reason: 'Neither a digest nor a log file of CloudTrail, so no digest covers it.',
};

function judgeUnreadable({ file, problem }: UnreadableDigest): Judgement {
  if (file.unread !== undefined) {
    return { verdict: 'unverifiable', reason: `It cannot be read: ${file.unread}.` };
  }
  if (file.trailing !== undefined) return { verdict: 'altered', reason: `${file.trailing}.` };
  return {
    verdict: 'altered',
    reason: `It cannot be read as a digest: ${problem}.`,
  };
}

function byPath(entries: readonly BucketEntry[]): readonly BucketEntry[] {
  return entries.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

export function concludeBucket(findings: BucketFindings): Verification {
  const entries = findings.entries.map(({ entry }) => entry);
  const tally = new Map<Verdict, number>();
  for (const { verdict } of entries) tally.set(verdict, (tally.get(verdict) ?? 0) + 1);
  const [altered = 0, missing = 0, unverifiable = 0, unprotected = 0, verified = 0] = VERDICTS.map(
    (verdict) => tally.get(verdict) ?? 0,
  );
  return {
    kind: 'cloudtrail-digest',
    verdict: worstVerdict(tally.keys()) ?? 'unverifiable',
    checked: findings.entries.filter(({ present }) => present).length,
    counts: { verified, altered, missing, unverifiable, unprotected },
    entries,
    ...bucketShows(findings),
    gaps: findings.gaps,
  };
}
