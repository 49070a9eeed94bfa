// Which fields of an event rules look at and keep: whoever has these has all that they can tell events
// apart by.

import type { Column } from './hit-table.ts';
import { normaliseName } from '../match/fields.ts';
import { detectionsOf } from './rule-detections.ts';
import type { RuleList } from './rule-set.ts';
import type { Detection, Selection } from './rule.ts';

/**
 * Names of fields, as the rules write them; `undefined` where a rule looks at more than named fields.
 * @param columns of each rule that is matched, by its index
 */
export function fieldsAsked(
  set: RuleList,
  columns: ReadonlyMap<number, readonly Column[]>,
): ReadonlySet<string> | undefined {
  const fields = new Set<string>();
  for (const [index, kept] of columns) {
    const rule = set.rules[index];
    if (rule === undefined) return undefined;
    if (rule.tree?.kind === 'event' && rule.tree.threatList) return undefined;
    for (const { fields: names } of kept) for (const name of names) fields.add(name);
    for (const detection of detectionsOf(set, rule)) {
      if (!addFields(detection, fields)) return undefined;
    }
  }
  return fields;
}

/**
 * Every name that rules have for a field, normalised, each also without what follows a dot: by one of
 * these an event is asked, if by any name.
 */
export function namesAsked(
  set: RuleList,
  columns: ReadonlyMap<number, readonly Column[]>,
): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const [index, kept] of columns) {
    for (const { fields: names } of kept) for (const name of names) fields.add(name);
    const rule = set.rules[index];
    for (const detection of rule ? detectionsOf(set, rule) : []) addFields(detection, fields);
  }
  const names = new Set<string>();
  for (const field of fields) {
    const segments = normaliseName(field).split('.');
    segments.forEach((_, last) => names.add(segments.slice(0, last + 1).join('.')));
  }
  return names;
}

/** Adds the fields that a detection names; false where it looks at all values of an event too. */
export function addFields(detection: Detection, fields: Set<string>): boolean {
  let isAll = true;
  const within = (selection: Selection): void => {
    switch (selection.kind) {
      case 'all':
      case 'any':
        selection.items.forEach(within);
        return;
      case 'exists':
        fields.add(selection.field);
        return;
      case 'field':
        fields.add(selection.field);
        for (const test of selection.tests) if (test.kind === 'field') fields.add(test.other);
        return;
      case 'keywords':
        isAll = false;
        return;
    }
  };
  for (const selection of detection.selections.values()) within(selection);
  return isAll;
}

/**
 * The field whose value alone decides whether an event meets all of the detections, where it has
 * exactly one; `undefined` where more than that is looked at, such as the event's own time.
 */
export function onlyFieldOf(detections: readonly Detection[]): string | undefined {
  const fields = new Set<string>();
  for (const detection of detections) {
    if (!addFields(detection, fields)) return undefined;
    if ([...detection.selections.values()].some(asksForTime)) return undefined;
  }
  const [field] = fields;
  return fields.size === 1 ? field : undefined;
}

function asksForTime(selection: Selection): boolean {
  switch (selection.kind) {
    case 'all':
    case 'any':
      return selection.items.some(asksForTime);
    case 'field':
    case 'keywords':
      return selection.tests.some(({ kind }) => kind === 'time');
    case 'exists':
      return false;
  }
}
