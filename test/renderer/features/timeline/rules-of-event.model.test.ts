import { describe, expect, it } from 'vitest';
import type { RuleSummary } from '../../../../shared/domain/rule.ts';
import { rulesForEvent } from '../../../../renderer/features/timeline/rules-of-event.model.ts';

function rule(title: string, more: Partial<RuleSummary> = {}): RuleSummary {
  return {
    id: title,
    title,
    kind: 'event',
    severity: 'low',
    origin: 'built-in',
    pack: '',
    enabled: true,
    loaded: true,
    diagnostics: [],
    description: '',
    tags: ['attack.t1110'],
    findings: 0,
    applicable: true,
    ...more,
  };
}

describe('the rules offered for an event', () => {
  const rules = [
    rule('D broken', { loaded: false }),
    rule('C off', { enabled: false }),
    rule('B elsewhere', { applicable: false }),
    rule('Z found'),
    rule('A quiet', { tags: [] }),
  ];
  const titles = (text: string) =>
    rulesForEvent(rules, new Set(['Z found']), text).map(({ title }) => title);

  it('are those that found it, those that could, and then the rest', () => {
    expect(titles('')).toEqual(['Z found', 'A quiet', 'B elsewhere', 'C off', 'D broken']);
  });

  it('have every word in title, id or tags', () => {
    expect(titles('T1110 found')).toEqual(['Z found']);
    expect(titles('nothing')).toEqual([]);
  });
});
