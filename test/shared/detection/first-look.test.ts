import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHashes } from '../../../electron/engine/host.ts';
import { utf8 } from '../../../shared/base/bytes.ts';
import { firstLook } from '../../../shared/detection/first-look.ts';
import { Plan } from '../../../shared/detection/plan.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import type { EventView, Fields } from '../../../shared/domain/event.ts';
import { createJsonGlance } from '../../../shared/normalise/glance/json-glance.ts';

const SOURCE = { product: 'aws', service: 'cloudtrail' } as const;
const KNOWN = ['name', 'who.type', 'flag'];
const glance = createJsonGlance({ name: true, flag: true, who: { type: true } });

function setOf(detections: readonly string[]) {
  const files = detections.map((detection, index) => ({
    path: `rule-${String(index)}.yml`,
    text: [
      `title: Rule ${String(index)}`,
      `id: 00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      'logsource:\n  product: aws\n  service: cloudtrail',
      'detection:',
      detection,
    ].join('\n'),
    origin: 'own' as const,
    pack: 'own',
  }));
  return loadRuleSet(files, nodeHashes);
}

function lookOf(set: ReturnType<typeof setOf>) {
  return firstLook(set, SOURCE, {
    wanted: set.rules.keys(),
    route: 'auto',
    threats: false,
    known: KNOWN,
  });
}

function matches(set: ReturnType<typeof setOf>, fields: Fields): boolean {
  const plan = new Plan(set, new Set(set.rules.keys()), 'UTC', 'auto');
  const event: EventView = {
    id: 1,
    timeUs: null,
    nanos: 0,
    ecs: {},
    fields,
    logSource: SOURCE,
    raw: JSON.stringify(fields),
  };
  let hits = 0;
  plan.evaluate(event, () => hits++);
  return hits > 0;
}

const value = fc.constantFrom('get', 'GetObject', 'put', 'root', 'true', '', 'x.y');
const field = fc.constantFrom('name', 'name', 'Name', 'who.type', 'flag', 'other', 'who.other');
const test = fc.oneof(
  fc.tuple(field, fc.constantFrom('', '|contains', '|startswith', '|endswith'), value),
  fc.tuple(field, fc.constant('|exists'), fc.constantFrom('true', 'false')),
  fc.tuple(field, fc.constant('|re'), fc.constantFrom('^get', 'o+t$', 'a|b')),
  fc.tuple(field, fc.constant('|neq'), value),
  fc.tuple(field, fc.constant(''), fc.constant(null)),
);
const selection = fc.array(test, { minLength: 1, maxLength: 3 }).map((tests) =>
  [...new Map(tests.map((each) => [`${each[0]}${each[1]}`, each])).values()]
    .map(([name, modifier, wanted]) => {
      const spelled =
        modifier === '|exists' ? wanted : wanted === null ? 'null' : JSON.stringify(wanted);
      return `    ${name}${modifier}: ${String(spelled)}`;
    })
    .join('\n'),
);
const condition = fc.constantFrom(
  ...['a', 'a', 'a and b', 'a and b', 'a or b', 'a and not b', 'not a', 'a or not b'],
  ...['(a and b) or c', '(a or b) and not c', 'not (a or b) and c', 'not (a and not b)'],
  ...['(a and c) or (b and not c)', '1 of them', 'all of them', 'not 1 of them'],
);
const detection = fc
  .tuple(selection, selection, selection, condition)
  .map(([a, b, c, how]) => `  a:\n${a}\n  b:\n${b}\n  c:\n${c}\n  condition: ${how}`);
const scalar = fc.oneof(value, fc.boolean(), fc.constant(null), fc.constantFrom(1, 1.5));
const fieldsOf = fc.record(
  {
    name: scalar,
    flag: scalar,
    who: fc.oneof(scalar, fc.record({ type: scalar }, { requiredKeys: [] })),
    other: scalar,
  },
  { requiredKeys: [] },
);
const odd = fc.constantFrom<Fields>(
  {},
  {},
  {},
  { NAME: 'get' },
  { 'who.type': 'root' },
  { Who: { Type: 'root' } },
);

describe('a first look at an event', () => {
  it('never passes over an event that a rule matches', () => {
    let passed = 0;
    let found = 0;
    fc.assert(
      fc.property(
        fc.array(detection, { minLength: 1, maxLength: 2 }),
        fieldsOf,
        odd,
        (rules, given, more) => {
          const fields = { ...given, ...more } as Fields;
          const few = glance(utf8(JSON.stringify(fields)));
          const set = setOf(rules);
          fc.pre(set.rules.every(({ ok }) => ok));
          if (few === undefined) return;
          if (lookOf(set)(few)) {
            if (matches(set, fields)) found += 1;
            return;
          }
          passed += 1;
          expect(matches(set, fields)).toBe(false);
        },
      ),
      { numRuns: 1_000 },
    );
    // About a hundred of either: enough of both, whatever was drawn.
    expect(passed).toBeGreaterThan(40);
    expect(found).toBeGreaterThan(40);
  });

  const byName = '  a:\n    name: DeleteTrail\n    other: x\n  condition: a';
  const bySource = '  a:\n    flag: on\n    name|startswith: Put\n  condition: a';

  it('passes over what lacks a field that a rule asks for', () => {
    const look = lookOf(setOf([byName, bySource]));
    expect(look({ name: 'GetObject', flag: 'on' })).toBe(false);
    expect(look({ name: 'PutObject', flag: 'off' })).toBe(false);
    expect(look({ name: 'deletetrail' })).toBe(true);
    expect(look({ name: 'PutObject', flag: 'ON' })).toBe(true);
  });

  it('takes what a rule asks for together as such', () => {
    const parts = '  a:\n    flag: on\n    name: Put\n  b:\n    flag: off\n    other: x';
    const look = lookOf(
      setOf([`${parts}\n  c:\n    who.type|exists: true\n  condition: (a or b) and not c`]),
    );
    expect(look({ flag: 'on', name: 'Get' })).toBe(false);
    expect(look({ flag: 'on', name: 'Put' })).toBe(true);
    expect(look({ flag: 'off', name: 'Get' })).toBe(true);
    expect(look({ flag: 'off', name: 'Get', who: { type: 'root' } })).toBe(false);
  });

  it.each([
    ['a rule asks only for what is not known', '  a:\n    other: x\n  condition: a'],
    ['a rule looks everywhere', "  a:\n    - 'secret'\n  condition: a"],
    ['a rule matches what is not there', '  a:\n    name: x\n  condition: not a'],
  ])('passes over nothing where %s', (_why, rule) => {
    expect(lookOf(setOf([byName, rule]))({ name: 'GetObject' })).toBe(true);
  });

  it('leaves out rules of other log sources', () => {
    const set = setOf(['  a:\n    other: x\n  condition: a']);
    const options = {
      wanted: set.rules.keys(),
      route: 'auto',
      threats: false,
      known: KNOWN,
    } as const;
    expect(firstLook(set, { product: 'windows' }, options)({ name: 'x' })).toBe(false);
  });
});
