// The nonces of leaves: HMAC-SHA-256 (RFC 2104) of a leaf's index as 64 bits, big-endian, under the
// case's secret. The state after each padded key is worked out once; what remains for a nonce is one
// block inside and one outside, for four leaves at a time.

import { INITIAL_STATE, LANES, sha256Lanes } from './sha256-lanes.ts';

export const NONCE_BYTES = 32;
export const SECRET_BYTES = 32;

const BLOCK_BYTES = 64;
const STATE_WORDS = 8;
/** Bits that were hashed when a block begins with a counter, or a hash, behind the padded key. */
const INNER_BITS = (BLOCK_BYTES + 8) * 8;
const OUTER_BITS = (BLOCK_BYTES + 32) * 8;
/** The bit 1 that ends a message (FIPS 180-4, section 5.1.1). */
const END = 0x80000000;

/** Of four leaves in a row, one after the other; the same bytes are used again for the next four. */
export type FourNonces = (firstLeaf: number) => Uint8Array;

export function createNonces(secret: Uint8Array): FourNonces {
  if (secret.length !== SECRET_BYTES) throw new Error('a case secret has 32 bytes');
  const { state, words, compress } = sha256Lanes();
  const inner = stateAfter(secret, 0x36);
  const outer = stateAfter(secret, 0x5c);
  const nonces = new Uint8Array(LANES * NONCE_BYTES);
  const view = new DataView(nonces.buffer);
  return (firstLeaf) => {
    words.fill(0);
    for (let lane = 0; lane < LANES; lane++) {
      const leaf = firstLeaf + lane;
      words[lane] = Math.floor(leaf / 2 ** 32);
      words[LANES + lane] = leaf >>> 0;
      words[2 * LANES + lane] = END;
      words[15 * LANES + lane] = INNER_BITS;
    }
    state.set(inner);
    compress();
    words.fill(0);
    words.set(state);
    for (let lane = 0; lane < LANES; lane++) {
      words[STATE_WORDS * LANES + lane] = END;
      words[15 * LANES + lane] = OUTER_BITS;
    }
    state.set(outer);
    compress();
    for (let lane = 0; lane < LANES; lane++) {
      for (let word = 0; word < STATE_WORDS; word++) {
        view.setUint32(lane * NONCE_BYTES + word * 4, state[word * LANES + lane] ?? 0);
      }
    }
    return nonces;
  };
}

/** The state of every lane after a key that is padded with one byte to a block. */
function stateAfter(key: Uint8Array, pad: number): Uint32Array {
  const { state, words, compress } = sha256Lanes();
  const block = new Uint8Array(BLOCK_BYTES).fill(pad);
  for (const [at, byte] of key.entries()) block[at] = byte ^ pad;
  const view = new DataView(block.buffer);
  for (let at = 0; at < words.length; at++) {
    words[at] = view.getUint32(Math.floor(at / LANES) * 4);
  }
  state.set(INITIAL_STATE);
  compress();
  return Uint32Array.from(state);
}
