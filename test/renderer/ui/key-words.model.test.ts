import { describe, expect, it } from 'vitest';
import { isChained, keyWords } from '../../../renderer/ui/key-words.model.ts';

describe('what is said of the key', () => {
  it('tells a key of this session from one that an earlier check used', () => {
    expect(keyWords({ hasKey: true, verifiedWithKey: true })).toBe('supplied in this session');
    expect(keyWords({ hasKey: false, verifiedWithKey: true })).toContain('used for the last check');
    expect(keyWords({ hasKey: false, verifiedWithKey: false })).toBe('not supplied');
  });

  it('does not claim that a key was used before a check has used it', () => {
    expect(keyWords({ hasKey: true, verifiedWithKey: false })).toContain('not yet used');
  });

  it('is asked for of logs that have one alone', () => {
    const chained = { format: 'hash-chained-log' };
    expect(isChained({ source: chained, verification: null })).toBe(true);
    expect(isChained({ source: { format: 'json-lines' }, verification: null })).toBe(false);
    const folder = { source: { format: 'several' }, verification: { kind: 'hash-chain' as const } };
    expect(isChained(folder)).toBe(true);
  });
});
