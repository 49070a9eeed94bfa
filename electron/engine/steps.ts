// The steps by which jobs change the case. They run on the writer thread, each one transaction.

import type { Alert } from '../../shared/domain/alert.ts';
import type { IntakeLimits } from '../../shared/domain/limits.ts';
import type { RuleCost } from '../../shared/domain/rule.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import type { Custody, Source } from '../../shared/domain/source.ts';
import type { Verification } from '../../shared/domain/verdict.ts';
import type { ReadOptions, StoredFile } from '../store/sources.ts';
import type { CaseRules } from './detection/rules-on-the-way.ts';
import type { SealedBatch } from './evidence/seal-batch.ts';
import type { StoredReview } from '../store/work.ts';

/** What is about to be opened. */
export interface Opening {
  readonly name: string;
  readonly path: string;
  readonly options: ReadOptions;
  readonly custody: Custody;
}

/** An exhibit that was opened from the path in the same way before. */
export interface KnownExhibit {
  readonly source: Source;
  readonly files: readonly StoredFile[];
  /** What was to be read, where its reading was cut off. */
  readonly plan: string | null;
}

/** Of a whole file, its size and SHA-256 in hex. */
export interface FileHash {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly changedUs: number | undefined;
}

/** What came to an exhibit that was read to its end before. */
export interface Added {
  readonly bytes: number;
  /** Names of files that it did not list. */
  readonly fresh: readonly string[];
  /** Files that it lists, with the SHA-256 of what was added to them alone. */
  readonly grown: readonly { readonly name: string; readonly sha256: string }[];
}

export interface ImportSurvey {
  /** Oldest first. */
  readonly samePath: readonly KnownExhibit[];
  /** Read to their end elsewhere, and of the same size: they may hold the same material. */
  readonly sameSize: readonly Source[];
}

/** Where reading goes on, and what its records are numbered with. */
export interface ImportStart {
  readonly sourceId: number;
  readonly exhibit: string;
  readonly nextEvent: number;
  readonly secret: Uint8Array;
  /** The unit that the last committed batch is of, and how many of its batches are committed. */
  readonly unit: number;
  readonly batches: number;
  /** Number of the first file of that unit. */
  readonly firstFile: number;
}

export interface PlacedBatch {
  readonly unit: number;
  /** Number of the batch within its unit, from 0: a batch is committed once. */
  readonly index: number;
  /** Number of the first file of its unit within the exhibit. */
  readonly firstFile: number;
  readonly batch: SealedBatch;
}

export interface Steps {
  /** The case is open for writing, and what an earlier writer left unfinished is marked so. */
  ready(args: Record<string, never>): void;
  /** What reading keeps to, as the case is set. */
  readingLimits(args: Record<string, never>): IntakeLimits;
  /** What may be looked for in records while they are read. */
  matchingRules(args: Record<string, never>): CaseRules;
  importSurvey(args: {
    readonly path: string;
    readonly options: ReadOptions;
    /** On disk. */
    readonly bytes: number;
  }): ImportSurvey;
  /** A new exhibit. `note` goes into the audit trail. */
  importBegin(args: {
    readonly opening: Opening;
    readonly plan: string;
    readonly note: string;
  }): ImportStart;
  /** More of an exhibit that was read to its end before. */
  importMore(args: { readonly sourceId: number; readonly plan: string }): ImportStart;
  /** Where an import was cut off. */
  importResume(args: { readonly sourceId: number }): ImportStart;
  /** Neighbours, in their order. */
  importBatches(args: {
    readonly sourceId: number;
    readonly batches: readonly PlacedBatch[];
    /** Keys of the rules that were looked for in them on the way. */
    readonly keys: readonly string[];
  }): void;
  importFinish(args: {
    readonly sourceId: number;
    readonly kind: 'file' | 'folder';
    /** Files that were hashed apart from reading them. */
    readonly hashes: readonly FileHash[];
    /** What was added, where the exhibit was there before. */
    readonly added: Added | null;
  }): { readonly source: Source; readonly events: number; readonly rejected: number };
  importFailed(args: { readonly sourceId: number; readonly reason: string }): void;
  saveVerification(args: {
    readonly sourceId: number;
    readonly verification: Verification;
    readonly withKey: boolean;
  }): void;
  /** What these rules matched in some blocks; see store/hits.ts. */
  saveHits(args: {
    readonly keys: readonly string[];
    readonly blocks: readonly { readonly id: number; readonly hits: Uint8Array }[];
  }): void;
  /** Forgets what rules matched that are not among these any more. */
  forgetHits(args: { readonly keep: readonly string[] }): void;
  saveFindings(args: {
    readonly findings: readonly Finding[];
    readonly rulesDigest: string;
    readonly rules: number;
    readonly events: number;
    readonly seconds: number;
    /** By rule id. */
    readonly costs: Readonly<Record<string, RuleCost>>;
    /** Ids of those that start a response clock. */
    readonly live: readonly string[];
  }): { readonly alerts: readonly Alert[]; readonly added: number };
  saveReview(args: Omit<StoredReview, 'id'>): { readonly id: number };
  /** A run of blocks of the text index; blobs as electron/store/text-index.ts keeps them. */
  saveTextSpan(args: {
    readonly firstBlock: number;
    readonly lastBlock: number;
    readonly groups: Uint8Array;
    readonly slices: readonly Uint8Array[];
  }): void;
  /** Rule texts as the officer's own, which can be undone; `note` goes into the audit trail. */
  saveRules(args: {
    readonly rules: readonly {
      readonly key: string;
      readonly text: string;
      readonly version: string;
    }[];
    /** Names of what was chosen. */
    readonly from: string;
    /** How many rules stand in the texts. */
    readonly count: number;
    readonly note: string;
  }): void;
  /** Becomes the case's threat list where it has none yet. */
  offerThreatList(args: { readonly text: string; readonly from: string }): void;
  note(args: { readonly act: string; readonly detail: string }): void;
  /** Drops a portion of what is due and not held; null where nothing is. */
  retentionDrop(args: { readonly reason: string }): {
    readonly sourceId: number;
    readonly events: number;
    readonly blocks: number;
  } | null;
  /** Forgets words that only dropped records were listed with. */
  retentionForget(args: Record<string, never>): { readonly words: number };
  /** Makes the case file as small as its content. Not a transaction. */
  giveBackSpace(args: Record<string, never>): void;
  /** Signs where the case stands. */
  checkpoint(args: { readonly reason: string }): { readonly note: string };
}

export type StepName = keyof Steps;

export type StepClient = {
  readonly [K in StepName]: (args: Parameters<Steps[K]>[0]) => Promise<ReturnType<Steps[K]>>;
};
