// Which of many exhibits are listed, and which of them the detail is about. A filter that leaves out the
// one at hand goes on to the first that fits: the detail is never about what the list does not show.

import { useMemo, useState } from 'react';
import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import { navigate, useRoute } from '../../ui/route.ts';
import {
  chosenAmong,
  idOf,
  listedSources,
  sourcesLike,
  type SourceFilter,
} from './source-filter.model.ts';

interface Sought {
  readonly text: string;
  readonly filter: SourceFilter;
}

const ALL: Sought = { text: '', filter: 'all' };

export function useListedSources(sources: readonly SourceWithVerdict[]) {
  const { id } = useRoute();
  const [sought, setSought] = useState<Sought>(ALL);
  const listed = useMemo(() => listedSources(sources, sought, id), [sources, sought, id]);
  const chosen = useMemo(() => chosenAmong(listed, id), [listed, id]);
  const choose = (next: string) =>
    navigate(next === '' ? { screen: 'evidence' } : { screen: 'evidence', id: next }, {
      replace: true,
    });
  const seek = (next: Sought) => {
    setSought(next);
    const fitting = sourcesLike(sources, next.text, next.filter);
    if (fitting.some((each) => idOf(each) === id)) return;
    const [first] = fitting;
    choose(first ? idOf(first) : '');
  };
  return { sought, seek, showAll: () => seek(ALL), listed, chosen, choose };
}
