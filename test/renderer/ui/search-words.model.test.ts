import { describe, expect, it } from 'vitest';
import { hasWords, searchWords } from '../../../renderer/ui/search-words.model.ts';

describe('words that narrow a list', () => {
  it('all have to be there, in any order and either case', () => {
    expect(hasWords('failed login burst', searchWords('  LOGIN fail '))).toBe(true);
    expect(hasWords('failed login burst', searchWords('login success'))).toBe(false);
  });
  it('leave everything where there are none', () => {
    expect(searchWords('   ')).toEqual([]);
    expect(hasWords('anything', [])).toBe(true);
  });
});
