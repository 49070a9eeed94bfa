// The editing of an incident: what a draft is, whether it differs, what its report may become.

import type {
  FollowUp,
  Incident,
  IncidentSections,
  IncidentStatus,
  ReportStatus,
} from '../../../shared/domain/incident.ts';
import type { Severity } from '../../../shared/domain/severity.ts';

export interface IncidentDraft {
  readonly title: string;
  readonly severity: Severity;
  readonly status: IncidentStatus;
  readonly sections: IncidentSections;
}

export function draftOf(incident: Incident): IncidentDraft {
  const { title, severity, status, sections } = incident;
  return { title, severity, status, sections };
}

export function differs(draft: IncidentDraft, incident: Incident): boolean {
  return JSON.stringify(draft) !== JSON.stringify(draftOf(incident));
}

export type TextSection = Exclude<keyof IncidentSections, 'followUps'>;

export interface SectionPlan {
  readonly key: TextSection;
  readonly label: string;
  readonly hint?: string;
}

/** The template, in the order of the report. */
export const SECTION_GROUPS: readonly {
  readonly title: string;
  readonly sections: readonly SectionPlan[];
}[] = [
  {
    title: 'Summary',
    sections: [
      { key: 'description', label: 'Description' },
      { key: 'affectedSystems', label: 'Affected systems' },
      { key: 'detectionMethod', label: 'Detection method' },
      { key: 'openQuestions', label: 'Open questions' },
    ],
  },
  {
    title: 'Root cause',
    sections: [
      { key: 'primaryCause', label: 'Primary cause' },
      { key: 'contributingFactors', label: 'Contributing factors' },
      { key: 'impact', label: 'Impact' },
    ],
  },
  {
    title: 'What was done and learned',
    sections: [
      { key: 'remediation', label: 'Remediation' },
      { key: 'lessons', label: 'Lessons learned' },
    ],
  },
];

export function withText(draft: IncidentDraft, key: TextSection, text: string): IncidentDraft {
  return { ...draft, sections: { ...draft.sections, [key]: text } };
}

export function withFollowUps(draft: IncidentDraft, followUps: readonly FollowUp[]): IncidentDraft {
  return { ...draft, sections: { ...draft.sections, followUps } };
}

export interface ReportStep {
  readonly to: ReportStatus;
  readonly label: string;
  /** Final needs another person as reviewer; an amendment needs a reason. */
  readonly needs: 'nothing' | 'reviewer' | 'reason';
}

export function reportSteps(status: ReportStatus): readonly ReportStep[] {
  switch (status) {
    case 'draft':
      return [{ to: 'in review', label: 'Send to review', needs: 'nothing' }];
    case 'in review':
      return [
        { to: 'final', label: 'Make final', needs: 'reviewer' },
        { to: 'draft', label: 'Back to draft', needs: 'nothing' },
      ];
    case 'final':
      return [{ to: 'draft', label: 'Amend', needs: 'reason' }];
    case 'superseded':
      return [];
  }
}
