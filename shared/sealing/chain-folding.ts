// Entries that were checked each by itself, folded where they follow one another without a fault, so
// that a thread that checked thousands can hand them over in one piece. What folding leaves out can be
// worked out again: entry for entry the same comes out. Refuses to judge; the verifier does.

import { HMAC_ABSENT, type RowFacts } from './chain-checks.ts';
import type { ChainRow } from './chain-row.ts';

/** Plain data. */
export type FoldedEntry =
  | { readonly kind: 'row'; readonly row: ChainRow; readonly facts: RowFacts }
  | { readonly kind: 'unreadable'; readonly position: number }
  | FoldedRun;

/**
 * Entries whose own checks hold, in one sequence, each of which names the one before it. Texts are
 * joined by line feeds, of which none of them holds any.
 */
export interface FoldedRun {
  readonly kind: 'run';
  /** The first of them. */
  readonly row: ChainRow;
  /** Of each of them. */
  readonly facts: RowFacts;
  /** Of those behind the first. */
  readonly chains: string;
  readonly entryIds: string;
  readonly positions: Float64Array;
}

/** What is known of an entry within a run: nothing else of it is looked at once it is checked. */
export interface RunEntry {
  readonly entryId: string;
  readonly chain: string;
  readonly position: number;
}

const LINE_FEED = '\n';

interface OpenRun {
  readonly row: ChainRow;
  readonly facts: RowFacts;
  sequence: number;
  chain: string;
  readonly chains: string[];
  readonly entryIds: string[];
  readonly positions: number[];
}

export interface ChainFolder {
  push(row: ChainRow, facts: RowFacts): void;
  pushUnreadable(position: number): void;
  /** What was pushed since this was last called. */
  take(): FoldedEntry[];
}

export function createChainFolder(): ChainFolder {
  let folded: FoldedEntry[] = [];
  let run: OpenRun | undefined;

  const close = (): void => {
    if (!run) return;
    const { row, facts, chains, entryIds, positions } = run;
    folded.push(
      chains.length === 0
        ? { kind: 'row', row, facts }
        : {
            ...({ kind: 'run', row, facts } as const),
            chains: chains.join(LINE_FEED),
            entryIds: entryIds.join(LINE_FEED),
            positions: Float64Array.from(positions),
          },
    );
    run = undefined;
  };

  return {
    push(row, facts) {
      const { sequence_number: sequence, chain_hash: chain, entry_id: entryId } = row;
      if (
        run !== undefined &&
        facts.mask === run.facts.mask &&
        sequence === run.sequence + 1 &&
        row.previous_hash === run.chain &&
        typeof chain === 'string' &&
        typeof entryId === 'string' &&
        !entryId.includes(LINE_FEED)
      ) {
        run.chains.push(chain);
        run.entryIds.push(entryId);
        run.positions.push(row.position);
        run.sequence = sequence;
        run.chain = chain;
        return;
      }
      close();
      const isCounted = typeof sequence === 'number' && sequence >= 0;
      if (isSoundInItself(facts) && isCounted && typeof chain === 'string') {
        // The chain hash is one that was worked out, so it holds no line feed.
        const first = withoutContent(row);
        run = { row: first, facts, sequence, chain, chains: [], entryIds: [], positions: [] };
      } else folded.push({ kind: 'row', row: withoutContent(row), facts });
    },
    pushUnreadable(position) {
      close();
      folded.push({ kind: 'unreadable', position });
    },
    take() {
      close();
      const taken = folded;
      folded = [];
      return taken;
    },
  };
}

/** What an entry said is needed no more once it is checked, and may be long. */
function withoutContent(row: ChainRow): ChainRow {
  return {
    entry_id: row.entry_id,
    timestamp: null,
    sequence_number: row.sequence_number,
    log_level: null,
    component: null,
    event_type: null,
    message: null,
    data: null,
    content_hash: null,
    hmac_signature: null,
    previous_hash: row.previous_hash,
    chain_hash: row.chain_hash,
    position: row.position,
  };
}

function isSoundInItself({ mask }: RowFacts): boolean {
  return mask === 0 || mask === HMAC_ABSENT;
}

/** Those behind the first, in order. */
export function entriesOfRun(run: FoldedRun): readonly RunEntry[] {
  const chains = run.chains.split(LINE_FEED);
  const entryIds = run.entryIds.split(LINE_FEED);
  return chains.map((chain, index) => ({
    chain,
    entryId: entryIds[index] ?? '',
    position: run.positions[index] ?? 0,
  }));
}

export function entriesIn(folded: FoldedEntry): number {
  return folded.kind === 'run' ? folded.positions.length + 1 : 1;
}

/** The chain hash of the last entry. */
export function lastChainOf({ chains }: FoldedRun): string {
  return chains.slice(chains.lastIndexOf(LINE_FEED) + 1);
}
