import { describe, expect, it } from 'vitest';
import { createMatchRun } from '../../../shared/detection/match-run.ts';
import { explainRule } from '../../../shared/detection/explain.ts';
import { detectionRule, event, refusals, ruleSet, run } from './support.ts';

const simple = (id: string, more = '') =>
  `title: ${id}\nid: ${id}\nlogsource:\n    product: aws\n    service: cloudtrail\ndetection:\n    s:\n        a: 1\n    condition: s\n${more}`;

describe('loading rules', () => {
  it('goes on after a bad one, whatever is wrong with it', () => {
    const set = ruleSet(
      'title: [unclosed',
      simple('bad').replace('condition: s', 'condition: t'),
      'just a text',
      '',
      `${simple('one')}---\ntitle: x\n---\n${simple('two')}`,
    );
    expect(set.rules.filter(({ ok }) => ok).map(({ id }) => id)).toEqual(['one', 'two']);
    for (const rule of set.rules.filter(({ ok }) => !ok)) {
      expect(rule.diagnostics.length, rule.path).toBeGreaterThan(0);
    }
  });

  it('says everything that is wrong with a rule at once', () => {
    const [rule] = ruleSet(
      detectionRule(
        [
          's:',
          '    a|nonsense: 1',
          '    b|gt: [x, 5, y]',
          '    c|exists: maybe',
          't: []',
          'u:',
          '    - d|cidr: 10.0.0.1/8',
          '    - e|all: x',
          'condition: [s and t and u, s and v, 2 of them]',
        ].join('\n'),
      ),
    ).rules;
    expect(rule?.diagnostics.map(({ code, line }) => `${String(line)} ${code}`)).toEqual([
      '7 rule.unknown-modifier',
      '8 rule.not-a-number',
      '8 rule.not-a-number',
      '9 rule.exists',
      '10 rule.empty-selection',
      '12 match.cidr',
      '13 rule.all-single',
      '14 rule.undefined-identifier',
      '14 rule.quantifier',
    ]);
  });

  it('names the place of what is wrong', () => {
    const [rule] = ruleSet(simple('bad').replace('condition: s', 'condition: s and t')).rules;
    expect(rule?.diagnostics[0]).toMatchObject({
      code: 'rule.undefined-identifier',
      line: 9,
      column: 22,
    });
  });

  it('resolves references by id or name, in any order of files', () => {
    const outer = (reference: string) =>
      `title: c\nid: c-${reference}\ncorrelation:\n    type: event_count\n    rules: ${reference}\n    timespan: 1m\n    condition:\n        gte: 1\n`;
    const named = simple('target', 'name: by_name\n');
    expect(ruleSet(outer('by_name'), named, outer('target')).rules.map(({ ok }) => ok)).toEqual([
      true,
      true,
      true,
    ]);
    const [missing] = ruleSet(outer('nowhere')).rules;
    expect(missing?.diagnostics[0]).toMatchObject({
      code: 'rule.unknown-reference',
      line: 5,
      column: 12,
    });
  });

  it('lists a rule by itself where the correlation over it does not load', () => {
    const set = ruleSet(
      detectionRule('s: {a: 1}\ncondition: s'),
      'title: C\nid: c\ncorrelation: {type: temporal, rules: [the-rule, nowhere], timespan: 1m}\n',
    );
    const outcomes = run(set, [event(1, { a: 1 })]);
    expect(outcomes.map(({ rule, matches }) => [rule.id, matches])).toEqual([
      ['the-rule', [1]],
      ['c', []],
    ]);
    expect(outcomes[1]?.notLoaded).toBe(
      'line 3, column 49: The rule "nowhere" that the correlation refers to is not there.',
    );
  });

  it('runs two rules of one id, and warns at the later one', () => {
    const { rules } = ruleSet(simple('x'), simple('x'));
    expect(rules.map(({ ok }) => ok)).toEqual([true, true]);
    expect(rules.map(({ diagnostics }) => diagnostics.map(({ code }) => code))).toEqual([
      [],
      ['rule.duplicate-id'],
    ]);
  });

  it('keeps tests with a rule, and refuses tests that say nothing', () => {
    const tests = (yaml: string) =>
      detectionRule('s: {a: 1}\ncondition: s', `x-sealwatch-tests: ${yaml}`);
    const [rule] = ruleSet(
      tests(
        '[{name: n, events: [{a: 1, b: [null, yes, 007]}], matches: [1], source: {product: X}}]',
      ),
    ).rules;
    expect(rule?.head?.tests).toEqual([
      {
        name: 'n',
        events: [{ a: 1, b: [null, 'yes', '007'] }],
        file: undefined,
        source: { product: 'x' },
        matches: [1],
        groups: undefined,
      },
    ]);
    for (const yaml of [
      '[]',
      'text',
      '[{events: [{a: 1}]}]',
      '[{matches: [1]}]',
      '[{events: [{a: 1}], file: f, matches: [1]}]',
      '[{events: [{a: 1}], matches: [0]}]',
      '[{events: [{times: 0, event: {a: 1}}], matches: [1]}]',
      '[{events: [{times: 60000, event: {a: 1}}, {times: 60000, event: {a: 1}}], matches: [1]}]',
      '[{events: [{a: 1}], matches: [1], misspelt: 1}]',
    ]) {
      expect(refusals(tests(yaml)), yaml).toEqual(['rule.tests']);
    }
  });

  it('shares parts between documents with action: global, reset and repeat', () => {
    const text = `action: global
title: shared
logsource:
    product: linux
detection:
    condition: s
---
id: one
detection:
    s:
        a: 1
---
action: repeat
id: two
detection:
    s:
        a: 2
---
action: reset
title: own
id: three
logsource:
    product: any
detection:
    s:
        a: 3
    condition: s
`;
    const set = ruleSet(text);
    expect(set.rules.map(({ id, title, ok }) => [id, title, ok])).toEqual([
      ['one', 'shared', true],
      ['two', 'shared', true],
      ['three', 'own', true],
    ]);
    expect(run(set, [event(1, { a: 2 })]).map(({ matches }) => matches.length)).toEqual([0, 1, 0]);
  });

  it('keeps unknown tags and custom keys, but not misspelt keys of its own', () => {
    expect(ruleSet(simple('x', 'tags: [odd]\nruletype: Other\nsample: 1\n')).rules[0]?.ok).toBe(
      true,
    );
    const [rule] = ruleSet(simple('x', 'x-sealwatch-action: [y]\n')).rules;
    expect(rule?.diagnostics.map(({ code }) => code)).toEqual(['rule.extension']);
  });

  it('survives hostile YAML', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map(
        (name, i) =>
          `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i] ?? 'a'}`).join(',')}]`,
      )
      .join('\n')}\ntitle: x\n`;
    const deep = `title: x\ndetection: ${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    for (const text of [
      bomb,
      deep,
      '\0\u0001',
      'a: *missing',
      '!!js/function x',
      `title: ${'x'.repeat(1e6)}`,
    ]) {
      expect(
        ruleSet(text).rules.every(({ ok }) => !ok),
        text.slice(0, 20),
      ).toBe(true);
    }
  }, 60_000);
});

describe('log sources', () => {
  const set = ruleSet(simple('aws'));
  const hits = (
    route: 'auto' | 'always' | 'never',
    logSource?: { product: string; service?: string },
  ) => {
    const matching = createMatchRun(set, { zone: 'UTC', route });
    matching.push(event(1, { a: 1 }, logSource ? { logSource } : {}));
    return matching.finish()[0];
  };

  it('keep a rule to its own events', () => {
    expect(hits('auto', { product: 'AWS', service: 'cloudtrail' })?.matches).toEqual([1]);
    expect(hits('auto', { product: 'windows' })).toMatchObject({
      matches: [],
      notApplicable: 'There are no events of product aws, service cloudtrail.',
    });
  });

  it('let every rule see events that do not say what they are of', () => {
    expect(hits('auto')?.matches).toEqual([1]);
    expect(hits('always')?.matches).toEqual([]);
    expect(hits('never', { product: 'windows' })?.matches).toEqual([1]);
  });
});

describe('filters', () => {
  const filter = (condition: string, rules = '[x]') =>
    `title: f\nid: f\nlogsource:\n    product: aws\nfilter:\n    rules: ${rules}\n    t:\n        user: admin\n    condition: ${condition}\n`;
  const matching = (text: string) =>
    run(ruleSet(text, simple('x')), [
      event(1, { a: 1, user: 'admin' }),
      event(2, { a: 1, user: 'other' }),
    ]).map(({ matches }) => matches);

  it('add their condition to the rule', () => {
    expect(matching(filter('not t'))).toEqual([[2]]);
    expect(matching(filter('t'))).toEqual([[1]]);
    expect(matching(filter('not t', 'any'))).toEqual([[2]]);
  });

  it('warn where they keep matches instead of leaving them out', () => {
    const codes = (text: string) =>
      ruleSet(text, simple('x')).rules[0]?.diagnostics.map(({ code }) => code);
    expect(codes(filter('t'))).toContain('rule.filter-sense');
    expect(codes(filter('not t'))).toEqual([]);
  });

  it('leave correlations alone, and say so', () => {
    const set = ruleSet(
      detectionRule('s: {a: 1}\ncondition: s'),
      'title: C\nid: c\ncorrelation: {type: event_count, rules: [the-rule], timespan: 1m, condition: {gte: 1}}\n',
      'title: F\nlogsource: {product: any}\nfilter: {rules: [c], s: {b: 1}, condition: not s}\n',
    );
    const filter = set.rules.at(-1);
    expect(filter?.ok).toBe(true);
    expect(filter?.diagnostics.map(({ code }) => code)).toEqual(['rule.filter-kind']);
  });

  it('have selections of their own, whatever the rule calls its', () => {
    const set = ruleSet(
      detectionRule('s: {a: 1}\nt: {b: 1}\ncondition: 1 of them'),
      'title: F\nfilter: {rules: any, s: {user: x}, t: {user: y}, condition: not 1 of them}\n',
    );
    const records = [{ a: 1 }, { b: 1, user: 'x' }, { a: 1, user: 'y' }, { b: 1, user: 'z' }];
    const [outcome] = run(
      set,
      records.map((fields, i) => event(i + 1, fields)),
    );
    expect(outcome?.matches).toEqual([1, 4]);
  });

  it('leave rules of another log source alone', () => {
    expect(matching(filter('not t').replace('product: aws', 'product: linux'))).toEqual([[1, 2]]);
  });
});

describe('an explanation', () => {
  const set = ruleSet(
    detectionRule(
      's:\n    msg|contains:\n        - other\n        - bad\n    gone: 1\nt:\n    msg: x\ncondition: s or t',
    ),
  );
  const explain = (fields: Parameters<typeof event>[1]) => {
    const [rule] = set.rules;
    if (rule === undefined) throw new Error('no rule');
    return explainRule(set, rule, event(1, fields), { zone: 'UTC', route: 'auto' });
  };

  it('says which parts hold, which do not, and which fields are not there', () => {
    const explained = explain({ msg: 'a BAD thing' });
    expect(explained.outcome).toBe('no match');
    expect(explained.selections[0]).toMatchObject({
      selection: 's',
      outcome: false,
      parts: [
        { field: 'msg', outcome: 'true', value: 'a BAD thing', span: [2, 5] },
        { field: 'gone', outcome: 'no such field' },
      ],
    });
    expect(explained.selections[1]?.parts[0]).toMatchObject({
      outcome: 'false',
      value: 'a BAD thing',
    });
  });

  it('agrees with the match', () => {
    expect(explain({ msg: 'bad', gone: 1 }).outcome).toBe('match');
    expect(explain({ msg: 'X' }).outcome).toBe('match');
  });
});
