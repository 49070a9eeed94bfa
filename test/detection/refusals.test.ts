// "Refused, never skipped over": each item of the list with its place, beside rules that load.

import { describe, expect, it } from 'vitest';
import { ruleSet } from '../shared/detection/support.ts';

const HEAD = 'title: A rule\nid: r\nlogsource: {product: any}\ndetection:\n';
const GOOD = `${HEAD}  s: {x: 1}\n  condition: s\n`;

/** The detection begins on line 5 of its document. */
function problems(detection: string) {
  const [first, second, third] = ruleSet(`${GOOD}---\n${HEAD}${detection}\n---\n${GOOD}`).rules;
  expect([first?.ok, second?.ok, third?.ok]).toEqual([true, false, true]);
  return second?.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, line, column }) => [code, line - 7, column]);
}

const one = (body: string) => `  s:\n    ${body}\n  condition: s`;
const FIELD = 5;

describe('a rule does not load, says where, and stops no other', () => {
  it.each([
    ['an unknown modifier', one('x|contain: a'), 'rule.unknown-modifier', 6, FIELD],
    ['an unresolved placeholder', one("x|expand: '%a%'"), 'rule.placeholder', 6, 15],
    ['all on a single value', one('x|contains|all: a'), 'rule.all-single', 6, FIELD],
    ['all on a list of one', one('x|all: [a]'), 'rule.all-single', 6, FIELD],
    ['all on one keyword', one("'|all': [a]"), 'rule.all-single', 6, FIELD],
    ['a network with host bits', one('x|cidr: 10.0.0.1/8'), 'match.cidr', 6, 13],
    ['one of several', one('x|cidr:\n      - 10.0.0.0/8\n      - ::1/8'), 'match.cidr', 8, 9],
    ['a comparison with text', one('x|gte: abc'), 'rule.not-a-number', 6, 12],
    ['a comparison with a quoted number', one("x|lt: '5'"), 'rule.not-a-number', 6, 11],
    ['a comparison with a date', one('x|gt: 2024-01-02'), 'rule.not-a-number', 6, 11],
    ['a part of a time that is text', one('x|hour: two'), 'rule.not-a-number', 6, 13],
    ['exists without a boolean', one('x|exists: maybe'), 'rule.exists', 6, 15],
    ['exists with a quoted one', one("x|exists: 'true'"), 'rule.exists', 6, 15],
    ['exists without a field', one("'|exists': true"), 'rule.no-field', 6, FIELD],
    ['base64 with wildcards', one("x|base64: 'a*'"), 'rule.encoding-wildcard', 6, 15],
    ['base64offset with wildcards', one("x|base64offset: 'a?'"), 'rule.encoding-wildcard', 6, 21],
    ['fieldref with wildcards', one("x|fieldref: 'a*'"), 'rule.fieldref-wildcard', 6, 17],
    ['re with contains', one("x|re|contains: 'a'"), 'rule.re-with-string', 6, FIELD],
    ['endswith with re', one("x|endswith|re: 'a'"), 'rule.re-with-string', 6, FIELD],
    ['re with cased', one("x|re|cased: 'a'"), 'rule.re-with-string', 6, FIELD],
    ['an expression that does not parse', one("x|re: '(a'"), 'match.regex', 6, 11],
    ['an empty map', '  s: {}\n  condition: s', 'rule.empty-selection', 5, 3],
    ['an empty list', '  s: []\n  condition: s', 'rule.empty-selection', 5, 3],
    ['nothing', '  s:\n  condition: s', 'rule.empty-selection', 5, 3],
    ['an empty text', "  s: ''\n  condition: s", 'rule.empty-selection', 5, 3],
    ['an empty list of values', one('x: []'), 'rule.empty-selection', 6, FIELD],
    ['2 of', '  s: {x: 1}\n  condition: 2 of s*', 'rule.quantifier', 6, 14],
    ['the old aggregation', '  s: {x: 1}\n  condition: s | count() > 5', 'rule.aggregation', 6, 16],
    [
      'an undefined identifier',
      '  s: {x: 1}\n  condition: s and t',
      'rule.undefined-identifier',
      6,
      20,
    ],
    [
      'a pattern for nothing',
      '  s: {x: 1}\n  condition: 1 of t*',
      'rule.undefined-identifier',
      6,
      19,
    ],
    ['a condition that ends early', '  s: {x: 1}\n  condition: s and', 'rule.condition', 6, 18],
    ['a bracket too many', '  s: {x: 1}\n  condition: s)', 'rule.condition', 6, 15],
    ['two names side by side', '  s: {x: 1}\n  condition: s s', 'rule.condition', 6, 16],
    ['no condition', '  s: {x: 1}', 'rule.no-condition', 5, 3],
    [
      'one of several conditions',
      '  s: {x: 1}\n  condition:\n    - s\n    - t',
      'rule.undefined-identifier',
      8,
      7,
    ],
    [
      'a folded condition',
      '  s: {x: 1}\n  condition: >\n    s and\n    not  t',
      'rule.undefined-identifier',
      8,
      10,
    ],
    [
      'a condition on several lines',
      '  s: {x: 1}\n  condition: s\n    and t',
      'rule.undefined-identifier',
      7,
      9,
    ],
    [
      'a quoted condition',
      "  s: {x: 1}\n  condition: 's and\n    t'",
      'rule.undefined-identifier',
      7,
      5,
    ],
  ])('%s', (_, detection, code, line, column) => {
    expect(problems(detection)).toEqual([[code, line, column]]);
  });

  it('unknown tags and custom keys are kept', () => {
    const [rule] = ruleSet(`${GOOD}tags: [own.tag, attack.t9999]\nmy-key: {a: 1}\n`).rules;
    expect(rule?.ok).toBe(true);
    expect(rule?.tags).toEqual(['own.tag', 'attack.t9999']);
    expect(rule?.diagnostics).toEqual([]);
  });
});

describe('a correlation does not load, and says where', () => {
  const head = 'title: C\nid: c\ncorrelation:\n  timespan: 5m\n';
  it.each([
    ['an unknown type', 'type: sum\n  rules: [r]\n  condition: {gte: 1}', 5, 9],
    ['no rules', 'type: event_count\n  condition: {gte: 1}', 4, 3],
    ['a rule that is not there', 'type: temporal\n  rules:\n    - r\n    - s', 8, 7],
    ['a rule that did not load', 'type: temporal\n  rules:\n    - r\n    - broken', 8, 7],
    ['itself', 'type: temporal\n  rules: [r, c]', 6, 14],
    ['no condition', 'type: event_count\n  rules: [r]', 4, 3],
    ['a bound that is text', 'type: event_count\n  rules: [r]\n  condition: {gte: many}', 7, 20],
    ['an unknown bound', 'type: event_count\n  rules: [r]\n  condition: {ge: 1}', 7, 15],
    ['no field to count', 'type: value_count\n  rules: [r]\n  condition: {gte: 1}', 7, 3],
    [
      'a percentile beyond 100',
      'type: value_percentile\n  rules: [r]\n  condition: {field: x, gte: 1, percentile: 101}',
      7,
      45,
    ],
    [
      'an alias for another rule',
      'type: temporal\n  rules: [r]\n  aliases:\n    ip:\n      other: src',
      9,
      7,
    ],
  ])('%s', (_, body, line, column) => {
    const broken = GOOD.replace('id: r', 'id: broken').replace('x: 1', 'x|foo: 1');
    const rule = ruleSet(GOOD, broken, `${head}  ${body}\n`).rules[2];
    const errors = rule?.diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors?.map((each) => [each.line, each.column])).toEqual([[line, column]]);
    expect(rule?.ok).toBe(false);
  });

  it.each(['5 minutes', '0s', '5', '1h30m', 'm', '-5m', '5H'])('a timespan of %s', (span) => {
    const text = `title: C\ncorrelation:\n  type: temporal\n  rules: [r]\n  timespan: ${span}\n`;
    const [error] = ruleSet(text, GOOD).rules[0]?.diagnostics ?? [];
    expect([error?.code, error?.line, error?.column]).toEqual(['rule.timespan', 5, 13]);
  });
});
