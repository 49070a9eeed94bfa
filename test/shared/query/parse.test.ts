import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../shared/query/parse.ts';

describe('a query that cannot be read', () => {
  it.each([
    ['user:', 5, 'query.value-missing'],
    ['user: alice', 5, 'query.value-missing'],
    ['"open', 0, 'query.quote-open'],
    ['a "open', 2, 'query.quote-open'],
    ['(a OR b', 0, 'query.parenthesis'],
    ['a)', 1, 'query.parenthesis'],
    ['a AND', 5, 'query.term-missing'],
    ['a AND OR b', 6, 'query.term-missing'],
    ['OR b', 0, 'query.term-missing'],
    ['NOT', 3, 'query.term-missing'],
    ['()', 1, 'query.term-missing'],
    ['x:/a(/', 2, 'query.regex'],
    ['x:/(?>a)/', 2, 'query.regex'],
    ['x:/a', 2, 'query.regex-open'],
    ['x:/a/z', 5, 'query.regex-end'],
    ['x:[1 TO', 2, 'query.range'],
    ['x:[1, 2]', 2, 'query.range'],
    ['x:>', 3, 'query.value-missing'],
    ['ip:10.0.0.1/8', 3, 'query.network'],
    ['ip:10.0.0.0/40', 3, 'query.network'],
    ['x:(y:z)', 3, 'query.field-nested'],
    ['_exists_:(a OR b)', 9, 'query.exists'],
    ['('.repeat(200), 100, 'query.too-deep'],
  ])('%s says so at character %i', (query, position, code) => {
    const parsed = parseQuery(query);
    expect(parsed.ok ? 'parsed' : parsed.error).toMatchObject({ position, code });
  });

  it('is refused when it is too long', () => {
    expect(parseQuery('a'.repeat(10_001)).ok).toBe(false);
  });
});
