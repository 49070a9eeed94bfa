// The `correlation` section, every type of the specification.

import type { Problems } from './problems.ts';
import { parseSpan } from './spans.ts';
import {
  booleanOf,
  entry,
  isNull,
  placesOf,
  plainNumberOf,
  textOf,
  textsOf,
  type MapNode,
  type Node,
  type Place,
} from './yaml-tree.ts';
import {
  CORRELATION_TYPES,
  type Bound,
  type Correlation,
  type CorrelationType,
  type GroupField,
} from '../rule.ts';

const COMPARISONS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
const KEYS = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'];

/** Of later versions, whose meaning is not settled. */
const DRAFT_TYPES = ['value_median', 'temporal_extended', 'temporal_ordered_extended'];

export function parseCorrelation(
  map: MapNode,
  fallbacks: readonly GroupField[],
  generateOnTop: boolean,
  problems: Problems,
): Correlation | undefined {
  const refuse = (code: string, message: string, place: Place = map.place): undefined => {
    problems.error(code, message, place);
    return undefined;
  };
  for (const { key, keyPlace } of map.entries) {
    if (!KEYS.includes(key) && !key.startsWith('x-')) {
      problems.warning('rule.unknown-key', `"${key}" has no meaning in a correlation.`, keyPlace);
    }
  }
  const typeNode = entry(map, 'type');
  const typeText = textOf(typeNode?.value) ?? '';
  const type = CORRELATION_TYPES.find((each) => each === typeText);
  if (type === undefined) {
    const isDraft = DRAFT_TYPES.includes(typeText);
    return refuse(
      'rule.correlation-type',
      isDraft
        ? `The correlation type "${typeText}" is a draft, which Sigma 2.1 does not have.`
        : `The correlation type "${typeText}" is not known.`,
      typeNode?.value.place,
    );
  }
  const rulesEntry = entry(map, 'rules');
  const references = textsOf(rulesEntry?.value);
  if (references.length === 0) {
    return refuse(
      'rule.correlation-rules',
      'The correlation names no rules.',
      rulesEntry?.keyPlace,
    );
  }
  const spanEntry = entry(map, 'timespan');
  const spanText = textOf(spanEntry?.value) ?? '';
  const spanUs = parseSpan(spanText);
  if (spanUs === undefined) {
    return refuse(
      'rule.timespan',
      spanEntry === undefined
        ? 'The correlation has no timespan.'
        : `The timespan "${spanText}" is not a number and one of s, m, h, d, w, M, y.`,
      spanEntry?.value.place,
    );
  }
  const condition = parseCondition(map, type, references, problems);
  if (condition === undefined) return undefined;
  const aliases = parseAliases(entry(map, 'aliases')?.value, problems);
  if (aliases === undefined) return undefined;
  const generate = entry(map, 'generate');
  return {
    type,
    references,
    referencePlaces: placesOf(rulesEntry?.value),
    groupBy: textsOf(entry(map, 'group-by')?.value),
    ...aliases,
    fallbacks: new Map(fallbacks.map(({ name, fields }) => [name, fields])),
    spanUs,
    ...condition,
    generate: generateOnTop || (generate !== undefined && booleanOf(generate.value) === true),
  };
}

type ConditionParts = Pick<Correlation, 'bounds' | 'fields' | 'percentile'>;

function parseCondition(
  map: MapNode,
  type: CorrelationType,
  references: readonly string[],
  problems: Problems,
): ConditionParts | undefined {
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  const found = entry(map, 'condition');
  const refuse = (message: string, place: Place = found?.keyPlace ?? map.place): undefined => {
    problems.error('rule.correlation-condition', message, place);
    return undefined;
  };
  if (found === undefined || isNull(found.value)) {
    if (temporal) return { bounds: [], fields: [], percentile: undefined };
    return refuse('The correlation has no condition.');
  }
  if (found.value.kind !== 'map') {
    return refuse(
      'The condition of a correlation must be a map such as "gte: 10".',
      found.value.place,
    );
  }
  const bounds: Bound[] = [];
  let fields: readonly string[] = [];
  let percentile: number | undefined;
  for (const { key, keyPlace, value } of found.value.entries) {
    const comparison = COMPARISONS.find((each) => each === key);
    if (comparison !== undefined) {
      const number = plainNumberOf(value);
      if (number === undefined) return refuse(`"${key}" needs a number.`, value.place);
      bounds.push({ comparison, number });
    } else if (key === 'field') fields = textsOf(value);
    else if (key === 'percentile') {
      percentile = plainNumberOf(value);
      if (percentile === undefined || percentile < 0 || percentile > 100) {
        return refuse('"percentile" needs a number from 0 to 100.', value.place);
      }
    } else return refuse(`"${key}" is not known in the condition of a correlation.`, keyPlace);
  }
  if (bounds.length === 0 && !temporal) return refuse('The condition compares with nothing.');
  if (type.startsWith('value_')) {
    if (fields.length === 0) return refuse(`A ${type} correlation needs "field" in its condition.`);
    if (type !== 'value_count' && fields.length > 1) {
      return refuse(`A ${type} correlation works on one field.`);
    }
  }
  if (type === 'value_percentile' && percentile === undefined) {
    return refuse('A value_percentile correlation needs "percentile" in its condition.');
  }
  return { bounds, fields, percentile };
}

/** Whether the rules that an alias names are among those of the correlation is known only later. */
function parseAliases(
  node: Node | undefined,
  problems: Problems,
): Pick<Correlation, 'aliases' | 'aliasPlaces'> | undefined {
  const aliases = new Map<string, ReadonlyMap<string, string>>();
  const aliasPlaces = new Map<string, Place>();
  if (node === undefined || isNull(node)) return { aliases, aliasPlaces };
  if (node.kind !== 'map') {
    problems.error('rule.aliases', 'Aliases must be a map of names.', node.place);
    return undefined;
  }
  for (const { key, value } of node.entries) {
    if (value.kind !== 'map') {
      problems.error('rule.aliases', `The alias "${key}" must map rules to fields.`, value.place);
      return undefined;
    }
    const fields = new Map<string, string>();
    for (const inner of value.entries) {
      const field = textOf(inner.value);
      if (field === undefined) {
        const message = `The alias "${key}" names no field for "${inner.key}".`;
        problems.error('rule.aliases', message, inner.keyPlace);
        return undefined;
      }
      fields.set(inner.key, field);
      aliasPlaces.set(inner.key, inner.keyPlace);
    }
    aliases.set(key, fields);
  }
  return { aliases, aliasPlaces };
}
