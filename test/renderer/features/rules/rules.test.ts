import { describe, expect, it } from 'vitest';
import { listRows, passes, stateOf } from '../../../../renderer/features/rules/rule-list.model.ts';
import {
  fieldPaths,
  newRuleText,
  ownCopyOf,
} from '../../../../renderer/features/rules/rule-text.model.ts';
import type { RuleSummary } from '../../../../shared/domain/rule.ts';

function rule(change: Partial<RuleSummary>): RuleSummary {
  return {
    id: change.title ?? 'x',
    title: 'x',
    kind: 'event',
    severity: 'medium',
    origin: 'built-in',
    pack: 'trading-bot',
    enabled: true,
    loaded: true,
    diagnostics: [],
    description: '',
    tags: [],
    findings: 0,
    applicable: true,
    ...change,
  };
}

describe('the list of rules', () => {
  const rules = [
    rule({ title: 'B', severity: 'low', pack: 'aws' }),
    rule({ title: 'C', severity: 'critical', pack: 'aws', findings: 2 }),
    rule({ title: 'A', severity: 'low', pack: 'aws', enabled: false }),
    rule({ title: 'Mine', origin: 'own', pack: 'own rules', tags: ['attack.t1110'] }),
  ];
  it('has own rules first, and in each pack the gravest first', () => {
    const text = listRows(rules, '', 'all').map((row) =>
      row.kind === 'pack' ? `[${row.pack} ${row.rules}]` : row.rule.title,
    );
    expect(text).toEqual(['[own rules 1]', 'Mine', '[aws 3]', 'C', 'A', 'B']);
  });
  it('is filtered by every word, in titles and tags alike', () => {
    expect(listRows(rules, 'T1110 mine', 'all')).toHaveLength(2);
    expect(listRows(rules, 't1110 other', 'all')).toEqual([]);
    expect(listRows(rules, '', 'findings')).toHaveLength(2);
  });
  it('has the costliest first, without packs, where that is asked for', () => {
    const cost = (us: number) => ({ tried: 10, hits: 1, us, notTested: 0 });
    const costly = [
      rule({ title: 'Quick', cost: cost(10) }),
      rule({ title: 'Slow', pack: 'aws', cost: cost(90_000) }),
      rule({ title: 'Took no part' }),
    ];
    expect(
      listRows(costly, '', 'cost').map((row) => row.kind === 'rule' && row.rule.title),
    ).toEqual(['Slow', 'Quick']);
  });
  it('tells what keeps a rule from finding anything', () => {
    expect(stateOf(rule({ loaded: false, enabled: false }))).toBe('not loaded');
    expect(stateOf(rule({ enabled: false, applicable: false }))).toBe('off');
    expect(stateOf(rule({ applicable: false }))).toBe('not applicable');
    expect(passes(rule({ applicable: false }), 'problems')).toBe(true);
  });
});

describe('a copy of a built-in rule', () => {
  const text = `title: Failed login
id: 11111111-1111-4111-8111-111111111111
name: failed_login
detection:
  selection:
    id: keep me
  condition: selection
---
title: 'Burst'
id: 22222222-2222-4222-8222-222222222222
correlation:
  rules:
    - failed_login
    - 11111111-1111-4111-8111-111111111111
    - other_rule
  aliases:
    user:
      failed_login: data.user
`;
  let next = 0;
  const copy = ownCopyOf(text, () => `new-${++next}`);
  it('has identities of its own', () => {
    expect(copy).not.toContain('11111111-1111');
    expect(copy).toContain('id: new-1');
    expect(copy).toContain('id: new-2');
    expect(copy).toContain('name: failed_login_copy');
  });
  it('refers to its own parts, and to others as before', () => {
    expect(copy).toContain('    - failed_login_copy\n    - new-1\n    - other_rule');
    expect(copy).toContain('      failed_login_copy: data.user');
  });
  it('leaves fields of events alone and says that it is a copy', () => {
    expect(copy).toContain('    id: keep me');
    expect(copy).toContain('title: Failed login (copy)');
    expect(copy).toContain("title: 'Burst (copy)'");
  });
});

describe('texts and fields to start from', () => {
  it('a template carries the id it was given', () => {
    expect(newRuleText('abc', '2026-06-08')).toContain('id: abc');
  });
  it('field names are paths, the most frequent first', () => {
    expect(fieldPaths([{ a: { b: 1 } }, { a: { b: 2, c: [{ d: 1 }] } }])).toEqual(['a.b', 'a.c.d']);
  });
});
