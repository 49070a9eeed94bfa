import { describe, expect, it } from 'vitest';
import { planFor } from '../../../renderer/app/given-files.model.ts';

const named = (...names: readonly string[]) => names.map((name) => ({ name }));
const names = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name);

describe('files that are given to the window', () => {
  it('are evidence, but for YAML, which is asked about', () => {
    const plan = planFor(named('bot.db', 'rule.yml', 'RULE.YAML', 'trail.json.gz'), false);
    expect(plan.rules).toEqual([]);
    expect(names(plan.evidence)).toEqual(['bot.db', 'trail.json.gz']);
    expect(names(plan.asked)).toEqual(['rule.yml', 'RULE.YAML']);
  });

  it('are rules on the screen of rules, folders among them, and the rest is asked about', () => {
    const given = [...named('rule.yml', 'README.md'), { name: 'sigma', isFolder: true }];
    const plan = planFor(given, true);
    expect(names(plan.rules)).toEqual(['rule.yml', 'sigma']);
    expect(plan.evidence).toEqual([]);
    expect(names(plan.asked)).toEqual(['README.md']);
  });

  it('that are folders elsewhere are evidence, whatever their names', () => {
    const plan = planFor([{ name: 'configs.yml', isFolder: true }], false);
    expect(names(plan.evidence)).toEqual(['configs.yml']);
    expect(plan.asked).toEqual([]);
  });
});
