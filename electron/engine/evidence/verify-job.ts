// Verifies one exhibit or all, and keeps the verdicts with the case where that is asked for.

import { grouped } from '../../../shared/base/counted.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { Verification } from '../../../shared/domain/verdict.ts';
import type { JobHandler } from '../handlers.ts';
import type { JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import { digestFilesFor, digestFilesIn, keyFor } from '../scope.ts';
import { withVerdict } from './evidence-queries.ts';
import { holdsChain, readHead, verifySource } from './verify-source.ts';

interface Found {
  readonly verification: Verification;
  readonly verifiedWithKey: boolean;
}

export function verifyJob(
  engine: ReadEngine,
  keep: boolean,
): JobHandler<'evidence.verify' | 'evidence.check'> {
  return async (input, context) => {
    const found = new Map<number, Found>();
    const { sourceId, since } = input;
    const among = input.sourceIds && new Set(input.sourceIds);
    const given = digestFilesIn(context.scope, input);
    if (keep) await context.steps.ready({});
    const sources = engine.store.sources
      .all()
      .filter(({ id }) => (sourceId === null ? (among?.has(id) ?? true) : id === sourceId));
    if (sources.length === 0 && sourceId !== null) {
      throw new FailureError(
        failure('source.unknown', `There is no exhibit number ${String(sourceId)}.`),
      );
    }
    const head = since === undefined ? undefined : readHead(since);
    const chained = sources.filter((source) => holdsChain(engine, source));
    if (head && chained.length !== 1) {
      throw new FailureError(
        failure(
          'since.ambiguous',
          'A recorded head belongs to one chained log: choose the exhibit.',
        ),
      );
    }
    for (const [place, source] of sources.entries()) {
      if (source.status === 'importing') continue;
      const hmacKey = keyFor(context.scope, source.id);
      const digestFiles = { ...digestFilesFor(context.scope, source.id), ...given };
      const stored = engine.store.sources.verification(source.id)?.verification;
      const verification = await verifySource(
        engine,
        source,
        { hmacKey, since: head ?? stored?.since, digestFiles },
        sources.length === 1 ? context : oneOf(context, source.exhibit, place + 1, sources.length),
      );
      const withKey =
        verification.kind === 'cloudtrail-digest'
          ? digestFiles.publicKeys !== undefined
          : hmacKey !== undefined;
      found.set(source.id, { verification, verifiedWithKey: withKey });
      if (keep) {
        await context.steps.saveVerification({ sourceId: source.id, verification, withKey });
      }
    }
    if (keep) await context.steps.checkpoint({ reason: 'verification' });
    return {
      sources: engine.store.sources
        .all()
        .filter((source) => sources.some((each) => each.id === source.id))
        .map((source) => ({
          ...withVerdict(engine.store, source, context.scope),
          ...(!keep && found.has(source.id)
            ? { ...found.get(source.id), verifiedAtUs: context.host.nowUs() }
            : {}),
        })),
    };
  };
}

/** Says which of several exhibits is checked, because each has a progress of its own. */
function oneOf(context: JobContext, exhibit: string, place: number, all: number): JobContext {
  const which = `${exhibit} (${grouped(place)} of ${grouped(all)})`;
  return {
    ...context,
    progress: (now) =>
      context.progress({
        ...now,
        note: now.note === exhibit ? which : `${which} ${now.note}`.trimEnd(),
      }),
  };
}
