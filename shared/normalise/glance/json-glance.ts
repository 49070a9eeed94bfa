// A quick look at a JSON record: chosen members without the rest, for the columns that every record
// needs on import. What it gives is always what parsing gives; what is unusual it declines, and the
// record is parsed in full.

import type { Fields } from '../../domain/event.ts';
import { createShapes, type Shapes } from './shapes.ts';
import { MOST_BYTES, stringStops } from './string-stops.ts';
import { readWhole } from './walk.ts';
import { wantedObject, type Wanted } from './wanted.ts';

/**
 * The wanted members of an object that takes up all of the bytes, `undefined` those that it does not
 * have; nothing where it declines.
 */
export type JsonGlance = (record: Uint8Array) => Fields | undefined;

export function createJsonGlance(wanted: Wanted): JsonGlance {
  const root = wantedObject(wanted);
  // Made when there is something to look at: most threads never see such a log.
  let shapes: Shapes | undefined;
  return (record) => {
    const { length } = record;
    if (length > MOST_BYTES) return undefined;
    const found = stringStops();
    found.text.set(record);
    const stopCount = found.find(length);
    shapes ??= createShapes(root);
    const known = shapes.read(length, stopCount);
    if (known !== undefined) return known;
    const fields = readWhole(root, length);
    if (fields !== undefined) shapes.learn(length, stopCount);
    return fields;
  };
}
