// The steps by which jobs change the case. They run on the writer thread, each one transaction.

import type { TimeUs } from '../../shared/base/time.ts';
import type { Alert } from '../../shared/domain/alert.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import type { Custody, Source } from '../../shared/domain/source.ts';
import type { Verification } from '../../shared/domain/verdict.ts';
import type { IntakeBatch } from '../intake/batch.ts';
import type { ReadOptions, SourceTotals } from '../store/sources.ts';
import type { StoredReview } from '../store/work.ts';

/** What is about to be opened. */
export interface Opening {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
  readonly options: ReadOptions;
  readonly custody: Custody;
}

export interface Steps {
  /** The case is open for writing, and what an earlier writer left unfinished is marked so. */
  ready(args: Record<string, never>): void;
  /** The exhibit that holds exactly this material, read in this way, where there is one. */
  importKnown(args: Opening): Source | null;
  /**
   * A new exhibit, or the one of the same path and content that was begun before: `batchesDone` is
   * where its reading goes on.
   */
  importBegin(args: Opening): { readonly sourceId: number; readonly batchesDone: number };
  importBatch(args: {
    readonly sourceId: number;
    /** Number of the batch within its source, from 0: a batch is committed once. */
    readonly index: number;
    readonly batch: IntakeBatch;
  }): void;
  importFinish(args: { readonly sourceId: number; readonly totals: SourceTotals }): Source;
  importFailed(args: { readonly sourceId: number; readonly reason: string }): void;
  saveVerification(args: {
    readonly sourceId: number;
    readonly verification: Verification;
    readonly withKey: boolean;
  }): void;
  saveFindings(args: {
    readonly findings: readonly Finding[];
    readonly rulesDigest: string;
    readonly rules: number;
    readonly events: number;
    readonly seconds: number;
    /** Sources that are read on while they grow: only their findings start response clocks. */
    readonly liveUntilUs: TimeUs | null;
  }): { readonly alerts: readonly Alert[]; readonly added: number };
  saveReview(args: Omit<StoredReview, 'id'>): { readonly id: number };
  /** Becomes the case's threat list where it has none yet. */
  offerThreatList(args: { readonly text: string; readonly from: string }): void;
  note(args: { readonly act: string; readonly detail: string }): void;
}

export type StepName = keyof Steps;

export type StepClient = {
  readonly [K in StepName]: (args: Parameters<Steps[K]>[0]) => Promise<ReturnType<Steps[K]>>;
};
