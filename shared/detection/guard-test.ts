// Whether an event meets a guard, asked directly: for weighing guards against each other.

import type { Guard, Sign } from './guard.ts';
import type { EventView } from '../domain/event.ts';
import type { FieldReader } from '../match/fields.ts';
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
  const holds = textTest(sign);
  if (sign.field === undefined) {
    return () => reader.all().folded.some(holds);
  }
  const slot = reader.slot(sign.field);
  return () => reader.folded(slot).some((text) => text !== undefined && holds(text));
}

export function textTest({
  text,
  start,
  end,
}: Extract<Sign, { readonly kind: 'text' }>): (folded: string) => boolean {
  const wanted = fold(text);
  if (start && end) return (folded) => folded === wanted;
  if (start) return (folded) => folded.startsWith(wanted);
  return end ? (folded) => folded.endsWith(wanted) : (folded) => folded.includes(wanted);
}
