// A case against a checkpoint that was noted outside of it: the one check that a rewrite of the whole
// case does not pass.

import { counted, grouped } from '../../../shared/base/counted.ts';
import { sameBytes } from '../../../shared/base/bytes.ts';
import { err, failure, ok, type Result } from '../../../shared/base/result.ts';
import { formatUtc, parseRfc3339 } from '../../../shared/base/time.ts';
import { parseCheckpoint, type Checkpoint } from '../../../shared/sealing/checkpoint.ts';
import {
  checkNote,
  parseNote,
  type NoteKey,
  type SignedNote,
} from '../../../shared/sealing/note.ts';
import { nodeHashes } from '../host.ts';
import { verifyEd25519 } from './case-key.ts';
import { sameExhibits, type CaseTrees, type ReadCheckpoint } from './check-checkpoints.ts';
import type { SealReport } from './seal-report.ts';

export type Noted =
  | { readonly kind: 'root'; readonly size: number; readonly root: Uint8Array }
  | { readonly kind: 'note'; readonly note: SignedNote; readonly checkpoint: Checkpoint };

/** `SIZE:ROOT` with the root in hex, or the text of a checkpoint. */
export function readNoted(text: string): Result<Noted> {
  const [, size, root] = /^(\d{1,15}):([0-9a-fA-F]{64})$/.exec(text.trim()) ?? [];
  if (size !== undefined && root !== undefined) {
    return ok({ kind: 'root', size: Number(size), root: new Uint8Array(Buffer.from(root, 'hex')) });
  }
  // Line ends and a missing last one are what mail and editors change.
  const lines = `${text.replaceAll('\r\n', '\n').replace(/\n+$/, '')}\n`;
  const note = parseNote(lines);
  if (!note.ok) {
    return err(
      failure(
        'since.malformed',
        `The checkpoint to compare with cannot be read. ${note.error.message}`,
      ),
    );
  }
  const checkpoint = parseCheckpoint(note.value.text);
  if (!checkpoint.ok) return err(failure('since.malformed', checkpoint.error.message));
  return ok({ kind: 'note', note: note.value, checkpoint: checkpoint.value });
}

/** Sizes that a noted checkpoint asks the trees for. */
export function notedSizes(noted: Noted | undefined): {
  readonly events: number;
  readonly audit: number;
  readonly blocks: number;
} {
  if (noted?.kind !== 'note') return { events: noted?.size ?? 0, audit: 0, blocks: 0 };
  const { size, audit, blocks } = noted.checkpoint;
  return { events: size, audit: audit.count, blocks: blocks.count };
}

/** `root` is that of the case's first so many events; `undefined` where it holds fewer. */
export function checkSince(
  noted: Noted,
  root: Uint8Array | undefined,
  key: NoteKey,
  trees: CaseTrees,
  own: readonly ReadCheckpoint[],
  report: SealReport,
): void {
  if (noted.kind === 'note' && !isOfThisCase(noted, key, own, report)) return;
  const signed = noted.kind === 'note' ? noted.checkpoint : noted;
  const name =
    noted.kind === 'note'
      ? `The noted checkpoint of ${shortTime(noted.checkpoint.time)}`
      : 'The noted root';
  let holds = true;
  if (signed.size > trees.events) {
    holds = false;
    report.event({
      from: trees.events + 1,
      through: signed.size,
      verdict: 'missing',
      reason: `${name} covers these events, and the case does not hold them.`,
    });
  } else if (!root || !sameBytes(root, signed.root)) {
    holds = false;
    report.event({
      from: 1,
      through: signed.size,
      verdict: 'altered',
      reason: `${name} covers other records: one or more of these were changed, or the case was written anew.`,
    });
  }
  if (noted.kind === 'note') holds = linesHold(noted.checkpoint, name, trees, report) && holds;
  if (!holds) return;
  const since = trees.events - signed.size;
  report.note(
    'verified',
    `All that ${name.charAt(0).toLowerCase()}${name.slice(1)} covers is still there unchanged; ${String(since)} events came since.${exhibitsSince(noted, trees)}`,
  );
}

/** It may change: custody is handed on, exhibits come. Who did it stands in the audit trail, or nobody did. */
function exhibitsSince(noted: Noted, trees: CaseTrees): string {
  if (noted.kind === 'root') return '';
  return sameExhibits(noted.checkpoint, trees)
    ? ' What is recorded of exhibits is as it was then.'
    : ' What is recorded of exhibits was added to or changed since: each change has its line in the audit trail.';
}

function isOfThisCase(
  { note, checkpoint }: Extract<Noted, { kind: 'note' }>,
  key: NoteKey,
  own: readonly ReadCheckpoint[],
  report: SealReport,
): boolean {
  if (checkpoint.origin !== key.name) {
    report.note(
      'altered',
      `The noted checkpoint is of another case (${checkpoint.origin}): this file is not the case that it was noted from.`,
    );
    return false;
  }
  const signature = checkNote(nodeHashes, verifyEd25519, key, note);
  if (signature === 'wrong') {
    report.note(
      'unverifiable',
      'The noted checkpoint is not as it was signed: its own signature does not fit its text. Give the text as it was noted.',
    );
    return false;
  }
  if (signature === 'none') {
    report.note(
      'altered',
      'The noted checkpoint is signed with another key than this case has: the case was written anew since.',
    );
  } else if (!own.some((each) => samePart(each, note))) {
    report.note('missing', 'The noted checkpoint is no longer among those of the case.');
  }
  return true;
}

function samePart({ stored }: ReadCheckpoint, note: SignedNote): boolean {
  return stored.note.startsWith(`${note.text}\n`);
}

function linesHold(
  { audit, blocks, terms }: Checkpoint,
  name: string,
  trees: CaseTrees,
  report: SealReport,
): boolean {
  const fits = (found: Uint8Array | undefined, hash: Uint8Array) =>
    found !== undefined && sameBytes(found, hash);
  let holds = true;
  const fail = (verdict: 'altered' | 'missing', reason: string): void => {
    holds = false;
    report.note(verdict, reason);
  };
  if (audit.count > trees.auditLines) {
    fail(
      'missing',
      `${name} covers ${counted(audit.count, 'line')} of the audit trail, and the case holds ${grouped(trees.auditLines)}.`,
    );
  } else if (!fits(trees.auditRoot(audit.count), audit.hash)) {
    fail('altered', `${name} covers other lines of the audit trail than the case holds.`);
  }
  if (!fits(trees.blockRoot(blocks.count), blocks.hash)) {
    fail('altered', `${name} covers another listing of the records than the case holds.`);
  }
  if (!fits(trees.termHash(terms.count), terms.hash)) {
    fail('altered', `${name} covers other words for listing events than the case holds.`);
  }
  return holds;
}

function shortTime(time: string): string {
  const parsed = parseRfc3339(time);
  return parsed ? formatUtc(parsed.timeUs, 's') : time;
}
