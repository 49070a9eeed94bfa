// One integrity model for every kind of source.

/** Worst first; a source's verdict is the worst of its parts. */
export const VERDICTS = ['altered', 'missing', 'unverifiable', 'unprotected', 'verified'] as const;
export type Verdict = (typeof VERDICTS)[number];

export function worstVerdict(verdicts: Iterable<Verdict>): Verdict | undefined {
  let worst: Verdict | undefined;
  for (const verdict of verdicts) {
    if (worst === undefined || VERDICTS.indexOf(verdict) < VERDICTS.indexOf(worst)) worst = verdict;
  }
  return worst;
}

/** Neighbours of one verdict and reason are joined: `sequence` to `through`, both included. */
export interface VerdictEntry {
  readonly sequence?: number;
  readonly through?: number;
  /**
   * Of entries beyond their number: the places in the file between which they stand, both included.
   * Another entry may hold the same number, and is told from these by its own place.
   */
  readonly between?: readonly [number, number];
  readonly file?: string;
  /** What the file is in a bucket that is checked against its digests. */
  readonly role?: 'digest' | 'log';
  readonly verdict: Verdict;
  readonly reason: string;
  /** Where a check failed: what the record says and what was worked out from it. */
  readonly expected?: string;
  readonly found?: string;
  /** Keys of the digests that name a log file that is not verified. */
  readonly namedBy?: readonly string[];
}

export const GAP_KINDS = [
  'logging stopped',
  'digests missing',
  'bucket changed',
  'chain broken',
  'period not covered',
] as const;

/** A break in a chain of digests, between two of them. A break is no failure by itself. */
export interface ChainGap {
  readonly kind: (typeof GAP_KINDS)[number];
  /** Key of the digest after which the chain breaks; `null` where none is at hand. */
  readonly after: string | null;
  /** Key of the digest before which it breaks. */
  readonly before: string;
  readonly reason: string;
  /** How many digests are missing in a row. */
  readonly count?: number;
}

export interface ChainHead {
  readonly sequence: number;
  /** Hex chain hash of that entry. */
  readonly hash: string;
}

export interface VerificationCounts {
  readonly verified: number;
  readonly altered: number;
  readonly missing: number;
  readonly unverifiable: number;
  readonly unprotected: number;
}

export interface Verification {
  readonly kind:
    'hash-chain' | 'file-hash' | 'case-seal' | 'cloudtrail-digest' | 'event-log' | 'manifest';
  readonly verdict: Verdict;
  /** Entries (or files) looked at. */
  readonly checked: number;
  readonly counts: VerificationCounts;
  /** Everything but the plainly verified; verified stretches too, so that the strip can be drawn. */
  readonly entries: readonly VerdictEntry[];
  /** One sentence of what the result shows, and one of what it does not. */
  readonly shows: string;
  readonly doesNotShow: string;
  readonly head?: ChainHead;
  /** Of a case: its newest signed checkpoint, to be noted elsewhere. */
  readonly checkpoint?: string;
  /** The head recorded elsewhere that it was checked against. */
  readonly since?: ChainHead;
  /** Breaks in the chains of digests, oldest first. */
  readonly gaps?: readonly ChainGap[];
}
