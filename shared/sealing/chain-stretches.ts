// The log, folded while it streams past: runs of entries that follow one another and share their
// findings. Owns what is remembered of a log; a sound log of any length is one stretch.
// Refuses to blame anyone: that needs the whole picture.

import { CHAIN_DIFFERS, HMAC_ABSENT, plainText, type RowFacts } from './chain-checks.ts';
import { entriesOfRun, lastChainOf, type FoldedRun } from './chain-folding.ts';
import type { ChainHead } from '../domain/verdict.ts';
import type { ChainRow, ChainValue } from './chain-row.ts';

const GENESIS_HASH = '0'.repeat(64);

/**
 * A log with more separate stretches than this is broken everywhere; what comes after is counted and
 * said not to have been placed, so that a hostile file cannot use up the memory.
 */
export const MAX_STRETCHES = 250_000;

/** How many entries back a fork is still recognised by its hash. */
const MEMORY = 4_096;

/** Where an entry's previous hash points: the start of the log, nowhere known, or an entry's index. */
export const AT_GENESIS = -1;
const NOWHERE = -2;

export interface Stretch {
  /** Index of its first entry in file order, from 0. */
  readonly index: number;
  count: number;
  /** Sequence number of its first entry; `undefined` where that is no whole number from 0. */
  readonly sequence: number | undefined;
  /** The sequence number as the record has it, for reasons. */
  readonly sequenceText: string;
  readonly mask: number;
  /** True where every entry's chain hash follows from its own fields and it has a usable number. */
  readonly framed: boolean;
  readonly attachesTo: number;
  readonly firstPrevious: string;
  lastChain: string;
  readonly entryId: string;
  readonly position: number;
  /** Of its last entry. */
  lastPosition: number;
  readonly expected: string;
  readonly found: string;
}

export class StretchRecorder {
  readonly stretches: Stretch[] = [];
  rows = 0;
  /** Entries beyond MAX_STRETCHES. */
  unplaced = 0;
  private readonly recentChain: string[] = Array.from({ length: MEMORY }, () => '');
  private readonly recentId: ChainValue[] = Array.from({ length: MEMORY }, () => null);
  private readonly recentPosition = new Float64Array(MEMORY);
  private current: Stretch | undefined;
  private readonly since: ChainHead | undefined;
  /** What entries with the recorded head's number have as chain hash. */
  readonly atRecordedHead: { readonly index: number; readonly chain: string }[] = [];

  constructor(since?: ChainHead) {
    this.since = since;
  }

  add(row: ChainRow, facts: RowFacts): void {
    const index = this.rows;
    this.rows += 1;
    const sequence = usableSequence(row.sequence_number);
    const previous = plainText(row.previous_hash);
    const chain = plainText(row.chain_hash);
    const framed = sequence !== undefined && (facts.mask & CHAIN_DIFFERS) === 0;
    const current = this.current;
    if (
      current !== undefined &&
      current.mask === facts.mask &&
      current.framed === framed &&
      current.sequence !== undefined &&
      sequence === current.sequence + current.count &&
      (!framed || previous === current.lastChain) &&
      current.index + current.count === index
    ) {
      current.count += 1;
      current.lastChain = chain;
      current.lastPosition = row.position;
    } else if (this.stretches.length >= MAX_STRETCHES) {
      this.unplaced += 1;
      return;
    } else {
      const attachesTo = this.attachment(index, previous);
      if (framed) this.fork(attachesTo);
      const stretch: Stretch = {
        index,
        count: 1,
        sequence,
        sequenceText: plainText(row.sequence_number),
        mask: facts.mask,
        framed,
        attachesTo,
        firstPrevious: previous,
        lastChain: chain,
        entryId: plainText(row.entry_id),
        position: row.position,
        lastPosition: row.position,
        expected: facts.expected,
        found: facts.found,
      };
      this.stretches.push(stretch);
      this.current = stretch;
    }
    if (sequence !== undefined && sequence === this.since?.sequence) {
      if (this.atRecordedHead.length < MEMORY) this.atRecordedHead.push({ index, chain });
    }
    const slot = index % MEMORY;
    this.recentChain[slot] = chain;
    this.recentId[slot] = row.entry_id;
    this.recentPosition[slot] = row.position;
  }

  /**
   * The same as adding each entry of the run by itself: those behind the first follow one another and
   * share their findings, so they belong to its stretch.
   */
  addRun(run: FoldedRun): void {
    const { row, facts, positions } = run;
    this.add(row, facts);
    const { current } = this;
    const first = row.sequence_number;
    const isPlaced = current !== undefined && current.index + current.count === this.rows;
    if (!isPlaced || typeof first !== 'number') {
      // Beyond MAX_STRETCHES, where entries are only counted.
      this.rows += positions.length;
      this.unplaced += positions.length;
      return;
    }
    const entries = entriesOfRun(run);
    const from = this.rows;
    this.rows += entries.length;
    current.count += entries.length;
    current.lastChain = lastChainOf(run);
    current.lastPosition = positions.at(-1) ?? current.lastPosition;
    const { since } = this;
    const recorded = since === undefined ? undefined : entries[since.sequence - first - 1];
    if (since !== undefined && recorded !== undefined) {
      if (this.atRecordedHead.length < MEMORY) {
        this.atRecordedHead.push({
          index: from + since.sequence - first - 1,
          chain: recorded.chain,
        });
      }
    }
    for (let at = Math.max(0, entries.length - MEMORY); at < entries.length; at += 1) {
      const entry = entries[at];
      if (entry === undefined) continue;
      const slot = (from + at) % MEMORY;
      this.recentChain[slot] = entry.chain;
      this.recentId[slot] = entry.entryId;
      this.recentPosition[slot] = entry.position;
    }
  }

  /** An entry that follows one inside the current stretch: what lay between begins a stretch of its own. */
  private fork(attachesTo: number): void {
    const current = this.current;
    if (current?.sequence === undefined || !current.framed) return;
    const kept = attachesTo - current.index + 1;
    if (kept <= 0 || kept >= current.count) return;
    const slot = (attachesTo + 1) % MEMORY;
    const chain = this.recentChain[attachesTo % MEMORY] ?? '';
    const sequence = current.sequence + kept;
    this.stretches.push({
      ...current,
      index: attachesTo + 1,
      count: current.count - kept,
      sequence,
      sequenceText: String(sequence),
      attachesTo,
      firstPrevious: chain,
      entryId: plainText(this.recentId[slot] ?? null),
      position: this.recentPosition[slot] ?? 0,
      expected: '',
      found: '',
    });
    current.count = kept;
    current.lastChain = chain;
    current.lastPosition = this.recentPosition[attachesTo % MEMORY] ?? current.position;
  }

  private attachment(index: number, previous: string): number {
    if (previous === GENESIS_HASH) return AT_GENESIS;
    const oldest = Math.max(0, index - MEMORY);
    for (let at = index - 1; at >= oldest; at -= 1) {
      if (this.recentChain[at % MEMORY] === previous) return at;
    }
    return NOWHERE;
  }
}

function usableSequence(value: ChainValue): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** Nothing is wrong with the entries themselves; that an HMAC is absent is no fault. */
export function isSound(mask: number): boolean {
  return (mask & ~HMAC_ABSENT) === 0;
}
