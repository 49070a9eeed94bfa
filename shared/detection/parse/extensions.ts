// The keys that go beyond Sigma, all under `x-sealwatch-`; other programs ignore them. One that is
// misspelt is an error: it would otherwise change what a rule finds without a word.

import type { Problems } from './problems.ts';
import { parseRuleTests } from './rule-tests.ts';
import { parseSpan } from './spans.ts';
import { booleanOf, plainNumberOf, textOf, textsOf, type MapNode, type Node } from './yaml-tree.ts';
import { isZone } from '../time-parts.ts';
import { parseFormula, type Formula } from '../formula.ts';
import type { BaselineRule, GroupField, RuleTest } from '../rule.ts';
import { US_PER_MINUTE } from '../../base/time.ts';

const PREFIX = 'x-sealwatch-';
const DEFAULT_FOLD_US = 30 * US_PER_MINUTE;
/** Windows, respectively earlier values, from which something can be said. */
const DEFAULT_MINIMUM_WINDOWS = 12;
const DEFAULT_MINIMUM_FOR_RARE = 100;

export interface Extensions {
  readonly actions: readonly string[];
  readonly confidence: Formula | undefined;
  readonly zone: string | undefined;
  readonly foldUs: number;
  readonly suppressUs: number;
  readonly groupBy: readonly GroupField[];
  readonly coveredBy: readonly string[];
  readonly everyFire: boolean;
  readonly offAtFirst: boolean;
  readonly threatList: boolean;
  readonly integrity: boolean;
  readonly baseline: BaselineRule | undefined;
  readonly tests: readonly RuleTest[];
}

type Draft = { -readonly [key in keyof Extensions]: Extensions[key] };

export function parseExtensions(map: MapNode, problems: Problems): Extensions {
  const draft: Draft = {
    actions: [],
    confidence: undefined,
    zone: undefined,
    foldUs: DEFAULT_FOLD_US,
    suppressUs: 0,
    groupBy: [],
    coveredBy: [],
    everyFire: false,
    offAtFirst: false,
    threatList: false,
    integrity: false,
    baseline: undefined,
    tests: [],
  };
  for (const { key, keyPlace, value } of map.entries) {
    if (!key.startsWith(PREFIX)) continue;
    const reason = applyKey(key.slice(PREFIX.length), value, draft, problems);
    if (reason !== undefined) {
      problems.error(
        'rule.extension',
        `"${key}" ${reason}.`,
        reason === UNKNOWN ? keyPlace : value.place,
      );
    }
  }
  return draft;
}

const UNKNOWN = 'is not known';

/** Answers with what is wrong, if something is. */
function applyKey(key: string, value: Node, draft: Draft, problems: Problems): string | undefined {
  const flag = (): boolean | undefined => booleanOf(value);
  switch (key) {
    case 'actions':
      draft.actions = textsOf(value);
      return draft.actions.length > 0 ? undefined : 'needs a list of texts';
    case 'confidence': {
      const formula = parseFormula(textOf(value) ?? '');
      if (!formula.ok) return `cannot be used: ${formula.error.message.replace(/\.$/, '')}`;
      draft.confidence = formula.value;
      return undefined;
    }
    case 'zone':
      draft.zone = textOf(value) ?? '';
      return isZone(draft.zone)
        ? undefined
        : 'needs the name of a time zone, such as Europe/Berlin';
    case 'fold': {
      const span = parseSpan(textOf(value) ?? '');
      draft.foldUs = span ?? draft.foldUs;
      return span === undefined ? 'needs a length of time, such as 30m' : undefined;
    }
    case 'suppress': {
      const span = parseSpan(textOf(value) ?? '');
      draft.suppressUs = span ?? 0;
      return span === undefined ? 'needs a length of time, such as 4h' : undefined;
    }
    case 'group-by':
      return applyGroupBy(value, draft);
    case 'covered-by':
      draft.coveredBy = textsOf(value);
      return draft.coveredBy.length > 0 ? undefined : 'needs ids or names of rules';
    case 'takes-part':
      draft.everyFire = textOf(value) === 'every-fire';
      return draft.everyFire || textOf(value) === 'first-fire'
        ? undefined
        : 'is first-fire or every-fire';
    case 'off-at-first':
      draft.offAtFirst = flag() === true;
      return flag() === undefined ? 'needs true or false' : undefined;
    case 'threat-list':
      draft.threatList = flag() === true;
      return flag() === undefined ? 'needs true or false' : undefined;
    case 'integrity':
      draft.integrity = flag() === true;
      return flag() === undefined ? 'needs true or false' : undefined;
    case 'baseline':
      draft.baseline = parseBaseline(value, problems);
      return undefined;
    case 'tests':
      draft.tests = parseRuleTests(value, problems);
      return undefined;
    default:
      return UNKNOWN;
  }
}

/** A list of fields, or a map of names to the fields they may come from. */
function applyGroupBy(value: Node, draft: Draft): string | undefined {
  if (value.kind === 'map') {
    draft.groupBy = value.entries.map(({ key, value: fields }) => ({
      name: key,
      fields: textsOf(fields),
    }));
  } else draft.groupBy = textsOf(value).map((name) => ({ name, fields: [name] }));
  const usable = draft.groupBy.length > 0 && draft.groupBy.every(({ fields }) => fields.length > 0);
  return usable ? undefined : 'needs fields';
}

function parseBaseline(node: Node, problems: Problems): BaselineRule | undefined {
  const refuse = (message: string, at: Node = node): undefined => {
    problems.error('rule.baseline', message, at.place);
    return undefined;
  };
  if (node.kind !== 'map') return refuse('A baseline is a map with measure, window and test.');
  let measure = 'count';
  let field: string | undefined;
  let asNetwork = false;
  let windowUs: number | undefined;
  let countEmpty = false;
  let minimum: number | undefined;
  let test: Tests | undefined;
  for (const { key, value } of node.entries) {
    switch (key) {
      case 'measure':
        measure = textOf(value) ?? '';
        break;
      case 'field':
        field = textOf(value);
        break;
      case 'as':
        if (textOf(value) !== 'network') return refuse('"as" can only be network.', value);
        asNetwork = true;
        break;
      case 'window':
        windowUs = parseSpan(textOf(value) ?? '');
        if (windowUs === undefined)
          return refuse('"window" needs a length of time, such as 15m.', value);
        break;
      case 'count-empty':
        countEmpty = booleanOf(value) === true;
        break;
      case 'min-history':
        minimum = plainNumberOf(value);
        if (minimum === undefined || minimum < 1)
          return refuse('"min-history" needs a number from 1.', value);
        break;
      case 'test':
        test = parseTests(value, problems);
        if (test === undefined) return undefined;
        break;
      default:
        return refuse(`"${key}" is not known in a baseline.`, value);
    }
  }
  if (test === undefined) return refuse('A baseline needs a test: ratio, modified_z, new or rare.');
  const { ratio, modifiedZ, share } = test;
  if (test.isNew || share !== undefined) {
    if (field === undefined) return refuse('A test for new or rare values needs "field".');
    return {
      measure: { kind: test.isNew ? 'new' : 'rare', field, asNetwork },
      windowUs: windowUs ?? 0,
      countEmpty: false,
      minimumHistory: minimum ?? (test.isNew ? 1 : DEFAULT_MINIMUM_FOR_RARE),
      ratio: undefined,
      modifiedZ: undefined,
      share: share ?? 0,
    };
  }
  if (windowUs === undefined) return refuse('A baseline needs "window".');
  const numbers = {
    windowUs,
    countEmpty,
    minimumHistory: minimum ?? DEFAULT_MINIMUM_WINDOWS,
    ratio,
    modifiedZ,
    share: 0,
  };
  if (measure === 'count') return { measure: { kind: 'count' }, ...numbers };
  if (measure !== 'sum' && measure !== 'distinct') {
    return refuse(`The measure "${measure}" is not known; count, sum and distinct are.`);
  }
  if (field === undefined) return refuse(`The measure ${measure} needs "field".`);
  return { measure: { kind: measure, field }, ...numbers };
}

interface Tests {
  readonly ratio: number | undefined;
  readonly modifiedZ: number | undefined;
  readonly isNew: boolean;
  readonly share: number | undefined;
}

function parseTests(node: Node, problems: Problems): Tests | undefined {
  if (node.kind !== 'map' || node.entries.length === 0) {
    problems.error(
      'rule.baseline',
      '"test" is a map of ratio, modified_z, new or rare.',
      node.place,
    );
    return undefined;
  }
  const numbers = new Map<string, number>();
  let isNew = false;
  for (const { key, value } of node.entries) {
    if (key === 'new' && booleanOf(value) === true) {
      isNew = true;
      continue;
    }
    const number = plainNumberOf(value);
    if (!['ratio', 'modified_z', 'rare'].includes(key) || number === undefined || number < 0) {
      problems.error(
        'rule.baseline',
        `The test "${key}" is not known or lacks its number.`,
        value.place,
      );
      return undefined;
    }
    numbers.set(key, number);
  }
  return {
    ratio: numbers.get('ratio'),
    modifiedZ: numbers.get('modified_z'),
    isNew,
    share: numbers.get('rare'),
  };
}
