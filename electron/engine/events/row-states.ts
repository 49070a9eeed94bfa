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
        return together(part.kind, part.parts.map(bind));
      case 'not':
        return negated(bind(part.part));
      case 'column': {
        const { codes, words } = table.column(part.column as StoredColumn);
        const states = Uint8Array.from(words(), (word) => part.of(word));
        const [first = NO] = states;
        // What is the same for every word needs no look at any row.
        if (states.every((state) => state === first)) return { kind: 'fixed', certainty: first };
        return { kind: 'codes', codes, states };
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
        const { states } = part;
        const codes = plainCodes(part.codes, from, count);
        for (let index = 0; index < count; index++) into[index] = states[codes[index] ?? 0] ?? NO;
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
        const settled = part.kind === 'all' ? NO : YES;
        for (const other of others) {
          if (other.kind === 'codes') {
            joinCodes(part.kind, plainCodes(other.codes, from, count), other.states, count, into);
            continue;
          }
          // Records are asked last, and not where columns have said it of every row.
          if (isFilledWith(settled, count, into)) return;
          const more = borrow(count);
          run(other, from, count, more, ask);
          joinStates(part.kind, more, count, into);
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

/** Parts that columns alone answer come first; those that say nothing are left out. */
function together(kind: 'all' | 'any', given: readonly Bound[]): Bound {
  const neutral = kind === 'all' ? YES : NO;
  const settled = kind === 'all' ? NO : YES;
  const parts = given
    .flatMap((part) => (part.kind === kind ? part.parts : [part]))
    .filter((part) => part.kind !== 'fixed' || part.certainty !== neutral);
  if (parts.some((part) => part.kind === 'fixed' && part.certainty === settled)) {
    return { kind: 'fixed', certainty: settled };
  }
  const [only] = parts;
  if (only === undefined) return { kind: 'fixed', certainty: neutral };
  if (parts.length === 1) return only;
  return { kind, parts: parts.toSorted((a, b) => COST[a.kind] - COST[b.kind]) };
}

const COST: Readonly<Record<Bound['kind'], number>> = {
  ...{ fixed: 0, codes: 1, time: 2, columns: 3, not: 4, all: 4, any: 4, record: 5 },
};

/** Taken down to the codes of a column, so that no row is looked at twice. */
function negated(part: Bound): Bound {
  switch (part.kind) {
    case 'fixed':
      return { kind: 'fixed', certainty: YES - part.certainty };
    case 'codes':
      return { ...part, states: part.states.map((state) => YES - state) };
    case 'not':
      return part.part;
    case 'all':
      return together('any', part.parts.map(negated));
    case 'any':
      return together('all', part.parts.map(negated));
    default:
      return { kind: 'not', part };
  }
}

/** Codes of some rows as one kind of array: a loop that sees several kinds takes three times as long. */
function plainCodes(codes: RowCodes, from: number, count: number): Uint32Array {
  if (scratch.length < count) scratch = new Uint32Array(count);
  scratch.set(codes.subarray(from, from + count));
  return scratch;
}
let scratch = new Uint32Array(STRETCH);

function joinCodes(
  kind: 'all' | 'any',
  codes: Uint32Array,
  states: Uint8Array,
  count: number,
  into: Uint8Array,
): void {
  if (kind === 'all') {
    for (let index = 0; index < count; index++) {
      const state = states[codes[index] ?? 0] ?? NO;
      if (state < (into[index] ?? NO)) into[index] = state;
    }
  } else {
    for (let index = 0; index < count; index++) {
      const state = states[codes[index] ?? 0] ?? NO;
      if (state > (into[index] ?? NO)) into[index] = state;
    }
  }
}

function joinStates(kind: 'all' | 'any', more: Uint8Array, count: number, into: Uint8Array): void {
  for (let index = 0; index < count; index++) {
    const one = into[index] ?? NO;
    const other = more[index] ?? NO;
    into[index] = kind === 'all' ? Math.min(one, other) : Math.max(one, other);
  }
}

function isFilledWith(state: number, count: number, states: Uint8Array): boolean {
  for (let index = 0; index < count; index++) if (states[index] !== state) return false;
  return true;
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
