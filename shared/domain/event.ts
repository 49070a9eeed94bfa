// What a record becomes once it is read: a time, normalised columns, and the original fields.

import type { Precision, TimeUs } from '../base/time.ts';

/**
 * The normalised columns, named after the Elastic Common Schema. They are what the timeline, the
 * facets and the indexes know; everything else stays reachable under its original name.
 * `message.template`, for which the schema has no name, is what a program writes every time of a
 * message, with `<*>` for what changes.
 */
export const ECS_COLUMNS = [
  'event.action',
  'event.outcome',
  'event.provider',
  'user.name',
  'source.ip',
  'destination.ip',
  'host.name',
  'service.name',
  'log.level',
  'cloud.account.id',
  'cloud.region',
  'event.id',
  'message.template',
] as const;
export type EcsColumn = (typeof ECS_COLUMNS)[number];
export type EcsValues = { readonly [column in EcsColumn]?: string | undefined };

export type FieldValue =
  string | number | boolean | null | readonly FieldValue[] | { readonly [key: string]: FieldValue };
/** The original fields, nested as the record has them. */
export type Fields = { readonly [key: string]: FieldValue };

/** Sigma's log source triple; a rule sees only events whose log source agrees with its own. */
export interface LogSource {
  readonly product?: string;
  readonly category?: string;
  readonly service?: string;
}

export interface EventTime {
  /** `null` for an event without a usable time: kept, marked undated, listed. */
  readonly timeUs: TimeUs | null;
  /** Nanoseconds below the microsecond, 0 to 999. */
  readonly nanos: number;
  readonly precision: Precision;
  /** The time stamp exactly as the record has it; empty where it has none. */
  readonly text: string;
  readonly zoneAssumed: boolean;
}

/** A record, understood. Says nothing about where it is stored. */
export interface NormalisedEvent {
  readonly time: EventTime;
  readonly ecs: EcsValues;
  readonly fields: Fields;
  /** What the event is of, in Sigma's terms; absent for plain JSON lines. */
  readonly logSource?: LogSource;
  /** One line for tables and reports, made from the fields. */
  readonly summary: string;
}

/** What rules, searches and reports look at. */
export interface EventView {
  /** Event number within the case, or record number from 1 outside one. */
  readonly id: number;
  readonly timeUs: TimeUs | null;
  readonly nanos: number;
  readonly ecs: EcsValues;
  readonly fields: Fields;
  readonly logSource?: LogSource | undefined;
  /** The original text of the record. */
  readonly raw: string;
  /** True where that is known to be JSON without a look at it, which may mean decoding it. */
  readonly isJson?: boolean | undefined;
  /**
   * A short way to some of its values, for as long as no other event is looked at. Only an event whose
   * log source is told in full has one.
   */
  readonly parts?: EventParts | undefined;
}

/** Events whose records are written alike: their fields differ in the values of some parts alone. */
export interface EventKind {
  /** An event of the kind in which every part holds a value that nothing else in it does. */
  readonly model: EventView;
  /** The part whose value this is in the model. */
  partOf(value: FieldValue): number | undefined;
  /** Whether a text of the model holds that of a part, or was made of it. */
  isMadeOfPart(text: string): boolean;
}

/** One event of a kind: what its record has in each part, without the rest being taken apart. */
export interface EventParts {
  readonly kind: EventKind;
  value(part: number): string | number;
  /** The record lies between two places of these bytes. */
  readonly bytes: Uint8Array;
  /** The same bytes. */
  readonly words: DataView;
  readonly begin: number;
  readonly end: number;
  readonly isAscii: boolean;
}
