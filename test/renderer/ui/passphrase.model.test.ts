import { describe, expect, it } from 'vitest';
import { isFit, NO_PASSPHRASE, passphraseProblems } from '../../../renderer/ui/passphrase.model.ts';

describe('a passphrase that is being set', () => {
  it('is not complained about before it is typed, and not fit either', () => {
    expect(passphraseProblems(NO_PASSPHRASE)).toEqual({});
    expect(isFit(NO_PASSPHRASE)).toBe(false);
  });

  it('is long enough', () => {
    expect(passphraseProblems({ text: 'short', again: '' }).text).toContain('8 characters');
    expect(isFit({ text: 'short', again: 'short' })).toBe(false);
    // Eight characters of two UTF-16 units each.
    expect(isFit({ text: '🦭'.repeat(8), again: '🦭'.repeat(8) })).toBe(true);
    expect(isFit({ text: '🦭'.repeat(7), again: '🦭'.repeat(7) })).toBe(false);
  });

  it('is typed twice', () => {
    expect(passphraseProblems({ text: 'long enough', again: 'long enouhg' })).toEqual({
      again: 'The two are not the same.',
    });
    expect(isFit({ text: 'long enough', again: '' })).toBe(false);
    expect(isFit({ text: 'long enough', again: 'long enough' })).toBe(true);
  });
});
