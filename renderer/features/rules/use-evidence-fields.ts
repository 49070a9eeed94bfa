// Names of fields that this evidence has, from a sample of its records, for completion.

import { useMemo } from 'react';
import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import { useQuery } from '../../client/use-query.ts';
import { fieldPaths } from './rule-text.model.ts';

const SAMPLE = 60;
const WHOLE = { query: '', fromUs: null, toUs: null, cursor: null, limit: SAMPLE } as const;

export function useEvidenceFields(): readonly string[] {
  const oldest = useQuery('events.page', { ...WHOLE, descending: false }, { topics: ['sources'] });
  const newest = useQuery('events.page', { ...WHOLE, descending: true }, { topics: ['sources'] });
  const ids = [...(oldest.data?.rows ?? []), ...(newest.data?.rows ?? [])].map((row) => row.id);
  const details = useQuery(
    'events.details',
    { ids: [...new Set(ids)] },
    { enabled: oldest.data !== undefined && newest.data !== undefined && ids.length > 0 },
  );
  return useMemo(
    () => [
      ...new Set([
        ...fieldPaths((details.data?.events ?? []).map((event) => event.fields)),
        ...ECS_COLUMNS,
      ]),
    ],
    [details.data],
  );
}
