// The model with the secrets in its evidence masked. Every report is made from the result; nothing
// else may read the raw text.

import type { ReportModel } from '../domain/report.ts';
import { countMasked, maskSecrets } from './secrets.ts';
import type { Masked, MaskedCount } from './secrets.ts';

export interface MaskedModel {
  readonly model: ReportModel;
  readonly masked: readonly MaskedCount[];
  /** Events whose raw text is not whole any more. */
  readonly maskedEvents: ReadonlySet<number>;
}

export function maskModel(model: ReportModel): MaskedModel {
  const all: Masked[] = [];
  const maskedEvents = new Set<number>();
  const events = model.events.map((event) => {
    const raw = maskSecrets(event.raw);
    const summary = maskSecrets(event.summary);
    if (raw.found.size === 0 && summary.found.size === 0) return event;
    all.push(raw.found.size > 0 ? raw : summary);
    maskedEvents.add(event.id);
    return { ...event, raw: raw.text, summary: summary.text };
  });
  const alerts = model.alerts.map((alert) => ({
    ...alert,
    finding: {
      ...alert.finding,
      explanation: maskSecrets(alert.finding.explanation).text,
      matches: alert.finding.matches.map((match) => ({
        ...match,
        value:
          maskSecrets(`"${match.field}":"${match.value}"`).found.size > 0
            ? '[masked]'
            : match.value,
      })),
    },
  }));
  return { model: { ...model, events, alerts }, masked: countMasked(all), maskedEvents };
}
