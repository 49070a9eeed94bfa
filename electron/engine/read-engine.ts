// The reading half of the application: every query, over one read-only connection with its caches.

import { FailureError, failure } from '../../shared/base/result.ts';
import type { CaseReader } from '../store/case-store.ts';
import { alertQueries } from './alerts/alert-queries.ts';
import { caseQueries } from './case/case-queries.ts';
import { evidenceQueries } from './evidence/evidence-queries.ts';
import { createBlockReader } from './events/block-reader.ts';
import { eventQueries } from './events/event-queries.ts';
import { createEventRows } from './events/event-rows.ts';
import { createEventViews } from './events/event-views.ts';
import { createLogSources } from './events/log-sources.ts';
import { createResultSets } from './events/result-set.ts';
import { timelineQueries } from './events/timeline-queries.ts';
import type { QueryHandlers } from './handlers.ts';
import type { EngineHost } from './host.ts';
import { incidentQueries } from './incidents/incident-queries.ts';
import { overviewQueries } from './overview/overview-queries.ts';
import { reviewQueries } from './reviews/review-queries.ts';
import { createRuleCatalogue } from './rules/rule-catalogue.ts';
import { ruleQueries } from './rules/rule-queries.ts';
import type { CallScope } from './scope.ts';

export function createReadEngine(store: CaseReader, host: EngineHost) {
  const blocks = createBlockReader(store.events);
  const views = createEventViews(store, blocks);
  const rows = createEventRows(store, views);
  const results = createResultSets(store, blocks, views);
  const logSources = createLogSources(store, blocks, views);
  const catalogue = createRuleCatalogue(store, host.resourcesFolder, logSources);

  const timeline = timelineQueries(store, results, views);
  const queries: QueryHandlers = {
    ...caseQueries(store),
    ...evidenceQueries(store),
    ...eventQueries(store, results, rows, views),
    ...timeline,
    ...ruleQueries(store, catalogue),
    ...alertQueries(store),
    ...incidentQueries(store),
    ...reviewQueries(store, host),
    ...overviewQueries(store, host, catalogue, timeline['timeline.histogram']),
  };

  return {
    store,
    blocks,
    views,
    rows,
    catalogue,
    queries,
    /** Throws FailureError. One consistent view of the case per call. */
    query(name: string, input: unknown, scope: CallScope): unknown {
      const handler = Object.hasOwn(queries, name)
        ? (queries[name as keyof QueryHandlers] as (input: unknown, scope: CallScope) => unknown)
        : undefined;
      if (!handler) throw new FailureError(failure('internal', `No query ${name}.`));
      return store.snapshot(() => handler(input, scope));
    },
  };
}

export type ReadEngine = ReturnType<typeof createReadEngine>;
