// Events of stored blocks as rules see them, read no further than rules look: of a record whose like
// has come before the values that are asked for are found where they lie, and all of it is taken apart
// only where something asks for more.

import { withSource } from '../../../shared/detection/log-source.ts';
import { DECIDING_FIELDS } from '../../../shared/detection/log-sources/event-source.ts';
import type { EventParts, EventView } from '../../../shared/domain/event.ts';
import { fieldValues, normaliseName } from '../../../shared/match/fields.ts';
import { AlikeRecords, isOfModel } from '../../../shared/normalise/alike/alike-records.ts';
import type { IsFree } from '../../../shared/normalise/alike/cut-record.ts';
import type { UnpackedBlock } from '../events/block-reader.ts';
import { readView, type SourceReading } from '../events/event-views.ts';

/** Records of one file's format, read in one way. */
type Books = (AlikeRecords | undefined)[];

export interface AlikeViews {
  /**
   * Events of the block, in order, each with its place as its number; all, or those that are wanted.
   * Each is looked at before the next is asked for.
   */
  eventsOf(
    block: UnpackedBlock,
    reading: SourceReading,
    isWanted?: (slot: number) => boolean,
  ): Iterable<EventView>;
}

/** For one thread, and for rules that events are routed to by their log source where they have one. */
export function createAlikeViews(): AlikeViews {
  const byReading = new Map<string, AlikeRecords>();

  const bookOf = (reading: SourceReading, fileIndex: number): AlikeRecords | undefined => {
    const { formatOfFile, options } = reading;
    const format = formatOfFile[fileIndex];
    // One that reads some records otherwise than others reads none of them here.
    if (format?.isFree === undefined || format.text !== undefined || format.at !== undefined) {
      return undefined;
    }
    const key = JSON.stringify([format.ref, options.zone, options.timeField]);
    let book = byReading.get(key);
    if (book === undefined) {
      book = new AlikeRecords(mayDiffer(format.isFree), (record) =>
        modelOf(record, reading, fileIndex),
      );
      byReading.set(key, book);
    }
    return book;
  };

  return {
    *eventsOf(block, reading, isWanted = () => true) {
      const books: Books = [];
      const { bytes, offsets, frame } = block;
      for (let slot = 0; slot < block.count; slot += 1) {
        if (!isWanted(slot)) continue;
        const file = frame.fileIndex[slot] ?? 0;
        const book = (books[file] ??= bookOf(reading, file));
        const parts = book?.partsOf(bytes, offsets[slot] ?? 0, offsets[slot + 1] ?? 0);
        if (parts !== undefined) {
          yield new AlikeView(block, slot, reading, parts);
          continue;
        }
        const event = readView(block, slot, reading);
        book?.learn(block.record(slot), () => withSource('auto', event));
        yield event;
      }
    },
  };
}

const DECIDING: ReadonlySet<string> = new Set(DECIDING_FIELDS.map(normaliseName));

/** What decides of which source an event is stays as it is in records that are taken to be alike. */
function mayDiffer(isFree: IsFree): IsFree {
  return (path) => !DECIDING.has(normaliseName(path.at(-1) ?? '')) && isFree(path);
}

/**
 * A record that was made, not stored: read as the stored one was. `undefined` where a part of it
 * decides of which source it is, under whatever name it stands there.
 */
function modelOf(
  record: Uint8Array,
  reading: SourceReading,
  fileIndex: number,
): EventView | undefined {
  const format = reading.formatOfFile[fileIndex];
  const parsed = format?.parse(record, reading.options);
  if (!format || !parsed?.ok) return undefined;
  const fields = parsed.value;
  const model = withSource('auto', {
    id: 0,
    timeUs: null,
    nanos: 0,
    ecs: {},
    fields,
    logSource: format.logSource(fields, reading.options),
    raw: '',
    isJson: true,
  });
  const hangs = DECIDING_FIELDS.some((field) => fieldValues(model, field)?.some(isOfModel));
  return hangs ? undefined : model;
}

class AlikeView implements EventView {
  readonly id: number;
  readonly parts: EventParts;
  readonly logSource: EventView['logSource'];
  readonly isJson = true;
  readonly #block: UnpackedBlock;
  readonly #reading: SourceReading;
  #read: EventView | undefined;

  constructor(block: UnpackedBlock, slot: number, reading: SourceReading, parts: EventParts) {
    this.id = slot;
    this.parts = parts;
    this.logSource = parts.kind.model.logSource;
    this.#block = block;
    this.#reading = reading;
  }

  #all(): EventView {
    return (this.#read ??= withSource('auto', readView(this.#block, this.id, this.#reading)));
  }

  get timeUs(): EventView['timeUs'] {
    return this.#all().timeUs;
  }

  get nanos(): number {
    return this.#all().nanos;
  }

  get ecs(): EventView['ecs'] {
    return this.#all().ecs;
  }

  get fields(): EventView['fields'] {
    return this.#all().fields;
  }

  get raw(): string {
    return this.#all().raw;
  }
}
