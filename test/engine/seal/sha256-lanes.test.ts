import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { nodeHash } from '../../../electron/engine/seal/node-hash.ts';
import { createNonces } from '../../../electron/engine/seal/nonces.ts';
import { INITIAL_STATE, LANES } from '../../../electron/engine/seal/sha256-compression.ts';
import { sha256Lanes } from '../../../electron/engine/seal/sha256-lanes.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const sha256 = (...parts: readonly Uint8Array[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest('hex');

/** FIPS 180-4, section 5.1.1. */
function padded(message: Uint8Array): DataView {
  const blocks = Math.ceil((message.length + 9) / 64);
  const out = new Uint8Array(blocks * 64);
  out.set(message);
  out[message.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setUint32(out.length - 4, message.length * 8);
  return view;
}

/** Messages that take the same number of blocks. */
function hashTogether(messages: readonly Uint8Array[]): string[] {
  const { state, words, compress } = sha256Lanes();
  const blocks = messages.map(padded);
  state.set(INITIAL_STATE);
  for (let at = 0; at < (blocks[0]?.byteLength ?? 0); at += 64) {
    for (const [lane, block] of blocks.entries()) {
      for (let word = 0; word < 16; word++) {
        words[word * LANES + lane] = block.getUint32(at + word * 4);
      }
    }
    compress();
  }
  return messages.map((_, lane) =>
    Array.from({ length: 8 }, (__, word) =>
      (state[word * LANES + lane] ?? 0).toString(16).padStart(8, '0'),
    ).join(''),
  );
}

describe('four messages hashed at once', () => {
  it('give what SHA-256 gives of each, whatever their length', () => {
    const ofSameBlocks = fc
      .integer({ min: 0, max: 5 })
      .chain((blocks) =>
        fc.array(
          fc.uint8Array({ minLength: Math.max(0, blocks * 64 - 8), maxLength: blocks * 64 + 55 }),
          { minLength: LANES, maxLength: LANES },
        ),
      );
    fc.assert(
      fc.property(ofSameBlocks, (messages) => {
        expect(hashTogether(messages)).toEqual(messages.map((message) => sha256(message)));
      }),
    );
  });

  it('give the published digests of FIPS 180-4', () => {
    const text = (value: string) => new TextEncoder().encode(value);
    const [abc, nothing] = hashTogether([text('abc'), text(''), text(''), text('')]);
    expect(abc).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(nothing).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });
});

describe('nodes and nonces made of them', () => {
  it('are SHA-256 of one, left and right', () => {
    fc.assert(
      fc.property(bytes(32), bytes(32), (left, right) => {
        const node = Buffer.from(nodeHash(left, right)).toString('hex');
        expect(node).toBe(sha256(Uint8Array.of(1), left, right));
      }),
    );
  });

  it('are the HMAC of the index, beyond 32 bits and across their border too', () => {
    const index = fc.oneof(
      fc.integer({ min: 0, max: 2 ** 32 }),
      fc.integer({ min: 2 ** 32 - 4, max: 2 ** 32 + 4 }),
      fc.maxSafeInteger().map((value) => Math.max(0, Math.abs(value) - LANES)),
    );
    fc.assert(
      fc.property(bytes(32), index, (secret, first) => {
        const nonces = Buffer.from(createNonces(secret)(first, LANES));
        for (let lane = 0; lane < LANES; lane++) {
          const counter = Buffer.alloc(8);
          counter.writeBigUInt64BE(BigInt(first + lane));
          const expected = createHmac('sha256', secret).update(counter).digest();
          expect(nonces.subarray(lane * 32, lane * 32 + 32)).toEqual(expected);
        }
      }),
    );
  });
});
