import { describe, expect, it } from 'vitest';
import { hashes } from '../support.ts';
import { loadRuleSet } from '../../../../shared/detection/rule-set.ts';

function problemsOf(type: string): readonly string[] {
  const text = `title: A correlation
correlation:
  type: ${type}
  rules: [other]
  timespan: 5m
  condition: {gte: 3, field: amount}
`;
  const { rules } = loadRuleSet([{ path: 'r.yml', text, origin: 'own', pack: '' }], hashes);
  return rules.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message));
}

describe('a correlation type that Sigma 2.1 does not have', () => {
  it.each(['value_median', 'temporal_extended', 'temporal_ordered_extended'])(
    'is refused by name where it is a draft: %s',
    (type) => {
      expect(problemsOf(type)).toContain(
        `The correlation type "${type}" is a draft, which Sigma 2.1 does not have.`,
      );
    },
  );

  it('is refused where nobody knows it', () => {
    expect(problemsOf('value_mode')).toContain('The correlation type "value_mode" is not known.');
  });
});
