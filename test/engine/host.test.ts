import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeHashes } from '../../electron/engine/host.ts';

const reference = (key: string | Uint8Array, data: string | Uint8Array) =>
  createHmac('sha256', key).update(data).digest('hex');

describe('the HMAC of the engine', () => {
  it('is the one of RFC 4231, test case 2', () => {
    expect(nodeHashes.hmacSha256Hex('Jefe', 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('is the one of RFC 4231, test case 6: a key longer than a block', () => {
    const key = new Uint8Array(131).fill(0xaa);
    expect(
      nodeHashes.hmacSha256Hex(key, 'Test Using Larger Than Block-Size Key - Hash Key First'),
    ).toBe('60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54');
  });

  it('agrees with the platform for any keys and texts, one after the other', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 6 }), (calls) => {
        for (const [key, data] of calls) {
          expect(nodeHashes.hmacSha256Hex(key, data)).toBe(reference(key, data));
        }
      }),
    );
  });

  it('does not mistake a key of bytes that has changed for the one before', () => {
    const key = new Uint8Array([1, 2, 3]);
    nodeHashes.hmacSha256Hex(key, 'a');
    key[0] = 9;
    expect(nodeHashes.hmacSha256Hex(key, 'a')).toBe(reference(key, 'a'));
  });
});
