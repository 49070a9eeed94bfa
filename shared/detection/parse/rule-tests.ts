// `x-sealwatch-tests`: events kept with a rule and what it has to make of them. Each event is a record
// as JSON would have it; record numbers start at 1. An event may stand as `{times: n, event: …}`: then
// it comes so many times in a row.

import type { Problems } from './problems.ts';
import { entry, isNull, plainNumberOf, textOf, type MapNode, type Node } from './yaml-tree.ts';
import type { RuleTest } from '../rule.ts';
import type { FieldValue, LogSource } from '../../domain/event.ts';

const MOST_EVENTS = 100_000;
const KEYS = ['name', 'events', 'file', 'source', 'matches', 'groups'];

export function parseRuleTests(node: Node, problems: Problems): readonly RuleTest[] {
  if (node.kind !== 'list' || node.items.length === 0) {
    problems.error('rule.tests', 'Tests are a list of maps.', node.place);
    return [];
  }
  return node.items.flatMap((item, index) => {
    if (item.kind === 'map') return parseTest(item, index + 1, problems) ?? [];
    problems.error('rule.tests', 'A test is a map with events and what they match.', item.place);
    return [];
  });
}

/**
 * The text of a rule file without its tests, each of their lines left empty so that all others stand
 * where they stood. For files whose tests stand as a block of their own, as the built-in ones do.
 */
export function withoutTests(text: string): string {
  let within = false;
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('x-sealwatch-tests:')) within = true;
      else if (/^[^\s#]/.test(line)) within = false;
      return within ? '' : line;
    })
    .join('\n');
}

function parseTest(map: MapNode, number: number, problems: Problems): RuleTest | undefined {
  const refuse = (message: string, node: Node = map): undefined => {
    problems.error('rule.tests', message, node.place);
    return undefined;
  };
  const unknown = map.entries.find(({ key }) => !KEYS.includes(key));
  if (unknown !== undefined)
    return refuse(`"${unknown.key}" is not known in a test.`, unknown.value);
  const events = entry(map, 'events')?.value;
  const file = textOf(entry(map, 'file')?.value);
  if ((events === undefined) === (file === undefined)) {
    return refuse('A test needs either "events" or the "file" that holds them.');
  }
  if (events !== undefined && events.kind !== 'list') return refuse('"events" is a list.', events);
  const given = events?.items.flatMap(eventsOf);
  const known = given?.filter((event) => event !== undefined);
  if (known?.length !== given?.length || (given?.length ?? 0) > MOST_EVENTS) {
    return refuse(
      `"times" is a whole number, and a test has at most ${MOST_EVENTS} events.`,
      events,
    );
  }
  const matchesNode = entry(map, 'matches')?.value;
  const matches = matchesNode === undefined ? undefined : recordNumbers(matchesNode);
  if (matchesNode !== undefined && matches === undefined) {
    return refuse('"matches" is a list of record numbers, from 1.', matchesNode);
  }
  const groupsNode = entry(map, 'groups')?.value;
  const groups = groupsNode === undefined ? undefined : plainNumberOf(groupsNode);
  if (groupsNode !== undefined && (groups === undefined || !Number.isInteger(groups))) {
    return refuse('"groups" is how many findings there have to be.', groupsNode);
  }
  if (matches === undefined && groups === undefined) {
    return refuse('A test says what it expects: "matches", "groups" or both.');
  }
  return {
    name: textOf(entry(map, 'name')?.value) ?? `test ${number}`,
    events: known,
    file,
    source: sourceOf(entry(map, 'source')?.value),
    matches,
    groups,
  };
}

/** `undefined` where the number of times makes no sense. */
function eventsOf(node: Node): readonly (FieldValue | undefined)[] {
  if (node.kind !== 'map' || node.entries.length !== 2) return [jsonOf(node)];
  const times = entry(node, 'times')?.value;
  const event = entry(node, 'event')?.value;
  if (times === undefined || event === undefined) return [jsonOf(node)];
  const count = plainNumberOf(times);
  if (count === undefined || !Number.isInteger(count) || count < 1 || count > MOST_EVENTS) {
    return [undefined];
  }
  return new Array<FieldValue>(count).fill(jsonOf(event));
}

function recordNumbers(node: Node): readonly number[] | undefined {
  if (node.kind !== 'list') return undefined;
  const numbers = node.items.map(plainNumberOf);
  const whole = numbers.filter((each) => each !== undefined && Number.isInteger(each) && each > 0);
  return whole.length === numbers.length ? (whole as number[]) : undefined;
}

function sourceOf(node: Node | undefined): LogSource | undefined {
  if (node?.kind !== 'map') return undefined;
  const source: { product?: string; category?: string; service?: string } = {};
  for (const part of ['product', 'category', 'service'] as const) {
    const text = textOf(entry(node, part)?.value);
    if (text !== undefined) source[part] = text.toLowerCase();
  }
  return source;
}

/** Plain scalars mean what they mean in JSON; everything else is text. */
function jsonOf(node: Node): FieldValue {
  switch (node.kind) {
    case 'list':
      return node.items.map(jsonOf);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, jsonOf(value)]));
    case 'scalar':
      if (isNull(node)) return null;
      if (node.plain && node.text === 'true') return true;
      if (node.plain && node.text === 'false') return false;
      return plainNumberOf(node) ?? node.text;
  }
}
