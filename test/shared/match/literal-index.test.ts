import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from '../../../shared/match/fold.ts';
import { LiteralIndex, type Literal } from '../../../shared/match/literal-index.ts';

function found(literals: readonly Literal[], text: string): number[] {
  const ids = new Set<number>();
  const index = new LiteralIndex(literals);
  if (!index.isTooShort(text)) index.scan(text, (id) => ids.add(id));
  return [...ids].toSorted((a, b) => a - b);
}

function occurs({ text, start, end }: Literal, value: string): boolean {
  const own = fold(text);
  const whole = fold(value);
  if (start && end) return whole === own;
  if (start) return whole.startsWith(own);
  return end ? whole.endsWith(own) : whole.includes(own);
}

const anywhere = (text: string, id: number): Literal => ({ text, start: false, end: false, id });

describe('the index of literals', () => {
  it('names what occurs, at the ends only where that is asked', () => {
    const literals = [
      anywhere('she', 0),
      anywhere('he', 1),
      anywhere('hers', 2),
      { text: 'ushers', start: true, end: true, id: 3 },
      { text: 'us', start: true, end: false, id: 4 },
      { text: 'us', start: false, end: true, id: 5 },
      { text: '', start: true, end: true, id: 6 },
    ];
    expect(found(literals, 'USHERS')).toEqual([0, 1, 2, 3, 4]);
    expect(found(literals, 'virus')).toEqual([5]);
    expect(found(literals, '')).toEqual([6]);
    expect(found(literals, 'none')).toEqual([]);
  });

  it('never leaves out a literal that occurs', () => {
    const points = [
      'a',
      'B',
      'b',
      'k',
      '\u212a',
      's',
      'ſ',
      'S',
      'é',
      'É',
      '😀',
      '𐐀',
      '𐐨',
      '\\',
      '.',
    ];
    const text = fc.array(fc.constantFrom(...points), { maxLength: 30 }).map((all) => all.join(''));
    const literal = fc.record({
      text: text.filter((each) => each !== ''),
      start: fc.boolean(),
      end: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(literal, { maxLength: 12 }), fc.array(text), (drafts, values) => {
        const literals = drafts.map((draft, id): Literal => ({ ...draft, id }));
        for (const value of [...values, ...literals.map((each) => each.text.toLowerCase())]) {
          const expected = literals.filter((each) => occurs(each, value)).map(({ id }) => id);
          expect(found(literals, value)).toEqual(expect.arrayContaining(expected));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('holds for every character there is: what folds alike is looked for alike', () => {
    // One literal for each character that folds to ASCII, in any writing.
    const letters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
    const index = new LiteralIndex(letters.map((letter, id) => anywhere(fold(letter), id)));
    for (let code = 0x80; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const point = String.fromCodePoint(code);
      const folded = fold(point);
      if (folded.length !== point.length)
        throw new Error(`U+${code.toString(16)} changes its length`);
      if (folded.charCodeAt(0) >= 128) continue;
      const ids = new Set<number>();
      index.scan(point, (id) => ids.add(id));
      expect(ids.has(folded.charCodeAt(0)), `U+${code.toString(16)}`).toBe(true);
    }
  });

  it('takes thousands of long literals', () => {
    const literals = Array.from({ length: 20_000 }, (_, id) =>
      anywhere(`word ${String(id)} ${'x'.repeat(40)} end ${String(id)}`, id),
    );
    const { text = '' } = literals[777] ?? {};
    expect(found(literals, `before ${text} behind`)).toContain(777);
    expect(found(literals, 'nothing of the kind')).toEqual([]);
  });

  it('takes a thousand emoji', () => {
    const literals = Array.from({ length: 1_000 }, (_, id) =>
      anywhere(String.fromCodePoint(0x1f300 + id), id),
    );
    expect(found(literals, 'plain text')).toEqual([]);
    expect(found(literals, `with ${String.fromCodePoint(0x1f300 + 5)}`)).toContain(5);
  });

  it('may search another text while it tells what it found', () => {
    const inner = new LiteralIndex([anywhere('no', 9)]);
    const seen: number[] = [];
    new LiteralIndex([anywhere('ab', 1), anywhere('yz', 2)]).scan('ab .... yz', (id) => {
      seen.push(id);
      inner.scan('#'.repeat(100), (other) => seen.push(other));
    });
    expect(seen).toEqual([1, 2]);
  });
});
