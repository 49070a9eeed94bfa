// Which of the cited events are printed whole: those the officer put into the incident, then the
// first, the last and the one that set the rule off of each finding, gravest first.

import type { CitedEvent, ReportModel } from '../domain/report.ts';
import { severityRank } from '../domain/severity.ts';

export const KEY_EVENT_LIMIT = 20;

/** At most twenty ids, in the order of the evidence timeline. */
export function keyEvents(model: ReportModel): readonly CitedEvent[] {
  const byId = new Map(model.events.map((event) => [event.id, event]));
  const chosen = new Set<number>();
  const choose = (id: number | undefined): void => {
    if (id !== undefined && byId.has(id) && chosen.size < KEY_EVENT_LIMIT) chosen.add(id);
  };
  for (const id of model.incident?.eventIds ?? []) choose(id);
  const findings = model.alerts
    .map((alert) => alert.finding)
    .toSorted(
      (a, b) => severityRank(a.severity) - severityRank(b.severity) || a.startUs - b.startUs,
    );
  for (const finding of findings) choose(finding.eventIds[0]);
  for (const finding of findings) {
    choose(finding.eventIds.find((id) => byId.get(id)?.timeUs === finding.firstFireUs));
  }
  for (const finding of findings) choose(finding.eventIds.at(-1));
  for (let turn = 1; chosen.size < KEY_EVENT_LIMIT; turn += 1) {
    let any = false;
    for (const finding of findings) {
      if (turn >= finding.eventIds.length) continue;
      any = true;
      choose(finding.eventIds[turn]);
    }
    if (!any) break;
  }
  return model.events.filter((event) => chosen.has(event.id));
}
