// Logs whose lines stand below directives that begin with `#`, one of which names the columns (W3C
// extended logs, Zeek): how such a file is cut into records, and how a record is told from one of
// another file. What the directives say, and how values are read, is the format's business.

import { err, ok, type Result } from '../base/result.ts';
import type { Framer } from './framing/frame-sink.ts';
import { createHeadedLineFramer, type KnownHeaders } from './framing/headed-lines.ts';

/** What directives begin with. */
export const HASH = 0x23;

export interface HashHeader extends KnownHeaders {
  readonly maxRecordBytes: number;
  /** What a directive makes of that from here on; `undefined` for one that records do not depend on. */
  headerOf(directive: string): string | undefined;
  /** Why lines below other directives are rejected, where it is not the columns alone. */
  readonly behind?: string;
}

export function createHashHeadedFramer(options: HashHeader): Framer {
  return createHeadedLineFramer({
    ...options,
    mayBeFraming: (first) => first === HASH,
    headerOf: (line) => options.headerOf(line) ?? '',
  });
}

/** The values of a record beside their columns. */
export function byColumn(
  columns: readonly string[],
  values: readonly string[],
  directive: string,
): Result<readonly (readonly [column: string, value: string])[], string> {
  if (values.length !== columns.length) {
    return err(`${values.length} values where ${directive} names ${columns.length}`);
  }
  return ok(columns.map((column, index) => [column, values[index] ?? '']));
}
