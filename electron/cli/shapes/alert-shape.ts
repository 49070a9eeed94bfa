// Alerts as the command line prints them.

import type { TimeUs } from '../../../shared/base/time.ts';
import type { Alert, AlertState } from '../../../shared/domain/alert.ts';
import type { Severity } from '../../../shared/domain/severity.ts';
import { utcText } from '../times.ts';
import { eventReference, type EventPlace, type EventReference } from './event-shape.ts';

export interface AlertShape {
  readonly id: string;
  readonly rule: { readonly id: string; readonly title: string; readonly version: string };
  readonly severity: Severity;
  readonly confidence: number;
  readonly window: { readonly start: string; readonly end: string };
  readonly count: number;
  readonly events: readonly EventReference[];
  readonly group: Readonly<Record<string, string>>;
  readonly explanation: string;
  readonly actions: readonly string[];
  readonly state: AlertState;
  readonly incident: string | null;
  /** Of its events, how many retention dropped; the explanation is kept. */
  readonly evidenceDropped?: number;
}

export interface AlertMaterial {
  /** By event id; every event that an alert names is in it. */
  readonly events: ReadonlyMap<number, EventPlace>;
  readonly lineOf: (place: EventPlace) => number | undefined;
}

export function alertShape(alert: Alert, material: AlertMaterial): AlertShape {
  const { finding } = alert;
  const events: EventPlace[] = [];
  for (const id of finding.eventIds) {
    const event = material.events.get(id);
    if (event !== undefined) events.push(event);
  }
  return {
    id: finding.id,
    rule: { id: finding.ruleId, title: finding.ruleTitle, version: finding.ruleVersion },
    severity: finding.severity,
    confidence: finding.confidence,
    window: {
      start: boundText(finding.startUs, events),
      end: boundText(finding.endUs, events),
    },
    count: finding.count,
    events: events.map((place) => eventReference(place, material.lineOf)),
    group: finding.group,
    explanation: finding.explanation,
    actions: finding.actions,
    state: alert.state,
    incident: alert.incidentId,
    ...(alert.evidenceDropped !== undefined && { evidenceDropped: alert.evidenceDropped }),
  };
}

/** A bound that is an event's own time is printed as precisely as that event has it. */
function boundText(bound: TimeUs, events: readonly EventPlace[]): string {
  return events.find(({ timeUs }) => timeUs === bound)?.time ?? utcText(bound);
}
