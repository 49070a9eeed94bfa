// Where the fields that are asked of an event lie in all events of a kind: in a part, the same in all
// of them, or nowhere. Found once for a kind, from its model.

import { fieldValues } from './fields.ts';
import type { EventKind, FieldValue } from '../domain/event.ts';

/** What is known of a field where it lies in no part; parts count from 0. */
export const NOWHERE = -1;
export const SAME_IN_ALL = -2;
/** Made of more than one part, or in a way that only reading the event tells. */
export const TO_BE_READ = -3;

export interface KindFields {
  /** The fields that events of the kind may have. */
  readonly found: readonly number[];
  /** Of each field: the part that it lies in, or one of the above. */
  readonly places: Int32Array;
  /** Of those that are the same in all. */
  readonly same: readonly (readonly FieldValue[] | undefined)[];
}

/**
 * @param found the fields that the model may have
 * @param columns fields that events of the kind may have as columns, whatever the model has
 * @param nameOf the field of a number
 */
export function kindFields(
  kind: EventKind,
  size: number,
  found: readonly number[],
  columns: readonly number[],
  nameOf: (slot: number) => string,
): KindFields {
  const places = new Int32Array(size).fill(NOWHERE);
  const same: (readonly FieldValue[] | undefined)[] = new Array<undefined>(size).fill(undefined);
  const own: number[] = [];
  for (const slot of new Set([...found, ...columns])) {
    // What stands in the columns of an event is made of its values.
    const values = columns.includes(slot) ? undefined : fieldValues(kind.model, nameOf(slot));
    if (values === undefined) {
      if (!columns.includes(slot)) continue;
      places[slot] = TO_BE_READ;
    } else {
      const [first = null] = values;
      const part = values.length === 1 ? kind.partOf(first) : undefined;
      if (part !== undefined) places[slot] = part;
      else if (values.some((value) => holdsPart(value, kind))) places[slot] = TO_BE_READ;
      else {
        places[slot] = SAME_IN_ALL;
        same[slot] = values;
      }
    }
    own.push(slot);
  }
  return { found: own, places, same };
}

function holdsPart(value: FieldValue, kind: EventKind): boolean {
  if (kind.partOf(value) !== undefined) return true;
  if (typeof value === 'string') return kind.isMadeOfPart(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((each: FieldValue) => holdsPart(each, kind));
}
