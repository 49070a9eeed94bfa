// Fields of a log whose very text is kept as a normalised column: where the column of a record has a
// value, a rule that asks for the field can be answered from the column, without the record. Only
// fields that are the column's one source, and a format's own names exactly as it writes them.

import type { StoredColumn } from '../../store/columns.ts';

export type Mirrors = ReadonlyMap<string, StoredColumn>;

const NONE: Mirrors = new Map();

const MIRRORS: Readonly<Record<string, Mirrors>> = {
  cloudtrail: new Map([
    ['eventName', 'event.action'],
    ['eventSource', 'event.provider'],
    ['awsRegion', 'cloud.region'],
    ['sourceIPAddress', 'source.ip'],
  ]),
  'hash-chained-log': new Map([
    ['event_type', 'event.action'],
    ['log_level', 'log.level'],
    ['component', 'service.name'],
  ]),
  'windows-event-json': new Map([
    ['Provider_Name', 'event.provider'],
    ['Computer', 'host.name'],
    ['Channel', 'service.name'],
  ]),
  evtx: new Map([
    ['Provider_Name', 'event.provider'],
    ['Computer', 'host.name'],
    ['Channel', 'service.name'],
  ]),
};

/** The fields that say what log an event is of, where they are mirrored and say all of it. */
const SOURCE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  cloudtrail: [],
  'hash-chained-log': ['component'],
};

/** `undefined` where other fields have a say in it, or the files are of several formats. */
export function sourceFieldsOf(formats: readonly string[]): readonly string[] | undefined {
  const [first = '', ...others] = new Set(formats);
  return others.length === 0 && Object.hasOwn(SOURCE_FIELDS, first)
    ? SOURCE_FIELDS[first]
    : undefined;
}

/** @param formats of the files of an exhibit, each with its layout behind a colon if it has one */
export function mirrorsOf(formats: readonly string[]): Mirrors {
  const [first, ...others] = new Set(formats);
  if (first === undefined) return NONE;
  const own = MIRRORS[first] ?? NONE;
  return others.length === 0
    ? own
    : new Map(
        [...own].filter(([field, column]) =>
          others.every((other) => MIRRORS[other]?.get(field) === column),
        ),
      );
}
