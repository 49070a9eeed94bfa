// The columns of the event table: which there are, which are shown, and what each shows.

import { formatUtc } from '../../../shared/base/time.ts';
import type { EventRow } from '../../../shared/contract/schemas.ts';
import { formatSpan } from '../../../shared/timeline/instant.ts';
import { termOf } from './filter.model.ts';

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
  time: { title: 'Time', track: '176px', leastPx: 176 },
  delta: { title: 'Δ previous', track: '88px', leastPx: 88 },
  level: { title: 'Level', track: '92px', leastPx: 92 },
  exhibit: { title: 'Source', track: '60px', leastPx: 60 },
  service: { title: 'Component', track: 'minmax(96px, 0.7fr)', leastPx: 96 },
  action: { title: 'Action', track: 'minmax(96px, 0.8fr)', leastPx: 96 },
  outcome: { title: 'Outcome', track: '72px', leastPx: 72 },
  user: { title: 'User', track: 'minmax(70px, 0.6fr)', leastPx: 70 },
  ip: { title: 'Address', track: '106px', leastPx: 106 },
  summary: { title: 'Summary', track: 'minmax(140px, 3fr)', leastPx: 140 },
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

/** The field of the query language behind a column; undefined where a value of it filters nothing. */
const FIELDS: Readonly<Partial<Record<EventColumnId, string>>> = {
  level: 'log.level',
  exhibit: 'source',
  service: 'service.name',
  action: 'event.action',
  outcome: 'event.outcome',
  user: 'user.name',
  ip: 'source.ip',
};

/** The term that a cell stands for. */
export function cellTerm(column: EventColumnId, row: EventRow): string | undefined {
  const field = FIELDS[column];
  return field === undefined ? undefined : termOf(field, cellText(column, row));
}

/** What a cell holds, as it is copied. */
export function cellText(column: EventColumnId, row: EventRow): string {
  switch (column) {
    case 'time':
      return row.timeUs === null ? '' : formatUtc(row.timeUs, row.precision, row.nanos);
    case 'delta':
      return '';
    default:
      return row[column];
  }
}

/** The next column with a value to filter by, in a direction; the one it is on where none follows. */
export function nextCell(
  columns: readonly EventColumn[],
  current: EventColumnId | null,
  step: 1 | -1,
): EventColumnId | null {
  const usable = columns.filter((column) => FIELDS[column.id] !== undefined);
  const at = usable.findIndex((column) => column.id === current);
  if (at < 0) return (step === 1 ? usable[0] : usable.at(-1))?.id ?? null;
  return usable[at + step]?.id ?? current;
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
