// What a correlation can forget on the way: hits that are in no satisfied window, and that no event
// still to come can put into one. Only of correlations where fewer hits never make more findings;
// the others need all of their hits until the end.

import { groupsInOrder, type Input } from './correlate.ts';
import type { Texts } from './hit-table.ts';
import type { Correlation } from './rule.ts';
import { satisfiedRuns } from './windows.ts';

/** Whether leaving out hits can never make a window satisfied that was not. */
export function forgets({ type, bounds }: Correlation): boolean {
  const onlyFromBelow = bounds.every(
    ({ comparison }) => comparison === 'gt' || comparison === 'gte',
  );
  switch (type) {
    case 'event_count':
    case 'value_count':
    case 'temporal':
      return onlyFromBelow;
    case 'temporal_ordered':
      return true;
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile':
      return false;
  }
}

/**
 * For each input of hits, 1 for every row that may still matter.
 * @param fromUs no event to come is earlier
 */
export function rowsToKeep(
  correlation: Correlation,
  inputs: readonly Input[],
  texts: Texts,
  fromUs: number,
): readonly Uint8Array[] {
  const keep = inputs.map(
    (input) => new Uint8Array(input.kind === 'hits' ? input.table.length : 0),
  );
  const recentUs = fromUs - correlation.spanUs;
  inputs.forEach((input, at) => {
    if (input.kind !== 'hits') return;
    const { times, length } = input.table;
    const rows = keep[at];
    for (let row = 0; row < length && rows; row++) {
      if ((times[row] ?? 0) >= recentUs) rows[row] = 1;
    }
  });
  const { pool, groups } = groupsInOrder(correlation, inputs, texts);
  for (const { occurrences, tracker } of groups()) {
    for (const { first, last } of satisfiedRuns(occurrences, correlation.spanUs, tracker)) {
      for (const member of occurrences.members.slice(first, last + 1)) {
        const rows = keep[pool.inputs[member] ?? 0];
        if (rows !== undefined) rows[pool.rows[member] ?? 0] = 1;
      }
    }
  }
  return keep;
}
