// The shared plan against the slow and obvious evaluation of the same rules: an index may cost or save
// time, it never changes what matches.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDetection } from '../../../shared/detection/detection.ts';
import { Plan } from '../../../shared/detection/plan.ts';
import type { RuleSet } from '../../../shared/detection/rule-set.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import type { EventView, Fields, FieldValue } from '../../../shared/domain/event.ts';
import { obviouslyMatches } from '../../fixtures/obvious-evaluator.ts';
import { event, hashes, ruleSet } from './support.ts';

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

  it('matches the same after it has weighed what events look like', () => {
    fc.assert(
      fc.property(
        fc.array(rule, { minLength: 3, maxLength: 6 }),
        fc.array(view, { minLength: 4, maxLength: 12 }),
        (rules, events) => {
          const set = ruleSet(...rules);
          const rounds = Math.ceil(1_000 / events.length);
          expect(planned(set, events, rounds)).toEqual(obvious(set, events));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('tries a rule only where it could match, whatever else is loaded', () => {
    const others = Array.from(
      { length: 300 },
      (_, i) =>
        `title: Other\nlogsource: {}\ndetection:\n  a:\n    Image|endswith: '\\program${String(i)}.exe'\n    CommandLine|contains: ' -flag${String(i)}'\n  condition: a\n`,
    );
    const set = ruleSet(...others);
    const plan = new Plan(set, new Set(set.rules.keys()), 'UTC', 'never');
    let hits = 0;
    for (let i = 0; i < 600; i++) {
      const number = String(i);
      const fields = { Image: `C:\\program${number}.exe`, CommandLine: `run -flag${number}` };
      plan.evaluate(event(i, fields), () => hits++);
    }
    const tried = set.rules.reduce((sum, _, index) => sum + (plan.cost(index)?.tried ?? 0), 0);
    expect(hits).toBe(300);
    expect(tried).toBeLessThan(600 * 5);
  });

  it('says what each rule has cost', () => {
    let now = 0;
    const set = ruleSet(
      "title: One\nlogsource: {}\ndetection:\n  a:\n    Image: 'x'\n    n|gt: 5\n  condition: a\n",
      "title: Two\nlogsource: {}\ndetection:\n  a:\n    Image: 'never'\n  condition: a\n",
    );
    const plan = new Plan(set, new Set([0, 1]), 'UTC', 'never', () => (now += 3));
    for (let n = 0; n < 10; n++) plan.evaluate(event(n, { Image: 'X', n }), () => undefined);
    expect(plan.cost(0)).toEqual({ tried: 10, hits: 4, us: 3, notTested: 0 });
    expect(plan.cost(1)).toEqual({ tried: 0, hits: 0, us: 0, notTested: 0 });
    expect(plan.cost(7)).toBeUndefined();
  });

  it('counts for a rule of the threat list what is listed, and nothing where the list is empty', () => {
    const set = ruleSet(
      'title: Listed\nid: listed\nlogsource: {}\nx-sealwatch-threat-list: true\n',
      "title: Other\nid: other\nlogsource: {}\ndetection:\n  a:\n    ip: '10.0.0.1'\n  condition: a\n",
    );
    const costs = (list: string) => {
      const detection = createDetection(set, {
        hashes,
        zone: 'UTC',
        threatList: parseThreatList(list),
        enabled: () => true,
      });
      for (let n = 0; n < 10; n++) {
        detection.push(event(n, { time: '2026-03-05T10:00:00Z', ip: `10.0.0.${String(n)}` }));
      }
      const { outcomes } = detection.finish();
      return outcomes.map(({ cost, matches }) => ({ tried: cost.tried, hits: cost.hits, matches }));
    };
    const other = { tried: 1, hits: 1, matches: 1 };
    expect(costs('10.0.0.7\n10.0.0.8\n')).toEqual([{ tried: 10, hits: 2, matches: 2 }, other]);
    expect(costs('')).toEqual([{ tried: 0, hits: 0, matches: 0 }, other]);
  });

  it('counts values that would cost too much, and goes on', () => {
    const set = ruleSet(
      "title: Heavy\nlogsource: {}\ndetection:\n  a:\n    text|re: '(?:.{0,900}x){1}=.{900}'\n  condition: a\n",
    );
    const plan = new Plan(set, new Set([0]), 'UTC', 'never');
    const text = `${'x='.repeat(1_000)}${' '.repeat(2_000_000)}`;
    let hits = 0;
    plan.evaluate(event(1, { text }), () => hits++);
    plan.evaluate(event(2, { text: text.slice(0, 4_000) }), () => hits++);
    expect(hits).toBe(1);
    expect(plan.cost(0)).toMatchObject({ tried: 2, hits: 1, notTested: 1 });
  });

  it('finds what stands behind a word whose rule searches another long value meanwhile', () => {
    const needles = Array.from({ length: 14 }, (_, i) => `needle ${String(i)}`).join(', ');
    const rule = (title: string, body: string) =>
      `title: ${title}\nid: ${title}\nlogsource: {}\ndetection:\n  a:\n    text|contains: ${body}\n  condition: a\n`;
    const set = ruleSet(
      rule('first', `first word\n    other|contains: [${needles}]`),
      rule('second', 'second word'),
    );
    const plan = new Plan(set, new Set([0, 1]), 'UTC', 'never');
    const hits: string[] = [];
    // Too long to be remembered, so that the rules are tried while the value is read.
    const text = `first word ${'lorem ipsum '.repeat(60)} second word`;
    plan.evaluate(event(1, { text, other: 'dolor '.repeat(300) }), ({ rule: { id } }) =>
      hits.push(id),
    );
    expect(hits).toEqual(['second']);
  });

  it('tries a rule on command lines only where one of its flags is, however the dash is written', () => {
    const set = ruleSet(
      "title: Flag\nlogsource: {}\ndetection:\n  a:\n    text|windash|contains: ' -e '\n  condition: a\n",
    );
    const plan = new Plan(set, new Set([0]), 'UTC', 'never');
    let hits = 0;
    for (const dash of ['-', '/', '–', '—', '―', '']) {
      plan.evaluate(event(1, { text: `program ${dash}e x` }), () => hits++);
    }
    expect(hits).toBe(5);
    expect(plan.cost(0)?.tried).toBe(5);
  });

  it('stands a value of ten million characters and a thousand emoji', () => {
    const emoji = Array.from({ length: 1_000 }, (_, i) => String.fromCodePoint(0x1f300 + i));
    const set = ruleSet(
      `title: Emoji\nlogsource: {}\ndetection:\n  a:\n    text|contains:\n${emoji.map((each) => `      - '${each}'\n`).join('')}  condition: a\n`,
    );
    const plan = new Plan(set, new Set([0]), 'UTC', 'never');
    const hits: number[] = [];
    const long = 'x'.repeat(10_000_000);
    plan.evaluate(event(1, { text: long }), () => hits.push(1));
    plan.evaluate(event(2, { text: `${long}\u{1f305}` }), () => hits.push(2));
    plan.evaluate(event(3, { text: 'é' }), () => hits.push(3));
    expect(hits).toEqual([2]);
  });
});
