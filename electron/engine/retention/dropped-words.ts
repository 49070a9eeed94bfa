// Words that only dropped records were listed with go with them. The running hash over words that was
// sealed can then no longer be worked out for their stretch; so what is left of each such stretch has a
// hash of its own, and a line of the audit trail covers all of these.

import { createHash } from 'node:crypto';
import { hexOf } from '../../../shared/base/bytes.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import { termChain } from '../seal/digests.ts';
import type { WriteContext } from '../write-context.ts';

const WORDS_ACT = 'words dropped';

type Reader = Pick<CaseReader | CaseWriter['read'], 'seals' | 'retention'>;

/** Forgets every word that no record is listed with any more; how many those were. */
export function dropUnusedWords({ store, audit }: WriteContext): number {
  const count = store.retention.forgetUnusedWords();
  if (count === 0) return 0;
  // What the writer remembers of numbers and words is no longer so.
  store.events.forgetTerms();
  const touched = store.read.retention.stretchesWithForgottenWords();
  for (const { after, through } of touched) {
    store.retention.keepRest(through, restOf(store.read, after, through));
  }
  audit.add(
    WORDS_ACT,
    `${String(count)} words that no record is listed with any more; what is left: SHA-256 ${restDigest(store.read)}`,
  );
  return count;
}

/** The hash over the words of a stretch that are left, by the last number of the stretch. */
export function provenRests(
  store: Reader & Pick<CaseReader, 'audit'>,
): ReadonlyMap<number, Uint8Array> {
  const rests = store.retention.wordRests();
  if (rests.length === 0) return new Map();
  let last = '';
  for (const entry of store.audit.all()) if (entry.act === WORDS_ACT) last = entry.detail;
  if (!last.endsWith(` SHA-256 ${restDigest(store)}`)) return new Map();
  return new Map(rests.map(({ through, rest }) => [through, rest]));
}

/** @param after the last number before the stretch */
export function restOf(store: Reader, after: number, through: number): Uint8Array {
  return termChain(store, { through: after, chain: new Uint8Array(0) }, through);
}

function restDigest({ retention }: Reader): string {
  const digest = createHash('sha256');
  for (const { through, rest } of retention.wordRests()) {
    digest.update(`${String(through)} ${hexOf(rest)}\n`);
  }
  return digest.digest('hex');
}
