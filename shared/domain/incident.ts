// Incidents: numbered per year without gaps, with the sections of the template.

import type { TimeUs } from '../base/time.ts';
import type { Severity } from './severity.ts';

export const INCIDENT_STATUSES = ['open', 'contained', 'resolved', 'closed', 'voided'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

export const REPORT_STATUSES = ['draft', 'in review', 'final', 'superseded'] as const;
export type ReportStatus = (typeof REPORT_STATUSES)[number];

export interface FollowUp {
  readonly action: string;
  readonly owner: string;
  readonly due: string;
  readonly done: boolean;
}

export interface IncidentSections {
  readonly description: string;
  readonly affectedSystems: string;
  readonly detectionMethod: string;
  readonly primaryCause: string;
  readonly contributingFactors: string;
  readonly impact: string;
  readonly remediation: string;
  readonly lessons: string;
  readonly openQuestions: string;
  readonly followUps: readonly FollowUp[];
}

export interface Incident {
  /** INC-YYYY-NNN. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly openedAtUs: TimeUs;
  readonly openedBy: string;
  readonly initialRisk: number;
  readonly sections: IncidentSections;
  readonly alertIds: readonly string[];
  readonly eventIds: readonly number[];
  readonly revision: number;
  readonly report: {
    readonly status: ReportStatus;
    readonly version: number;
    readonly author: string;
    readonly reviewer: string;
    readonly amendmentReason: string;
  };
}
