// Values of a detection item as the texts a rule would have them, and back.

import type { Item } from './pipeline.ts';
import type { ValueTest } from '../rule.ts';
import { parsePattern, type Pattern } from '../../match/pattern.ts';
import type { ValueSpec } from '../../match/value-matcher.ts';

/** With escapes, so that it parses back to the same pattern. */
export function writtenPattern(pattern: Pattern): string {
  return pattern
    .map((token) => {
      if (typeof token === 'string') return token.replace(/[*?]|\\(?=[\\*?]|$)/g, '\\$&');
      return token.wild === 'many' ? '*' : token.wild === 'one' ? '?' : '-';
    })
    .join('');
}

export function specTextOf(spec: ValueSpec): string | undefined {
  switch (spec.kind) {
    case 'pattern':
      return writtenPattern(spec.pattern);
    case 'regex':
      return spec.source;
    case 'cidr':
      return spec.network;
    case 'compare':
      return String(spec.number);
    case 'null':
      return undefined;
  }
}

export function valueTexts(item: Item): readonly string[] {
  if (item.kind === 'exists') return [String(item.expected)];
  return item.tests.flatMap((test) =>
    test.kind === 'value' ? test.specs.flatMap((spec) => specTextOf(spec) ?? []) : [],
  );
}

/** Changes every string value; answers of several texts become several values. */
export function mapPatterns(item: Item, change: (text: string) => readonly string[]): Item {
  return mapSpecs(item, (spec) => {
    if (spec.kind !== 'pattern') return [spec];
    const before = writtenPattern(spec.pattern);
    return change(before).map((after) =>
      after === before
        ? spec
        : { kind: 'pattern', pattern: parsePattern(after), cased: spec.cased },
    );
  });
}

/**
 * Changes every value. Where all values are wanted, one that becomes several stays one test, which any
 * of them meets.
 */
export function mapSpecs(item: Item, change: (spec: ValueSpec) => readonly ValueSpec[]): Item {
  if (item.kind === 'exists') return item;
  const tests = item.tests.map((test): ValueTest =>
    test.kind === 'value' ? { kind: 'value', specs: test.specs.flatMap(change) } : test,
  );
  return { ...item, tests };
}
