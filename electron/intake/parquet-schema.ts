// The schema of a Parquet file as a tree, and the same schema without annotations under names of our
// own for the reader: it then hands out stored values untouched, and neither a doubled nor a hostile
// column name can mislead it.

import type { FileMetaData, SchemaElement } from 'hyparquet';
import { FailureError, failure } from '../../shared/base/result.ts';
import type { ParquetMeaning, ParquetNode, TimeUnit } from '../../shared/formats/parquet-row.ts';

export interface ParquetLeaf {
  readonly path: readonly string[];
  readonly keys: readonly string[];
  readonly element: SchemaElement;
  /** Index of the column it belongs to. */
  readonly column: number;
  readonly flat: boolean;
}

export interface ParquetSchema {
  readonly columns: readonly ParquetNode[];
  /** In the order in which row groups list their chunks. */
  readonly leaves: readonly ParquetLeaf[];
  /** For the reader. */
  readonly elements: readonly SchemaElement[];
}

const MAX_COLUMNS = 10_000;

export function schemaOf(metadata: FileMetaData, maxNesting: number): ParquetSchema {
  const { schema } = metadata;
  const leaves: ParquetLeaf[] = [];
  const elements: SchemaElement[] = [];
  let next = 0;

  function read(
    path: readonly string[],
    keys: readonly string[],
    column: number,
    key: string,
  ): ParquetNode {
    const element = schema[next];
    if (element === undefined) throw damaged('its schema ends too early');
    next += 1;
    const count = element.num_children ?? 0;
    const isRoot = keys.length === 0 && key === '';
    if (keys.length > maxNesting)
      throw damaged(`columns are nested deeper than ${maxNesting} levels`);
    if (schema.length > MAX_COLUMNS) throw damaged(`its schema has more than ${MAX_COLUMNS} parts`);
    const ownPath = isRoot ? path : [...path, element.name];
    const ownKeys = isRoot ? keys : [...keys, key];
    elements.push(plainElement(element, key, isRoot));
    if (element.type !== undefined && count === 0) {
      const flat = ownKeys.length === 1 && element.repetition_type !== 'REPEATED';
      leaves.push({ path: ownPath, keys: ownKeys, element, column, flat });
    }
    const children: ParquetNode[] = [];
    for (let index = 0; index < count; index += 1) {
      children.push(read(ownPath, ownKeys, isRoot ? index : column, `f${index}`));
    }
    return {
      name: element.name,
      key,
      repeated: !isRoot && element.repetition_type === 'REPEATED',
      shape: count === 0 ? 'leaf' : shapeOf(element, children),
      meaning: meaningOf(element),
      children,
    };
  }

  const root = read([], [], 0, '');
  if (next !== schema.length) throw damaged('its schema does not fit together');
  if (root.children.length === 0) throw damaged('it has no columns');
  return { columns: root.children, leaves, elements };
}

/** Without what would make the reader interpret values. */
function plainElement(element: SchemaElement, key: string, isRoot: boolean): SchemaElement {
  return {
    name: isRoot ? 'root' : key,
    ...(element.type === undefined ? {} : { type: element.type }),
    ...(element.type_length === undefined ? {} : { type_length: element.type_length }),
    ...(element.repetition_type === undefined || isRoot
      ? {}
      : { repetition_type: element.repetition_type }),
    ...(element.num_children === undefined ? {} : { num_children: element.num_children }),
  };
}

function shapeOf(element: SchemaElement, children: readonly ParquetNode[]): ParquetNode['shape'] {
  const [only] = children;
  const single = children.length === 1 && only?.repeated === true;
  const annotated = element.converted_type ?? element.logical_type?.type;
  if (single && annotated === 'LIST') return 'list';
  const isMap = annotated === 'MAP' || annotated === 'MAP_KEY_VALUE';
  return single && isMap && only.children.length === 2 ? 'map' : 'struct';
}

const UNITS: Readonly<Record<string, TimeUnit>> = { MILLIS: 'ms', MICROS: 'us', NANOS: 'ns' };
const TEXTS: ReadonlySet<string> = new Set(['UTF8', 'STRING', 'ENUM', 'JSON']);

function meaningOf(element: SchemaElement): ParquetMeaning {
  const { converted_type: old, logical_type: logical, type } = element;
  const named = logical?.type ?? old;
  if (type === 'INT96') return { kind: 'timestamp', unit: 'ns', utc: true };
  if (type === 'FLOAT' || type === 'DOUBLE') return { kind: 'float' };
  if (named === 'DECIMAL') {
    const scale = element.scale ?? (logical?.type === 'DECIMAL' ? logical.scale : 0);
    return { kind: 'decimal', scale: scale ?? 0 };
  }
  if (named === 'DATE') return { kind: 'date' };
  if (logical?.type === 'TIMESTAMP') {
    return { kind: 'timestamp', unit: UNITS[logical.unit] ?? 'ms', utc: logical.isAdjustedToUTC };
  }
  if (old === 'TIMESTAMP_MILLIS') return { kind: 'timestamp', unit: 'ms', utc: true };
  if (old === 'TIMESTAMP_MICROS') return { kind: 'timestamp', unit: 'us', utc: true };
  if (logical?.type === 'TIME') return { kind: 'time', unit: UNITS[logical.unit] ?? 'ms' };
  if (old === 'TIME_MILLIS') return { kind: 'time', unit: 'ms' };
  if (old === 'TIME_MICROS') return { kind: 'time', unit: 'us' };
  if (old?.startsWith('UINT_') || (logical?.type === 'INTEGER' && !logical.isSigned)) {
    return { kind: 'unsigned', bits: type === 'INT64' ? 64 : 32 };
  }
  if (named === 'UUID') return { kind: 'uuid' };
  if (named === 'FLOAT16') return { kind: 'half-float' };
  if (named !== undefined && TEXTS.has(named)) return { kind: 'text' };
  return type === 'BYTE_ARRAY' && named === undefined ? { kind: 'bytes' } : { kind: 'plain' };
}

function damaged(reason: string): FailureError {
  return new FailureError(failure('file.unreadable', reason));
}
