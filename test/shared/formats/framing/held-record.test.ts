import { describe, expect, it } from 'vitest';
import { textOf, utf8 } from '../../../../shared/base/bytes.ts';
import { createExcerpt } from '../../../../shared/formats/framing/excerpt.ts';
import { createHeldRecord } from '../../../../shared/formats/framing/held-record.ts';

describe('a record that is not finished', () => {
  it('is all of what was added, up to the limit', () => {
    const held = createHeldRecord(6);
    held.add(utf8('abc'));
    held.add(utf8('def'));
    expect([held.length, held.isOverlong, textOf(held.view())]).toEqual([6, false, 'abcdef']);
  });

  it('is counted on past the limit, and shown by its first bytes', () => {
    const held = createHeldRecord(6);
    held.add(utf8('abcd'));
    held.add(utf8('efg'));
    held.add(utf8('x'.repeat(3_000)));
    expect([held.length, held.isOverlong]).toEqual([3_007, true]);
    expect(textOf(held.excerpt())).toBe(`abcdefg${'x'.repeat(1_993)}`);
  });

  it('is past the limit also where what comes last has no bytes', () => {
    const held = createHeldRecord(2);
    held.add(utf8('abc'));
    held.add(utf8(''));
    expect([held.length, held.isOverlong]).toEqual([3, true]);
  });

  it('begins anew when it is cleared', () => {
    const held = createHeldRecord(2);
    held.add(utf8('abc'));
    held.clear();
    held.add(utf8('d'));
    expect([held.length, held.isOverlong, textOf(held.view())]).toEqual([1, false, 'd']);
  });
});

describe('an excerpt', () => {
  it('keeps the first 2,000 bytes, and begins anew once it is taken', () => {
    const excerpt = createExcerpt();
    excerpt.add(utf8('a'.repeat(1_999)));
    excerpt.add(utf8('bc'));
    excerpt.add(utf8('d'));
    expect(textOf(excerpt.taken())).toBe(`${'a'.repeat(1_999)}b`);
    excerpt.add(utf8('e'));
    expect(textOf(excerpt.taken())).toBe('e');
  });
});
