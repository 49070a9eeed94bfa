import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { nodeHashes } from '../../../electron/engine/host.ts';
import { hmacsOfHashTexts } from '../../../electron/engine/seal/many-hmacs.ts';

const hmacOf = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex');
const hashTexts = (count: number) =>
  Array.from({ length: count }, () => randomBytes(32).toString('hex'));

describe('HMACs of many hashes in hex', () => {
  it('are those that each has by itself, however many there are and whatever the key', () => {
    const keys = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }).filter((key) => key.isWellFormed()),
      fc.constantFrom('', 'k', 'a'.repeat(63), 'b'.repeat(64), 'c'.repeat(65), 'd'.repeat(200)),
    );
    fc.assert(
      fc.property(keys, fc.nat(9), (key, count) => {
        const texts = hashTexts(count);
        expect(hmacsOfHashTexts(key, texts)).toEqual(texts.map((text) => hmacOf(key, text)));
      }),
    );
  });

  it('stay in their order where there are more than are worked out at once', () => {
    for (const count of [255, 256, 257, 600]) {
      const texts = hashTexts(count);
      const expected = texts.map((text) => hmacOf('a key', text));
      expect(hmacsOfHashTexts('a key', texts)).toEqual(expected);
    }
  });

  it.each([
    '',
    'None',
    'é'.repeat(64),
    `${'f'.repeat(63)}\u{1f600}`,
    'f'.repeat(63),
    'f'.repeat(65),
  ])('are worked out one by one where a text among them is no hash: %s', (other) => {
    const texts = [...hashTexts(3), other, ...hashTexts(2)];
    expect(hmacsOfHashTexts('a key', texts)).toBeUndefined();
    expect(nodeHashes.hmacSha256HexOfEach?.('a key', texts)).toEqual(
      texts.map((text) => hmacOf('a key', text)),
    );
  });
});
