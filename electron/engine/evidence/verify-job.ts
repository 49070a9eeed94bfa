// Verifies one exhibit or all, and keeps the verdicts with the case.

import { FailureError, failure } from '../../../shared/base/result.ts';
import type { JobHandler } from '../handlers.ts';
import type { ReadEngine } from '../read-engine.ts';
import { keyFor } from '../scope.ts';
import { withVerdict } from './evidence-queries.ts';
import { CHAINED_FORMAT, readHead, verifySource } from './verify-source.ts';

export function verifyJob(engine: ReadEngine): JobHandler<'evidence.verify'> {
  return async ({ sourceId, since }, context) => {
    const sources = engine.store.sources
      .all()
      .filter((source) => sourceId === null || source.id === sourceId);
    if (sources.length === 0 && sourceId !== null) {
      throw new FailureError(
        failure('source.unknown', `There is no exhibit number ${String(sourceId)}.`),
      );
    }
    const head = since === undefined ? undefined : readHead(since);
    const chained = sources.filter((source) => source.format === CHAINED_FORMAT);
    if (head && chained.length !== 1) {
      throw new FailureError(
        failure(
          'since.ambiguous',
          'A recorded head belongs to one chained log: choose the exhibit.',
        ),
      );
    }
    for (const source of sources) {
      if (source.status === 'importing') continue;
      const hmacKey = keyFor(context.scope, source.id);
      const stored = engine.store.sources.verification(source.id)?.verification;
      const verification = await verifySource(
        engine,
        source,
        { hmacKey, since: head ?? stored?.since },
        context,
      );
      await context.steps.saveVerification({
        sourceId: source.id,
        verification,
        withKey: hmacKey !== undefined,
      });
    }
    return {
      sources: engine.store.sources
        .all()
        .filter((source) => sources.some((each) => each.id === source.id))
        .map((source) => withVerdict(engine.store, source, context.scope)),
    };
  };
}
