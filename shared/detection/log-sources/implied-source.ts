// What one line of the log source map says: events of a source that hold certain values are of a
// category too, and rules of that category know some of their fields by other names.

import type { LogSource } from '../../domain/event.ts';

/** `begin` followed by a number from 0, as many as the field `count` says. */
export interface NumberedFields {
  readonly begin: string;
  readonly count: string;
}

export interface ImpliedSource {
  /** What the event's format says of it. */
  readonly of: LogSource;
  /** Field to the values one of which it must hold. */
  readonly where?: Readonly<Record<string, readonly string[]>>;
  /** Field to values none of which it may hold. */
  readonly unless?: Readonly<Record<string, readonly string[]>>;
  readonly category: string;
  /** Name in rules to the name in the event. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Name in rules to the numbered fields whose texts make it up, with spaces between. */
  readonly joined?: Readonly<Record<string, NumberedFields>>;
}
