// What came of importing rules, in words and as text to take away.

import { csvRow } from '../../../shared/base/csv-row.ts';
import type { RulesImported } from '../../client/rule-import.ts';
import { formatCount, plural } from '../../ui/format.model.ts';

export type RefusedRule = RulesImported['refused'][number];

export function importWords({ added, replaced, unchanged }: RulesImported): string {
  if (added + replaced + unchanged === 0) return 'No rule was imported.';
  const parts = [
    ...(added > 0 ? [`${plural(added, 'rule')} imported`] : []),
    ...(replaced > 0 ? [`${plural(replaced, 'rule')} replaced by a newer text`] : []),
    ...(unchanged > 0 ? [`${formatCount(unchanged)} already there`] : []),
  ];
  return `${parts.join(', ')}.`;
}

export function refusedCsv(refused: readonly RefusedRule[]): string {
  const rows = refused.map(({ file, line, column, title, reason }) =>
    csvRow([file, line, column, title, reason]),
  );
  return `${[csvRow(['file', 'line', 'column', 'title', 'reason']), ...rows].join('\n')}\n`;
}
