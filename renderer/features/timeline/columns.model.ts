// The columns of the event table: which there are, which are shown, and what each shows.

import type { EventRow } from '../../../shared/contract/schemas.ts';
import { formatSpan } from '../../../shared/timeline/instant.ts';

export const EVENT_COLUMN_IDS = [
  'time',
  'delta',
  'level',
  'exhibit',
  'service',
  'action',
  'outcome',
  'summary',
  'user',
  'ip',
] as const;
export type EventColumnId = (typeof EVENT_COLUMN_IDS)[number];

export interface EventColumn {
  readonly id: EventColumnId;
  readonly title: string;
  /** CSS grid track. */
  readonly track: string;
  readonly leastPx: number;
}

const COLUMNS: Readonly<Record<EventColumnId, Omit<EventColumn, 'id'>>> = {
  time: { title: 'Time', track: '188px', leastPx: 188 },
  delta: { title: 'Δ previous', track: '92px', leastPx: 92 },
  level: { title: 'Level', track: '88px', leastPx: 88 },
  exhibit: { title: 'Source', track: '58px', leastPx: 58 },
  service: { title: 'Component', track: 'minmax(110px, 0.7fr)', leastPx: 110 },
  action: { title: 'Action', track: 'minmax(120px, 0.8fr)', leastPx: 120 },
  outcome: { title: 'Outcome', track: '78px', leastPx: 78 },
  user: { title: 'User', track: 'minmax(84px, 0.6fr)', leastPx: 84 },
  ip: { title: 'Address', track: '118px', leastPx: 118 },
  summary: { title: 'Summary', track: 'minmax(180px, 3fr)', leastPx: 180 },
};

export const DEFAULT_COLUMNS: readonly EventColumnId[] = [
  'time',
  'level',
  'exhibit',
  'action',
  'summary',
  'user',
  'ip',
];

export function titleOf(id: EventColumnId): string {
  return COLUMNS[id].title;
}

/** Kept as text among the settings of taste; what is not a column is left out. */
export function columnsFrom(text: string): readonly EventColumn[] {
  const chosen = new Set(text.split(','));
  const ids = EVENT_COLUMN_IDS.filter((id) => chosen.has(id));
  return (ids.length === 0 ? DEFAULT_COLUMNS : ids).map((id) => ({ id, ...COLUMNS[id] }));
}

export function toggledColumn(text: string, id: EventColumnId): string {
  const shown = new Set(columnsFrom(text).map((column) => column.id));
  if (!shown.delete(id)) shown.add(id);
  const kept = EVENT_COLUMN_IDS.filter((each) => shown.has(each));
  return (kept.length === 0 ? DEFAULT_COLUMNS : kept).join(',');
}

const PRECISION_US = { ns: 0, us: 1, ms: 1_000, s: 1_000_000, min: 60_000_000 } as const;

/**
 * Time since the row before. Where one of the two is known no better than to the second, a
 * difference below that is nothing anybody knows.
 */
export function deltaText(row: EventRow, before: EventRow | undefined): string {
  if (row.timeUs === null || before?.timeUs === null || before === undefined) return '';
  const us = row.timeUs - before.timeUs;
  const coarsest = Math.max(PRECISION_US[row.precision], PRECISION_US[before.precision]);
  if (coarsest >= 1_000_000 && Math.abs(us) < coarsest) {
    return us === 0 ? `< ${formatSpan(coarsest)}` : `≈ ${formatSpan(us)}`;
  }
  return `${us < 0 ? '−' : '+'}${formatSpan(us)}`;
}

export type LevelTone = 'critical' | 'high' | 'medium' | 'low' | 'none';

export function levelTone(level: string): LevelTone {
  switch (level.toLowerCase()) {
    case 'critical':
    case 'fatal':
    case 'emergency':
    case 'alert':
      return 'critical';
    case 'error':
    case 'err':
    case 'high':
      return 'high';
    case 'warning':
    case 'warn':
    case 'medium':
      return 'medium';
    case 'notice':
    case 'low':
      return 'low';
    default:
      return 'none';
  }
}
