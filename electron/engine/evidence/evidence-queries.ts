// Exhibits with their latest verdict, and their rejected records.

import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import type { Source } from '../../../shared/domain/source.ts';
import { FORMATS } from '../../../shared/formats/registry.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockReader } from '../events/block-reader.ts';
import type { EventViews } from '../events/event-views.ts';
import type { QueryHandlers } from '../handlers.ts';
import { keyFor, type CallScope } from '../scope.ts';
import { createChainRecords } from './evidence-chain-records.ts';
import { stretchEntries } from './evidence-entries.ts';
import { exhibitReading } from './evidence-reading.ts';
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
  blocks: BlockReader,
  views: EventViews,
): Pick<
  QueryHandlers,
  | 'evidence.formats'
  | 'evidence.list'
  | 'evidence.span'
  | 'evidence.rejections'
  | 'evidence.entries'
  | 'evidence.reading'
> {
  const records = createChainRecords(store, blocks);
  return {
    'evidence.formats': () => ({ formats: FORMATS.map(({ id, title }) => ({ id, title })) }),
    'evidence.list': (_input, scope) => ({
      sources: store.sources.all().map((source) => withVerdict(store, source, scope)),
    }),
    'evidence.reading': ({ sourceId }) => exhibitReading(store, blocks, views, sourceId),
    'evidence.entries': (stretch, scope) =>
      stretchEntries(store, records, stretch, keyFor(scope, stretch.sourceId)),
    'evidence.span': ({ sourceId }) => sourceSpan(store, sourceId),
    'evidence.rejections': ({ sourceId, after, limit }) => ({
      rejections: store.sources.rejections(sourceId, after, limit),
      total: store.sources.rejectionCount(sourceId),
    }),
  };
}
