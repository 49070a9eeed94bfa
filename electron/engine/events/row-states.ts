// A query bound to the columns of a table: what they say of many rows at once, with everything that
// only records can say asked of the caller.

import type { EcsColumn } from '../../../shared/domain/event.ts';
import { MAYBE, NO, YES } from '../../../shared/query/certainty.ts';
import { compileQuery, type QueryPredicate } from '../../../shared/query/compile.ts';
import type { QueryNode } from '../../../shared/query/query-node.ts';
import { planQuery, uncertainText, type QueryPlan } from '../../../shared/query/query-plan.ts';
import { isStoredColumn, type StoredColumn } from '../../store/columns.ts';
import type { EventTable } from './event-table.ts';
import type { RowCodes } from './row-columns.ts';

/** Rows looked at together: small enough to stay in the processor's cache. */
const STRETCH = 16_384;

/** Answers for a record test over rows, where the columns leave it open. */
export type RecordStates = (
  record: Extract<QueryPlan, { kind: 'record' }>['record'],
  into: Uint8Array,
) => void;

/** A plan bound to the columns of a table. */
type Bound =
  | { readonly kind: 'fixed'; readonly certainty: number }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly Bound[] }
  | { readonly kind: 'not'; readonly part: Bound }
  | { readonly kind: 'codes'; readonly codes: RowCodes; readonly states: Uint8Array }
  | {
      readonly kind: 'columns';
      readonly columns: readonly { readonly codes: RowCodes; readonly states: Uint8Array }[];
      readonly otherwise: Extract<QueryPlan, { kind: 'record' }>['record'];
    }
  | { readonly kind: 'time'; readonly of: (timeUs: number) => boolean }
  | { readonly kind: 'record'; readonly record: Extract<QueryPlan, { kind: 'record' }>['record'] };

/** Of a value in one of the columns of a short name. */
const KNOWN_OTHER = 0;
const UNKNOWN = 1;
const MATCHES = 2;
const UNSURE = 3;

export interface PlannedQuery {
  readonly node: QueryNode;
  readonly plan: QueryPlan;
  /** The whole query on a record that was taken apart. */
  readonly matches: QueryPredicate;
}

export function planned(node: QueryNode): PlannedQuery {
  return { node, plan: planQuery(node, isStored), matches: compileQuery(node) };
}

function isStored(column: EcsColumn): boolean {
  return isStoredColumn(column);
}

/** Fills states of rows of a table; made once for each query and table. */
export interface RowStates {
  /** Writes NO, MAYBE or YES for `count` rows from `from` into `into`, from 0. */
  fill(from: number, count: number, into: Uint8Array, records: RecordStates): void;
  /** Writes the same for a whole stretch of the table into its place. */
  fillAll(from: number, to: number, states: Uint8Array, records: RecordStates): void;
}

export function bindToTable(
  plan: QueryPlan,
  table: EventTable,
  exhibitOf: (sourceId: number) => string,
): RowStates {
  const bound = bind(plan);
  const spare: Uint8Array[] = [];
  const borrow = (count: number): Uint8Array => {
    const free = spare.pop();
    return free && free.length >= count ? free : new Uint8Array(Math.max(count, STRETCH));
  };

  function bind(part: QueryPlan): Bound {
    switch (part.kind) {
      case 'fixed':
        return { kind: 'fixed', certainty: part.certainty };
      case 'all':
      case 'any':
        return { kind: part.kind, parts: part.parts.map(bind) };
      case 'not':
        return { kind: 'not', part: bind(part.part) };
      case 'column': {
        const { codes, words } = table.column(part.column as StoredColumn);
        return { kind: 'codes', codes, states: Uint8Array.from(words(), (word) => part.of(word)) };
      }
      case 'columns':
        return {
          kind: 'columns',
          otherwise: part.otherwise,
          columns: part.columns.map((name) => {
            const { codes, words } = table.column(name as StoredColumn);
            const states = Uint8Array.from(words(), (word) => {
              if (word === '') return UNKNOWN;
              const matches = part.matches(word);
              if (uncertainText(word, matches) === MAYBE) return UNSURE;
              return matches ? MATCHES : KNOWN_OTHER;
            });
            return { codes, states };
          }),
        };
      case 'time':
        return part;
      case 'exhibit': {
        const { codes, sourceIds } = table.sources();
        const states = Uint8Array.from(sourceIds, (id) =>
          part.matches(exhibitOf(id)) ? MATCHES : UNKNOWN,
        );
        return { kind: 'columns', columns: [{ codes, states }], otherwise: part.otherwise };
      }
      case 'record':
        return part;
    }
  }

  function run(part: Bound, from: number, count: number, into: Uint8Array, ask: RecordStates) {
    switch (part.kind) {
      case 'fixed':
        into.fill(part.certainty, 0, count);
        return;
      case 'codes': {
        const { codes, states } = part;
        for (let index = 0; index < count; index++) {
          into[index] = states[codes[from + index] ?? 0] ?? 0;
        }
        return;
      }
      case 'columns': {
        fillColumns(part.columns, from, count, into);
        let open = false;
        for (let index = 0; index < count && !open; index++) open = into[index] === UNKNOWN;
        if (!open) {
          for (let index = 0; index < count; index++)
            if (into[index] === UNSURE) into[index] = MAYBE;
          return;
        }
        const asked = borrow(count);
        ask(part.otherwise, asked);
        for (let index = 0; index < count; index++) {
          if (into[index] === UNKNOWN) into[index] = asked[index] ?? MAYBE;
          else if (into[index] === UNSURE) into[index] = MAYBE;
        }
        spare.push(asked);
        return;
      }
      case 'time': {
        const times = table.times();
        for (let index = 0; index < count; index++) {
          into[index] = part.of(times[from + index] ?? Number.NaN) ? YES : NO;
        }
        return;
      }
      case 'record':
        ask(part.record, into);
        return;
      case 'not':
        run(part.part, from, count, into, ask);
        for (let index = 0; index < count; index++) into[index] = YES - (into[index] ?? 0);
        return;
      case 'all':
      case 'any': {
        const [first, ...others] = part.parts;
        if (first === undefined) {
          into.fill(part.kind === 'all' ? YES : NO, 0, count);
          return;
        }
        run(first, from, count, into, ask);
        for (const other of others) {
          const more = borrow(count);
          run(other, from, count, more, ask);
          if (part.kind === 'all') {
            for (let index = 0; index < count; index++) {
              if ((more[index] ?? 0) < (into[index] ?? 0)) into[index] = more[index] ?? 0;
            }
          } else {
            for (let index = 0; index < count; index++) {
              if ((more[index] ?? 0) > (into[index] ?? 0)) into[index] = more[index] ?? 0;
            }
          }
          spare.push(more);
        }
        return;
      }
    }
  }

  const fill: RowStates['fill'] = (from, count, into, records) =>
    run(bound, from, count, into, records);
  return {
    fill,
    fillAll(from, to, states, records) {
      for (let at = from; at < to; at += STRETCH) {
        const count = Math.min(STRETCH, to - at);
        fill(at, count, states.subarray(at, at + count), records);
      }
    },
  };
}

/** A match in any column matches, else any value is another one, else nothing is known. */
function fillColumns(
  columns: readonly { readonly codes: RowCodes; readonly states: Uint8Array }[],
  from: number,
  count: number,
  into: Uint8Array,
): void {
  for (const [place, { codes, states }] of columns.entries()) {
    for (let index = 0; index < count; index++) {
      const state = states[codes[from + index] ?? 0] ?? UNKNOWN;
      if (place === 0) into[index] = state;
      else into[index] = joined(into[index] ?? UNKNOWN, state);
    }
  }
}

function joined(one: number, other: number): number {
  if (one === MATCHES || other === MATCHES) return MATCHES;
  if (one === UNSURE || other === UNSURE) return UNSURE;
  if (one === KNOWN_OTHER || other === KNOWN_OTHER) return KNOWN_OTHER;
  return UNKNOWN;
}
