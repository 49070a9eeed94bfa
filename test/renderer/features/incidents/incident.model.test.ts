import { describe, expect, it } from 'vitest';
import { timeUs } from '../../../../shared/base/time.ts';
import type { Incident } from '../../../../shared/domain/incident.ts';
import {
  SECTION_GROUPS,
  differs,
  draftOf,
  reportSteps,
  withFollowUps,
  withText,
} from '../../../../renderer/features/incidents/incident.model.ts';

const incident: Incident = {
  id: 'INC-2026-001',
  title: 'Account taken over',
  severity: 'high',
  status: 'open',
  openedAtUs: timeUs(0),
  openedBy: 'R. Examiner',
  initialRisk: 0.56,
  sections: {
    description: 'x',
    affectedSystems: '',
    detectionMethod: '',
    primaryCause: '',
    contributingFactors: '',
    impact: '',
    remediation: '',
    lessons: '',
    openQuestions: '',
    followUps: [],
  },
  alertIds: [],
  eventIds: [],
  revision: 1,
  report: { status: 'draft', version: 1, author: 'R. Examiner', reviewer: '', amendmentReason: '' },
};

describe('the draft of an incident', () => {
  it('differs only while something was changed', () => {
    const draft = draftOf(incident);
    expect(differs(draft, incident)).toBe(false);
    const changed = withText(draft, 'impact', 'none');
    expect(differs(changed, incident)).toBe(true);
    expect(differs(withText(changed, 'impact', ''), incident)).toBe(false);
  });

  it('counts follow-up actions as changes', () => {
    const followUp = { action: 'Rotate keys', owner: 'Dana', due: '2026-06-10', done: false };
    expect(differs(withFollowUps(draftOf(incident), [followUp]), incident)).toBe(true);
  });

  it('offers every text section of the template once', () => {
    const offered = SECTION_GROUPS.flatMap((group) => group.sections.map((each) => each.key));
    const wanted = Object.keys(incident.sections).filter((key) => key !== 'followUps');
    expect(offered.toSorted()).toEqual(wanted.toSorted());
  });
});

describe('the report of an incident', () => {
  it('needs a reviewer to become final, and a reason to be amended', () => {
    expect(reportSteps('in review').find((step) => step.to === 'final')?.needs).toBe('reviewer');
    expect(reportSteps('final')).toEqual([{ to: 'draft', label: 'Amend', needs: 'reason' }]);
  });

  it('cannot become final straight from a draft', () => {
    expect(reportSteps('draft').map((step) => step.to)).toEqual(['in review']);
    expect(reportSteps('superseded')).toEqual([]);
  });
});
