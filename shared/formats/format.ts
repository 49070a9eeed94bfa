// What a log format is: how it is recognised, and how one of its records becomes an event. A new
// format is one file that calls `defineFormat`, and one line in registry.ts. Cutting a file into
// records is framing/, shared by all; reading files at all is the business of electron/intake.

import { ok, type Result } from '../base/result.ts';
import type {
  EcsColumn,
  EcsValues,
  EventTime,
  Fields,
  LogSource,
  NormalisedEvent,
} from '../domain/event.ts';
import type { Worked } from '../normalise/glance/answers.ts';
import type { JsonGlance } from '../normalise/glance/json-glance.ts';
import type { Cell } from '../sealing/chain-row.ts';
import type { IsFree } from '../normalise/alike/cut-record.ts';
import type { Framer } from './framing/frame-sink.ts';
import type { Sample } from './sample.ts';

/**
 * - `lines`: one record a line.
 * - `json`: JSON values in a list, in an object that holds a list, or one after the other.
 * - `rows`: rows of a SQLite or Parquet table, each as the canonical JSON of its columns.
 */
export type Framing = 'lines' | 'json' | 'rows';

export interface NormaliseOptions {
  /** IANA name of the zone of time stamps that name none. */
  readonly zone: string;
  /** Field to take the time from, where the officer has corrected the inferred one. */
  readonly timeField?: string | undefined;
}

/** What is known of a file beside its content. */
export interface FileFacts {
  /** Day of the file's last change, `2026-03-05` in UTC; absent where it has none. */
  readonly changedOn?: string | undefined;
  /** Its path below the exhibit, with `/`: folders of a data lake hold what its files leave out. */
  readonly name?: string | undefined;
}

export interface CellEvent {
  /** The record, as canonical JSON. */
  readonly text: string;
  readonly time: EventTime;
  readonly ecs: EcsValues;
  /** As `parse` gives them, for whoever wants to look at more. */
  readonly fields: () => Fields;
  /** What rules can be told without that; absent where it is all there is. */
  readonly few?: FewFields | undefined;
}

/** Some fields of an event, by their names or as paths, exactly as they would be found in all of it. */
export interface FewFields {
  readonly known: readonly string[];
  /** Those that it has. */
  readonly fields: Fields;
}

/** A look at a record that is cheaper than `parse`, for whoever needs no more. */
export interface Glance {
  /** What rules can be told from it: these fields are given exactly as they would be found. */
  readonly known: readonly string[];
  /** Of every record that it reads. */
  readonly logSource: LogSource | undefined;
  /**
   * Of the fields of a record, these, and those that `time` looks at and `ecs` for all but
   * `event.id`. Nothing where the record has to be parsed, whatever the reason.
   */
  read(record: Uint8Array, options: NormaliseOptions): Fields | undefined;
  /** The same for records that are alike, without making their fields. Absent where that does not help. */
  readonly alike?: GlanceAlike | undefined;
}

/** What comes of which fields in records that are read with no time field named. */
export interface GlanceAlike {
  readonly glance: JsonGlance;
  /** Whether `read` gives the fields. */
  readonly isRead: Worked<boolean>;
  readonly time: Worked<EventTime>;
  /** Others but `event.id` never have a value. */
  readonly columns: { readonly [column in EcsColumn]?: Worked<string | undefined> };
}

export interface Slices {
  /** A byte that no such file holds; it may begin what goes on over lines. */
  readonly without?: number;
  /** Looked at before a line is decoded: may it change how others are read? */
  mayChange(firstByte: number): boolean;
  /**
   * Looks at such lines in their order: true for one behind which others are read in another way than
   * the layout says.
   */
  watch(): (line: string) => boolean;
  /** Cuts what is not the beginning of the file. */
  createFramer(options: { readonly maxRecordBytes: number }): Framer;
}

export interface FormatParts {
  /** Stable; stored with every source. */
  readonly id: string;
  readonly title: string;
  /** What this kind of log does not record, as one sentence for reports. */
  readonly notLogged: string;
  readonly framings: readonly Framing[];
  /** Names of the top-level lists that hold records, for the `json` framing. */
  readonly containerKeys: readonly string[];
  /** False for files that accompany a log: their records are counted as skipped, never as events. */
  readonly holdsEvents: boolean;
  /**
   * For a format whose records cannot be understood without what the file says once (the names of
   * its columns) or does not say at all (the year): that, as one line of text. It is kept with the
   * file, behind the id, so that a stored record can be read again by itself.
   */
  layoutOf?(sample: Sample, facts: FileFacts): string;
  /** The format for files of such a layout; `undefined` where it makes no sense. */
  withLayout?(layout: string): LogFormat | undefined;
  /**
   * The format of the same file once it was added to behind a place, for a layout that depends on when
   * the file was last changed; `undefined` where there is none.
   */
  grownFrom?(fromByte: number, facts: FileFacts): LogFormat | undefined;
  /** Cuts a file into records where one a line or one a JSON value is not how it is done. */
  createFramer?(options: { readonly maxRecordBytes: number }): Framer;
  /**
   * For a format with a framer of its own, whose lines can be read from any of them on: absent where
   * some depend on others.
   */
  readonly slices?: Slices;
  /** 0 is "certainly not", 1 "certainly". */
  recognise(sample: Sample): number;
  /**
   * True of a record only if `recognise` is certain of a sample of such records as JSON while no format
   * before it in the registry is, found out without parsing it.
   */
  isCertain?(record: Uint8Array): boolean;
  /** The original fields of a record, or why it is none. */
  parse(record: Uint8Array, options: NormaliseOptions): Result<Fields, string>;
  /** See there. Absent where there is nothing to be gained. */
  readonly glance?: Glance;
  /**
   * For records in JSON: which values `parse` hands on as they are, wherever it puts them, without
   * looking at more than whether a text is empty. Absent where it is not worth it.
   */
  readonly isFree?: IsFree;
  time(fields: Fields, options: NormaliseOptions): EventTime;
  ecs(fields: Fields, options: NormaliseOptions): EcsValues;
  /**
   * A short way for the rows of a table: events straight from cells, each as the record's canonical
   * JSON would give it. `undefined` for a table, or a row, that must go the long way.
   */
  cellEvents?(
    columns: readonly string[],
    options: NormaliseOptions,
  ): ((cells: readonly Cell[]) => CellEvent | undefined) | undefined;
  logSource(fields: Fields, options: NormaliseOptions): LogSource | undefined;
  summary(fields: Fields, options: NormaliseOptions): string;
}

export interface LogFormat extends FormatParts {
  /** The id and, behind a colon, the layout if there is one: enough to find the format again. */
  readonly ref: string;
  /** For a format whose records are read by where they stand; see in-force.ts. */
  at?(position: number): LogFormat;
  /** The text of a record that is not UTF-8. */
  text?(record: Uint8Array): string;
  /** All of the above at once. The error is the reason of a rejection. */
  normalise(record: Uint8Array, options: NormaliseOptions): Result<NormalisedEvent, string>;
}

export function defineFormat(parts: FormatParts, layout?: string): LogFormat {
  return {
    ...parts,
    ref: layout === undefined ? parts.id : `${parts.id}:${layout}`,
    normalise(record, options) {
      const parsed = parts.parse(record, options);
      if (!parsed.ok) return parsed;
      const fields = parsed.value;
      const logSource = parts.logSource(fields, options);
      return ok({
        time: parts.time(fields, options),
        ecs: parts.ecs(fields, options),
        fields,
        ...(logSource === undefined ? {} : { logSource }),
        summary: parts.summary(fields, options),
      });
    },
  };
}
