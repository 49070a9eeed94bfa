import { describe, expect, it } from 'vitest';
import { event, hashes } from '../support.ts';
import { createMatchRun } from '../../../../shared/detection/match-run.ts';
import { readPipeline } from '../../../../shared/detection/pipeline/read-pipeline.ts';
import { loadRuleSet, type RuleSet } from '../../../../shared/detection/rule-set.ts';
import type { Fields, LogSource } from '../../../../shared/domain/event.ts';

const RULE = `title: A rule
id: the-rule
tags: [attack.t1059]
logsource: {product: windows, category: process_creation}
detection:
  selection:
    Image|endswith: '\\cmd.exe'
    User: Bob
  other:
    Note|contains: x
  condition: selection or other
`;

function loaded(pipelines: readonly string[], rules: string = RULE): RuleSet {
  const read = pipelines.map((text, i) => readPipeline(`pipeline${i}.yml`, text));
  for (const { diagnostics } of read) {
    const fault = diagnostics.find(({ severity }) => severity === 'error');
    if (fault) throw new Error(`${fault.line}: ${fault.message}`);
  }
  return loadRuleSet([{ path: 'r.yml', text: rules, origin: 'own', pack: '' }], hashes, read);
}

function matches(
  pipeline: string | readonly string[],
  fields: Fields,
  rules: string = RULE,
  logSource?: LogSource,
): boolean {
  const set = loaded([pipeline].flat(), rules);
  const run = createMatchRun(set, { zone: 'UTC', route: 'auto' });
  run.push(event(1, fields, logSource === undefined ? {} : { logSource }));
  const [outcome] = run.finish();
  if (outcome?.notLoaded !== undefined) throw new Error(outcome.notLoaded);
  return (outcome?.matches.length ?? 0) + (outcome?.groups.length ?? 0) > 0;
}

const items = (yaml: string) =>
  `name: test\npriority: 10\ntransformations:\n${yaml.replace(/^(?=.)/gm, '  ')}`;
const rule = (detection: string) =>
  `title: A rule\nid: the-rule\nlogsource: {product: windows}\ndetection:\n${detection.replace(/^(?=.)/gm, '  ')}\n`;

describe('a pipeline renames fields', () => {
  const mapping = items(`- id: names
  type: field_name_mapping
  mapping:
    Image: process.executable
    User: [user.name, user.id]
`);

  it('by a mapping, one to one and one to several', () => {
    const Image = 'c:\\cmd.exe';
    expect(matches(mapping, { process: { executable: Image }, user: { id: 'bob' } })).toBe(true);
    expect(matches(mapping, { process: { executable: Image }, user: { name: 'bob' } })).toBe(true);
    expect(matches(mapping, { process: { executable: Image }, user: { name: 'eve' } })).toBe(false);
    expect(matches(mapping, { Image, User: 'Bob' })).toBe(false);
  });

  it('also in field references and in correlations', () => {
    const reference = rule('s:\n  a|fieldref: User\ncondition: s');
    expect(matches(mapping, { a: 'x', user: { name: 'x' } }, reference)).toBe(true);
    const correlation = `title: c
id: corr
correlation: {type: value_count, rules: [r], group-by: [Image], timespan: 1m, condition: {gte: 1, field: Host}}
---
title: r
name: r
logsource: {product: windows}
detection: {s: {a: 1}, condition: s}
`;
    const set = loaded([items('- type: field_name_suffix\n  suffix: _x\n')], correlation);
    const [tree] = set.rules.map((each) => each.tree);
    expect(tree?.kind === 'correlation' && tree.correlation.groupBy).toEqual(['Image_x']);
    expect(tree?.kind === 'correlation' && tree.correlation.fields).toEqual(['Host_x']);
  });

  it('by prefix, suffix and mapped prefix', () => {
    const one = rule('s: {win.a: 1}\ncondition: s');
    expect(matches(items("- {type: field_name_prefix, prefix: 'p.'}"), { 'p.win.a': 1 }, one)).toBe(
      true,
    );
    expect(matches(items('- {type: field_name_suffix, suffix: .s}'), { 'win.a.s': 1 }, one)).toBe(
      true,
    );
    const mapped = items(
      "- {type: field_name_prefix_mapping, mapping: {win.: ['linux.', 'mac.']}}",
    );
    expect(matches(mapped, { 'mac.a': 1 }, one)).toBe(true);
    expect(matches(mapped, { 'win.a': 1 }, one)).toBe(false);
  });

  it('only where its conditions hold', () => {
    const conditioned = (conditions: string) =>
      items(`- type: field_name_prefix\n  prefix: x.\n${conditions.replace(/^(?=.)/gm, '  ')}`);
    const plain = { Image: '\\cmd.exe', User: 'Bob' };
    const cases: readonly (readonly [string, boolean])[] = [
      ['rule_conditions: [{type: logsource, product: windows}]', true],
      ['rule_conditions: [{type: logsource, product: linux}]', false],
      [
        'rule_conditions: [{type: logsource, product: linux}, {type: logsource, product: windows}]\nrule_cond_op: or',
        true,
      ],
      [
        'rule_conditions: [{type: logsource, product: linux}, {type: logsource, product: windows}]',
        false,
      ],
      ['rule_conditions: [{type: logsource, product: linux}]\nrule_cond_not: true', true],
      [
        'rule_conditions: {w: {type: logsource, product: windows}, t: {type: tag, tag: attack.t1059}}\nrule_cond_expr: w and not t',
        false,
      ],
      [
        'rule_conditions: {w: {type: logsource, product: windows}, t: {type: tag, tag: none}}\nrule_cond_expression: w and not t',
        true,
      ],
      ['rule_conditions: [{type: contains_detection_item, field: User, value: Bob}]', true],
      ['rule_conditions: [{type: contains_field, field: Users}]', false],
      ['rule_conditions: [{type: is_sigma_rule}]', true],
      ['rule_conditions: [{type: is_sigma_correlation_rule}]', false],
      ['rule_conditions: [{type: rule_attribute, attribute: title, value: A rule}]', true],
    ];
    for (const [conditions, applies] of cases) {
      expect(matches(conditioned(conditions), plain), conditions).toBe(!applies);
    }
    const fields = conditioned('field_name_conditions: [{type: include_fields, fields: [User]}]');
    expect(matches(fields, { Image: '\\cmd.exe', 'x.User': 'Bob' })).toBe(true);
    const patterns = conditioned(
      "field_name_conditions: [{type: exclude_fields, mode: re, fields: ['Im.*', 'Note']}]",
    );
    expect(matches(patterns, { Image: '\\cmd.exe', 'x.User': 'Bob' })).toBe(true);
    const values = conditioned(
      "detection_item_conditions: [{type: match_string, pattern: '^B', cond: any}]",
    );
    expect(matches(values, { Image: '\\cmd.exe', 'x.User': 'Bob' })).toBe(true);
  });
});

describe('a pipeline changes rules', () => {
  it('by a further condition, also negated and from a template', () => {
    const added = items('- {type: add_condition, conditions: {EventID: [1, 2]}}');
    expect(matches(added, { Note: 'x', EventID: 2 })).toBe(true);
    expect(matches(added, { Note: 'x', EventID: 3 })).toBe(false);
    const negated = items('- {type: add_condition, negated: true, conditions: {EventID: 1}}');
    expect(matches(negated, { Note: 'x', EventID: 1 })).toBe(false);
    const template = items(
      '- {type: add_condition, template: true, conditions: {kind: $category}}',
    );
    expect(matches(template, { Note: 'x', kind: 'process_creation' })).toBe(true);
  });

  it('by another log source', () => {
    const changed = items('- {type: change_logsource, product: linux, service: auditd}');
    const auditd = { product: 'linux', service: 'auditd' };
    expect(matches(changed, { Note: 'x' }, RULE, auditd)).toBe(true);
    expect(matches(changed, { Note: 'x' }, RULE, { product: 'windows' })).toBe(false);
  });

  it('by dropping items, and the selections that this empties', () => {
    const drop = items(
      '- type: drop_detection_item\n  field_name_conditions: [{type: include_fields, fields: [User, Note]}]',
    );
    expect(matches(drop, { Image: '\\cmd.exe' })).toBe(true);
    expect(matches(drop, { Note: 'x' })).toBe(false);
    expect(loaded([items('- {type: drop_detection_item}')]).rules[0]?.ok).toBe(false);
  });

  it('by changing values', () => {
    const replaced = items(
      "- {type: replace_string, regex: '\\\\(\\w+)\\.exe$', replacement: '/\\1'}",
    );
    expect(matches(replaced, { Image: '/bin/cmd', User: 'bob' })).toBe(true);
    const mapped = items('- {type: map_string, mapping: {Bob: [Eve, Mallory]}}');
    expect(matches(mapped, { Image: '\\cmd.exe', User: 'mallory' })).toBe(true);
    const cased = rule('s: {a|cased: MiXed}\ncondition: s');
    expect(matches(items('- {type: case, method: upper}'), { a: 'MIXED' }, cased)).toBe(true);
    expect(matches(items('- {type: case, method: snake_case}'), { a: 'mi_xed' }, cased)).toBe(true);
    const regex = items('- {type: regex, method: ignore_case_flag}');
    expect(matches(regex, { Image: 'c:\\CMD.exe', User: 'bob' })).toBe(true);
    const number = rule("s: {a: '10'}\ncondition: s");
    expect(matches(items('- {type: convert_type, target_type: num}'), { a: 10 }, number)).toBe(
      true,
    );
    expect(matches(items('- {type: set_value, value: z}'), { a: 'z' }, number)).toBe(true);
  });

  it('by refusing them', () => {
    const refused = loaded([items("- {type: rule_failure, message: 'not here.'}")]).rules[0];
    expect(refused?.ok).toBe(false);
    expect(refused?.diagnostics[0]).toMatchObject({ code: 'rule.pipeline' });
    const item = items(
      '- type: detection_item_failure\n  message: no users.\n  field_name_conditions: [{type: include_fields, fields: [User]}]',
    );
    expect(loaded([item]).rules[0]?.ok).toBe(false);
  });

  it('item after item, which may ask what was done before', () => {
    const chain = items(`- {id: first, type: set_state, key: done, val: 'yes'}
- type: field_name_prefix
  prefix: a.
  rule_conditions: [{type: processing_state, key: done, val: 'yes'}, {type: processing_item_applied, processing_item_id: first}]
- id: never
  type: set_custom_attribute
  attribute: x
  value: y
  rule_conditions: [{type: processing_item_applied, processing_item_id: missing}]
- type: rule_failure
  message: no.
  rule_conditions: [{type: rule_attribute, attribute: x, value: y}]
`);
    expect(matches(chain, { 'a.Note': 'x' })).toBe(true);
  });

  it('with the one of least priority first, whatever the order of the files', () => {
    const first = 'priority: 1\ntransformations: [{type: field_name_suffix, suffix: _1}]';
    const second = 'priority: 2\ntransformations: [{type: field_name_suffix, suffix: _2}]';
    expect(matches([second, first], { Note_1_2: 'x' })).toBe(true);
  });
});

describe('placeholders', () => {
  const expand = (key: string, value: string) => rule(`s: {'${key}': '${value}'}\ncondition: s`);
  const vars = `vars: {admins: [root, 'adm*'], nets: [10.0.0.0/8]}\ntransformations: [{type: value_placeholders}]`;

  it('take the values of the pipeline, each of them and with wildcards', () => {
    const admins = expand('u|expand', '%admins%');
    expect(matches(vars, { u: 'root' }, admins)).toBe(true);
    expect(matches(vars, { u: 'admin' }, admins)).toBe(true);
    expect(matches(vars, { u: 'toor' }, admins)).toBe(false);
    expect(matches(vars, { u: 'x root y' }, expand('u|contains|expand', '%admins%'))).toBe(true);
    expect(matches(vars, { u: 'root-1' }, expand('u|expand', '%admins%-1'))).toBe(true);
    expect(matches(vars, { ip: '10.1.1.1' }, expand('ip|expand|cidr', '%nets%'))).toBe(true);
    expect(matches(vars, { u: '%xroot' }, expand('u|expand', '\\%x%admins%'))).toBe(true);
    expect(matches(vars, { u: 'is root.' }, expand('u|expand|re', '%admins%[.]'))).toBe(true);
  });

  it('may stand for anything', () => {
    const any = items('- {type: wildcard_placeholders}');
    expect(matches(any, { u: 'whoever-1' }, expand('u|expand', '%admins%-1'))).toBe(true);
    expect(matches(any, { u: 'whoever-2' }, expand('u|expand', '%admins%-1'))).toBe(false);
  });

  it('without a value keep the rule from loading, at their place', () => {
    const excluded = items('- {type: value_placeholders, exclude: [admins]}');
    const [refused] = loaded([excluded], expand('u|expand', '%admins%')).rules;
    expect(refused?.diagnostics).toMatchObject([{ code: 'rule.placeholder', line: 5 }]);
  });

  it('are plain text without the modifier', () => {
    expect(matches(vars, { u: '%admins%' }, expand('u', '%admins%'))).toBe(true);
  });
});

describe('a pipeline that changes what is shown of an event', () => {
  it.each(['set_field', 'add_field', 'remove_field'])('loads with a warning: %s', (type) => {
    const read = readPipeline('p.yml', `transformations:\n  - type: ${type}\n    field: a\n`);
    expect(read.diagnostics.map(({ severity, line }) => [severity, line])).toEqual([
      ['warning', 2],
    ]);
    expect(read.items).toHaveLength(1);
  });
});

describe('a pipeline file is refused with its line', () => {
  it.each([
    ['transformations:\n  - type: nonsense\n', 2, 'not known'],
    ['transformations:\n  - type: constructor\n', 2, 'not known'],
    [
      'transformations:\n  - id: x\n    type: query_expression_placeholders\n    expression: a\n',
      3,
      'there is no query here',
    ],
    ['transformations:\n  - type: set_state\n    key: a\n', 2, 'needs "val"'],
    [
      'transformations:\n  - type: set_state\n    key: a\n    val: b\n    vla: c\n',
      5,
      'knows no "vla"',
    ],
    [
      'transformations:\n  - type: rule_failure\n    message: m\n    rule_conditions:\n      - type: nonsense\n',
      5,
      'not known',
    ],
    [
      'transformations:\n  - type: rule_failure\n    message: m\n    rule_conditions: {a: {type: is_sigma_rule}}\n    rule_cond_expr: b\n',
      5,
      'not define',
    ],
    [
      "transformations:\n  - type: replace_string\n    regex: '('\n    replacement: x\n",
      3,
      'does not parse',
    ],
    ['transformation: []\n', 1, 'not known in a pipeline'],
    ['- a\n', 1, 'holds no pipeline'],
  ])('%j', (text, line, reason) => {
    const [fault] = readPipeline('p.yml', text).diagnostics;
    expect(fault?.line).toBe(line);
    expect(fault?.message).toContain(reason);
  });
});

describe('items that hold others', () => {
  const nested = (type: string) => `transformations:
  - id: outer
    type: nest
    rule_conditions:
      - {type: logsource, category: ${type}}
    items:
      - id: first
        type: field_name_mapping
        mapping: {Image: exe}
      - type: field_name_suffix
        suffix: _x
        rule_conditions:
          - {type: processing_item_applied, processing_item_id: first}
        field_name_conditions:
          - {type: include_fields, fields: [exe]}
  - type: field_name_prefix
    prefix: 'p.'
    rule_conditions:
      - {type: processing_item_applied, processing_item_id: outer}
    field_name_conditions:
      - {type: include_fields, fields: [exe_x]}
`;

  it('are applied one after the other, under the conditions of the outer one', () => {
    const fields = { 'p.exe_x': 'C:\\cmd.exe', User: 'Bob' };
    expect(matches(nested('process_creation'), fields)).toBe(true);
    expect(matches(nested('file_event'), fields)).toBe(false);
    expect(matches(nested('file_event'), { Image: 'C:\\cmd.exe', User: 'Bob' })).toBe(true);
  });

  it('are refused where they hold none, and what they hold is checked', () => {
    const faultsOf = (items: string) =>
      readPipeline('p.yml', `transformations:\n  - type: nest\n${items}`).diagnostics.map(
        ({ message }) => message,
      );
    expect(faultsOf('    other: 1\n')).toContain('"nest" needs a list of "items".');
    expect(faultsOf('    items:\n      - type: nonsense\n')).toEqual([
      'The transformation "nonsense" is not known.',
    ]);
    expect(faultsOf('    items:\n      - type: query_expression_placeholders\n')).toEqual([
      'The transformation "query_expression_placeholders" puts a text into a query, and there is no query here.',
    ]);
  });
});

describe('hashes of one field', () => {
  const MD5 = 'D41D8CD98F00B204E9800998ECF8427E';
  const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const pipeline = (more = '') => `transformations:
  - type: hashes_fields
    valid_hash_algos: [MD5, SHA1, SHA256, IMPHASH]
    field_prefix: 'file.'${more}
    field_name_conditions:
      - {type: include_fields, fields: [Hashes]}
`;
  const rule = (test: string) => `title: A rule
id: the-rule
logsource: {product: windows}
detection:
  selection:
    ${test}
  condition: selection
`;

  it('become fields of their algorithms, any of which is enough', () => {
    const text = rule(`Hashes|contains: ['MD5=${MD5}', 'SHA256=${SHA256}']`);
    expect(matches(pipeline(), { 'file.MD5': MD5.toLowerCase() }, text)).toBe(true);
    expect(matches(pipeline(), { 'file.SHA256': SHA256 }, text)).toBe(true);
    expect(matches(pipeline(), { 'file.SHA1': SHA256 }, text)).toBe(false);
    expect(matches(pipeline(), { Hashes: `MD5=${MD5}` }, text)).toBe(false);
  });

  it('are all wanted where the rule wants all, and none where it is turned round', () => {
    const all = rule(`Hashes|contains|all: ['MD5=${MD5}', 'SHA256=${SHA256}']`);
    expect(matches(pipeline(), { 'file.MD5': MD5 }, all)).toBe(false);
    expect(matches(pipeline(), { 'file.MD5': MD5, 'file.SHA256': SHA256 }, all)).toBe(true);
    const none = rule(`Hashes|contains|neq: ['MD5=${MD5}', 'SHA256=${SHA256}']`);
    expect(matches(pipeline(), { 'file.MD5': 'x', 'file.SHA256': SHA256 }, none)).toBe(false);
    expect(matches(pipeline(), { 'file.MD5': 'x', 'file.SHA256': 'y' }, none)).toBe(true);
  });

  it('are told by their length where they have no name, or share one field', () => {
    const bare = rule(`Hashes: '${SHA256}'`);
    expect(matches(pipeline(), { 'file.SHA256': SHA256 }, bare)).toBe(true);
    const named = pipeline('\n    drop_algo_prefix: true').replace("'file.'", 'hash');
    expect(matches(named, { hash: SHA256 }, bare)).toBe(true);
  });

  it('of no algorithm that is listed refuse the rule', () => {
    const text = rule("Hashes|contains: 'SHA512=00'");
    expect(() => matches(pipeline(), {}, text)).toThrow('is no hash of MD5, SHA1, SHA256, IMPHASH');
  });
});
