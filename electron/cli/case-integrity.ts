// The integrity of a case: that of its evidence, and that of its own record of acts.

import { FailureError } from '../../shared/base/result.ts';
import type { SourceWithVerdict } from '../../shared/contract/areas/evidence.ts';
import type { Input } from '../../shared/contract/procedures.ts';
import type { Verification } from '../../shared/domain/verdict.ts';
import type { CaseSession } from './session.ts';

export interface CheckedSource {
  readonly path: string;
  readonly verification: Verification;
}

export function checkedSources(sources: readonly SourceWithVerdict[]): readonly CheckedSource[] {
  return sources.flatMap(({ source, verification }) =>
    verification === null ? [] : [{ path: source.path, verification }],
  );
}

/**
 * The exhibits' verdicts, kept with the case; where it cannot be written they are only told. A disk
 * that cannot be written, or a window that has the case open, is no reason not to look.
 */
export async function exhibitVerifications(
  session: CaseSession,
  input: Input<'evidence.verify'>,
): Promise<{
  readonly sources: readonly SourceWithVerdict[];
  /** Why the verdicts are not kept, where they are not. */
  readonly notKept?: string;
}> {
  try {
    return await session.call('evidence.verify', input);
  } catch (error) {
    if (!(error instanceof FailureError) || !UNWRITABLE.has(error.failure.code)) throw error;
    const { sources } = await session.call('evidence.check', input);
    return { sources, notKept: error.failure.message };
  }
}

const UNWRITABLE: ReadonlySet<string> = new Set([
  'case.locked',
  'case.unwritable',
  'case.unreadable',
  // What cannot be signed for any more can still be looked at.
  'case.damaged',
  'disk.read-only',
  'disk.full',
  'disk.error',
]);

/** The sealed records of the case, with its newest checkpoint. */
export async function sealVerification(
  session: CaseSession,
  since: string | undefined,
): Promise<CheckedSource> {
  const { verification } = await session.call(
    'case.verifySeal',
    since === undefined ? {} : { since },
  );
  return { path: session.caseFile, verification };
}

/** The audit trail as one more source, with its newest entry as the head to be noted elsewhere. */
export async function auditVerification(session: CaseSession): Promise<CheckedSource> {
  const { entries, total, intact } = await session.call('case.audit', { before: null, limit: 1 });
  const newest = entries[0];
  const verdict = intact ? 'verified' : 'altered';
  return {
    path: session.caseFile,
    verification: {
      kind: 'case-seal',
      verdict,
      checked: total,
      counts: {
        verified: intact ? total : 0,
        altered: intact ? 0 : total,
        missing: 0,
        unverifiable: 0,
        unprotected: 0,
      },
      entries: [
        {
          verdict,
          reason: intact
            ? 'every entry of the audit trail continues the chain of the one before'
            : 'the chain of the audit trail does not hold',
        },
      ],
      shows: intact
        ? 'The record of acts in this case is an unbroken chain.'
        : 'The record of acts in this case does not match its own chain.',
      doesNotShow:
        'Whether the whole case was written anew: only a head of this record noted elsewhere shows that.',
      ...(newest === undefined ? {} : { head: { sequence: newest.sequence, hash: newest.hash } }),
    },
  };
}
