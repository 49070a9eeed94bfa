// Events as rules see them, made of the columns of a block alone: where rules ask only for fields that
// columns mirror, a record has nothing to add. What a column leaves open (a value that is no text, or
// none at all) leaves its record open, which is then to be read.

import { timeUs } from '../../../shared/base/time.ts';
import type { EcsValues, EventView, Fields } from '../../../shared/domain/event.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import type { StoredColumn } from '../../store/columns.ts';
import { decodeFrame } from '../events/block-frame.ts';
import type { ReadEngine } from '../read-engine.ts';
import { mirrorsOf, sourceFieldsOf } from './mirrored-fields.ts';

export interface ColumnEvents {
  /** By place in the block; `undefined` for a record that has to be read. */
  (slot: number): EventView | undefined;
  /**
   * Has the words of these records read at once, which are asked for next.
   * @param states not 0 for each of them; all of the block without
   */
  readonly expect: (states: Uint8Array | undefined) => void;
}

/** Of whom and from where: what findings keep of every event. */
const ENTITIES = ['user.name', 'source.ip'] as const satisfies readonly StoredColumn[];

interface ColumnWords {
  (slot: number): string;
  /** The number of the word. */
  readonly termAt: (slot: number) => number;
}

interface ColumnSource {
  readonly mirrored: readonly (readonly [field: string, column: StoredColumn])[];
  readonly logSourceOf: (fields: Fields) => EventView['logSource'];
}

/**
 * @param asked every field that rules look at or keep; see `fieldsAsked`
 * @returns for a block its events, or `undefined` where columns do not have all of these fields
 */
export function columnEventsOf(
  { store, words }: ReadEngine,
  asked: ReadonlySet<string> | undefined,
): (zone: BlockZone) => ColumnEvents | undefined {
  if (asked === undefined) return () => undefined;
  const sources = new Map<number, ColumnSource | undefined>();

  const sourceOf = (id: number): ColumnSource | undefined => {
    if (!sources.has(id)) sources.set(id, readSource(id));
    return sources.get(id);
  };

  const readSource = (id: number): ColumnSource | undefined => {
    const formats = [...new Set(store.sources.files(id).map(({ format }) => format))];
    const sourceFields = sourceFieldsOf(formats);
    const format = formatById(formats[0] ?? '');
    if (sourceFields === undefined || format === undefined) return undefined;
    const mirrors = mirrorsOf(formats);
    const mirrored: [string, StoredColumn][] = [];
    for (const field of new Set([...asked, ...sourceFields])) {
      const column = mirrors.get(field);
      if (column === undefined) return undefined;
      mirrored.push([field, column]);
    }
    const { zone = 'UTC', timeField } = store.sources.options(id);
    return { mirrored, logSourceOf: (fields) => format.logSource(fields, { zone, timeField }) };
  };

  /** The words of a column by slot; empty where there is none. */
  const wordsOf = (column: StoredColumn, zone: BlockZone): ColumnWords => {
    const { codes, dictionary } = store.columns.chunk(column, zone);
    const known: (string | undefined)[] = [];
    const wordAt = (slot: number): string => {
      const code = codes[slot] ?? 0;
      return (known[code] ??= words.of(dictionary[code] ?? 0));
    };
    const termAt = (slot: number): number => dictionary[codes[slot] ?? 0] ?? 0;
    return Object.assign(wordAt, { termAt });
  };

  const read = (zone: BlockZone, { mirrored }: ColumnSource, frame: Uint8Array) => {
    const times = new Float64Array(zone.count);
    store.columns.readTimes([zone], times, () => 0);
    const [users, addresses] = ENTITIES.map((column) => wordsOf(column, zone));
    return {
      times,
      nanos: decodeFrame(frame, zone.count).nanos,
      mirrored: mirrored.map(([field, column]) => [field, wordsOf(column, zone)] as const),
      users,
      addresses,
    };
  };

  return (zone) => {
    const source = sourceOf(zone.sourceId);
    const stored = source && store.events.frameOf(zone.firstEvent);
    if (source === undefined || stored === undefined) return undefined;
    // Of most blocks nobody wants any.
    let columns: ReturnType<typeof read> | undefined;
    const opened = () => (columns ??= read(zone, source, stored.frame));
    const expect: ColumnEvents['expect'] = (states) => {
      const terms = new Set<number>();
      for (let slot = 0; slot < zone.count; slot++) {
        if (states?.[slot] === 0) continue;
        const { mirrored, users, addresses } = opened();
        for (const [, wordAt] of mirrored) terms.add(wordAt.termAt(slot));
        for (const wordAt of [users, addresses]) if (wordAt) terms.add(wordAt.termAt(slot));
      }
      words.load([...terms]);
    };
    const eventAt = (slot: number): EventView | undefined => {
      const { times, nanos, mirrored, users, addresses } = opened();
      const fields: Record<string, string> = {};
      for (const [field, wordAt] of mirrored) {
        const word = wordAt(slot);
        if (!isSurelyText(word)) return undefined;
        fields[field] = word;
      }
      const user = users?.(slot) ?? '';
      const address = addresses?.(slot) ?? '';
      if (user.includes(REPLACED) || address.includes(REPLACED)) return undefined;
      const time = times[slot] ?? Number.NaN;
      return {
        id: zone.firstEvent + slot,
        timeUs: Number.isNaN(time) ? null : timeUs(time),
        nanos: nanos[slot] ?? 0,
        ecs: entitiesOf(user, address),
        fields,
        logSource: source.logSourceOf(fields),
        // Nobody who asks for named fields alone looks at it.
        raw: '',
        isJson: true,
      };
    };
    return Object.assign(eventAt, { expect });
  };
}

function entitiesOf(user: string, address: string): EcsValues {
  return {
    ...(user === '' ? {} : { 'user.name': user }),
    ...(address === '' ? {} : { 'source.ip': address }),
  };
}

/** Half a surrogate pair is stored as this. */
const REPLACED = '\ufffd';

/** False where the record may have something else: nothing, a number, or text that was changed. */
function isSurelyText(word: string): boolean {
  return word !== '' && !word.includes(REPLACED) && String(Number(word)) !== word;
}
