// Verifies a hash-chained log while its entries stream past in file order.
// Owns the order of the work: each entry by itself, then the folded whole, then the wording. Memory
// grows with what is wrong in the log, not with its length.

import type { Hashes } from '../base/hashes.ts';
import {
  VERDICTS,
  worstVerdict,
  type ChainHead,
  type Verdict,
  type VerdictEntry,
  type Verification,
} from '../domain/verdict.ts';
import {
  CHAIN_DIFFERS,
  CONTENT_DIFFERS,
  createRowCheck,
  HMAC_ABSENT,
  HMAC_DIFFERS,
  RECORD_UNREADABLE,
  type ContentNames,
  type RowFacts,
} from './chain-checks.ts';
import { concludeChain } from './chain-conclusion.ts';
import type { FoldedEntry } from './chain-folding.ts';
import { reconcile, type Placed } from './chain-reconcile.ts';
import type { ChainRow } from './chain-row.ts';
import { MAX_STRETCHES, StretchRecorder } from './chain-stretches.ts';
import { findingOf } from './chain-wording.ts';

export interface ChainVerifierOptions {
  readonly hashes: Hashes;
  /** The key's hex text, as `readHmacKey` gives it; without it nothing is ever "verified". */
  readonly hmacKey?: string | undefined;
  /** A head recorded elsewhere. Given before the entries, because hashes are not kept. */
  readonly since?: ChainHead | undefined;
  /** Where the log's writer hashed its content under other names than `secure_logs` has. */
  readonly contentNames?: ContentNames | undefined;
}

export interface ChainVerifier {
  push(row: ChainRow): void;
  /** Entries that were checked elsewhere, with the same key and names. */
  pushFolded(folded: FoldedEntry): void;
  /** A record that could not be read as an entry: it still stands somewhere in the chain. */
  pushUnreadable(position: number): void;
  finish(): Verification;
}

const UNREADABLE_FACTS = {
  mask: RECORD_UNREADABLE | CONTENT_DIFFERS | CHAIN_DIFFERS,
  expected: '',
  found: '',
};

export function createChainVerifier(options: ChainVerifierOptions): ChainVerifier {
  const check = createRowCheck(options);
  const recorder = new StretchRecorder(options.since);
  const withKey = options.hmacKey !== undefined;
  let hmacsChecked = 0;
  let hmacsFitting = 0;
  const countHmacs = ({ mask }: RowFacts, entries: number): void => {
    if (!withKey || (mask & HMAC_ABSENT) !== 0) return;
    hmacsChecked += entries;
    if ((mask & HMAC_DIFFERS) === 0) hmacsFitting += entries;
  };
  const pushChecked = (row: ChainRow, facts: RowFacts): void => {
    countHmacs(facts, 1);
    recorder.add(row, facts);
  };
  const pushUnreadable = (position: number): void => {
    recorder.add(unreadableRow(position), UNREADABLE_FACTS);
  };
  return {
    push: (row) => pushChecked(row, check(row)),
    pushUnreadable,
    pushFolded(folded) {
      switch (folded.kind) {
        case 'row':
          pushChecked(folded.row, folded.facts);
          break;
        case 'unreadable':
          pushUnreadable(folded.position);
          break;
        case 'run':
          countHmacs(folded.facts, folded.positions.length + 1);
          recorder.addRun(folded);
          break;
      }
    },
    finish() {
      const { placed, head, recordedHead } = reconcile(recorder, options.since);
      const counts = { altered: 0, missing: 0, unverifiable: 0, unprotected: 0, verified: 0 };
      const entries: VerdictEntry[] = [];
      for (const item of placed) {
        const { verdict, reason } = findingOf(item, withKey);
        counts[verdict] += item.count;
        append(entries, entryOf(item, verdict, reason));
      }
      if (recorder.unplaced > 0) {
        counts.unverifiable += recorder.unplaced;
        entries.push({
          verdict: 'unverifiable',
          reason: `The log breaks in more than ${MAX_STRETCHES} places; its last ${recorder.unplaced} entries were read but not placed one by one.`,
        });
      }
      const verdict =
        worstVerdict(VERDICTS.filter((candidate) => counts[candidate] > 0)) ?? 'unverifiable';
      const conclusion = concludeChain({
        verdict,
        checked: recorder.rows,
        counts,
        withKey,
        hmacsChecked,
        hmacsFitting,
        head,
        since: options.since,
        recordedHead,
      });
      return {
        kind: 'hash-chain',
        verdict,
        checked: recorder.rows,
        counts,
        entries,
        ...conclusion,
        ...(head === undefined ? {} : { head }),
      };
    },
  };
}

function entryOf(item: Placed, verdict: Verdict, reason: string): VerdictEntry {
  const { first, count, standing, stretch } = item;
  const place =
    first === undefined
      ? {}
      : count === 1
        ? { sequence: first }
        : { sequence: first, through: first + count - 1 };
  const isSingle = stretch !== undefined && stretch.count === 1 && stretch.expected !== '';
  const detail = isSingle ? { expected: stretch.expected, found: stretch.found } : {};
  const isBeyond =
    stretch !== undefined &&
    (standing === 'repeated' || standing === 'surplus' || standing === 'out of order');
  const between = isBeyond ? ({ between: [stretch.position, stretch.lastPosition] } as const) : {};
  return { ...place, ...between, verdict, reason, ...detail };
}

/** Joins neighbours of one verdict and reason; what was found in each is kept for single entries. */
function append(entries: VerdictEntry[], entry: VerdictEntry): void {
  const last = entries.at(-1);
  const end = last?.through ?? last?.sequence;
  if (
    last?.sequence !== undefined &&
    end !== undefined &&
    entry.sequence === end + 1 &&
    last.verdict === entry.verdict &&
    last.reason === entry.reason
  ) {
    entries[entries.length - 1] = {
      sequence: last.sequence,
      through: entry.through ?? entry.sequence,
      verdict: last.verdict,
      reason: last.reason,
    };
    return;
  }
  entries.push(entry);
}

function unreadableRow(position: number): ChainRow {
  return {
    entry_id: null,
    timestamp: null,
    sequence_number: null,
    log_level: null,
    component: null,
    event_type: null,
    message: null,
    data: null,
    content_hash: null,
    hmac_signature: null,
    previous_hash: null,
    chain_hash: null,
    position,
  };
}
