// What the items of a pipeline do to a rule. The names and parameters are pySigma's. Refuses what only
// makes sense for a query language.

import { mapPatterns, mapSpecs } from './values.ts';
import { addCondition } from './add-condition.ts';
import { hashesFields } from './hashes-fields.ts';
import { withValues } from './placeholder-values.ts';
import type { Parameters } from './parameters.ts';
import type { Item, PipelineItem, Transformation } from './pipeline.ts';
import type { Node } from '../parse/yaml-tree.ts';
import type { RuleHead } from '../rule.ts';
import { compileValueMatcher, numberOf, type ValueSpec } from '../../match/value-matcher.ts';

/** Why a transformation of pySigma is not run here. */
const NOT_RUN: Readonly<Record<string, string>> = {
  query_expression_placeholders: 'puts a text into a query, and there is no query here',
};

/**
 * Answers `undefined` after an error, which is then among the problems.
 *
 * @param readItems reads the items that another one holds
 */
export function transformationOf(
  type: string,
  from: Parameters,
  readItems: (node: Node | undefined) => readonly PipelineItem[],
): Transformation | undefined {
  switch (type) {
    case 'nest': {
      const node = from.node('items');
      if (node?.kind !== 'list') from.error('"nest" needs a list of "items".', node);
      return { kind: 'nest', items: node?.kind === 'list' ? readItems(node) : [] };
    }
    case 'hashes_fields':
      return hashesFields(from);
    case 'field_name_mapping': {
      const mapping = from.mapping('mapping');
      return { kind: 'field', names: (field) => mapping.get(field) ?? [field] };
    }
    case 'field_name_prefix_mapping': {
      const mapping = [...from.mapping('mapping')];
      return {
        kind: 'field',
        names: (field) => {
          const found = mapping.find(([prefix]) => field.startsWith(prefix));
          if (found === undefined) return [field];
          return found[1].map((prefix) => prefix + field.slice(found[0].length));
        },
      };
    }
    case 'field_name_prefix': {
      const prefix = from.text('prefix');
      return { kind: 'field', names: (field) => [prefix + field] };
    }
    case 'field_name_suffix': {
      const suffix = from.text('suffix');
      return { kind: 'field', names: (field) => [field + suffix] };
    }
    case 'field_name_transform': {
      const method = from.choice('method', CASES, 'lower');
      return { kind: 'field', names: (field) => [inCase(method, field)] };
    }
    case 'drop_detection_item':
      return { kind: 'item', apply: () => [] };
    case 'detection_item_failure': {
      const message = from.text('message');
      return {
        kind: 'item',
        apply(item, passing) {
          passing.failure ??= message;
          return [item];
        },
      };
    }
    case 'replace_string': {
      const regex = from.regex('regex');
      const replacement = replacementText(from.text('replacement'));
      const skip = from.flag('skip_special', false);
      from.flag('interpret_special', false);
      const pattern = new RegExp(regex.source, 'gu');
      const replaced = (text: string) => text.replace(pattern, replacement);
      return {
        kind: 'item',
        apply: (item) => [
          skip ? mapLiterals(item, replaced) : mapPatterns(item, (text) => [replaced(text)]),
        ],
      };
    }
    case 'map_string': {
      const mapping = from.mapping('mapping');
      return {
        kind: 'item',
        apply: (item) => [mapPatterns(item, (text) => mapping.get(text) ?? [text])],
      };
    }
    case 'case': {
      const method = from.choice('method', CASES, 'lower');
      return {
        kind: 'item',
        apply: (item) => [mapLiterals(item, (text) => inCase(method, text))],
      };
    }
    case 'set_value': {
      const value = from.textOr('value', '');
      return { kind: 'item', apply: (item) => [mapPatterns(item, () => [value])] };
    }
    case 'convert_type': {
      const target = from.choice('target_type', ['str', 'num'], 'str');
      return { kind: 'item', apply: (item) => [mapSpecs(item, converter(target))] };
    }
    case 'regex': {
      const method = from.choice(
        'method',
        ['plain', 'ignore_case_flag', 'ignore_case_brackets'],
        'plain',
      );
      return { kind: 'item', apply: (item) => [mapSpecs(item, asRegex(method !== 'plain'))] };
    }
    case 'value_placeholders':
    case 'wildcard_placeholders': {
      const include = from.listOr('include');
      const exclude = from.listOr('exclude');
      const chosen = (name: string) =>
        include?.includes(name) !== false && exclude?.includes(name) !== true;
      const wildcard = type === 'wildcard_placeholders';
      return {
        kind: 'item',
        apply: (item, passing) => [
          mapSpecs(item, (spec) =>
            withValues(spec, (name) =>
              !chosen(name) ? undefined : wildcard ? ['*'] : passing.vars.get(name),
            ),
          ),
        ],
      };
    }
    case 'add_condition':
      return addCondition(from);
    case 'change_logsource': {
      const source = {
        ...from.optional('product'),
        ...from.optional('category'),
        ...from.optional('service'),
      };
      return onHead(() => ({ logSource: source }));
    }
    case 'set_state': {
      const [key, value] = [from.text('key'), from.text('val')];
      return { kind: 'rule', apply: ({ state }) => void state.set(key, value) };
    }
    case 'set_custom_attribute': {
      const [attribute, value] = [from.text('attribute'), from.textOr('value', '')];
      return { kind: 'rule', apply: ({ attributes }) => void attributes.set(attribute, value) };
    }
    case 'rule_failure': {
      const message = from.text('message');
      return {
        kind: 'rule',
        apply(passing) {
          passing.failure ??= message;
        },
      };
    }
    case 'set_field':
    case 'add_field':
    case 'remove_field': {
      // The list of fields that a rule wants shown: nothing that it finds.
      from.node('field');
      from.node('fields');
      const place = from.node('type')?.place ?? from.map.place;
      from.problems.warning('pipeline.transformation', `"${type}" has no effect here.`, place);
      return { kind: 'rule', apply: () => undefined };
    }
    default: {
      const reason = Object.hasOwn(NOT_RUN, type) ? NOT_RUN[type] : undefined;
      from.problems.error(
        'pipeline.transformation',
        reason === undefined
          ? `The transformation "${type}" is not known.`
          : `The transformation "${type}" ${reason}.`,
        from.node('type')?.place ?? from.map.place,
      );
      return undefined;
    }
  }
}

function onHead(change: (head: RuleHead) => Partial<RuleHead>): Transformation {
  return {
    kind: 'rule',
    apply(passing) {
      const { tree } = passing;
      passing.tree = { ...tree, head: { ...tree.head, ...change(tree.head) } };
    },
  };
}

const CASES = ['lower', 'upper', 'snake_case'] as const;

function inCase(method: (typeof CASES)[number], text: string): string {
  if (method === 'lower') return text.toLowerCase();
  if (method === 'upper') return text.toUpperCase();
  return text
    .replace(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, '_')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();
}

/** Python writes `\1` and `\g<name>` where JavaScript writes `$1` and `$<name>`. */
function replacementText(text: string): string {
  return text
    .replaceAll('$', '$$$$')
    .replace(/\\g<(\w+)>/g, (_, name: string) => (/^\d+$/.test(name) ? `$${name}` : `$<${name}>`))
    .replace(/\\(\d)/g, '$$$1')
    .replaceAll('\\\\', '\\');
}

/** Leaves wildcards where they are. */
function mapLiterals(item: Item, change: (text: string) => string): Item {
  return mapSpecs(item, (spec) => {
    if (spec.kind !== 'pattern') return [spec];
    const pattern = spec.pattern.map((token) =>
      typeof token === 'string' ? change(token) : token,
    );
    return [{ kind: 'pattern', pattern, cased: spec.cased }];
  });
}

function converter(target: 'str' | 'num'): (spec: ValueSpec) => readonly ValueSpec[] {
  return (spec) => {
    if (spec.kind !== 'pattern') return [spec];
    const { pattern, cased } = spec;
    if (target === 'str') return [{ kind: 'pattern', pattern, cased }];
    const [only] = pattern;
    const number = pattern.length === 1 && typeof only === 'string' ? numberOf(only) : undefined;
    return [number === undefined ? spec : { kind: 'pattern', pattern, cased, number }];
  };
}

function asRegex(ignoreCase: boolean): (spec: ValueSpec) => readonly ValueSpec[] {
  return (spec) => {
    if (spec.kind !== 'pattern') return [spec];
    const source = spec.pattern
      .map((token) => {
        if (typeof token === 'string') return token.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
        return token.wild === 'many' ? '.*' : token.wild === 'one' ? '.' : '[-/\u2013\u2014\u2015]';
      })
      .join('');
    return [{ kind: 'regex', source: `^${source}$`, flags: { i: ignoreCase, m: false, s: true } }];
  };
}

/** What is wrong with a value after all changes, for values whose form is checked. */
export function faultOf(item: Item): string | undefined {
  if (item.kind === 'exists') return undefined;
  for (const test of item.tests) {
    if (test.kind !== 'value') continue;
    if (test.specs.length === 0) return 'A placeholder has an empty list of values.';
    for (const spec of test.specs) {
      const matcher = compileValueMatcher(spec);
      if (!matcher.ok) return matcher.error.message;
    }
  }
  return undefined;
}
