// What was found changed behind the program: told in the audit trail when it is found, because the
// seal is made anew over it with the next act on the same exhibit, and told by every verification of
// the case from then on.

import { createHash } from 'node:crypto';
import { sameBytes } from '../../../shared/base/bytes.ts';
import { formatUtc } from '../../../shared/base/time.ts';
import { parseCheckpoint } from '../../../shared/sealing/checkpoint.ts';
import { parseNote } from '../../../shared/sealing/note.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import type { ExhibitSeal } from '../../store/checkpoints.ts';
import { exhibitDigests, exhibitFacts, exhibitsDigest } from './digests.ts';
import type { CaseNote } from './seal-report.ts';

export const FOUND_CHANGED = 'record found changed';

type Part = Exclude<keyof ExhibitSeal, 'sourceId'>;
const PARTS: readonly Part[] = ['facts', 'custody', 'files', 'rejections'];

/**
 * What is recorded of an exhibit and does not fit its seal, in words for the audit trail; `undefined`
 * where it fits. What it is now is named by its hash, so that one change is told once.
 * @param which on opening, only what is small in any case is looked at
 */
export function changedExhibit(
  { read }: CaseWriter,
  seal: ExhibitSeal,
  which: 'quick' | 'all',
): string | undefined {
  const source = read.sources.get(seal.sourceId);
  const name = source?.exhibit ?? `exhibit number ${String(seal.sourceId)}`;
  // An import that was cut off left counts behind that no checkpoint has seen.
  if (source?.status === 'importing') return undefined;
  const look = which === 'quick' ? exhibitFacts : exhibitDigests;
  const found: Partial<ExhibitSeal> | undefined = look(read, seal.sourceId);
  if (!found) return `${name} is no longer listed`;
  const digest = createHash('sha256');
  const differing = PARTS.filter((part) => {
    const now = found[part];
    if (now === undefined || sameBytes(now, seal[part])) return false;
    digest.update(now);
    return true;
  });
  return differing.length === 0
    ? undefined
    : `${name}: ${differing.join(' and ')}; now SHA-256 ${digest.digest('hex')}`;
}

/** Whether the newest checkpoint was signed over other seals of exhibits than the case holds. */
export function changedExhibitSeals({ read }: CaseWriter): string | undefined {
  const newest = read.seals.newest();
  if (!newest) return undefined;
  const note = parseNote(newest.note);
  const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note;
  // One that cannot be read stays in its place, and verifying says so.
  if (!checkpoint.ok) return undefined;
  const seals = read.seals.exhibitSeals();
  const { count, hash } = checkpoint.value.exhibits;
  const now = exhibitsDigest(seals);
  if (count === seals.length && sameBytes(hash, now)) return undefined;
  return `what was sealed of exhibits is not what checkpoint ${String(newest.id)} was signed over; now SHA-256 ${Buffer.from(now).toString('hex')}`;
}

/** Every such line of the audit trail; a line is there for good, whatever was done about it. */
export function* foundChanged({ audit }: Pick<CaseReader, 'audit'>): Generator<CaseNote> {
  for (const { act, atUs, detail } of audit.all()) {
    if (act !== FOUND_CHANGED) continue;
    yield {
      verdict: 'altered',
      reason: `On ${formatUtc(atUs, 's')} this was found changed by other means than this program, as the audit trail says: ${detail}.`,
    };
  }
}
