// The report as a model, before any file format. Everything in it is already text or a number:
// whoever draws it decides nothing.

import type { Precision, TimeUs } from '../base/time.ts';
import type { Alert } from './alert.ts';
import type { Examiner } from './case.ts';
import type { Incident } from './incident.ts';
import type { RiskScore } from './risk.ts';
import type { Source } from './source.ts';
import type { Verification } from './verdict.ts';

export interface CitedEvent {
  readonly id: number;
  readonly exhibit: string;
  /** `sequence 937`, `byte 120334 of trail.json`. */
  readonly position: string;
  readonly timeUs: TimeUs | null;
  readonly precision: Precision;
  readonly nanos: number;
  readonly actor: string;
  readonly origin: string;
  readonly action: string;
  readonly outcome: string;
  readonly summary: string;
  readonly raw: string;
  /** Verdict of the entry where its source was verified, else empty. */
  readonly verdict: string;
  /** SHA-256 of the exact original bytes. */
  readonly sha256: string;
}

export interface ReportSource {
  readonly source: Source;
  readonly verification: Verification | null;
  readonly verifiedAtUs: TimeUs | null;
  /** What this kind of log does not record. */
  readonly notLogged: string;
}

export interface RateChart {
  readonly fromUs: TimeUs;
  readonly toUs: TimeUs;
  readonly bucketUs: number;
  readonly counts: readonly number[];
  readonly marks: readonly {
    readonly startUs: TimeUs;
    readonly endUs: TimeUs;
    readonly label: string;
  }[];
}

/** A known answer that was computed again when the report was made. */
export interface KnownAnswer {
  readonly area: 'hashing' | 'merkle' | 'signatures' | 'chain' | 'sigma';
  readonly name: string;
  readonly ok: boolean;
  readonly expected: string;
  readonly found: string;
}

export interface ReportModel {
  readonly kind: 'incident' | 'alert' | 'period';
  readonly title: string;
  /** INC-2026-001, or empty for a period. */
  readonly number: string;
  readonly status: 'draft' | 'in review' | 'final' | 'superseded';
  readonly version: number;
  readonly classification: string;
  readonly author: Examiner | null;
  readonly reviewer: string;
  readonly caseId: string;
  readonly caseName: string;
  readonly generatedAtUs: TimeUs;
  readonly periodStartUs: TimeUs | null;
  readonly periodEndUs: TimeUs | null;
  /** IANA name of the zone that times are printed in, beside UTC. */
  readonly zone: string;
  readonly appVersion: string;
  readonly selftest: readonly KnownAnswer[];
  readonly rulesDigest: string;
  readonly ruleCount: number;
  readonly threatListEntries: number;
  readonly incident: Incident | null;
  readonly risk: RiskScore;
  readonly alerts: readonly Alert[];
  readonly sources: readonly ReportSource[];
  readonly rate: RateChart;
  /** The evidence timeline, in order of time. */
  readonly events: readonly CitedEvent[];
  /** Events that contribute to the findings but are not listed above (said, never silent). */
  readonly eventsNotListed: number;
  readonly command: string;
  /** Findings of rules that looked and found nothing: title and coverage. */
  readonly quietRules: readonly string[];
}
