import { describe, expect, it } from 'vitest';
import {
  asFilter,
  draftKey,
  filterCounts,
  keyOf,
  listRows,
  passes,
  placeParam,
  refusalOf,
  ruleAt,
  type RuleFilter,
  sharedIds,
  stateOf,
} from '../../../../renderer/features/rules/rule-list.model.ts';
import {
  fieldPaths,
  newRuleText,
  ownCopyOf,
} from '../../../../renderer/features/rules/rule-text.model.ts';
import type { Diagnostic, RuleSummary } from '../../../../shared/domain/rule.ts';

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

const mistake: Diagnostic = {
  severity: 'error',
  code: 'rule.placeholder',
  message: 'The placeholder %admins% has no value here.',
  line: 12,
  column: 5,
  endLine: 12,
  endColumn: 13,
};
const warning: Diagnostic = { ...mistake, severity: 'warning', message: 'Unused.', line: 3 };

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
    const titles = (order: 'cost' | 'hits' | 'title') =>
      listRows(costly, '', 'all', order).map((row) => row.kind === 'rule' && row.rule.title);
    expect(titles('cost')).toEqual(['Slow', 'Quick', 'Took no part']);
    expect(titles('hits')).toEqual(['Quick', 'Slow', 'Took no part']);
    expect(titles('title')).toEqual(['Quick', 'Slow', 'Took no part']);
  });
  it('is narrowed to what did not load, does not apply, or found nothing', () => {
    const [sound, broken, other, silent, hit] = [
      rule({ title: 'Not looked for yet' }),
      rule({ title: 'Broken', loaded: false, applicable: false, diagnostics: [mistake] }),
      rule({ title: 'Windows', applicable: false }),
      rule({ title: 'Silent', cost: { tried: 9, hits: 0, us: 1, notTested: 0 } }),
      rule({ title: 'Hit', cost: { tried: 9, hits: 3, us: 1, notTested: 0 } }),
    ];
    const elsewhere = rule({ applicable: false, cost: { tried: 0, hits: 0, us: 0, notTested: 0 } });
    const all = [sound, broken, other, silent, hit];
    expect(passes(elsewhere, 'no hits')).toBe(false);
    const shown = (filter: RuleFilter) => all.filter((each) => passes(each, filter));
    expect(shown('not loaded')).toEqual([broken]);
    expect(shown('not applicable')).toEqual([other]);
    expect(shown('no hits')).toEqual([silent]);
    expect(filterCounts(all)).toMatchObject({ all: 5, 'not loaded': 1, 'no hits': 1, own: 0 });
  });
  it('gives the reason and the place of what did not load, and is searched by it', () => {
    const broken = rule({ title: 'Broken', loaded: false, diagnostics: [warning, mistake] });
    expect(refusalOf(broken)).toBe(mistake);
    expect(listRows([broken, rule({})], 'placeholder', 'all')).toHaveLength(2);
  });
  it('keeps to rules that are there, whatever the address asks for', () => {
    expect([asFilter('not loaded'), asFilter('nonsense'), asFilter(undefined)]).toEqual([
      'not loaded',
      'all',
      'all',
    ]);
  });
  it('tells what keeps a rule from finding anything', () => {
    expect(stateOf(rule({ loaded: false, enabled: false }))).toBe('not loaded');
    expect(stateOf(rule({ enabled: false, applicable: false }))).toBe('off');
    expect(stateOf(rule({ applicable: false }))).toBe('not applicable');
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

describe('rules of one id', () => {
  const first = rule({ id: 'same', title: 'First', place: 'a.yml#0' });
  const second = rule({ id: 'same', title: 'Second', place: 'b.yml#0' });
  const other = rule({ id: 'other', title: 'Other', place: 'c.yml#0' });
  const rules = [first, second, other];

  it('are told apart by their place', () => {
    expect(keyOf(first)).not.toBe(keyOf(second));
    expect(ruleAt(rules, 'same', 'b.yml#0')).toBe(second);
    expect(ruleAt(rules, 'same', undefined)).toBe(first);
    expect(ruleAt(rules, 'same', 'gone.yml#0')).toBe(first);
    expect(ruleAt(rules, null, undefined)).toBeUndefined();
    expect(draftKey('same', 'a.yml#0')).not.toBe(draftKey('same', 'b.yml#0'));
  });
  it('alone have their place in the address', () => {
    const shared = sharedIds(rules);
    expect([...shared]).toEqual(['same']);
    expect(placeParam(second, shared)).toEqual({ in: 'b.yml#0' });
    expect(placeParam(other, shared)).toEqual({});
  });
});
