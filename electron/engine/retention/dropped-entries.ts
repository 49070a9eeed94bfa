// The verdict on a chained log some of whose entries retention dropped: they are not in the material,
// but nobody has to wonder why.

import { VERDICTS, worstVerdict, type Verification } from '../../../shared/domain/verdict.ts';

/**
 * Entries that are missing become unverifiable where there are no more of them than were dropped;
 * where there are more, nobody can tell which is which, and they stay missing.
 * @param reason as `dropReason` words it
 */
export function explainDropped(
  verification: Verification,
  dropped: number,
  reason: string,
): Verification {
  if (dropped === 0) return verification;
  const { counts, entries } = verification;
  const note = `${String(dropped)} of its records are no longer in the case. ${reason}`;
  if (counts.missing > dropped) {
    return {
      ...verification,
      doesNotShow: `${verification.doesNotShow} ${note} Which of the missing entries were among them is not known.`,
    };
  }
  const explained = {
    ...counts,
    missing: 0,
    // A log whose last entries were dropped misses none: its end is then not where it was.
    unverifiable: counts.unverifiable + Math.max(dropped, counts.missing),
  };
  const left = entries.map((entry) =>
    entry.verdict === 'missing' ? { ...entry, verdict: 'unverifiable' as const, reason } : entry,
  );
  const atEnd = dropped - counts.missing;
  return {
    ...verification,
    verdict:
      worstVerdict(VERDICTS.filter((verdict) => explained[verdict] > 0)) ?? verification.verdict,
    counts: explained,
    entries:
      atEnd === 0
        ? left
        : [...left, { verdict: 'unverifiable', reason: `${String(atEnd)} more: ${reason}` }],
    shows: `${verification.shows} ${note}`,
  };
}
