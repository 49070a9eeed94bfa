// The nonces of leaves: HMAC-SHA-256 (RFC 2104) of a leaf's index as 64 bits, big-endian, under the
// case's secret. One block inside and one outside for each, and four leaves at a time.

import { setKey, statesOf } from './key-states.ts';
import { LANES } from './sha256-compression.ts';
import { sha256Lanes } from './sha256-lanes.ts';

export const NONCE_BYTES = 32;
export const SECRET_BYTES = 32;
/** As many as are worked out at once at most. */
export const NONCES_AT_ONCE = 64;

/**
 * Of so many leaves in a row, one after the other, the last ones rounded up to four; good until
 * anything else is hashed in lanes.
 */
export type NonceRun = (firstLeaf: number, count: number) => Uint8Array;

export function createNonces(secret: Uint8Array): NonceRun {
  if (secret.length !== SECRET_BYTES) throw new Error('a case secret has 32 bytes');
  const { nonces, room } = sha256Lanes();
  const key = statesOf(secret);
  return (firstLeaf, count) => {
    setKey(key);
    nonces(Math.floor(firstLeaf / 2 ** 32), firstLeaf >>> 0, Math.ceil(count / LANES));
    return room;
  };
}
