// `hashes_fields`: a test of one field that holds several hashes, `Hashes|contains: 'MD5=…'`, as tests of
// a field for each algorithm, which other sources of events have. A value without the name of its
// algorithm is told by its length. Values of several algorithms stay alternatives, and stay wanted all
// where the rule wants all.

import { valueTexts } from './values.ts';
import type { Parameters } from './parameters.ts';
import type { FieldItem, Item, Transformation } from './pipeline.ts';
import { parsePattern } from '../../match/pattern.ts';
import type { Selection, ValueTest } from '../rule.ts';

const BY_LENGTH: Readonly<Record<number, string>> = {
  32: 'MD5',
  40: 'SHA1',
  64: 'SHA256',
  128: 'SHA512',
};
/** `*SHA256=…,*`, `MD5|…` or the digits alone. */
const HASH = /^[*,\s]*(?:([A-Za-z0-9_-]+)[=|])?\*?([0-9A-Fa-f]+)[*,\s]*$/;

export function hashesFields(from: Parameters): Transformation {
  const algorithms = new Set(from.list('valid_hash_algos').map((name) => name.toUpperCase()));
  const prefix = from.textOr('field_prefix', '');
  const withoutName = from.flag('drop_algo_prefix', false);
  if (withoutName && prefix === '') {
    from.error('"hashes_fields" with "drop_algo_prefix" needs a "field_prefix".');
  }
  const fieldFor = (algorithm: string) => (withoutName ? prefix : prefix + algorithm);

  /** Field to values, for one test; nothing where none of its values is a hash. */
  const hashesIn = (item: FieldItem, test: ValueTest): ReadonlyMap<string, readonly string[]> => {
    const found = new Map<string, string[]>();
    for (const text of valueTexts({ ...item, tests: [test] })) {
      const match = HASH.exec(text);
      const digits = match?.[2] ?? '';
      const algorithm = (match?.[1] ?? BY_LENGTH[digits.length] ?? '').toUpperCase();
      if (!algorithms.has(algorithm)) continue;
      const field = fieldFor(algorithm);
      found.set(field, [...(found.get(field) ?? []), digits]);
    }
    return found;
  };

  return {
    kind: 'item',
    apply(item, passing) {
      const tests = item.kind === 'field' ? item.tests : [];
      if (item.kind !== 'field' || tests.length === 0) return [item];
      const all: Selection[] = [];
      for (const test of tests) {
        const fields = hashesIn(item, test);
        if (fields.size === 0) {
          const named = [...algorithms].join(', ');
          passing.failure ??= `"${item.field}" has a value that is no hash of ${named}.`;
          return [item];
        }
        const items = [...fields].map(([field, values]) => testOf(field, values, item.negated));
        const [only] = items;
        // Of alternatives none may be there where the test is turned round.
        if (only && items.length === 1) all.push(only);
        else all.push({ kind: item.negated ? 'all' : 'any', items });
      }
      const everyTest = (item.quantifier === 'all') !== item.negated;
      const [only] = all;
      return only && all.length === 1 ? [only] : [{ kind: everyTest ? 'all' : 'any', items: all }];
    },
  };
}

function testOf(field: string, values: readonly string[], negated: boolean): Item {
  const specs = values.map((value) => ({
    ...({ kind: 'pattern', pattern: parsePattern(value), cased: false } as const),
  }));
  return { kind: 'field', field, quantifier: 'any', negated, tests: [{ kind: 'value', specs }] };
}
