// A file that was read before and has been added to. Where its lines stand by themselves, those behind
// the old end are read and nothing else. Anything else is cut into records once more from its beginning,
// since a header, an open quote or lines that belong together say how the rest is cut; records of the old
// part are passed over. That is right only where the old part gives the records that it gave: it is tried,
// and a file of which it is not true counts as another one.

import { FailureError, failure } from '../../shared/base/result.ts';
import type { Framing, LogFormat } from '../../shared/formats/format.ts';
import type { FrameSink } from '../../shared/formats/framing/frame-sink.ts';
import { utf16Order, utf8FromUtf16 } from '../../shared/formats/framing/utf-16.ts';
import { CONTAINER_KEYS, formatById } from '../../shared/formats/registry.ts';
import { SAMPLE_BYTES, sampleOfText } from '../../shared/formats/sample.ts';
import { openEvidenceFile, type EvidenceFile } from './evidence-file.ts';
import { isEvtx } from './event-log.ts';
import { isParquet, isSqlite } from './file-signs.ts';
import type { IntakeLimits } from './limits.ts';
import { archiveKind } from './read-archive.ts';
import type { FileReading } from './read-file.ts';
import { recogniseHead } from './recognise.ts';
import { standsAlone } from './slice-format.ts';
import { textFramer } from './text-framer.ts';
import { isPacked } from './unpack.ts';
import type { ExhibitFile } from './walk.ts';

/** What is known of the file as it was read. */
export interface ReadBefore {
  readonly bytes: number;
  readonly format: string;
  /** A line ends where it ended. */
  readonly endsLine: boolean;
}

/** Plain data. */
export interface GrownPart {
  readonly fromByte: number;
  readonly framing: Framing;
  /** What cutting the file begins with; it may go on as another. */
  readonly format: string;
  /** What records behind the old end are read as, unless what is said there makes it another. */
  readonly readAs: string;
  /** That is not what the file is listed as. */
  readonly isAnother: boolean;
}

export type Growth =
  | { readonly kind: 'lines'; readonly format: string }
  | { readonly kind: 'part'; readonly part: GrownPart };

export interface GrowthOptions {
  readonly limits: IntakeLimits;
  /** The format that the officer named. */
  readonly wanted?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How to read what was added; `undefined` where the old part would not be what it was. */
export async function growthOf(
  { path, name }: ExhibitFile,
  before: ReadBefore,
  options: GrowthOptions,
): Promise<Growth | undefined> {
  const { signal } = options;
  const listed = formatById(before.format);
  if (!listed) return undefined;
  const head = await headOf(await openEvidenceFile(path, name, { signal }), before.bytes);
  if (isPacked(head) || archiveKind(head) !== undefined) return undefined;
  if (isSqlite(head) || isParquet(head) || isEvtx(head)) return undefined;
  const order = utf16Order(head);
  const text = order === undefined ? head : utf8FromUtf16(head, order);
  const { framing } = sampleOfText(text, head.length === before.bytes, CONTAINER_KEYS);
  const facts = { changedOn: await changedOn(path, name) };
  const now = listed.grownFrom ? listed.grownFrom(before.bytes, facts) : listed;
  if (!now) return undefined;
  const isAnother = now.ref !== listed.ref;
  if (framing === 'lines' && !isAnother && standsAlone(listed.ref)) {
    return before.endsLine ? { kind: 'lines', format: listed.ref } : undefined;
  }
  const complete = head.length === before.bytes;
  const recognised = recogniseHead({ head, complete, ...facts }, name, options.wanted, true);
  // A layout that was widened on the way may have to begin as it did then.
  const begins = [listed, ...(recognised.ok ? [recognised.value.format] : [])];
  for (const format of begins) {
    const trial = { format, framing, listed: listed.ref, fromByte: before.bytes };
    if (!(await goesOn(await openEvidenceFile(path, name, { signal }), trial, options.limits)))
      continue;
    const { bytes: fromByte } = before;
    return {
      kind: 'part',
      part: { fromByte, framing, format: format.ref, readAs: now.ref, isAnother },
    };
  }
  return undefined;
}

async function changedOn(path: string, name: string): Promise<string | undefined> {
  const file = await openEvidenceFile(path, name);
  await file.close();
  return file.changedOn;
}

async function headOf(file: EvidenceFile, most: number): Promise<Uint8Array> {
  const wanted = Math.min(most, SAMPLE_BYTES);
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of file.chunks()) {
      parts.push(new Uint8Array(chunk.subarray(0, wanted - length)));
      length += parts.at(-1)?.length ?? 0;
      if (length >= wanted) break;
    }
  } finally {
    await file.close();
  }
  return Buffer.concat(parts);
}

interface Trial {
  readonly format: LogFormat;
  readonly framing: Framing;
  /** What the old part ended as. */
  readonly listed: string;
  readonly fromByte: number;
}

/** Whether the old part is cut into the same records with more behind it as it was without. */
async function goesOn(
  file: EvidenceFile,
  { format, framing, listed, fromByte }: Trial,
  limits: IntakeLimits,
): Promise<boolean> {
  try {
    const alone = textFramer(format, framing, limits);
    const followed = textFramer(format, framing, limits);
    const there = noteTaker(fromByte, format.ref);
    const now = noteTaker(fromByte, format.ref);
    let at = 0;
    for await (const chunk of file.chunks()) {
      const old = Math.min(chunk.length, Math.max(0, fromByte - at));
      if (old > 0) {
        alone.push(chunk.subarray(0, old), there.sink);
        followed.push(chunk.subarray(0, old), now.sink);
      }
      if (at < fromByte && at + old === fromByte) {
        // Up to here both were told the same; what is held back may come out differently.
        there.begin();
        now.begin();
        alone.finish(there.sink);
        if (there.format() !== listed) return false;
      }
      at += chunk.length;
      if (old < chunk.length) followed.push(chunk.subarray(old), now.sink);
    }
    followed.finish(now.sink);
    return at > fromByte && there.notes().join('\n') === now.notes().join('\n');
  } finally {
    await file.close();
  }
}

/** What a framer tells, once that is wanted, of what begins before a place. */
function noteTaker(before: number, first: string) {
  let notes: string[] | undefined;
  let format = first;
  const note = (byteOffset: number, length: number, reason = ''): void => {
    if (byteOffset < before) notes?.push([byteOffset, length, reason].join(' '));
  };
  const sink: FrameSink = {
    record: (bytes, byteOffset) => note(byteOffset, bytes.length),
    rejected: (byteOffset, length, reason) => note(byteOffset, length, reason),
    skipped: (byteOffset) => note(byteOffset, 0, 'skipped'),
    setFormat(next) {
      format = next.ref;
    },
  };
  return {
    sink,
    begin() {
      notes = [];
    },
    format: () => format,
    notes: () => notes ?? [],
  };
}

/** Hands over what lies behind the old end. Throws FailureError. */
export async function* readGrownInto(
  { path, name, bytes, changedUs }: ExhibitFile,
  part: GrownPart,
  reading: FileReading,
): AsyncGenerator<void, undefined> {
  const { fromByte } = part;
  const { sink, limits, signal } = reading;
  const index = reading.nextIndex();
  const readAs = (format: LogFormat, isAnother: boolean): void => {
    if (isAnother) {
      reading.announce({ index, name, format: format.ref, bytes, sha256: '', changedUs });
    }
    sink.setFormat(format);
  };
  let isNew = false;
  /** Of the old part: what is in records, the rest of it is framing. */
  let inRecords = 0;
  const behind: FrameSink = {
    record(record, byteOffset) {
      if (byteOffset >= fromByte) sink.record(record, byteOffset);
      else inRecords += record.length;
    },
    rejected(byteOffset, length, reason, excerpt) {
      if (byteOffset >= fromByte) sink.rejected(byteOffset, length, reason, excerpt);
      else inRecords += length;
    },
    skipped(byteOffset) {
      if (byteOffset >= fromByte) sink.skipped(byteOffset);
    },
    setFormat(next) {
      if (isNew) readAs(next, true);
    },
  };
  const framer = textFramer(known(name, part.format), part.framing, limits);
  const file = await openEvidenceFile(path, name, { signal });
  try {
    let at = 0;
    for await (const chunk of file.chunks()) {
      const old = Math.min(chunk.length, Math.max(0, fromByte - at));
      if (old > 0) framer.push(chunk.subarray(0, old), behind);
      at += chunk.length;
      if (!isNew && at >= fromByte) {
        isNew = true;
        readAs(known(name, part.readAs), part.isAnother);
      }
      if (old < chunk.length) framer.push(chunk.subarray(old), behind);
      reading.onBytes(chunk.length - old);
      yield;
    }
    framer.finish(behind);
    sink.addFraming(framer.framingBytes - (fromByte - inRecords));
  } finally {
    await file.close();
  }
  return undefined;
}

function known(name: string, ref: string): LogFormat {
  const format = formatById(ref);
  if (format) return format;
  throw new FailureError(failure('format.unknown', `${name}: there is no format "${ref}".`));
}
