// The case, its examiner and its settings.

import type { TimeUs } from '../base/time.ts';
import type { IntakeLimits } from './limits.ts';

/** Stated by the officer on first use; printed as self-declared wherever it stands. */
export interface Examiner {
  readonly name: string;
  readonly role: string;
  readonly organisation: string;
}

export interface CaseSettings {
  /** IANA name; the zone of reviews and the zone times are shown in until the officer picks another. */
  readonly zone: string;
  /** Zone of rules that name none, and of plain log times without one. */
  readonly rulesZone: string;
  /** One address, CIDR or name a line; `#` starts a comment. */
  readonly threatList: string;
  readonly immediateRisk: number;
  readonly dailyRisk: number;
  /** What reading evidence keeps to. */
  readonly limits: IntakeLimits;
}

export interface CaseInfo {
  /** Random, fixed for the life of the case. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdAtUs: TimeUs;
  readonly schemaVersion: number;
  readonly sizeBytes: number;
  readonly events: number;
  readonly examiner: Examiner | null;
  readonly settings: CaseSettings;
}

/** One line of the case's append-only, hash-chained record of acts. */
export interface AuditEntry {
  readonly sequence: number;
  readonly atUs: TimeUs;
  readonly who: string;
  readonly act: string;
  readonly detail: string;
  readonly hash: string;
}
