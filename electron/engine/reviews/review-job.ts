// A review of a period: integrity against what was recorded before, detection, and the figures of
// the period beside those of the one before it.

import { msOf, timeUs, timeUsFromMs, type TimeUs } from '../../../shared/base/time.ts';
import { scoreRisk } from '../../../shared/analysis/risk.ts';
import type { Review } from '../../../shared/contract/areas/reviews.ts';
import {
  dailySummary,
  hourlyAnomaly,
  weeklyTrends,
  type PeriodFigures,
  type ReviewContext,
} from '../../../shared/reporting/reviews.ts';
import { reviewPeriod } from '../../scheduler/review-times.ts';
import { anomaliesOf } from '../alerts/alert-queries.ts';
import { citedEvents, reportSources } from '../report/report-model.ts';
import { caseInfo } from '../case/case-info.ts';
import { runDetection } from '../detection/detect-job.ts';
import { headThatChanged, holdsChain, saysLess, verifySource } from '../evidence/verify-source.ts';
import type { JobHandler } from '../handlers.ts';
import type { ReadEngine } from '../read-engine.ts';
import { keyFor } from '../scope.ts';

export function reviewJob(engine: ReadEngine): JobHandler<'reviews.run'> {
  return async ({ kind, asOfUs, late, byHand }, context) => {
    const { store } = engine;
    const { zone } = caseInfo(store).settings;
    const ranAtUs = context.host.nowUs();
    const period = reviewPeriod(kind, msOf(asOfUs ?? ranAtUs), zone);
    const before = reviewPeriod(kind, period.startMs, zone);

    await context.steps.ready({});
    for (const source of store.sources.all()) {
      if (source.status === 'importing' || !holdsChain(engine, source)) continue;
      const hmacKey = keyFor(context.scope, source.id);
      const stored = store.sources.verification(source.id);
      // Only a head that somebody noted elsewhere counts as recorded elsewhere.
      const since = stored?.verification.since;
      let verification = await verifySource(engine, source, { hmacKey, since }, context);
      const lost = headThatChanged(verification, stored?.verification);
      if (lost) {
        verification = await verifySource(engine, source, { hmacKey, since: lost }, context);
      }
      if (saysLess(verification, hmacKey !== undefined, stored)) continue;
      await context.steps.saveVerification({
        sourceId: source.id,
        verification,
        withKey: hmacKey !== undefined,
      });
    }
    await runDetection(
      engine,
      { rules: undefined, fromUs: null, toUs: null, zone: undefined },
      context,
    );

    const figures = periodFigures(engine, period.startMs, period.endMs);
    const earlier = periodFigures(engine, before.startMs, before.endMs);
    const hasEarlier = earlier.totalEntries > 0;
    const report = reportOf(kind, figures, hasEarlier ? earlier : null, zone, ranAtUs, engine);
    const review: Omit<Review, 'id'> = {
      kind,
      periodStartUs: timeUsFromMs(period.startMs),
      periodEndUs: timeUsFromMs(period.endMs),
      ranAtUs,
      late,
      byHand,
      report,
    };
    const { id } = await context.steps.saveReview(review);
    return { id, ...review };
  };
}

function periodFigures(engine: ReadEngine, startMs: number, endMs: number): PeriodFigures {
  const { store } = engine;
  const startUs = timeUsFromMs(startMs);
  const endUs = timeUsFromMs(endMs);
  const range = { fromUs: startUs, toUs: endUs };
  const alerts = store.alerts
    .endingIn(startUs, endUs)
    .filter((alert) => alert.state !== 'false positive');
  return {
    startUs,
    endUs,
    totalEntries: store.columns.countIn(range),
    errorEntries: errorsIn(engine, startUs, endUs),
    alerts,
    risk: scoreRisk(anomaliesOf(alerts)),
  };
}

const ERROR_LEVELS = new Set(['error', 'critical', 'fatal', 'alert', 'emergency', 'err', 'crit']);

function errorsIn({ store }: ReadEngine, fromUs: TimeUs, toUs: TimeUs): number {
  let errors = 0;
  for (const [level, count] of store.columns.tally('log.level', { fromUs, toUs })) {
    if (ERROR_LEVELS.has(level.toLowerCase())) errors += count;
  }
  return errors;
}

function reportOf(
  kind: Review['kind'],
  figures: PeriodFigures,
  earlier: PeriodFigures | null,
  zone: string,
  ranAtUs: TimeUs,
  engine: ReadEngine,
): Record<string, unknown> {
  const context: ReviewContext = {
    generatedAtUs: timeUs(ranAtUs),
    zone,
    caseId: caseInfo(engine.store).id,
    rulesDigest: engine.catalogue.current().set.digest,
    sources: reportSources(engine),
    events: citedEvents(engine, { alerts: figures.alerts, eventIds: [] }).cited,
  };
  switch (kind) {
    case 'hourly':
      return { ...hourlyAnomaly(context, figures) };
    case 'daily':
      return { ...dailySummary(context, figures) };
    case 'weekly':
      return { ...weeklyTrends(context, figures, earlier) };
  }
}
