// Whether an event meets a guard, asked directly: for weighing guards against each other.

import type { Guard, Sign } from './guard.ts';
import type { EventView } from '../domain/event.ts';
import { someValue, type FieldReader } from '../match/fields.ts';
import { fold } from '../match/fold.ts';

export type GuardTest = (event: EventView) => boolean;

/** The reader must have begun the event. */
export function compileGuard(guard: Guard, reader: FieldReader): GuardTest {
  const tests = guard.map((sign) => compileSign(sign, reader));
  return (event) => tests.some((test) => test(event));
}

function compileSign(sign: Sign, reader: FieldReader): GuardTest {
  if (sign.kind === 'present') {
    const slot = reader.slot(sign.field);
    return () => reader.values(slot) !== undefined;
  }
  const { start, end } = sign;
  const wanted = fold(sign.text);
  const holds = (text: string): boolean => {
    if (start && end) return text === wanted;
    if (start) return text.startsWith(wanted);
    return end ? text.endsWith(wanted) : text.includes(wanted);
  };
  if (sign.field === undefined) {
    return (event) => someValue(event, (value) => holds(fold(String(value))));
  }
  const slot = reader.slot(sign.field);
  return () => reader.folded(slot).some((text) => text !== undefined && holds(text));
}
