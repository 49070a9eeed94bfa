// Exhibits: what was opened, who brought it, and how much of it could be read.

import type { TimeUs } from '../base/time.ts';

export type SourceStatus = 'importing' | 'ready' | 'incomplete' | 'failed';

/** What is blank is shown as "not recorded". */
export interface Custody {
  readonly collectedBy: string;
  readonly collectedAt: string;
  readonly collectedFrom: string;
  readonly method: string;
  /** The collector's own hash, `sha256:…` or `sha512:…`; MD5 and SHA-1 count as identification only. */
  readonly collectorHash: string;
  readonly receivedFrom: string;
  readonly receivedAt: string;
  readonly storage: string;
}

export const UNRECORDED_CUSTODY: Custody = {
  collectedBy: '',
  collectedAt: '',
  collectedFrom: '',
  method: '',
  collectorHash: '',
  receivedFrom: '',
  receivedAt: '',
  storage: '',
};

/** One link of the append-only list of transfers. */
export interface CustodyTransfer {
  readonly from: string;
  readonly to: string;
  readonly at: string;
  readonly purpose: string;
  readonly hashChecked: boolean;
}

export interface Source {
  readonly id: number;
  /** E01, E02 …, never reused. */
  readonly exhibit: string;
  /** File or folder name, without its path. */
  readonly name: string;
  /** Where it was opened from. */
  readonly path: string;
  readonly format: string;
  readonly formatTitle: string;
  readonly status: SourceStatus;
  readonly files: number;
  readonly bytes: number;
  /** SHA-256 of the file; of a folder, over its sorted list of `hash  name` lines. */
  readonly sha256: string;
  readonly events: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly undated: number;
  readonly firstTimeUs: TimeUs | null;
  readonly lastTimeUs: TimeUs | null;
  readonly addedAtUs: TimeUs;
  readonly custody: Custody;
  readonly transfers: readonly CustodyTransfer[];
}

/** A record that could not be read: kept readable, counted, with its place and the reason. */
export interface Rejection {
  readonly id: number;
  readonly sourceId: number;
  readonly file: string;
  /** Byte offset in the (unpacked) file; the row number for a database. */
  readonly position: number;
  readonly reason: string;
  /** The first bytes of the record, as text. */
  readonly excerpt: string;
}
