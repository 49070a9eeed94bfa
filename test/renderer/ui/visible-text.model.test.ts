import { describe, expect, it } from 'vitest';
import { visibleText } from '../../../renderer/ui/visible-text.model.ts';

describe('text from evidence on the screen', () => {
  it('cannot hide anything behind invisible characters, nor turn anything round', () => {
    expect(visibleText('a\u202eb\u200bc\u0007\n')).toBe('a\\u{202e}b\\u{200b}c\\u{7}\n');
    expect(visibleText('invoice\u202egnp.exe\u202c')).toBe('invoice\\u{202e}gnp.exe\\u{202c}');
  });
  it('is otherwise left as it is, in every script', () => {
    const text = 'Übergröße\tΕλληνικά Кириллица 日本語 שלום 🦭 <b>&amp;</b>';
    expect(visibleText(text)).toBe(text);
  });
});
