// Rows of CloudTrail, flow logs and anything else as Amazon Athena answers with them: an object with the
// text of each cell under `Data`. Which columns there are stands in front of the format of the rows, so
// that a stored row can be read again by itself. Tables are those of the user guides, whose names of
// columns are taken back to the names that the logs have.
// Source: "Querying AWS CloudTrail logs" and "Querying Amazon VPC flow logs" in the Amazon Athena User
// Guide.

import { utf8 } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FieldValue } from '../domain/event.ts';
import { namesEvents } from './cloudtrail-rows.ts';
import type { LogFormat } from './format.ts';
import { cellsOfRow, createResultSetFramer } from './framing/result-set.ts';
import { flowValue, isFlowName } from './vpc-flow-orders.ts';

const REF = /^athena=([^:]+):/;

/** The columns, and the reference of the format of the rows. */
export function resultSetRef(
  ref: string,
): { readonly columns: readonly string[]; readonly inner: string } | undefined {
  const match = REF.exec(ref);
  if (!match) return undefined;
  let columns: unknown;
  try {
    columns = JSON.parse(decodeURIComponent(match[1] ?? ''));
  } catch {
    return undefined;
  }
  if (!Array.isArray(columns)) return undefined;
  const names = columns as readonly unknown[];
  return names.every((name) => typeof name === 'string')
    ? { columns: names, inner: ref.slice(match[0].length) }
    : undefined;
}

const CLOUDTRAIL = 'cloudtrail';
const FLOWS = 'vpc-flow:rows';
const ANY = 'json-lines';

/** The reference of the format that rows of these columns are of. */
export function formatOfRows(columns: readonly string[]): string {
  if (namesEvents(columns)) return CLOUDTRAIL;
  return columns.filter((name) => isFlowName(flowName(name))).length >= 2 ? FLOWS : ANY;
}

/** Columns of older tables that are not the fields' names with underscores. */
const FLOW_COLUMNS: Readonly<Record<string, string>> = {
  ...{ account: 'account-id', interfaceid: 'interface-id', sourceaddress: 'srcaddr' },
  ...{ destinationaddress: 'dstaddr', sourceport: 'srcport', destinationport: 'dstport' },
  ...{ numpackets: 'packets', numbytes: 'bytes', starttime: 'start', endtime: 'end' },
  logstatus: 'log-status',
};

function flowName(column: string): string {
  return Object.hasOwn(FLOW_COLUMNS, column)
    ? (FLOW_COLUMNS[column] ?? column)
    : column.replaceAll('_', '-');
}

/** @param inner as `formatOfRows` names it */
export function inResultSet(inner: LogFormat, columns: readonly string[]): LogFormat {
  const asRecord = (record: Uint8Array): Result<Uint8Array, string> => {
    const cells = cellsOfRow(record);
    if (!cells) return err('a JSON object that is no row of a query result');
    if (cells.length !== columns.length) {
      return err(`${cells.length} cells where the result has ${columns.length} columns`);
    }
    const row = columns.map((name, at): readonly [string, string | null] => [
      name,
      cells[at] ?? null,
    ]);
    return ok(utf8(JSON.stringify(inner.id === CLOUDTRAIL ? pairsOf(row) : fieldsOf(row, inner))));
  };
  // A glance would have to make the record first.
  const { glance: _glance, ...parts } = inner;
  return {
    ...parts,
    ref: `athena=${encodeURIComponent(JSON.stringify(columns))}:${inner.ref}`,
    framings: ['json'],
    createFramer: ({ maxRecordBytes }) => createResultSetFramer({ maxRecordBytes, columns }),
    parse(record, options) {
      const own = asRecord(record);
      return own.ok ? inner.parse(own.value, options) : own;
    },
    normalise(record, options) {
      const own = asRecord(record);
      return own.ok ? inner.normalise(own.value, options) : own;
    },
  };
}

type Row = readonly (readonly [name: string, value: string | null])[];

/** As CloudTrail Lake answers. */
function pairsOf(row: Row): readonly object[] {
  return row.flatMap(([name, value]) =>
    value === null ? [] : [Object.fromEntries([[name, value]])],
  );
}

function fieldsOf(row: Row, inner: LogFormat): object {
  return Object.fromEntries<FieldValue>(
    row.map(([name, value]) => {
      if (inner.ref !== FLOWS) return [name, value];
      const flow = flowName(name);
      return [flow, value === null ? null : flowValue(flow, value)];
    }),
  );
}
