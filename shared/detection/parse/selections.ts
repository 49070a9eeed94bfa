// The `detection` section (and a filter's, which has the same form): selections and their condition.

import { applyModifiers } from './modifiers.ts';
import { parseCondition } from './condition.ts';
import type { Problems } from './problems.ts';
import { booleanOf, entry, isNull, type MapNode, type Node, type Place } from './yaml-tree.ts';
import type { Condition, Detection, Selection } from '../rule.ts';

/** @param reserved keys beside `condition` that are no selections */
export function parseDetection(
  map: MapNode,
  problems: Problems,
  reserved: readonly string[] = [],
): Detection | undefined {
  const selections = new Map<string, Selection>();
  const names: string[] = [];
  let failed = false;
  for (const { key, keyPlace, value } of map.entries) {
    if (key === 'condition' || reserved.includes(key)) continue;
    if (key === 'timeframe') {
      problems.warning('rule.timeframe', 'The old "timeframe" has no effect.', keyPlace);
      continue;
    }
    // What has no meaning is there all the same, and the condition may name it.
    names.push(key);
    const selection = parseSelection(value, key, keyPlace, problems);
    if (selection === undefined) failed = true;
    else selections.set(key, selection);
  }
  const condition = parseConditions(map, names, problems);
  return failed || condition === undefined ? undefined : { selections, condition };
}

function parseConditions(
  map: MapNode,
  names: readonly string[],
  problems: Problems,
): Condition | undefined {
  const found = entry(map, 'condition');
  if (found === undefined || isNull(found.value)) {
    problems.error('rule.no-condition', 'There is no condition.', found?.keyPlace ?? map.place);
    return undefined;
  }
  const nodes = found.value.kind === 'list' ? found.value.items : [found.value];
  if (nodes.length === 0) {
    problems.error('rule.condition', 'The condition is empty.', found.keyPlace);
    return undefined;
  }
  const conditions: Condition[] = [];
  for (const node of nodes) {
    if (node.kind !== 'scalar') {
      problems.error('rule.condition', 'A condition must be a text.', node.place);
      continue;
    }
    const parsed = parseCondition(node.text, names);
    if (parsed.ok) conditions.push(parsed.value);
    else
      problems.error(parsed.error.code, parsed.error.message, placeWithin(node, parsed.error.at));
  }
  const [only] = conditions;
  if (only === undefined || conditions.length < nodes.length) return undefined;
  return conditions.length === 1 ? only : { kind: 'or', items: conditions };
}

function placeWithin(node: Node, at: number): Place {
  const { place } = node;
  if (place.line !== place.endLine) return (node.kind === 'scalar' && node.placeAt?.(at)) || place;
  const quote = node.kind === 'scalar' && !node.plain ? 1 : 0;
  return { ...place, column: Math.min(place.column + quote + at, place.endColumn - 1) };
}

export function parseSelection(
  node: Node,
  name: string,
  keyPlace: Place,
  problems: Problems,
): Selection | undefined {
  const empty = (): undefined => {
    problems.error('rule.empty-selection', `The selection "${name}" is empty.`, keyPlace);
    return undefined;
  };
  if (isNull(node)) return empty();
  if (node.kind === 'scalar' && node.text === '') return empty();
  if (node.kind === 'scalar') return keywordTest([], [node], node.place, problems);
  if (node.kind === 'map')
    return node.entries.length === 0 ? empty() : parseMap(node, name, problems);
  if (node.items.length === 0) return empty();
  const words = node.items.filter((item) => item.kind === 'scalar');
  // Everything that is wrong is said at once.
  const parsed = [
    ...(words.length > 0 ? [keywordTest([], words, node.place, problems)] : []),
    ...node.items.flatMap((item) =>
      item.kind === 'scalar' ? [] : [parseSelection(item, name, keyPlace, problems)],
    ),
  ];
  const items = parsed.filter((item) => item !== undefined);
  if (items.length < parsed.length) return undefined;
  const [only] = items;
  return items.length === 1 && only ? only : { kind: 'any', items };
}

/** Names that pySigma has for the same modifiers. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['ignorecase', 'i'],
  ['multiline', 'm'],
  ['dotall', 's'],
]);

function parseMap(map: MapNode, name: string, problems: Problems): Selection | undefined {
  const items: Selection[] = [];
  let failed = false;
  for (const { key, keyPlace, value } of map.entries) {
    const [field = '', ...written] = key.split('|');
    const modifiers = written.map((part) => OTHER_NAMES.get(part.trim()) ?? part.trim());
    const item =
      field === ''
        ? keywordTest(modifiers, valuesOf(value), keyPlace, problems)
        : fieldTest(field, modifiers, value, keyPlace, problems);
    if (item === undefined) failed = true;
    else items.push(item);
  }
  if (failed) return undefined;
  if (items.length === 0) {
    problems.error('rule.empty-selection', `The selection "${name}" is empty.`, map.place);
    return undefined;
  }
  const [only] = items;
  return items.length === 1 && only ? only : { kind: 'all', items };
}

function valuesOf(node: Node): readonly Node[] {
  return node.kind === 'list' ? node.items : [node];
}

function keywordTest(
  modifiers: readonly string[],
  values: readonly Node[],
  place: Place,
  problems: Problems,
): Selection | undefined {
  if (values.length === 0) {
    problems.error('rule.empty-selection', 'The list of keywords is empty.', place);
    return undefined;
  }
  const modified = applyModifiers(modifiers, values, place, problems, true);
  return modified === undefined ? undefined : { kind: 'keywords', ...modified };
}

function fieldTest(
  field: string,
  modifiers: readonly string[],
  value: Node,
  place: Place,
  problems: Problems,
): Selection | undefined {
  const refuse = (code: string, message: string, at: Place): undefined => {
    problems.error(code, message, at);
    return undefined;
  };
  if (modifiers.includes('exists')) {
    if (modifiers.length > 1) {
      return refuse('rule.modifiers', '"exists" cannot be combined with other modifiers.', place);
    }
    const expected = booleanOf(value);
    if (expected === undefined) {
      return refuse('rule.exists', `"exists" on "${field}" needs true or false.`, value.place);
    }
    return { kind: 'exists', field, expected };
  }
  const values = valuesOf(value);
  if (values.length === 0) {
    return refuse(
      'rule.empty-selection',
      `The field "${field}" has an empty list of values.`,
      place,
    );
  }
  const modified = applyModifiers(modifiers, values, place, problems, false);
  return modified === undefined ? undefined : { kind: 'field', field, ...modified };
}
