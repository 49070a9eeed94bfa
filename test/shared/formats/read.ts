// Reads text as intake does: recognised, laid out, cut up, each record understood.

import { utf8 } from '../../../shared/base/bytes.ts';
import type { NormalisedEvent } from '../../../shared/domain/event.ts';
import type { LogFormat, NormaliseOptions } from '../../../shared/formats/format.ts';
import { createJsonFramer } from '../../../shared/formats/framing/json.ts';
import { createLineFramer } from '../../../shared/formats/framing/lines.ts';
import {
  CONTAINER_KEYS,
  formatById,
  formatFor,
  recogniseFormat,
} from '../../../shared/formats/registry.ts';
import { sampleOfText } from '../../../shared/formats/sample.ts';

export interface Read {
  /** The id and the layout; empty where nothing was recognised. */
  readonly ref: string;
  readonly events: readonly NormalisedEvent[];
  readonly records: readonly string[];
  readonly rejected: readonly (readonly [at: number, reason: string])[];
  readonly skipped: number;
  /** Bytes in records, rejections and framing: those of the text, if nothing was lost. */
  readonly accounted: number;
}

export interface ReadWith extends Partial<NormaliseOptions> {
  readonly format?: string;
  readonly changedOn?: string;
  readonly chosen?: boolean;
  readonly maxRecordBytes?: number;
  /** Where the bytes are divided. */
  readonly cuts?: readonly number[];
}

export function recognised(text: string, chosen = false): string {
  const sample = sampleOfText(utf8(text), true, CONTAINER_KEYS);
  return recogniseFormat(sample, chosen)?.format.id ?? '';
}

export function read(content: string | Uint8Array, using: ReadWith = {}): Read {
  const bytes = typeof content === 'string' ? utf8(content) : content;
  const sample = sampleOfText(bytes, true, CONTAINER_KEYS);
  const found =
    using.format === undefined
      ? recogniseFormat(sample, using.chosen)?.format
      : formatById(using.format);
  const events: NormalisedEvent[] = [];
  const records: string[] = [];
  const rejected: [number, string][] = [];
  let skipped = 0;
  if (!found) return { ref: '', events, records, rejected, skipped, accounted: 0 };
  const laidOut = formatFor(found, sample, { changedOn: using.changedOn });
  // As a case does: nothing but what was stored with the file.
  let format = again(laidOut.ref);
  const { maxRecordBytes = 8 * 1024 * 1024 } = using;
  const framer =
    format.createFramer?.({ maxRecordBytes }) ??
    (sample.framing === 'json'
      ? createJsonFramer({ maxRecordBytes, containerKeys: format.containerKeys })
      : createLineFramer({ maxRecordBytes }));
  let accounted = 0;
  const sink = {
    record(record: Uint8Array, at: number) {
      accounted += record.length;
      const event = format.normalise(record, { zone: 'UTC', ...using });
      if (event.ok) events.push(event.value);
      else rejected.push([at, event.error]);
      records.push(Buffer.from(record).toString());
    },
    rejected(at: number, length: number, reason: string) {
      accounted += length;
      rejected.push([at, reason]);
    },
    skipped() {
      skipped += 1;
    },
    setFormat(next: LogFormat) {
      format = again(next.ref);
    },
  };
  const cuts = [...(using.cuts ?? [])].map((cut) => cut % (bytes.length + 1));
  const bounds = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  for (const [index, bound] of bounds.slice(1).entries()) {
    framer.push(bytes.slice(bounds[index], bound), sink);
  }
  framer.finish(sink);
  return {
    ref: format.ref,
    events,
    records,
    rejected,
    skipped,
    accounted: accounted + framer.framingBytes,
  };
}

function again(ref: string): LogFormat {
  const format = formatById(ref);
  if (!format) throw new Error(`${ref} is not found again.`);
  return format;
}
