import { describe, expect, it } from 'vitest';
import { at, detectionRule, event, matches, refusals, ruleSet, run } from './support.ts';

const selection = (body: string) =>
  `selection:\n    ${body.replace(/\n/g, '\n    ')}\ncondition: selection`;
const hit = (body: string, fields: Parameters<typeof matches>[1]) =>
  matches(selection(body), fields);

describe('modifiers', () => {
  it('contains, startswith and endswith look at parts', () => {
    expect(hit('a|contains: mid', { a: 'x MID y' })).toBe(true);
    expect(hit('a|startswith: mid', { a: 'x mid' })).toBe(false);
    expect(hit('a|endswith: \\x.exe', { a: 'C:\\x.exe' })).toBe(true);
  });

  it('all wants every value of the list', () => {
    expect(hit('a|contains|all:\n    - x\n    - y', { a: 'y and x' })).toBe(true);
    expect(hit('a|contains|all:\n    - x\n    - z', { a: 'y and x' })).toBe(false);
  });

  it('cased keeps case', () => {
    expect(hit('a|contains|cased: Ab', { a: 'xAbx' })).toBe(true);
    expect(hit('a|contains|cased: Ab', { a: 'xabx' })).toBe(false);
  });

  it('neq is true for other values and for a missing field', () => {
    expect(hit('a|neq: 1', { a: 2 })).toBe(true);
    expect(hit('a|neq: 1', { a: 1 })).toBe(false);
    expect(hit('a|neq: 1', {})).toBe(true);
  });

  it('exists is presence only', () => {
    expect(hit('a|exists: true', { a: null })).toBe(true);
    expect(hit('a|exists: false', { a: '' })).toBe(false);
    expect(hit('a|exists: false', {})).toBe(true);
  });

  it('windash takes each dash for the others, at a word start only', () => {
    for (const dash of ['-', '/', '–', '—', '―']) {
      expect(hit("a|windash|contains: ' -enc'", { a: `x ${dash}enc` }), dash).toBe(true);
    }
    expect(hit("a|windash|contains: 'a-b'", { a: 'a/b' })).toBe(false);
  });

  it('base64 and base64offset find encoded text by bytes', () => {
    expect(hit('a|base64: foobar', { a: 'Zm9vYmFy' })).toBe(true);
    for (const before of ['', 'x', 'xy']) {
      const encoded = Buffer.from(`${before}http://é and more`).toString('base64');
      expect(hit('a|base64offset|contains: http://é', { a: encoded }), before).toBe(true);
    }
    const wide = Buffer.from('ping', 'utf16le').toString('base64');
    expect(hit('a|wide|base64offset|contains: ping', { a: wide })).toBe(true);
    expect(hit('a|utf16le|base64: ping', { a: wide })).toBe(true);
    const marked = Buffer.from([0xff, 0xfe, ...Buffer.from('ping', 'utf16le')]).toString('base64');
    expect(hit('a|utf16|base64: ping', { a: marked })).toBe(true);
  });

  it('re searches anywhere and takes i, m and s', () => {
    expect(hit("a|re: 'b\\d'", { a: 'ab1' })).toBe(true);
    expect(hit("a|re|i: 'B\\d'", { a: 'ab1' })).toBe(true);
    expect(hit("a|re: 'B\\d'", { a: 'ab1' })).toBe(false);
  });

  it('lt, lte, gt and gte compare numbers', () => {
    expect(hit('a|gt: 5', { a: '6' })).toBe(true);
    expect(hit('a|lte: 5', { a: 5.5 })).toBe(false);
  });

  it('gte keeps neighbours of 64 bits apart', () => {
    expect(hit('a|gte: 9007199254740993', { a: '9007199254740992' })).toBe(false);
    expect(hit('a|gte: 9007199254740993', { a: '9007199254740993' })).toBe(true);
  });

  it('time parts look at the date', () => {
    expect(hit('d|hour: 14', { d: '2026-06-02T14:59:00Z' })).toBe(true);
    expect(hit('d|hour|gte: 15', { d: '2026-06-02T14:59:00Z' })).toBe(false);
    expect(
      hit('d|month: 6\nd|day: 2\nd|year: 2026\nd|week: 23\nd|minute: 59', {
        d: '2026-06-02T14:59:00Z',
      }),
    ).toBe(true);
    expect(hit('d|week: 53', { d: '2021-01-03' })).toBe(true);
  });

  it('time parts use the zone of the rule', () => {
    const night = { time: '2026-06-02T02:30:00Z' };
    const zoned = detectionRule(selection('time|hour: 4'), 'x-sealwatch-zone: Europe/Berlin\n');
    expect(run(ruleSet(zoned), [event(1, night)])[0]?.matches).toEqual([1]);
    expect(matches(selection('time|hour: 4'), night)).toBe(false);
    expect(matches(selection('time|hour: 2'), night)).toBe(true);
  });

  it('@timestamp is the time of the event where the record has no such field', () => {
    expect(matches(selection("'@timestamp|year': 2023"), {}, { timeUs: at(0) })).toBe(true);
  });

  it('fieldref compares two fields of the event', () => {
    expect(hit('a|fieldref: b', { a: 'X', b: 'x' })).toBe(true);
    expect(hit('a|fieldref|startswith: b', { a: 'xyz', b: 'xy' })).toBe(true);
    expect(hit('a|fieldref|endswith: b', { a: 'xyz', b: 'xy' })).toBe(false);
    expect(hit('a|fieldref|contains: b', { a: '1xy2', b: 'xy' })).toBe(true);
    expect(hit('a|fieldref|neq: b', { a: 'x', b: 'y' })).toBe(true);
    expect(hit('a|fieldref: b', { a: 'x' })).toBe(false);
  });

  it('cidr looks at addresses', () => {
    expect(hit('a|cidr:\n    - 10.0.0.0/8\n    - fc00::/7', { a: 'fd00::1' })).toBe(true);
  });
});

describe('values', () => {
  it('not over a missing field is true', () => {
    expect(matches('s:\n    a: 1\ncondition: not s', {})).toBe(true);
  });

  it('null means missing or null, an empty text means empty', () => {
    expect(hit('a: null', {})).toBe(true);
    expect(hit('a: null', { a: null })).toBe(true);
    expect(hit('a: null', { a: '' })).toBe(false);
    expect(hit("a: ''", { a: '' })).toBe(true);
    expect(hit("a: ''", {})).toBe(false);
  });

  it('numbers match numeric text and the other way round', () => {
    expect(hit('a: 4625', { a: '4625' })).toBe(true);
    expect(hit("a: '4625'", { a: 4625 })).toBe(true);
    expect(hit('a: 1.0', { a: 1 })).toBe(true);
    expect(hit("a: '1000.0'", { a: 1000 })).toBe(true);
    expect(hit("a: '007'", { a: 7 })).toBe(false);
    expect(hit('a: true', { a: 'TRUE' })).toBe(true);
    expect(hit("a: 'true'", { a: true })).toBe(true);
  });

  it('unquoted scalars keep their text', () => {
    expect(hit('a: 00000429', { a: '00000429' })).toBe(true);
    expect(hit('a: 00000429', { a: 429 })).toBe(false);
    expect(hit('a: 2026-01-02', { a: '2026-01-02' })).toBe(true);
    expect(hit('a: 0x40', { a: '0x40' })).toBe(true);
  });

  it('an object is its compact JSON', () => {
    expect(hit('a|contains: \'"b":1\'', { a: { b: 1 } })).toBe(true);
  });

  it('keywords search every value but no field name', () => {
    expect(
      matches('k:\n    - EVIL\n    - other\ncondition: k', { deep: { x: ['an evil word'] } }),
    ).toBe(true);
    expect(matches('k:\n    - deep\ncondition: k', { deep: { x: 'y' } })).toBe(false);
    expect(
      matches("k:\n    '|all':\n        - a1\n        - b2\ncondition: k", { x: 'a1', y: 'b2' }),
    ).toBe(true);
    expect(
      matches("k:\n    '|all':\n        - a1\n        - c3\ncondition: k", { x: 'a1', y: 'b2' }),
    ).toBe(false);
    expect(matches("k:\n    '|re': 'a\\d'\ncondition: k", { x: 'xa1' })).toBe(true);
    expect(
      matches('k:\n    - in the line\ncondition: k', {}, { raw: 'something in the line' }),
    ).toBe(true);
  });

  it('a list of maps is any of them, a map is all of its fields', () => {
    expect(matches('s:\n    - a: 1\n    - b: 2\ncondition: s', { b: 2 })).toBe(true);
    expect(matches('s:\n    a: 1\n    b: 2\ncondition: s', { b: 2 })).toBe(false);
  });

  it('a long list is one look-up with the same meaning', () => {
    const list = Array.from({ length: 1_000 }, (_, i) => `    - v${i}`).join('\n');
    expect(hit(`a:\n${list}`, { a: 'V999' })).toBe(true);
    expect(hit(`a:\n${list}`, { a: 'v1000' })).toBe(false);
  });
});

describe('what has no meaning is refused', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['an unknown modifier', 'a|contain: x', 'rule.unknown-modifier'],
    ['all on a single value', 'a|contains|all: x', 'rule.all-single'],
    ['a network with host bits', 'a|cidr: 10.0.0.1/8', 'match.cidr'],
    ['a number comparison with text', "a|gt: '5'", 'rule.not-a-number'],
    ['exists without a boolean', 'a|exists: maybe', 'rule.exists'],
    ['exists without a field', "'|exists': true", 'rule.no-field'],
    ['base64 with wildcards', "a|base64: 'x*'", 'rule.encoding-wildcard'],
    ['fieldref with wildcards', "a|fieldref: 'x*'", 'rule.fieldref-wildcard'],
    ['string modifiers with re', 'a|re|contains: x', 'rule.re-with-string'],
    ['a placeholder without a value', "a|expand: '%admins%'", 'rule.placeholder'],
    ['a placeholder with hyphens', "a|expand: '%DC-MACHINE-NAME%'", 'rule.placeholder'],
    ['an empty list of values', 'a: []', 'rule.empty-selection'],
    ['flags without re', 'a|i: x', 'rule.flag-without-re'],
    ['a regular expression that refers back', "a|re: '(a)\\1'", 'match.regex'],
  ];
  for (const [name, body, code] of cases) {
    it(name, () => expect(refusals(detectionRule(selection(body)))).toEqual([code]));
  }

  it('an empty selection', () => {
    expect(refusals(detectionRule('s: {}\ncondition: s'))).toEqual(['rule.empty-selection']);
    expect(refusals(detectionRule('s:\ncondition: s'))).toEqual(['rule.empty-selection']);
  });

  it('with its line and column', () => {
    const [rule] = ruleSet(detectionRule('s:\n    a|gt: text\ncondition: s')).rules;
    expect(rule?.diagnostics[0]).toMatchObject({ line: 7, column: 15, severity: 'error' });
  });
});
