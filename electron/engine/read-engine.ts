// The reading half of the application: every query, over one read-only connection with its caches.

import { FailureError, failure } from '../../shared/base/result.ts';
import type { CaseReader } from '../store/case-store.ts';
import { alertQueries } from './alerts/alert-queries.ts';
import { caseQueries } from './case/case-queries.ts';
import { evidenceQueries } from './evidence/evidence-queries.ts';
import { watchQueries } from './evidence/watching.ts';
import { createBlockReader } from './events/block-reader.ts';
import { createBlockTexts } from './events/block-texts.ts';
import { eventQueries } from './events/event-queries.ts';
import { createCaseWords } from './events/case-words.ts';
import { createEventTable } from './events/event-table.ts';
import { createFieldCodes } from './events/field-codes.ts';
import { createEventRows } from './events/event-rows.ts';
import { createEventViews } from './events/event-views.ts';
import { createLogSources } from './events/log-sources.ts';
import { createQueryResults } from './events/query-results.ts';
import { createTextIndex } from './text-index/text-index.ts';
import { timelineQueries, unfilteredRate } from './events/timeline-queries.ts';
import { createAttendance, warmUpQueries } from './events/warm-up.ts';
import { exceptionQueries } from './exceptions/exception-queries.ts';
import type { QueryHandlers } from './handlers.ts';
import type { EngineHost } from './host.ts';
import { incidentQueries } from './incidents/incident-queries.ts';
import { overviewQueries } from './overview/overview-queries.ts';
import { retentionQueries } from './retention/retention-queries.ts';
import { reviewQueries } from './reviews/review-queries.ts';
import { createRuleCatalogue } from './rules/rule-catalogue.ts';
import { ruleQueries } from './rules/rule-queries.ts';
import type { QueryContext } from './query-context.ts';
import type { CallScope } from './scope.ts';
import { sealQueries } from './seal/seal-queries.ts';

export function createReadEngine(store: CaseReader, host: EngineHost) {
  const blocks = createBlockReader(store.events);
  const views = createEventViews(store, blocks);
  const rows = createEventRows(store, views);
  const words = createCaseWords(store.events);
  const tables = createEventTable(store, words);
  const texts = createBlockTexts(store, words);
  const index = createTextIndex(store);
  const results = createQueryResults(store, views, texts, index, blocks);
  const fields = createFieldCodes(views, blocks);
  const rate = (range: Parameters<typeof unfilteredRate>[2]) =>
    unfilteredRate(store, tables, range);
  const logSources = createLogSources(store, blocks, views);
  const catalogue = createRuleCatalogue(store, host.resourcesFolder, logSources, host.nowUs);

  const attendance = createAttendance();

  const queries: QueryHandlers = {
    ...caseQueries(store),
    ...sealQueries(store, blocks),
    ...evidenceQueries(store, blocks, views),
    ...watchQueries(store),
    ...eventQueries(store, tables, results, rows, views, blocks),
    ...timelineQueries(store, tables, results, fields),
    ...warmUpQueries(store, tables, attendance),
    ...ruleQueries(catalogue),
    ...alertQueries(store),
    ...exceptionQueries(store, host, views),
    ...incidentQueries(store),
    ...reviewQueries(store, host),
    ...retentionQueries(store, host),
    ...overviewQueries(store, host, catalogue, rate),
  };

  return {
    store,
    blocks,
    texts,
    tables,
    index,
    words,
    views,
    rows,
    catalogue,
    queries,
    rate,
    /** Throws FailureError. One consistent view of the case per call, or per slice of a long one. */
    query(name: string, input: unknown, scope: CallScope, context: QueryContext): unknown {
      const handler = Object.hasOwn(queries, name)
        ? (queries[name as keyof QueryHandlers] as (
            input: unknown,
            scope: CallScope,
            context: QueryContext,
          ) => unknown)
        : undefined;
      if (!handler) throw new FailureError(failure('internal', `No query ${name}.`));
      if (name === 'events.warmUp') return handler(input, scope, context);
      const isLong = name.startsWith('events.') || name.startsWith('timeline.');
      if (isLong) return attendance.attend(() => handler(input, scope, context));
      return store.snapshot(() => handler(input, scope, context));
    },
  };
}

export type ReadEngine = ReturnType<typeof createReadEngine>;
