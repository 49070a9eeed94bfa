// A finding being worked on.

import type { TimeUs } from '../base/time.ts';
import type { Finding } from './finding.ts';

export const ALERT_STATES = [
  'new',
  'acknowledged',
  'investigating',
  'root cause',
  'remediation',
  'documented',
  'closed',
  'false positive',
] as const;
export type AlertState = (typeof ALERT_STATES)[number];

export function isOpenState(state: AlertState): boolean {
  return state !== 'closed' && state !== 'false positive';
}

export interface AlertStep {
  readonly from: AlertState;
  readonly to: AlertState;
  readonly atUs: TimeUs;
  readonly who: string;
  readonly note: string;
}

export interface Alert {
  readonly finding: Finding;
  readonly state: AlertState;
  readonly assignee: string;
  readonly raisedAtUs: TimeUs;
  readonly steps: readonly AlertStep[];
  /** True for findings in archives: no response clock runs unless the officer starts it. */
  readonly historical: boolean;
  readonly clockStartedAtUs: TimeUs | null;
  readonly incidentId: string | null;
  /**
   * How many of its events retention dropped; its explanation and what matched are kept. Absent where
   * all are there.
   */
  readonly evidenceDropped?: number | undefined;
}
