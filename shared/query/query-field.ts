// What a field's name means in a query: a normalised column, a short name for one or two of them, the
// event's time, its exhibit, its raw text, or a field of the record itself.

import { ECS_COLUMNS, type EcsColumn } from '../domain/event.ts';

export type QueryField =
  /** The column alone. */
  | { readonly kind: 'column'; readonly column: EcsColumn }
  /** A short name: its columns, and where the event has none of them the record's field of that name. */
  | { readonly kind: 'alias'; readonly columns: readonly EcsColumn[]; readonly name: string }
  | { readonly kind: 'time'; readonly name: string }
  | { readonly kind: 'exhibit'; readonly name: string }
  | { readonly kind: 'raw' }
  | { readonly kind: 'original'; readonly name: string };

/** Documented names; the search bar offers them. */
export const QUERY_ALIASES: Readonly<Record<string, readonly EcsColumn[]>> = {
  ip: ['source.ip', 'destination.ip'],
  src: ['source.ip'],
  dst: ['destination.ip'],
  user: ['user.name'],
  host: ['host.name'],
  level: ['log.level'],
  action: ['event.action'],
  outcome: ['event.outcome'],
  provider: ['event.provider'],
  service: ['service.name'],
  account: ['cloud.account.id'],
  region: ['cloud.region'],
  template: ['message.template'],
};

const columns = new Map<string, EcsColumn>(ECS_COLUMNS.map((column) => [column, column]));
const TIME_NAMES: ReadonlySet<string> = new Set(['time', '@timestamp', 'timestamp']);
const EXHIBIT_NAMES: ReadonlySet<string> = new Set(['exhibit', 'source']);

export function queryField(name: string): QueryField {
  const lower = name.toLowerCase();
  const column = columns.get(lower);
  if (column !== undefined) return { kind: 'column', column };
  const alias = Object.hasOwn(QUERY_ALIASES, lower) ? QUERY_ALIASES[lower] : undefined;
  if (alias !== undefined) return { kind: 'alias', columns: alias, name };
  if (TIME_NAMES.has(lower)) return { kind: 'time', name };
  if (EXHIBIT_NAMES.has(lower)) return { kind: 'exhibit', name };
  if (lower === 'raw') return { kind: 'raw' };
  return { kind: 'original', name };
}
