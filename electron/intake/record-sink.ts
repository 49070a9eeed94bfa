// Where framed records arrive: each becomes an event, a rejection or is skipped, and is counted as
// exactly one of them. Passes over what an earlier reading has handed over already.

import type { Fields } from '../../shared/domain/event.ts';
import type { LogFormat, NormaliseOptions } from '../../shared/formats/format.ts';
import { excerptOf } from '../../shared/formats/framing/frame-sink.ts';
import type { BatchBuilder } from './batch-builder.ts';
import type { FileSink } from './file-sink.ts';

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
}

export function createRecordSink(options: RecordSinkOptions): RecordSink {
  const { normalise } = options;
  let format: LogFormat | undefined;
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
    options.builder().addEvent(bytes, position, time, of.ecs(fields, normalise));
  }

  return {
    counts,
    rejected,
    skipped,
    setFormat(next) {
      closeCount();
      format = next;
    },
    addFraming(bytes) {
      counts.framingBytes += bytes;
    },
    record(bytes, position) {
      if (!format) throw new Error('A record came before its format.');
      if (!format.holdsEvents) {
        skipped();
        return;
      }
      const parsed = format.parse(bytes, normalise);
      if (parsed.ok) accepted(format, bytes, position, parsed.value);
      else rejected(position, bytes.length, parsed.error, excerptOf(bytes));
    },
    tryRecord(bytes, position) {
      if (!format?.holdsEvents) return false;
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
