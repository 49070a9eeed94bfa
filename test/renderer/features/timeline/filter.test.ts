import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  outerParts,
  quotedValue,
  senseOf,
  termOf,
  withTerm,
} from '../../../../renderer/features/timeline/filter.model.ts';
import { compileQuery } from '../../../../shared/query/compile.ts';
import { parseQuery } from '../../../../shared/query/parse.ts';
import { timeUs } from '../../../../shared/base/time.ts';

function matches(query: string, fields: Readonly<Record<string, string>>): boolean {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(`${query}: ${parsed.error.message}`);
  const event = {
    id: 1,
    timeUs: timeUs(0),
    nanos: 0,
    ecs: {},
    fields,
    raw: JSON.stringify(fields),
  };
  return compileQuery(parsed.value)(event);
}

describe('a term made from a value on the screen', () => {
  it('finds exactly that value, whatever characters it has', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 24 }), (value) => {
        fc.pre(value.trim() !== '');
        const term = termOf('message', value);
        expect(matches(term, { message: value })).toBe(true);
        expect(matches(term, { message: `${value}~` })).toBe(false);
        expect(matches(withTerm('', term, 'exclude'), { message: value })).toBe(false);
      }),
    );
  });
  it('does not take a star in the evidence for a wildcard', () => {
    expect(quotedValue('a*')).toBe('"a*"');
    expect(matches(termOf('path', 'a*'), { path: 'abc' })).toBe(false);
  });
  it('quotes a field whose name has a space', () => {
    expect(matches(termOf('Source Name', 'x'), { 'Source Name': 'x' })).toBe(true);
  });
  it('asks for the absence of a field where there is no value', () => {
    expect(termOf('user.name', '')).toBe('NOT _exists_:user.name');
  });
});

describe('a query with a term added', () => {
  it('keeps what was there and joins with AND', () => {
    expect(withTerm('login', 'level:ERROR', 'include')).toBe('login AND level:ERROR');
  });
  it('puts alternatives into parentheses, so that the term narrows both', () => {
    expect(withTerm('a OR b', 'c:1', 'include')).toBe('(a OR b) AND c:1');
    expect(withTerm('a || b', 'c:1', 'exclude')).toBe('(a || b) AND NOT c:1');
  });
  it('loses the term again when it is added twice', () => {
    const once = withTerm('x', 'level:ERROR', 'exclude');
    expect(once).toBe('x AND NOT level:ERROR');
    expect(withTerm(once, 'level:ERROR', 'exclude')).toBe('x');
  });
  it('turns from out to in instead of asking for both', () => {
    expect(withTerm('NOT level:ERROR', 'level:ERROR', 'include')).toBe('level:ERROR');
    expect(withTerm('NOT _exists_:ip', 'NOT _exists_:ip', 'exclude')).toBe('_exists_:ip');
  });
  it('is told apart inside of quotes, groups and ranges', () => {
    expect(outerParts('"a OR b" AND t:[1 TO 2] AND (x OR y) z')).toEqual([
      '"a OR b"',
      't:[1 TO 2]',
      '(x OR y)',
      'z',
    ]);
    expect(senseOf('a AND NOT b:"c d"', 'b:"c d"')).toBe('exclude');
    expect(senseOf('a OR b:1', 'b:1')).toBeNull();
  });
});
