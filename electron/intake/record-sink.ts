// Where framed records arrive: each becomes an event, a rejection or is skipped, and is counted as
// exactly one of them. Passes over what an earlier reading has handed over already.

import type { LogFormat, NormaliseOptions } from '../../shared/formats/format.ts';
import { excerptOf, type FrameSink } from '../../shared/formats/framing/frame-sink.ts';
import type { BatchBuilder } from './batch-builder.ts';

export interface RecordCounts {
  events: number;
  rejected: number;
  skipped: number;
  /** Bytes of unpacked text that belong to no record by design. */
  framingBytes: number;
}

export interface RecordSink extends FrameSink {
  readonly counts: Readonly<RecordCounts>;
  /** What the records that follow are read as. */
  setFormat(format: LogFormat): void;
  addFraming(bytes: number): void;
  /** Id of the format of most records. */
  mainFormat(): string;
}

export interface RecordSinkOptions {
  readonly builder: BatchBuilder;
  readonly fileIndex: () => number;
  readonly skipRecords: number;
  readonly normalise: NormaliseOptions;
}

export function createRecordSink(options: RecordSinkOptions): RecordSink {
  const { builder, normalise } = options;
  let format: LogFormat | undefined;
  let toPass = options.skipRecords;
  const counts: RecordCounts = { events: 0, rejected: 0, skipped: 0, framingBytes: 0 };
  const perFormat = new Map<string, number>();
  let countedTo = 0;

  function recordsSoFar(): number {
    return counts.events + counts.rejected + counts.skipped;
  }

  function closeCount(): void {
    const seen = recordsSoFar();
    if (format) perFormat.set(format.id, (perFormat.get(format.id) ?? 0) + seen - countedTo);
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
    builder.addRejection({ fileIndex, position, length, reason, excerpt });
  }

  function skipped(): void {
    counts.skipped += 1;
    if (!passed()) builder.addSkipped();
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
      if (!parsed.ok) {
        rejected(position, bytes.length, parsed.error, excerptOf(bytes));
        return;
      }
      counts.events += 1;
      if (passed()) return;
      const fields = parsed.value;
      builder.addEvent(
        bytes,
        position,
        format.time(fields, normalise),
        format.ecs(fields, normalise),
      );
    },
    mainFormat() {
      closeCount();
      const most = [...perFormat].toSorted((a, b) => b[1] - a[1])[0];
      return most?.[0] ?? format?.id ?? '';
    },
  };
}
