// "Built-in pack": the rules of the trading bot's log against the table, row by row.

import { describe, expect, it } from 'vitest';
import { hashes, rulesBelow } from '../shared/detection/support.ts';
import { evaluateFormula } from '../../shared/detection/formula.ts';
import { loadRuleSet } from '../../shared/detection/rule-set.ts';
import { boundsText, spanText } from '../../shared/detection/sentences.ts';

const set = loadRuleSet(rulesBelow('resources/rules/trading-bot'), hashes);

function ruleTitled(title: string) {
  const rule = set.rules.find((each) => each.title === title);
  if (rule?.head === undefined || rule.tree === undefined) throw new Error(`no rule ${title}`);
  return { ...rule, head: rule.head, tree: rule.tree };
}

function score(title: string, count: number, ratio = 0): number {
  const { confidence } = ruleTitled(title).head;
  if (confidence === undefined) throw new Error(`${title} has no confidence`);
  return evaluateFormula(confidence, { count, threshold: 0, ratio });
}

describe('a rule of the built-in pack', () => {
  it.each([
    ['Failed login burst', 'high', 'more than 5', '5 min'],
    ['Critical error spike', 'critical', 'more than 3', '10 min'],
    ['Off-hours activity', 'medium', 'more than 10', '4 h'],
    ['Risk limit violations', 'high', 'more than 3', '30 min'],
    ['API rate limit abuse', 'medium', 'more than 1,000', '5 min'],
    ['Burst, then success', 'critical', '', '15 min'],
  ])('%s is %s and wants %s in %s', (title, severity, bounds, span) => {
    const { head, tree } = ruleTitled(title);
    expect(head.severity).toBe(severity);
    if (tree.kind !== 'correlation') throw new Error(`${title} is no correlation`);
    expect(boundsText(tree.correlation.bounds)).toBe(bounds);
    expect(spanText(tree.correlation.spanUs)).toBe(span);
  });

  it.each([
    ['Suspicious IP activity', 'high'],
    ['Data integrity issues', 'critical'],
    ['Unusual trading volume', 'medium'],
    ['Withdrawal address changed', 'critical'],
    ['Known user, new network', 'high'],
  ])('%s is %s', (title, severity) => {
    expect(ruleTitled(title).head.severity).toBe(severity);
  });

  it.each([
    ['Failed login burst', 6, 0, 0.6],
    ['Failed login burst', 12, 0, 1],
    ['Critical error spike', 4, 0, 1],
    ['Suspicious IP activity', 1, 0, 0.8],
    ['Off-hours activity', 99, 0, 0.6],
    ['Risk limit violations', 4, 0, 0.8],
    ['API rate limit abuse', 1_500, 0, 0.75],
    ['API rate limit abuse', 4_000, 0, 1],
    ['Data integrity issues', 1, 0, 1],
    ['Unusual trading volume', 50, 5, 0.5],
    ['Unusual trading volume', 50, 20, 1],
    ['Burst, then success', 2, 0, 0.9],
    ['Withdrawal address changed', 1, 0, 0.9],
    ['Known user, new network', 1, 0, 0.6],
  ])('%s with a count of %i and a ratio of %d scores %d', (title, count, ratio, expected) => {
    expect(score(title, count, ratio)).toBeCloseTo(expected, 12);
  });

  it('on trading volume compares 15 minutes with more than 3 medians and a modified z above 3.5', () => {
    const { tree } = ruleTitled('Unusual trading volume');
    if (tree.kind !== 'baseline') throw new Error('it is no baseline');
    expect(tree.baseline).toMatchObject({ ratio: 3, modifiedZ: 3.5, measure: { kind: 'count' } });
    expect(spanText(tree.baseline.windowUs)).toBe('15 min');
  });

  it('keeps the variant that adds up amounts off at first', () => {
    const off = set.rules.filter(({ offAtFirst }) => offAtFirst).map(({ title }) => title);
    expect(off).toEqual(['Unusual traded amount']);
  });

  it('follows a burst by a success of the same user or address in their order', () => {
    const types = ['Burst, then success', 'Burst, then success (one address)'].map((title) => {
      const { tree } = ruleTitled(title);
      return tree.kind === 'correlation' ? tree.correlation.type : tree.kind;
    });
    expect(types).toEqual(['temporal_ordered', 'temporal_ordered']);
  });
});
