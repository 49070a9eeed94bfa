// Every checkpoint of a case against what the case holds: its signature, its place after the one
// before it, and each of its lines.

import { counted, grouped } from '../../../shared/base/counted.ts';
import { sameBytes } from '../../../shared/base/bytes.ts';
import { formatUtc } from '../../../shared/base/time.ts';
import { parseCheckpoint, type Checkpoint } from '../../../shared/sealing/checkpoint.ts';
import { checkNote, parseNote, type NoteKey } from '../../../shared/sealing/note.ts';
import type { StoredCheckpoint } from '../../store/checkpoints.ts';
import { nodeHashes } from '../host.ts';
import { verifyEd25519 } from './case-key.ts';
import { noteHash } from './digests.ts';
import type { SealReport } from './seal-report.ts';

/** What the case holds now, at any size that a checkpoint may name; `undefined` where it does not. */
export interface CaseTrees {
  readonly events: number;
  readonly auditLines: number;
  readonly blocks: number;
  /** Over what was sealed of exhibits last. */
  readonly exhibits: Checkpoint['exhibits'];
  /** Asked for in rising order. */
  eventRoot(size: number): Uint8Array | undefined;
  auditRoot(size: number): Uint8Array | undefined;
  blockRoot(count: number): Uint8Array | undefined;
  termHash(through: number): Uint8Array | undefined;
}

export interface ReadCheckpoint {
  readonly stored: StoredCheckpoint;
  readonly checkpoint: Checkpoint | undefined;
}

export function readCheckpoints(stored: readonly StoredCheckpoint[]): readonly ReadCheckpoint[] {
  return stored.map((each) => {
    const note = parseNote(each.note);
    const checkpoint = note.ok ? parseCheckpoint(note.value.text) : note;
    return { stored: each, checkpoint: checkpoint.ok ? checkpoint.value : undefined };
  });
}

function isSigned(text: string, key: NoteKey): boolean {
  const note = parseNote(text);
  return note.ok && checkNote(nodeHashes, verifyEd25519, key, note.value) === 'sound';
}

/** A stretch of events that a signed root does not fit, though the root before it does. */
export interface UnfitStretch {
  readonly from: number;
  readonly through: number;
  readonly reason: string;
}

/** Returns the stretches of events that signed roots do not fit. */
export function checkCheckpoints(
  checkpoints: readonly ReadCheckpoint[],
  key: NoteKey,
  trees: CaseTrees,
  report: SealReport,
): readonly UnfitStretch[] {
  const unfit: UnfitStretch[] = [];
  let previous: StoredCheckpoint | undefined;
  let fitThrough = 0;
  let size = 0;
  for (const { stored, checkpoint } of checkpoints) {
    const name = `Checkpoint ${String(stored.id)}`;
    const before = previous;
    previous = stored;
    if (!checkpoint) {
      report.note('altered', `${name} is not a checkpoint any more: it was changed.`);
      continue;
    }
    const named = `${name} (${checkpoint.time})`;
    if (!isSigned(stored.note, key)) {
      report.note('altered', `${named} does not have a signature of this case that fits.`);
      continue;
    }
    const expected = before === undefined ? undefined : noteHash(before.note);
    const follows =
      expected === undefined
        ? checkpoint.previous === undefined
        : checkpoint.previous !== undefined && sameBytes(checkpoint.previous, expected);
    if (!follows) {
      report.note(
        'altered',
        `${named} does not continue the one before it: a checkpoint was taken out, put in or changed.`,
      );
    }
    if (stored.events !== checkpoint.size || formatUtc(stored.atUs) !== checkpoint.time) {
      report.note('altered', `${named} is listed with another time or number of events.`);
    }
    if (checkpoint.reason !== undefined && checkpoint.reason !== stored.reason) {
      report.note('altered', `${named} is listed with another reason than was signed.`);
    }
    if (checkpoint.size < size) {
      report.note('altered', `${named} covers fewer events than the one before it.`);
      continue;
    }
    size = checkpoint.size;
    if (checkpoint.size > trees.events) {
      report.event({
        from: trees.events + 1,
        through: checkpoint.size,
        verdict: 'missing',
        reason: 'A signed checkpoint covers these events, and the case does not hold them.',
      });
    } else {
      const root = trees.eventRoot(checkpoint.size);
      if (root && sameBytes(root, checkpoint.root))
        fitThrough = Math.max(fitThrough, checkpoint.size);
      else if (checkpoint.size > fitThrough) {
        unfit.push({
          from: fitThrough + 1,
          through: checkpoint.size,
          reason: `${named} was signed over other records: one or more of these were changed.`,
        });
        // What comes later is spoken of by later checkpoints, which cannot fit either.
        fitThrough = checkpoint.size;
      } else report.note('altered', `${named} was signed over another tree of records.`);
    }
    countedNotes(named, checkpoint, trees, report);
  }
  const newest = checkpoints.at(-1)?.checkpoint;
  if (newest) {
    if (!sameExhibits(newest, trees)) {
      report.note(
        'altered',
        'What was sealed of the exhibits is not what the newest checkpoint was signed over.',
      );
    }
  }
  return unfit;
}

export function sameExhibits({ exhibits }: Checkpoint, trees: CaseTrees): boolean {
  return exhibits.count === trees.exhibits.count && sameBytes(exhibits.hash, trees.exhibits.hash);
}

function countedNotes(
  named: string,
  { audit, blocks, terms }: Checkpoint,
  trees: CaseTrees,
  report: SealReport,
): void {
  if (audit.count > trees.auditLines) {
    report.note(
      'missing',
      `${named} covers ${counted(audit.count, 'line')} of the audit trail, and the case holds ${grouped(trees.auditLines)}.`,
    );
  } else if (!same(trees.auditRoot(audit.count), audit.hash)) {
    report.note(
      'altered',
      `${named} was signed over other lines of the audit trail than its first ${grouped(audit.count)}.`,
    );
  }
  if (!same(trees.blockRoot(blocks.count), blocks.hash)) {
    report.note(
      blocks.count > trees.blocks ? 'missing' : 'altered',
      `${named} was signed over other digests of the first ${counted(blocks.count, 'block')}.`,
    );
  }
  if (!same(trees.termHash(terms.count), terms.hash)) {
    report.note('altered', `${named} was signed over other words for listing events.`);
  }
}

function same(found: Uint8Array | undefined, signed: Uint8Array): boolean {
  return found !== undefined && sameBytes(found, signed);
}
