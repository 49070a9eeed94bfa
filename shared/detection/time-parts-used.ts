// Whether a detection looks at the clock: then the zone it is read in decides what matches.

import type { Detection, Selection } from './rule.ts';

export function readsClock(detection: Detection): boolean {
  const within = (selection: Selection): boolean => {
    if (selection.kind === 'all' || selection.kind === 'any') return selection.items.some(within);
    return selection.kind === 'field' && selection.tests.some(({ kind }) => kind === 'time');
  };
  return [...detection.selections.values()].some(within);
}
