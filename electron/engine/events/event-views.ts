// From stored records to events: the record is read again by the format it was imported with, so
// that nothing of it needs a second copy.

import { strictTextOf, textOf } from '../../../shared/base/bytes.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import type { EventView, NormalisedEvent } from '../../../shared/domain/event.ts';
import type { LogFormat, NormaliseOptions } from '../../../shared/formats/format.ts';
import { formatAt } from '../../../shared/formats/in-force.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import type { CaseReader } from '../../store/case-store.ts';
import type { BlockReader, OpenBlock } from './block-reader.ts';

/** A record with what it means and where it came from. */
export interface StoredEvent {
  readonly id: number;
  readonly sourceId: number;
  readonly fileIndex: number;
  readonly position: number;
  readonly bytes: Uint8Array;
  /** Present where the bytes are not UTF-8. */
  readonly text?: string;
  readonly event: NormalisedEvent;
}

/** How the records of an exhibit are read. */
export interface SourceReading {
  readonly options: NormaliseOptions;
  readonly formatOfFile: readonly (LogFormat | undefined)[];
}

export function createEventViews(store: CaseReader, blocks: BlockReader) {
  const readings = new Map<number, SourceReading>();

  const load = (sourceId: number): SourceReading => {
    const { zone = 'UTC', timeField } = store.sources.options(sourceId);
    const formatOfFile: (LogFormat | undefined)[] = [];
    for (const file of store.sources.files(sourceId)) {
      formatOfFile[file.index] = formatById(file.format);
    }
    const reading = { options: { zone, timeField }, formatOfFile };
    readings.set(sourceId, reading);
    return reading;
  };

  /** Files are only ever added: a file that is not known yet came with a later import. */
  const readingOf = (sourceId: number, fileIndex: number): SourceReading => {
    const known = readings.get(sourceId);
    return known?.formatOfFile[fileIndex] === undefined ? load(sourceId) : known;
  };

  const read = (block: OpenBlock, slot: number): StoredEvent => {
    const fileIndex = block.frame.fileIndex[slot] ?? 0;
    return readRecord(block, slot, readingOf(block.sourceId, fileIndex));
  };

  return {
    /** As `readView`, with the number of the event. */
    view(block: OpenBlock, slot: number): EventView {
      const reading = readingOf(block.sourceId, block.frame.fileIndex[slot] ?? 0);
      return readView(block, slot, reading, block.firstEvent + slot);
    },
    /** Throws FailureError where there is no such event. */
    get(eventId: number): StoredEvent {
      const block = blocks.ofEvent(eventId);
      if (!block) {
        if (store.retention.droppedAt(eventId)) {
          throw new FailureError(
            failure(
              'event.dropped',
              `Event ${String(eventId)} was dropped by retention; its hash is kept.`,
            ),
          );
        }
        throw new FailureError(
          failure('event.unknown', `There is no event number ${String(eventId)}.`),
        );
      }
      return read(block, eventId - block.firstEvent);
    },
    read,
  };
}

/** Throws FailureError where the record is no event any more. */
function readRecord(block: OpenBlock, slot: number, reading: SourceReading): StoredEvent {
  const fileIndex = block.frame.fileIndex[slot] ?? 0;
  const format = formatOfSlot(block, slot, reading);
  const bytes = block.record(slot);
  const id = block.firstEvent + slot;
  const read = format?.normalise(bytes, reading.options);
  if (!read?.ok) throw unreadable(id, read?.error);
  return {
    id,
    sourceId: block.sourceId,
    fileIndex,
    position: block.frame.positions[slot] ?? 0,
    bytes,
    ...(format?.text ? { text: format.text(bytes) } : {}),
    event: read.value,
  };
}

/**
 * The event as rules see it, without what only people look at, and with its place in the block as its
 * number unless another one is given. Throws FailureError as `readRecord`.
 */
export function readView(
  block: OpenBlock,
  slot: number,
  reading: SourceReading,
  id = slot,
): EventView {
  const { options } = reading;
  const format = formatOfSlot(block, slot, reading);
  const bytes = block.record(slot);
  const parsed = format?.parse(bytes, options);
  if (!format || !parsed?.ok) {
    throw unreadable(block.firstEvent + slot, parsed?.ok === false ? parsed.error : undefined);
  }
  const fields = parsed.value;
  const time = format.time(fields, options);
  return {
    id,
    timeUs: time.timeUs,
    nanos: time.nanos,
    ecs: format.ecs(fields, options),
    fields,
    logSource: format.logSource(fields, options),
    isJson: format.text === undefined && beginsJson(bytes),
    get raw() {
      return format.text?.(bytes) ?? strictTextOf(bytes) ?? textOf(bytes);
    },
  };
}

/** How the record at a place of the block is read. */
export function formatOfSlot(
  { frame }: OpenBlock,
  slot: number,
  { formatOfFile }: SourceReading,
): LogFormat | undefined {
  const format = formatOfFile[frame.fileIndex[slot] ?? 0];
  return format && formatAt(format, frame.positions[slot] ?? 0);
}

/** Whether the text begins as JSON does; of text in another coding nobody asks. */
function beginsJson(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b || bytes[0] === 0x5b;
}

function unreadable(id: number, error: string | undefined): FailureError {
  const reason = error ?? 'its format is not known to this version';
  return new FailureError(
    failure('case.damaged', `Event ${String(id)} can no longer be read: ${reason}.`),
  );
}

export type EventViews = ReturnType<typeof createEventViews>;

/** What rules and queries see. The text is decoded only when something looks at it. */
export function viewOf({ id, event, bytes, text: decoded }: StoredEvent): EventView {
  let text = decoded;
  return {
    id,
    timeUs: event.time.timeUs,
    nanos: event.time.nanos,
    ecs: event.ecs,
    fields: event.fields,
    logSource: event.logSource,
    isJson: decoded === undefined && beginsJson(bytes),
    get raw() {
      text ??= strictTextOf(bytes) ?? textOf(bytes);
      return text;
    },
  };
}
