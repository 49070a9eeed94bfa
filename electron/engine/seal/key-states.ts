// The key of an HMAC (RFC 2104) as the states of SHA-256 behind it: the key padded to a block, once for
// the inner and once for the outer hash, is worked out once for all HMACs with it.

import { hash } from 'node:crypto';
import { INITIAL_STATE, LANES } from './sha256-compression.ts';
import { sha256Lanes } from './sha256-lanes.ts';

const BLOCK_BYTES = 64;

export interface KeyStates {
  readonly inner: Uint32Array;
  readonly outer: Uint32Array;
}

export function statesOf(key: Uint8Array): KeyStates {
  const short = key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key;
  return { inner: stateAfter(short, 0x36), outer: stateAfter(short, 0x5c) };
}

/** For the HMACs that are worked out in lanes next. */
export function setKey({ inner, outer }: KeyStates): void {
  const { innerKey, outerKey } = sha256Lanes();
  innerKey.set(inner);
  outerKey.set(outer);
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
