import { describe, expect, it } from 'vitest';
import { evaluateFormula, parseFormula } from '../../../shared/detection/formula.ts';

const input = { count: 9, threshold: 5, ratio: 4 };
function value(text: string): number {
  const formula = parseFormula(text);
  if (!formula.ok) throw new Error(formula.error.message);
  return evaluateFormula(formula.value, input);
}

describe('confidence formulas', () => {
  it('compute with count, threshold and ratio', () => {
    expect(value('min(count / 10, 1)')).toBeCloseTo(0.9);
    expect(value('min(count ÷ (2 × threshold), 1)')).toBeCloseTo(0.9);
    expect(value('ratio / 10 - 0.1 * 2')).toBeCloseTo(0.2);
    expect(value('max(-1, 0.25)')).toBe(0.25);
    expect(value('0.8')).toBe(0.8);
  });

  it('stay between 0 and 1, also after a division by zero', () => {
    expect(value('count')).toBe(1);
    expect(value('0 - count')).toBe(0);
    expect(value('0 / 0')).toBe(0);
  });

  it('refuse everything else with the reason', () => {
    for (const text of [
      '',
      'process',
      'count.constructor',
      'min(1',
      '1 2',
      'min',
      '1 +',
      'alert(1)',
      '"x"',
    ]) {
      expect(parseFormula(text).ok, text).toBe(false);
    }
  });
});
