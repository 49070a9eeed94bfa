// Exhibits with their latest verdict, and their rejected records.

import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { FORMATS } from '../../../shared/formats/registry.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { QueryHandlers } from '../handlers.ts';
import { keyFor, type CallScope } from '../scope.ts';
import { sourceSpan } from './source-span.ts';

export function withVerdict(
  store: CaseReader,
  source: Source,
  scope: CallScope,
): SourceWithVerdict {
  const stored = store.sources.verification(source.id);
  return {
    source,
    verification: stored?.verification ?? null,
    verifiedAtUs: stored?.atUs ?? null,
    verifiedWithKey: stored?.withKey ?? false,
    hasKey: keyFor(scope, source.id) !== undefined,
  };
}

export function evidenceQueries(
  store: CaseReader,
): Pick<
  QueryHandlers,
  'evidence.formats' | 'evidence.list' | 'evidence.span' | 'evidence.rejections'
> {
  return {
    'evidence.formats': () => ({ formats: FORMATS.map(({ id, title }) => ({ id, title })) }),
    'evidence.list': (_input, scope) => ({
      sources: store.sources.all().map((source) => withVerdict(store, source, scope)),
    }),
    'evidence.span': ({ sourceId }) => sourceSpan(store, sourceId),
    'evidence.rejections': ({ sourceId, after, limit }) => ({
      rejections: store.sources.rejections(sourceId, after, limit),
      total: store.sources.rejectionCount(sourceId),
    }),
  };
}
