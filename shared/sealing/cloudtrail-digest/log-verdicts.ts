// The verdict of each log file: by the digests that name it, as far as those are sound, and for a
// log that none names by the digests whose period it was delivered in.

import type { Verdict } from '../../domain/verdict.ts';
import type { BucketFile } from './bucket-file.ts';
import type { Judgement } from './digest-verdicts.ts';
import { HASH_ALGORITHM, type NamedLog } from './digest-file.ts';
import { deliveredIn, overlap, placeOf, type Span } from './object-keys.ts';

/** A digest that names a log. */
export interface LogNaming {
  /** Key of the digest. */
  readonly digest: string;
  readonly log: NamedLog;
  readonly digestVerdict: Verdict;
}

/** The stretch of time that a digest answers for, there or not. */
export interface DigestPeriod {
  /** Key of the digest. */
  readonly key: string;
  readonly span: Span;
  readonly state: Verdict | 'unreadable';
}

/** @param file `undefined` where the log is not in the material */
export function judgeLog(
  key: string,
  file: BucketFile | undefined,
  namings: readonly LogNaming[],
  periods: LogPeriods,
): Judgement {
  const sound = namings.filter((each) => each.digestVerdict === 'verified');
  if (!file) {
    return {
      verdict: 'missing',
      reason:
        sound.length > 0
          ? 'A sound digest names it; it is not in the material.'
          : `A digest names it that is itself ${namings[0]?.digestVerdict ?? 'unverifiable'}; it is not in the material.`,
    };
  }
  if (file.trailing !== undefined) return { verdict: 'altered', reason: `${file.trailing}.` };
  if (file.unread !== undefined) {
    return { verdict: 'unverifiable', reason: `It cannot be read: ${file.unread}.` };
  }
  if (sound.length > 0) return byDigests(file, sound);
  const damaged = file.damaged === undefined ? '' : ` It does not unpack: ${file.damaged}.`;
  if (namings.length > 0) {
    const same = namings.some((each) => each.log.hash === file.contentHash);
    return {
      verdict: 'unverifiable',
      reason: `Only a digest that is itself ${namings[0]?.digestVerdict ?? 'unverifiable'} names it; its hash is ${
        same ? '' : 'not '
      }the one named there.${damaged}`,
    };
  }
  return unnamed(periods.of(key), damaged);
}

function byDigests(file: BucketFile, sound: readonly LogNaming[]): Judgement {
  if (file.damaged !== undefined) {
    return { verdict: 'altered', reason: `It does not unpack: ${file.damaged}.` };
  }
  const other = sound.find(({ log }) => log.hashAlgorithm.toUpperCase() !== HASH_ALGORITHM);
  if (other) {
    return {
      verdict: 'unverifiable',
      reason: `Its digest names the hash algorithm "${other.log.hashAlgorithm}"; only ${HASH_ALGORITHM} can be checked.`,
    };
  }
  const wrong = sound.find(({ log }) => log.hash !== file.contentHash);
  return wrong
    ? {
        verdict: 'altered',
        reason: 'Its hash is not the one that a sound digest names.',
        expected: wrong.log.hash,
        found: file.contentHash,
      }
    : { verdict: 'verified', reason: 'Its hash is the one that a sound digest names.' };
}

function unnamed(periods: readonly DigestPeriod[], damaged: string): Judgement {
  const unsound = periods.find(({ state }) => state !== 'verified');
  if (unsound) {
    const state = unsound.state === 'unverifiable' ? 'unverifiable itself' : unsound.state;
    return {
      verdict: 'unverifiable',
      reason: `No digest at hand names it, and a digest of the time it was delivered is ${state}.${damaged}`,
    };
  }
  return {
    verdict: 'unprotected',
    reason:
      (periods.length > 0
        ? 'No digest names it, though a sound one covers the time it was delivered.'
        : 'No digest covers the time it was delivered.') + damaged,
  };
}

export interface LogPeriods {
  /** The periods of digests in which the log of this key was delivered. */
  of(key: string): readonly DigestPeriod[];
}

export function logPeriods(all: readonly DigestPeriod[]): LogPeriods {
  const byPlace = new Map<string, DigestPeriod[]>();
  for (const period of all) {
    const place = placeOf(period.key) ?? '';
    const known = byPlace.get(place);
    if (known) known.push(period);
    else byPlace.set(place, [period]);
  }
  return {
    of(key) {
      const place = placeOf(key);
      const near = (place === undefined ? undefined : byPlace.get(place)) ?? [];
      const delivered = deliveredIn(key);
      // Nothing says when it was delivered, so it may have been at any time.
      return delivered ? near.filter(({ span }) => overlap(span, delivered)) : near;
    },
  };
}
