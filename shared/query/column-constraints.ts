// The part of a query that must hold and that the normalised columns alone can answer, so that a store
// can leave out most events before reading their records. Never leaves out an event that matches:
// what cannot be said of one column is not said.

import type { EcsColumn } from '../domain/event.ts';
import { queryField } from './query-field.ts';
import type { QueryNode } from './query-node.ts';
import { compileValueTest } from './value-test.ts';

export interface ColumnConstraint {
  readonly column: EcsColumn;
  /**
   * May an event with this column value match? The value is '' where the event has none. Meant to be
   * asked once for each distinct value: comparison ignores case and knows wildcards.
   */
  readonly accepts: (value: string) => boolean;
}

/** All of them must hold. */
export function columnConstraints(node: QueryNode): readonly ColumnConstraint[] {
  switch (node.kind) {
    case 'and':
      return node.nodes.flatMap(columnConstraints);
    case 'or':
      return alternatives(node.nodes);
    case 'exists': {
      const field = queryField(node.field);
      if (field.kind !== 'column') return [];
      return [{ column: field.column, accepts: (value) => value !== '' }];
    }
    case 'field': {
      const field = queryField(node.field);
      const matches = compileValueTest(node.test);
      if (field.kind === 'column') {
        return [{ column: field.column, accepts: (value) => value !== '' && matches(value) }];
      }
      const [column, ...others] = field.kind === 'alias' ? field.columns : [];
      if (column === undefined || others.length > 0) return [];
      // An event without the column may have a field of the short name.
      return [{ column, accepts: (value) => value === '' || matches(value) }];
    }
    case 'everything':
    case 'not':
    case 'text':
    case 'text regex':
      return [];
  }
}

/** A column that every alternative constrains is constrained to what any of them accepts. */
function alternatives(nodes: readonly QueryNode[]): readonly ColumnConstraint[] {
  const branches = nodes.map(columnConstraints);
  const [first, ...rest] = branches;
  const columns = new Set((first ?? []).map(({ column }) => column));
  return [...columns]
    .filter((column) => rest.every((branch) => branch.some((each) => each.column === column)))
    .map((column) => ({
      column,
      accepts: (value) =>
        branches.some((branch) =>
          branch.every((each) => each.column !== column || each.accepts(value)),
        ),
    }));
}
