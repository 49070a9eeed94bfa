// Which normalised column lives in which column of the `event` table.

import type { EcsColumn } from '../../shared/domain/event.ts';

export const EVENT_COLUMNS = {
  'log.level': 'level',
  'event.action': 'action',
  'event.outcome': 'outcome',
  'event.provider': 'provider',
  'user.name': 'user',
  'source.ip': 'src_ip',
  'destination.ip': 'dst_ip',
  'host.name': 'host',
  'service.name': 'service',
  'cloud.account.id': 'account',
  'cloud.region': 'region',
  'message.template': 'template',
} as const satisfies Partial<Record<EcsColumn, string>>;

export type StoredColumn = keyof typeof EVENT_COLUMNS;
export const STORED_COLUMNS = Object.keys(EVENT_COLUMNS) as StoredColumn[];

export function isStoredColumn(field: string): field is StoredColumn {
  return field in EVENT_COLUMNS;
}

/** Number of the time in `column_chunk`; the stored columns follow in their order, from 1. */
export const TIME_CHUNK = 0;

/** Number of a stored column in `column_chunk`. */
export function columnNumber(column: StoredColumn): number {
  return STORED_COLUMNS.indexOf(column) + 1;
}
