// Which two checkpoints a proof of consistency is about, and what it is to a reader.

import type { Output } from '../../../shared/contract/procedures.ts';
import { CONSISTENCY_PROOF_FILE } from '../../../shared/domain/proof-file.ts';
import { formatCount, plural } from '../../ui/format.model.ts';

export type Checkpoint = Output<'case.checkpoints'>['checkpoints'][number];
type Consistency = Output<'case.proveConsistency'>;

/** In place of a number: the checkpoint that was noted before. */
export const NOTED = 'noted';

export interface CheckpointPair {
  readonly from: string;
  readonly to: string;
}

/**
 * The two that are chosen, else the oldest of which something can be said, and the newest. What is no
 * longer there (no text is noted any more) is not chosen.
 * @param checkpoints newest first
 */
export function chosenPair(
  checkpoints: readonly Checkpoint[],
  chosen: Partial<CheckpointPair>,
  hasNoted: boolean,
): CheckpointPair | undefined {
  const sealed = checkpoints.filter(({ events }) => events > 0);
  const oldest = sealed.at(-1);
  const newest = sealed[0];
  if (!oldest || !newest) return undefined;
  const isThere = (value: string | undefined): value is string =>
    value === NOTED ? hasNoted : sealed.some(({ id }) => String(id) === value);
  return {
    from: isThere(chosen.from) ? chosen.from : String(oldest.id),
    to: isThere(chosen.to) ? chosen.to : String(newest.id),
  };
}

/**
 * What was pasted as a checkpoint noted before, as it was signed: a signed note ends with a line end,
 * which is easily lost on the way.
 */
export function asNoted(text: string): string {
  const trimmed = text.trim();
  return trimmed.includes('\n') ? `${trimmed}\n` : trimmed;
}

/** Those that can stand at either end, newest first. */
export function checkpointChoices(
  checkpoints: readonly Checkpoint[],
): readonly { readonly value: string; readonly label: string }[] {
  return checkpoints
    .filter(({ events }) => events > 0)
    .map(({ id, events, reason }) => ({
      value: String(id),
      label: `${formatCount(id)}: ${plural(events, 'event')}, ${reason}`,
    }));
}

/** Said beside a proof, so that nobody reads more into it. */
export function consistencyWords({ from, to }: Consistency): {
  readonly shows: string;
  readonly doesNotShow: string;
} {
  const same = from.size === to.size;
  return {
    shows: same
      ? `Both checkpoints are over the same ${plural(from.size, 'record')}.`
      : `The ${plural(from.size, 'record')} under the earlier checkpoint are the first ${formatCount(from.size)} of the ${formatCount(to.size)} under the later one, unchanged and in their order: what came since was only added.`,
    doesNotShow:
      'It does not show when the checkpoints were signed, nor that the earlier one is what the case said at that time: for that the earlier one has to be one that was noted outside of the case.',
  };
}

export function proofFile(
  proof: Consistency,
  { from, to }: CheckpointPair,
): {
  readonly name: string;
  readonly text: string;
} {
  return {
    name: `consistency-${from}-to-${to}.json`,
    text: `${JSON.stringify({ ...CONSISTENCY_PROOF_FILE, ...proof }, null, 2)}\n`,
  };
}
