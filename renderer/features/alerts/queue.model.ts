// The alert queue: what it lists in which order, what can be done next, how long is left.

import { US_PER_MS, type TimeUs } from '../../../shared/base/time.ts';
import {
  ALERT_STATES,
  isOpenState,
  type Alert,
  type AlertState,
} from '../../../shared/domain/alert.ts';
import { RESPONSE_TIME_US, severityRank, type Severity } from '../../../shared/domain/severity.ts';

export type StateFilter = 'open' | 'new' | 'done' | 'all';

export interface QueueFilter {
  readonly state: StateFilter;
  readonly severity: Severity | 'all';
  readonly text: string;
}

export function isStateFilter(text: string | undefined): text is StateFilter {
  return text === 'open' || text === 'new' || text === 'done' || text === 'all';
}

function inState(alert: Alert, filter: StateFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'new':
      return alert.state === 'new';
    case 'open':
      return isOpenState(alert.state);
    case 'done':
      return !isOpenState(alert.state);
  }
}

function mentions(alert: Alert, needle: string): boolean {
  if (needle === '') return true;
  const { finding } = alert;
  const texts = [
    finding.ruleTitle,
    finding.explanation,
    finding.id,
    alert.assignee,
    alert.incidentId ?? '',
    ...Object.values(finding.group),
    ...finding.tags,
  ];
  return texts.some((text) => text.toLowerCase().includes(needle));
}

/** Gravest first, then the oldest evidence first. */
export function queueOf(alerts: readonly Alert[], filter: QueueFilter): readonly Alert[] {
  const needle = filter.text.trim().toLowerCase();
  return alerts
    .filter(
      (alert) =>
        inState(alert, filter.state) &&
        (filter.severity === 'all' || alert.finding.severity === filter.severity) &&
        mentions(alert, needle),
    )
    .toSorted(
      (a, b) =>
        severityRank(a.finding.severity) - severityRank(b.finding.severity) ||
        a.finding.startUs - b.finding.startUs ||
        (a.finding.id < b.finding.id ? -1 : 1),
    );
}

/** Where the workflow goes from here; undefined at its end. */
export function nextState(state: AlertState): AlertState | undefined {
  if (!isOpenState(state)) return undefined;
  return ALERT_STATES[ALERT_STATES.indexOf(state) + 1];
}

export interface ClockShown {
  readonly leftUs: number;
  /** Share of the time that is used up; above 1 when it has passed. */
  readonly used: number;
  readonly tone: 'calm' | 'warning' | 'passed';
}

/** Undefined where no clock runs: archives, acknowledged alerts, informational findings. */
export function responseClock(alert: Alert, nowMs: number): ClockShown | undefined {
  const { severity } = alert.finding;
  if (alert.clockStartedAtUs === null || alert.state !== 'new') return undefined;
  if (severity === 'informational') return undefined;
  const allowedUs = RESPONSE_TIME_US[severity];
  const passedUs = nowMs * US_PER_MS - alert.clockStartedAtUs;
  const used = passedUs / allowedUs;
  return {
    leftUs: allowedUs - passedUs,
    used,
    tone: used >= 1 ? 'passed' : used >= 0.75 ? 'warning' : 'calm',
  };
}

/** The stretch of the timeline an alert is about, with a margin so that its surroundings show. */
export function windowAround(
  startUs: TimeUs,
  endUs: TimeUs,
): {
  readonly fromUs: number;
  readonly toUs: number;
} {
  const margin = Math.max(60_000_000, Math.round((endUs - startUs) * 0.1));
  return { fromUs: startUs - margin, toUs: endUs + margin + 1 };
}
