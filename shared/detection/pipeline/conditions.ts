// The conditions of pipeline items: on the rule, on a detection item, on a field's name.

import type { Checks, FieldSubject, Item, Passing } from './pipeline.ts';
import { detectionOf, itemsWithin } from './items.ts';
import { valueTexts } from './values.ts';
import type { Parameters } from './parameters.ts';
import type { Condition, RuleTree } from '../rule.ts';
import { coversLogSource } from '../log-source.ts';
import type { LogSource } from '../../domain/event.ts';

type Check<Subject> = (subject: Subject, passing: Passing) => boolean;

export function hold<Subject>(
  { condition, negated, checks }: Checks<Subject>,
  subject: Subject,
  passing: Passing,
): boolean {
  if (condition === undefined) return true;
  const evaluate = (part: Condition): boolean => {
    switch (part.kind) {
      case 'selection':
        return checks.get(part.name)?.(subject, passing) === true;
      case 'not':
        return !evaluate(part.item);
      case 'and':
        return part.items.every(evaluate);
      case 'or':
        return part.items.some(evaluate);
    }
  };
  return evaluate(condition) !== negated;
}

/** Answers `undefined` for a type that is not known; what is wrong with it otherwise goes to `from`. */
export function ruleCheck(type: string, from: Parameters): Check<undefined> | undefined {
  switch (type) {
    case 'logsource': {
      const source: LogSource = {
        ...from.optional('product'),
        ...from.optional('category'),
        ...from.optional('service'),
      };
      return (_, passing) => sourcesOf(passing).some((each) => coversLogSource(source, each));
    }
    case 'contains_detection_item':
    case 'contains_field': {
      const field = from.text('field');
      const value = type === 'contains_field' ? undefined : from.text('value');
      return (_, { tree }) =>
        itemsOf(tree).some(
          (item) =>
            item.kind !== 'keywords' &&
            item.field === field &&
            (value === undefined || valueTexts(item).includes(value)),
        );
    }
    case 'processing_item_applied': {
      const id = from.text('processing_item_id');
      return (_, { applied }) => applied.has(id);
    }
    case 'processing_state': {
      const [key, value] = [from.text('key'), from.text('val')];
      return (_, { state }) => state.get(key) === value;
    }
    case 'is_sigma_rule':
      return (_, { tree }) => tree.kind !== 'correlation';
    case 'is_sigma_correlation_rule':
      return (_, { tree }) => tree.kind === 'correlation';
    case 'rule_attribute': {
      const [attribute, value] = [from.text('attribute'), from.text('value')];
      return (_, { tree, attributes }) => attributeOf(tree, attributes, attribute) === value;
    }
    case 'tag': {
      const tag = from.text('tag');
      return (_, { tree }) => tree.head.tags.includes(tag);
    }
    default:
      return undefined;
  }
}

export function itemCheck(type: string, from: Parameters): Check<Item> | undefined {
  const every = () => from.choice('cond', ['any', 'all'], 'any') === 'all';
  const overValues = (all: boolean, test: (text: string) => boolean): Check<Item> => {
    return (item) => (all ? valueTexts(item).every(test) : valueTexts(item).some(test));
  };
  switch (type) {
    case 'match_string': {
      const pattern = from.regex('pattern');
      const negated = from.flag('negate', false);
      return overValues(every(), (text) => pattern.test(text) !== negated);
    }
    case 'match_value': {
      const value = from.text('value');
      return overValues(every(), (text) => text === value);
    }
    case 'contains_wildcard':
      return overValues(every(), (text) => /(?<!\\)(?:\\\\)*[*?]/.test(text));
    case 'is_null': {
      const all = every();
      return (item) => {
        if (item.kind !== 'field') return false;
        const isNull = item.tests.map(
          (test) => test.kind === 'value' && test.specs.some(({ kind }) => kind === 'null'),
        );
        return all ? isNull.every(Boolean) : isNull.some(Boolean);
      };
    }
    case 'processing_item_applied': {
      const id = from.text('processing_item_id');
      return (item, { appliedTo }) => appliedTo.get(item)?.has(id) === true;
    }
    case 'processing_state': {
      const [key, value] = [from.text('key'), from.text('val')];
      return (_, { state }) => state.get(key) === value;
    }
    default:
      return undefined;
  }
}

export function fieldCheck(type: string, from: Parameters): Check<FieldSubject> | undefined {
  switch (type) {
    case 'include_fields':
    case 'exclude_fields': {
      const fields = from.list('fields');
      const listed =
        from.choice('mode', ['plain', 're'], 'plain') === 're'
          ? matcherOf(fields.map((text) => from.compiled(`^(?:${text})`)))
          : (field: string) => fields.includes(field);
      const wanted = type === 'include_fields';
      return ({ field }) => (field !== undefined && listed(field)) === wanted;
    }
    case 'processing_item_applied': {
      const id = from.text('processing_item_id');
      return ({ item }, { appliedTo }) =>
        item !== undefined && appliedTo.get(item)?.has(id) === true;
    }
    case 'processing_state': {
      const [key, value] = [from.text('key'), from.text('val')];
      return (_, { state }) => state.get(key) === value;
    }
    default:
      return undefined;
  }
}

function matcherOf(patterns: readonly RegExp[]): (field: string) => boolean {
  return (field) => patterns.some((pattern) => pattern.test(field));
}

/** A correlation has no log source of its own, but its rules do. */
function sourcesOf({ tree, referred }: Passing): readonly LogSource[] {
  return tree.kind === 'correlation' ? referred : [tree.head.logSource];
}

function attributeOf(
  { head, kind }: RuleTree,
  attributes: ReadonlyMap<string, string>,
  name: string,
): string | undefined {
  const own: Readonly<Record<string, string | undefined>> = {
    id: head.id,
    name: head.name,
    title: head.title,
    description: head.description,
    status: head.status,
    level: head.level,
    kind,
  };
  return attributes.get(name) ?? own[name];
}

function itemsOf(tree: RuleTree): readonly Item[] {
  const detection = detectionOf(tree);
  return detection === undefined ? [] : itemsWithin(detection);
}
