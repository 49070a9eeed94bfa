import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseCondition } from '../../../../shared/detection/parse/condition.ts';
import type { Condition } from '../../../../shared/detection/rule.ts';

const names = ['a', 'b', 'sel_1', 'sel_2', '_hidden', 'other_sel'];

function evaluate(condition: Condition, truths: ReadonlySet<string>): boolean {
  switch (condition.kind) {
    case 'selection':
      return truths.has(condition.name);
    case 'not':
      return !evaluate(condition.item, truths);
    case 'and':
      return condition.items.every((item) => evaluate(item, truths));
    case 'or':
      return condition.items.some((item) => evaluate(item, truths));
  }
}
function holds(text: string, ...truths: string[]): boolean {
  const parsed = parseCondition(text, names);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return evaluate(parsed.value, new Set(truths));
}
function refusal(text: string): string {
  const parsed = parseCondition(text, names);
  return parsed.ok ? 'none' : parsed.error.code;
}

describe('conditions', () => {
  it('bind not before and before or', () => {
    expect(holds('a or b and not a', 'a')).toBe(true);
    expect(holds('(a or b) and not a', 'a')).toBe(false);
    expect(holds('not a and b', 'b')).toBe(true);
    expect(holds('not not a', 'a')).toBe(true);
    expect(holds('NOT a OR b')).toBe(true);
  });

  it('take "1 of", "any of" and "all of" with patterns anywhere', () => {
    expect(holds('1 of sel_*', 'sel_2')).toBe(true);
    expect(holds('all of sel_*', 'sel_2')).toBe(false);
    expect(holds('any of *sel*', 'other_sel')).toBe(true);
    expect(holds('not 1 of sel_*', 'a')).toBe(true);
    expect(holds('a and 1 of sel_* or b', 'b')).toBe(true);
  });

  it('leave names with a leading underscore out of them', () => {
    expect(holds('1 of them', '_hidden')).toBe(false);
    expect(holds('all of them', 'a', 'b', 'sel_1', 'sel_2', 'other_sel')).toBe(true);
    expect(holds('1 of *', '_hidden')).toBe(false);
    expect(refusal('1 of _h*')).toBe('rule.undefined-identifier');
    expect(holds('_hidden', '_hidden')).toBe(true);
  });

  it('refuse what is not defined, not known or not whole', () => {
    expect(refusal('c')).toBe('rule.undefined-identifier');
    expect(refusal('1 of nothing*')).toBe('rule.undefined-identifier');
    expect(refusal('2 of them')).toBe('rule.quantifier');
    expect(refusal('a | count() by b > 5')).toBe('rule.aggregation');
    for (const text of ['', 'a and', '(a', 'a)', 'a b', 'or a', 'not', '1 of', '1 of (a)']) {
      expect(refusal(text), text).toBe('rule.condition');
    }
  });

  it('say where they stop making sense', () => {
    const parsed = parseCondition('a and missing', names);
    expect(!parsed.ok && parsed.error.at).toBe(6);
  });

  it('never throw, whatever the text', () => {
    const words = fc.array(
      fc.constantFrom('a', 'b', 'and', 'or', 'not', '(', ')', '1', 'of', 'them', '|', '*'),
    );
    fc.assert(fc.property(words, (list) => void parseCondition(list.join(' '), names)));
    expect(refusal('('.repeat(10_000))).toBe('rule.condition');
    expect(refusal(`${'not '.repeat(10_000)}a`)).toBe('rule.condition');
  });
});
