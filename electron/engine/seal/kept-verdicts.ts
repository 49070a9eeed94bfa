// The verdict on an exhibit that a case keeps and shows, tied to the audit trail: the line on a
// verification names the SHA-256 of its result, so that a result put in another's place is found, be it the
// newest, which is shown, or one before it.

import { hash } from 'node:crypto';
import type { CaseReader } from '../../store/case-store.ts';
import type { KeptVerification } from '../../store/checkpoints.ts';
import type { CaseNote } from './seal-report.ts';

export const VERIFIED_ACT = 'verified';

/** What the audit trail says of a verification. */
export function verifiedLine(
  exhibit: string,
  { verdict, checked }: { readonly verdict: string; readonly checked: number },
  kept: KeptVerification,
): string {
  return `${exhibit}: ${verdict}, ${String(checked)} checked; SHA-256 ${digestOf(kept)}`;
}

/** Lines before the digest came to them end behind `checked`. */
const LINE = /^(\S+): (\w+), (\d+) checked(?:; SHA-256 ([0-9a-f]{64}))?$/;

/** The newest result of each exhibit, which is the one that is shown, against the newest line on it. */
export function* checkKeptVerdicts({
  sources,
  seals,
  audit,
}: Pick<CaseReader, 'sources' | 'seals' | 'audit'>): Generator<CaseNote> {
  const lines = new Map<string, string>();
  const all = new Map<string, Recorded>();
  for (const { act, detail } of audit.all()) {
    const match = act === VERIFIED_ACT ? LINE.exec(detail) : null;
    const exhibit = match?.[1];
    if (exhibit === undefined) continue;
    lines.set(exhibit, detail);
    const recorded = all.get(exhibit) ?? { digests: [], others: 0 };
    all.set(exhibit, recorded);
    const digest = match?.[4];
    if (digest === undefined) recorded.others += 1;
    else recorded.digests.push(digest);
  }
  for (const { id, exhibit } of sources.all()) {
    const line = lines.get(exhibit);
    const kept = seals.verification(id);
    if (!kept) {
      if (line === undefined) continue;
      yield {
        verdict: 'missing',
        reason: `The result of verifying ${exhibit} that the audit trail records is not in the case; verify it again.`,
      };
    } else if (line === undefined || !isOf(line, kept)) {
      yield {
        verdict: 'altered',
        reason: `The kept result of verifying ${exhibit} is not the one that the audit trail records last; verify it again.`,
      };
    } else yield* checkOlder(exhibit, seals.verifications(id), all.get(exhibit));
  }
}

/** What the audit trail has of the verifications of an exhibit. */
interface Recorded {
  readonly digests: string[];
  /** Lines of before they had a digest. */
  others: number;
}

/** All results of an exhibit whose newest one stands. */
function* checkOlder(
  exhibit: string,
  kept: Iterable<KeptVerification>,
  recorded: Recorded | undefined,
): Generator<CaseNote> {
  const left = new Map<string, number>();
  for (const digest of recorded?.digests ?? []) left.set(digest, (left.get(digest) ?? 0) + 1);
  let unknown = 0;
  for (const each of kept) {
    const digest = digestOf(each);
    const times = left.get(digest) ?? 0;
    if (times === 0) unknown += 1;
    else if (times === 1) left.delete(digest);
    else left.set(digest, times - 1);
  }
  if (unknown > (recorded?.others ?? 0)) {
    yield {
      verdict: 'altered',
      reason: `An earlier result of verifying ${exhibit} is not one that the audit trail records.`,
    };
  } else if (left.size > 0) {
    yield {
      verdict: 'missing',
      reason: `An earlier result of verifying ${exhibit} that the audit trail records is not in the case.`,
    };
  }
}

function isOf(line: string, kept: KeptVerification): boolean {
  const [, , verdict, checked, digest] = LINE.exec(line) ?? [];
  if (digest !== undefined) return digest === digestOf(kept);
  const { result } = kept;
  return (
    verdict === kept.verdict &&
    result.includes(`"verdict":"${kept.verdict}"`) &&
    result.includes(`"checked":${String(checked)},`)
  );
}

function digestOf({ sourceId, atUs, verdict, withKey, result }: KeptVerification): string {
  return hash('sha256', JSON.stringify([sourceId, atUs, verdict, withKey, result]), 'hex');
}
