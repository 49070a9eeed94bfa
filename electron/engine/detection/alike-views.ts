// Events of stored blocks as rules see them, read no further than rules look: of a record whose like
// has come before the values that are asked for are found where they lie, and all of it is taken apart
// only where something asks for more.

import { withSource } from '../../../shared/detection/log-source.ts';
import { DECIDING_FIELDS } from '../../../shared/detection/log-sources/event-source.ts';
import type {
  EcsValues,
  EventKind,
  EventParts,
  EventTime,
  EventView,
  Fields,
} from '../../../shared/domain/event.ts';
import type { LogFormat } from '../../../shared/formats/format.ts';
import { fieldValues, normaliseName } from '../../../shared/match/fields.ts';
import { AlikeRecords, isOfModel } from '../../../shared/normalise/alike/alike-records.ts';
import type { IsFree } from '../../../shared/normalise/alike/cut-record.ts';
import { wholeFields, type WholeFields } from '../../../shared/normalise/alike/whole-fields.ts';
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
        const format = reading.formatOfFile[file];
        if (parts !== undefined && format !== undefined) {
          yield new AlikeView(block, slot, reading, format, parts);
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

const wholes = new WeakMap<EventKind, WholeFields | undefined>();

function wholeOf(kind: EventKind): WholeFields | undefined {
  if (!wholes.has(kind)) wholes.set(kind, wholeFields(kind));
  return wholes.get(kind);
}

class AlikeView implements EventView {
  readonly id: number;
  readonly parts: EventParts;
  readonly logSource: EventView['logSource'];
  readonly isJson = true;
  readonly #block: UnpackedBlock;
  readonly #reading: SourceReading;
  readonly #begin: number;
  readonly #format: LogFormat;
  #fields: Fields | undefined;
  #time: EventTime | undefined;
  #ecs: EcsValues | undefined;
  #read: EventView | undefined;

  constructor(
    block: UnpackedBlock,
    slot: number,
    reading: SourceReading,
    format: LogFormat,
    parts: EventParts,
  ) {
    this.id = slot;
    this.parts = parts;
    this.logSource = parts.kind.model.logSource;
    this.#block = block;
    this.#reading = reading;
    this.#format = format;
    this.#begin = parts.begin;
  }

  #all(): EventView {
    return (this.#read ??= withSource('auto', readView(this.#block, this.id, this.#reading)));
  }

  get fields(): Fields {
    return (this.#fields ??= this.#ofParts() ?? this.#all().fields);
  }

  /** The parts are of the record that was asked for last. */
  #ofParts(): Fields | undefined {
    const { parts } = this;
    const isOwn = parts.begin === this.#begin && parts.bytes === this.#block.bytes;
    return isOwn ? wholeOf(parts.kind)?.(parts) : undefined;
  }

  #timeOf(): EventTime {
    return (this.#time ??= this.#format.time(this.fields, this.#reading.options));
  }

  get timeUs(): EventView['timeUs'] {
    return this.#timeOf().timeUs;
  }

  get nanos(): number {
    return this.#timeOf().nanos;
  }

  get ecs(): EcsValues {
    return (this.#ecs ??= this.#format.ecs(this.fields, this.#reading.options));
  }

  get raw(): string {
    return this.#all().raw;
  }
}
