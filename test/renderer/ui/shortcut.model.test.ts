import { describe, expect, it } from 'vitest';
import { keyCaps, matchKeys, pressText } from '../../../renderer/ui/shortcut.model.ts';

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('a key press', () => {
  it('names Ctrl and Cmd alike', () => {
    expect(pressText({ ...plain, key: 'k', ctrlKey: true })).toBe('mod+k');
    expect(pressText({ ...plain, key: 'P', metaKey: true, shiftKey: true })).toBe('mod+shift+p');
  });

  it('names shift with letters and named keys only, because signs already say it', () => {
    expect(pressText({ ...plain, key: 'I', shiftKey: true })).toBe('shift+i');
    expect(pressText({ ...plain, key: '?', shiftKey: true })).toBe('?');
    expect(pressText({ ...plain, key: ' ' })).toBe('space');
  });
});

describe('a sequence of two keys', () => {
  it('fires only on the second, right after the first', () => {
    expect(matchKeys('g a', 'g', undefined)).toBe('begins');
    expect(matchKeys('g a', 'a', 'g')).toBe('fires');
    expect(matchKeys('g a', 'a', undefined)).toBe('no');
    expect(matchKeys('a', 'a', 'g')).toBe('fires');
  });

  it('is shown as key caps', () => {
    expect(keyCaps('g a', false)).toEqual([['G'], ['A']]);
    expect(keyCaps('mod+shift+p', true)).toEqual([['⌘', 'Shift', 'P']]);
  });
});
