// The shared plan against the slow and obvious evaluation of the same rules: an index may cost or save
// time, it never changes what matches.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Plan } from '../../../shared/detection/plan.ts';
import type { RuleSet } from '../../../shared/detection/rule-set.ts';
import type { EventView, Fields, FieldValue } from '../../../shared/domain/event.ts';
import { obviouslyMatches } from '../../fixtures/obvious-evaluator.ts';
import { event, ruleSet } from './support.ts';

const WORDS = [
  'cmd.exe',
  'CMD',
  'a',
  'ab',
  'Straße',
  'STRASSE',
  'ΣΊΣΥΦΟΣ',
  'σίσυφος',
  '\u212aelvin',
  'kelvin',
  'mi\u017fs',
  'miss',
  'İstanbul',
  'ıI',
  '😀',
  '😀😁',
  '𐐀b',
  '𐐨B',
  'C:\\Windows\\cmd.exe',
  '10.1.2.3',
  '192.168.0.1',
  '4625',
  '4625.0',
  'true',
  '-enc',
  '/enc',
  '\u2013enc',
  '',
  ' ',
  'a*b',
  'a?b',
];
const FIELDS = [
  'Image',
  'image',
  'Event ID',
  'EventID',
  'user.name',
  'a.b',
  'a.b.c',
  'list.0',
  'x',
];

const word = fc.constantFrom(...WORDS);
const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

const wildcards = fc
  .tuple(word, fc.constantFrom('*', '?', '**', ''), word)
  .map((each) => each.join(''));
const values = (one: fc.Arbitrary<string>, least = 1) =>
  fc.array(one, { minLength: least, maxLength: 16 });
const list = (texts: readonly string[]) => texts.map((text) => `\n      - ${text}`).join('');

const field = fc.constantFrom(...FIELDS);
const literal = fc.oneof(word, phrase, wildcards).map(quoted);
const item = fc.oneof(
  fc.tuple(field, values(literal)).map(([name, texts]) => `${name}:${list(texts)}`),
  fc
    .tuple(
      field,
      fc.constantFrom(
        'contains',
        'startswith',
        'endswith',
        'cased',
        'contains|cased',
        'contains|windash',
        'neq',
        'contains|neq',
      ),
      values(literal),
    )
    .map(([name, modifier, texts]) => `${name}|${modifier}:${list(texts)}`),
  fc
    .tuple(field, fc.constantFrom('contains|all', 'all', 'startswith|all'), values(literal, 2))
    .map(([name, modifier, texts]) => `${name}|${modifier}:${list(texts)}`),
  fc
    .tuple(field, fc.constantFrom('4625', '1', '4625.0', 'null', 'true', "''"))
    .map((each) => each.join(': ')),
  fc.tuple(field, fc.boolean()).map(([name, there]) => `${name}|exists: ${String(there)}`),
  fc.tuple(field, fc.constantFrom('lt', 'gte')).map(([name, how]) => `${name}|${how}: 10`),
  fc
    .tuple(field, fc.constantFrom('10.0.0.0/8', '192.168.0.0/16'))
    .map((each) => each.join('|cidr: ')),
  fc
    .tuple(field, fc.constantFrom('', '|startswith', '|contains', '|neq'), field)
    .map(([name, how, other]) => `${name}|fieldref${how}: ${other}`),
  fc
    .tuple(
      field,
      fc.constantFrom('re', 're|i'),
      fc.constantFrom(
        'c.d',
        '^cmd',
        'exe$',
        '(?:cmd|exe)',
        'x?ab',
        '[ck]elvin',
        'a{2}',
        'e{1,}x',
        '(a|b)(c|d)?m',
        'a|',
        '[^a]b',
        'cm(d\\.ex)+e',
        'w*i+s',
      ),
    )
    .map(([name, how, source]) => `${name}|${how}: '${source}'`),
);
const selection = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .uniqueArray(item, { minLength: 1, maxLength: 3, selector: (text) => text.split(':')[0] })
      .map((items) => items.map((each) => `\n    ${each}`).join('')),
  },
  {
    weight: 1,
    arbitrary: values(literal).map((texts) => texts.map((text) => `\n    - ${text}`).join('')),
  },
  { weight: 1, arbitrary: values(literal, 2).map((texts) => `\n    '|all':${list(texts)}`) },
);
const condition = fc.constantFrom(
  'a',
  'not a',
  'a and b',
  'a or b',
  'a and not b',
  'not (a or b)',
  'not (not a and not b)',
  '1 of *',
  'all of *',
  'a and (b or c)',
  '(a or b) and not c',
  'not (a and not b)',
  'a or not b',
  'not 1 of *',
);
const rule = fc
  .tuple(selection, selection, selection, condition)
  .map(
    ([a, b, c, text]) =>
      `title: Random\nlogsource: {}\ndetection:\n  a:${a}\n  b:${b}\n  c:${c}\n  condition: ${text}\n`,
  );

const scalar: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(word, phrase) },
  fc.constantFrom(4625, 1, 0, -0, 12.5, 1e21, true, false, null),
);
const value: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  fc.array(fc.oneof(scalar, fc.array(scalar, { maxLength: 2 })), { maxLength: 3 }),
  fc.dictionary(
    fc.constantFrom('b', 'B', 'b.c', 'c', '0'),
    fc.oneof(scalar, fc.dictionary(fc.constantFrom('c', 'C'), scalar)),
    { maxKeys: 2 },
  ),
);
const fields: fc.Arbitrary<Fields> = fc.dictionary(
  fc.constantFrom(
    'Image',
    'IMAGE',
    'EventID',
    'Event ID',
    'eventid',
    'user',
    'user.name',
    'a',
    'A',
    'a.b',
    'A.B.C',
    'list',
    'x',
    'other',
  ),
  value,
  { maxKeys: 6 },
);
const view = fc
  .record({ fields, name: fc.option(word), raw: fc.option(phrase) })
  .map(({ fields: own, name, raw }): EventView =>
    event(1, own, { ecs: name === null ? {} : { 'user.name': name }, raw: raw ?? '' }),
  );

function planned(set: RuleSet, events: readonly EventView[], rounds = 1): Set<string> {
  const plan = new Plan(set, new Set(set.rules.keys()), 'UTC', 'never');
  let hits = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    hits = new Set();
    events.forEach((each, at) => {
      plan.evaluate(each, ({ index }) => {
        const hit = `${String(index)} ${String(at)}`;
        expect(hits.has(hit), 'no rule hits an event twice').toBe(false);
        hits.add(hit);
      });
    });
  }
  return hits;
}

function obvious(set: RuleSet, events: readonly EventView[]): Set<string> {
  const hits = new Set<string>();
  set.rules.forEach((each, index) => {
    if (each.tree?.kind !== 'event' || each.tree.detection === undefined) return;
    const { detection } = each.tree;
    events.forEach((one, at) => {
      if (obviouslyMatches(detection, one)) hits.add(`${String(index)} ${String(at)}`);
    });
  });
  return hits;
}

describe('the shared plan', () => {
  it('matches what the obvious evaluation matches, whatever rules and events', () => {
    let matched = 0;
    let tried = 0;
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 1, maxLength: 8 }),
        fc.array(view, { minLength: 1, maxLength: 12 }),
        (rules, events) => {
          const set = ruleSet(...rules);
          const expected = obvious(set, events);
          matched += expected.size;
          tried += set.rules.filter((each) => each.ok).length * events.length;
          expect(planned(set, events)).toEqual(expected);
        },
      ),
      { numRuns: 250 },
    );
    expect(matched).toBeGreaterThan(tried / 50);
    expect(matched).toBeLessThan(tried);
  });
});
