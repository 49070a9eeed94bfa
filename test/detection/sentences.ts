// What the tests of this folder share: a selection in one line, and which of some records it matches.

import { detectionRule, event, refusals, ruleSet, run } from '../shared/detection/support.ts';
import type { Fields, FieldValue } from '../../shared/domain/event.ts';

/** Numbers, from 1, of the records that a detection matches; throws where it does not load. */
export function matchedBy(
  detection: string,
  records: readonly Fields[],
  more = '',
): readonly number[] {
  const [outcome] = run(
    ruleSet(detectionRule(detection, more)),
    records.map((fields, i) => event(i + 1, fields)),
  );
  if (outcome?.notLoaded !== undefined) throw new Error(outcome.notLoaded);
  return outcome?.matches ?? [];
}

/** The same for one selection. */
export function selects(body: string, records: readonly Fields[], more = ''): readonly number[] {
  return matchedBy(selection(body), records, more);
}

/** Those of some values of the field `x` that a selection takes. */
export function takes<T extends FieldValue>(body: string, values: readonly T[]): readonly T[] {
  const numbers = selects(
    body,
    values.map((x) => ({ x })),
  );
  return values.filter((_, i) => numbers.includes(i + 1));
}

export function selection(body: string): string {
  return `s:\n    ${body.replaceAll('\n', '\n    ')}\ncondition: s`;
}

/** The codes with which a selection is refused. */
export function refused(body: string): readonly string[] {
  return refusals(detectionRule(selection(body)));
}
