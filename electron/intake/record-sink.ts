// Where framed records arrive: each becomes an event, a rejection or is skipped, and is counted as
// exactly one of them. Passes over what an earlier reading has handed over already.

import { strictTextOf, textOf } from '../../shared/base/bytes.ts';
import type { EventView, Fields, LogSource, NormalisedEvent } from '../../shared/domain/event.ts';
import type { FirstLook } from '../../shared/detection/first-look.ts';
import type { Glance, LogFormat, NormaliseOptions } from '../../shared/formats/format.ts';
import { excerptOf } from '../../shared/formats/framing/frame-sink.ts';
import { ALIKE, READ } from '../../shared/normalise/glance/json-glance.ts';
import { alikeRows, type AlikeRows } from './alike-rows.ts';
import type { BatchBuilder } from './batch-builder.ts';
import type { FileSink } from './file-sink.ts';
import { createRowTaker } from './row-taker.ts';

export interface RecordCounts {
  events: number;
  rejected: number;
  skipped: number;
  /** Bytes of unpacked text that belong to no record by design. */
  framingBytes: number;
}

export interface RecordSink extends FileSink {
  readonly counts: Readonly<RecordCounts>;
  /** How many records of which format there were since the last time this was asked. */
  takeFormats(): Readonly<Record<string, number>>;
}

/** Id of the format of most records; empty where there are none. */
export function mainFormatOf(formats: Readonly<Record<string, number>>): string {
  return Object.entries(formats).toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

export interface RecordSinkOptions {
  readonly builder: () => BatchBuilder;
  readonly fileIndex: () => number;
  readonly skipRecords: number;
  readonly normalise: NormaliseOptions;
  /** True where `event.id` is not wanted: see `LogFormat.glance`. */
  readonly glances: boolean;
  readonly events?: EventWatch | undefined;
}

/** Looks at events while they are at hand. */
export interface EventWatch {
  /** Events since `take` was last called: the number of the next one. */
  readonly count: number;
  push(event: EventView): void;
  /** The same for an event in which nothing is to be seen. */
  pass(source: LogSource | undefined): void;
  /**
   * Whether there may be something to be seen in an event of which these fields are known, and no
   * others have been read.
   */
  firstLook(known: readonly string[], source: LogSource | undefined): FirstLook;
  /** What was seen in the events since this was last called; it goes with their batch. */
  take(): Uint8Array | undefined;
}

const MOST_SOURCES = 1_000;
const looksOf = new WeakMap<EventWatch, Map<LogFormat, FirstLook>>();

export function createRecordSink(options: RecordSinkOptions): RecordSink {
  const { normalise } = options;
  let format: LogFormat | undefined;
  /** Of the format that rows are read as. */
  const looksOfRows = new Map<string, FirstLook>();
  let needsAll: FirstLook | undefined;
  let rows: AlikeRows | undefined;
  let toPass = options.skipRecords;
  const counts: RecordCounts = { events: 0, rejected: 0, skipped: 0, framingBytes: 0 };
  let formats: Record<string, number> = {};
  let countedTo = 0;

  function closeCount(): void {
    const seen = counts.events + counts.rejected + counts.skipped;
    if (format) formats[format.id] = (formats[format.id] ?? 0) + seen - countedTo;
    countedTo = seen;
  }

  /** True where the record was handed over by an earlier reading. */
  function passed(): boolean {
    if (toPass === 0) return false;
    toPass -= 1;
    return true;
  }

  function rejected(position: number, length: number, reason: string, excerpt: Uint8Array): void {
    counts.rejected += 1;
    if (passed()) return;
    const fileIndex = options.fileIndex();
    options.builder().addRejection({ fileIndex, position, length, reason, excerpt });
  }

  function skipped(): void {
    counts.skipped += 1;
    if (!passed()) options.builder().addSkipped();
  }

  function accepted(of: LogFormat, bytes: Uint8Array, position: number, fields: Fields): void {
    counts.events += 1;
    if (passed()) return;
    const time = of.time(fields, normalise);
    const ecs = of.ecs(fields, normalise);
    options.builder().addEvent(bytes, position, time, ecs);
    if (options.events) watched(options.events, of, bytes, { time, ecs, fields });
  }

  /** Behind the builder, which may have closed a batch for it. */
  function watched(
    events: EventWatch,
    of: LogFormat,
    bytes: Uint8Array,
    { time, ecs, fields }: Pick<NormalisedEvent, 'time' | 'ecs' | 'fields'>,
  ): void {
    events.push({
      id: events.count,
      timeUs: time.timeUs,
      nanos: time.nanos,
      ecs,
      fields,
      logSource: of.logSource(fields, normalise),
      get raw() {
        return of.text?.(bytes) ?? strictTextOf(bytes) ?? textOf(bytes);
      },
    });
  }

  /** True for an event that a glance is enough for. */
  function glancedAt(of: LogFormat, bytes: Uint8Array, position: number): boolean {
    if (!options.glances || !of.glance) return false;
    let few: Fields | undefined;
    if (rows === undefined) few = of.glance.read(bytes, normalise);
    else {
      const looked = rows.look(bytes);
      if (looked === ALIKE) return isAlike(rows, of.glance, bytes, position);
      if (looked === READ) few = rows.read();
    }
    if (few === undefined || needsAll?.(few) === true) return false;
    counts.events += 1;
    if (passed()) return true;
    options.builder().addEvent(bytes, position, of.time(few, normalise), of.ecs(few, normalise));
    options.events?.pass(of.glance.logSource);
    return true;
  }

  /** The same for one that is like others, and at hand. */
  function isAlike(alike: AlikeRows, glance: Glance, bytes: Uint8Array, position: number): boolean {
    if (alike.needsAll(needsAll)) return false;
    counts.events += 1;
    if (passed()) return true;
    alike.add(options.builder(), bytes, position);
    options.events?.pass(glance.logSource);
    return true;
  }

  /** Rows of a table are of as many sources as it names. */
  function lookAt(
    events: EventWatch,
    known: readonly string[],
    source: LogSource | undefined,
  ): FirstLook {
    const { product = '', category = '', service = '' } = source ?? {};
    const key = `${product}\n${category}\n${service}`;
    let look = looksOfRows.get(key);
    if (look === undefined) {
      look = events.firstLook(known, source);
      if (looksOfRows.size >= MOST_SOURCES) looksOfRows.clear();
      looksOfRows.set(key, look);
    }
    return look;
  }

  /** Of each format once: there may be thousands of files, and many units. */
  function lookFor(of: LogFormat): FirstLook | undefined {
    if (!of.glance || !options.events) return undefined;
    const { known, logSource } = of.glance;
    const looks = looksOf.get(options.events) ?? new Map<LogFormat, FirstLook>();
    looksOf.set(options.events, looks);
    const look = looks.get(of) ?? options.events.firstLook(known, logSource);
    looks.set(of, look);
    return look;
  }

  function record(bytes: Uint8Array, position: number): void {
    if (!format) throw new Error('A record came before its format.');
    if (!format.holdsEvents) {
      skipped();
      return;
    }
    if (glancedAt(format, bytes, position)) return;
    const parsed = format.parse(bytes, normalise);
    if (parsed.ok) accepted(format, bytes, position, parsed.value);
    else rejected(position, bytes.length, parsed.error, excerptOf(bytes));
  }

  return {
    counts,
    record,
    rejected,
    skipped,
    setFormat(next) {
      closeCount();
      format = next;
      looksOfRows.clear();
      needsAll = lookFor(next);
      rows =
        options.glances && next.glance && normalise.timeField === undefined
          ? alikeRows(next.glance, options.builder().columns)
          : undefined;
    },
    addFraming(bytes) {
      counts.framingBytes += bytes;
    },
    rowTaker(columns) {
      const of = format;
      const read = of?.cellEvents?.(columns, normalise);
      return (
        read &&
        createRowTaker(columns, read, {
          record,
          event(bytes, position, { time, ecs, fields, few }) {
            counts.events += 1;
            if (passed()) return;
            options.builder().addEvent(bytes, position, time, ecs);
            const { events } = options;
            if (!events || !of) return;
            const source = few && of.logSource(few.fields, normalise);
            if (few && !lookAt(events, few.known, source)(few.fields)) events.pass(source);
            else watched(events, of, bytes, { time, ecs, fields: fields() });
          },
        })
      );
    },
    tryRecord(bytes, position) {
      if (!format?.holdsEvents) return false;
      if (glancedAt(format, bytes, position)) return true;
      const parsed = format.parse(bytes, normalise);
      if (parsed.ok) accepted(format, bytes, position, parsed.value);
      return parsed.ok;
    },
    takeFormats() {
      closeCount();
      const taken = formats;
      formats = {};
      return taken;
    },
  };
}
