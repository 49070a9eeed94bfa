// What the case says of its records against what was sealed of it: each block's columns and places,
// the words that columns are written in, and what is recorded of each exhibit. All of it by hashing:
// no record is read again.

import { hexOf, sameBytes } from '../../../shared/base/bytes.ts';
import type { Source } from '../../../shared/domain/source.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockListing, ExhibitSeal, TermSeal } from '../../store/checkpoints.ts';
import { provenRests, restOf } from '../retention/dropped-words.ts';
import { blockChain } from '../events/block-chain.ts';
import { blockDigest, CHUNKS, exhibitDigests, isQuickTermChain, termChain } from './digests.ts';
import type { CaseNote, SealReport } from './seal-report.ts';

/** What does not hold of one block; `undefined` where everything does. */
export function blockFault(
  { seals }: Pick<CaseReader, 'seals'>,
  block: BlockListing,
  sealed: Uint8Array | undefined,
  previousChain: string,
): string | undefined {
  const name = `Block ${String(block.id)}`;
  if (hexOf(block.chain) !== blockChain(previousChain, block)) {
    return `${name} does not continue the chain: this block, its place or the one before it was changed after sealing.`;
  }
  if (sealed && !sameBytes(blockDigest(block, seals.chunks(block.id, CHUNKS)), sealed)) {
    return `${name} is listed with other times, values or places than were sealed.`;
  }
  return undefined;
}

/** The recorded running hashes over words that hold; the first that does not is told. */
export function checkTerms(
  store: Pick<CaseReader, 'seals' | 'events' | 'retention' | 'audit'>,
  seals: readonly TermSeal[],
  report: SealReport,
): ReadonlyMap<number, Uint8Array> {
  if (store.events.term(0) !== '') {
    report.note(
      'altered',
      'The word that stands for "no value" in what the case lists was changed.',
    );
  }
  const sound = new Map<number, Uint8Array>();
  let previous: TermSeal | undefined;
  const rests = provenRests(store);
  for (const seal of seals) {
    const rest = rests.get(seal.through);
    if (rest && sameBytes(restOf(store, previous?.through ?? 0, seal.through), rest)) {
      // Some of these words went with the records that retention dropped; the others are as they were.
      sound.set(seal.through, seal.chain);
      previous = seal;
      continue;
    }
    const chain = isQuickTermChain(store, previous, seal)
      ? seal.chain
      : termChain(store, previous, seal.through);
    if (!sameBytes(chain, seal.chain)) {
      report.note(
        'altered',
        `Words that the case lists events with (numbers ${String((previous?.through ?? 0) + 1)} to ${String(seal.through)}) are not those that were sealed.`,
      );
    }
    sound.set(seal.through, chain);
    // From the recorded value, so that one change does not speak against all words after it.
    previous = seal;
  }
  return sound;
}

const PARTS = {
  facts: 'its name, path, hash, counts or times',
  custody: 'its custody',
  files: 'its list of files',
  rejections: 'its rejected records',
} as const;

export function checkExhibits(
  store: Pick<CaseReader, 'seals'>,
  sources: readonly Source[],
  seals: readonly ExhibitSeal[],
): readonly CaseNote[] {
  const notes: CaseNote[] = [];
  const sealed = new Map(seals.map((seal) => [seal.sourceId, seal]));
  for (const source of sources) {
    const seal = sealed.get(source.id);
    sealed.delete(source.id);
    if (source.status === 'importing') {
      notes.push({
        verdict: 'unprotected',
        reason: `${source.exhibit} is being read; what is recorded of it is sealed when that ends.`,
      });
      continue;
    }
    if (!seal) {
      notes.push({
        verdict: 'unprotected',
        reason: `What is recorded of ${source.exhibit} was never sealed.`,
      });
      continue;
    }
    const found = exhibitDigests(store, source.id);
    const differing = (Object.keys(PARTS) as (keyof typeof PARTS)[]).filter(
      (part) => found && !sameBytes(found[part], seal[part]),
    );
    if (differing.length > 0) {
      notes.push({
        verdict: 'altered',
        reason: `${source.exhibit}: ${differing.map((part) => PARTS[part]).join(', ')} changed after sealing.`,
      });
    }
  }
  for (const sourceId of sealed.keys()) {
    notes.push({
      verdict: 'missing',
      reason: `An exhibit that was sealed is no longer listed (number ${String(sourceId)}).`,
    });
  }
  return notes;
}
