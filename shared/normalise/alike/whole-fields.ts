// All fields of a record of which only the values of its parts are at hand: those of its model, with
// its own values where the model has parts. Says so where that is not all there is to tell: of a value
// that was made of a part, only reading the record tells what it is.

import type { EventKind, EventParts, FieldValue, Fields } from '../../domain/event.ts';

/** Holds for the record whose parts they are, whatever comes after it. */
export type WholeFields = (parts: EventParts) => Fields;

/** What is not the same in all records of the kind. */
type Filled = (parts: EventParts) => FieldValue;

/** Once for a kind; `undefined` where records of it have to be read. */
export function wholeFields({ model, partOf, isMadeOfPart }: EventKind): WholeFields | undefined {
  let isWhole = true;

  /** `undefined` for a value that is the same in all of them. */
  const filled = (value: FieldValue): Filled | undefined => {
    const part = partOf(value);
    if (part !== undefined) return (parts) => parts.value(part);
    if (typeof value === 'string' && isMadeOfPart(value)) isWhole = false;
    if (typeof value !== 'object' || value === null) return undefined;
    if (Array.isArray(value)) {
      const elements = (value as readonly FieldValue[]).map(
        (each) => [each, filled(each)] as const,
      );
      if (elements.every(([, fill]) => fill === undefined)) return undefined;
      return (parts) => elements.map(([each, fill]) => (fill ? fill(parts) : each));
    }
    return filledObject(value as Fields);
  };
  const filledObject = (value: Fields): ((parts: EventParts) => Fields) | undefined => {
    const members = Object.keys(value).map((name) => {
      const each = value[name] ?? null;
      return [name, each, filled(each)] as const;
    });
    if (members.some(([name]) => name === '__proto__')) isWhole = false;
    if (members.every(([, , fill]) => fill === undefined)) return undefined;
    return (parts) => {
      const own: Record<string, FieldValue> = {};
      for (const [name, each, fill] of members) own[name] = fill ? fill(parts) : each;
      return own;
    };
  };

  const fields = filledObject(model.fields) ?? (() => model.fields);
  return isWhole ? fields : undefined;
}
