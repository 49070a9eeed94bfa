// The compression function of SHA-256 (FIPS 180-4, section 6.2) over four blocks at once, one in each
// lane of a vector, as WebAssembly; and where in the module's memory its state and words lie.

import {
  call,
  constant,
  everyLane,
  get,
  LANES_ADD,
  lanesLeft,
  lanesRight,
  loadVector,
  set,
  storeVector,
  tee,
  V128_AND,
  V128_OR,
  V128_XOR,
  VECTOR_BYTES,
  type Code,
} from '../../../shared/base/wasm-code.ts';

export const LANES = 4;
export const HASH_BYTES = 32;

/** Section 5.3.3. */
export const FIRST_STATE = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
];
/** The same, each word in every lane. */
export const INITIAL_STATE = Uint32Array.from(
  FIRST_STATE.flatMap((word) => [word, word, word, word]),
);

/** Section 4.2.2. */
const K = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

export const STATE_WORDS = 8;
export const BLOCK_WORDS = 16;
export const STATE_AT = 0;
export const STATE_BYTES = STATE_WORDS * VECTOR_BYTES;
export const WORDS_AT = STATE_AT + STATE_BYTES;
export const INNER_KEY_AT = WORDS_AT + BLOCK_WORDS * VECTOR_BYTES;
export const OUTER_KEY_AT = INNER_KEY_AT + STATE_BYTES;
export const ROOM_AT = OUTER_KEY_AT + STATE_BYTES;

// ── the compression function ────────────────────────────────────────────────────────────────

export const load = (address: number): Code => [...constant(0), ...loadVector(address)];
export const store = (address: number, value: Code): Code => [
  ...constant(0),
  ...value,
  ...storeVector(address),
];

function rotated(local: number, bits: number): Code {
  return [...get(local), ...lanesRight(bits), ...get(local), ...lanesLeft(32 - bits), ...V128_OR];
}

function bigSigma(local: number, first: number, second: number, third: number): Code {
  return [
    ...rotated(local, first),
    ...rotated(local, second),
    ...V128_XOR,
    ...rotated(local, third),
    ...V128_XOR,
  ];
}

function smallSigma(local: number, first: number, second: number, shifted: number): Code {
  const shift = [...get(local), ...lanesRight(shifted)];
  return [...rotated(local, first), ...rotated(local, second), ...V128_XOR, ...shift, ...V128_XOR];
}

/** Section 6.2.2, its 64 rounds one after the other. */
function compression(): Code {
  const code: number[] = [];
  const emit = (...parts: readonly Code[]): void => {
    for (const part of parts) code.push(...part);
  };
  const word = (t: number): number => STATE_WORDS + (t % BLOCK_WORDS);
  let [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7];
  // a ⊕ b of this round is b ⊕ c of the next.
  let ab = STATE_WORDS + BLOCK_WORDS;
  let bc = ab + 1;
  for (let w = 0; w < STATE_WORDS; w++) emit(load(STATE_AT + w * VECTOR_BYTES), set(w));
  for (let t = 0; t < BLOCK_WORDS; t++) emit(load(WORDS_AT + t * VECTOR_BYTES), set(word(t)));
  emit(get(b), get(c), V128_XOR, set(bc));
  for (const [t, k] of K.entries()) {
    if (t >= BLOCK_WORDS) {
      emit(get(word(t)), smallSigma(word(t - 15), 7, 18, 3), LANES_ADD, get(word(t - 7)));
      emit(LANES_ADD, smallSigma(word(t - 2), 17, 19, 10), LANES_ADD, set(word(t)));
    }
    // T1 = h + Σ1(e) + Ch(e, f, g) + K + W, where Ch = g ⊕ (e ∧ (f ⊕ g)).
    emit(get(h), get(word(t)), LANES_ADD, everyLane(k), LANES_ADD, bigSigma(e, 6, 11, 25));
    emit(LANES_ADD, get(g), get(e), get(f), get(g), V128_XOR, V128_AND, V128_XOR, LANES_ADD);
    emit(set(h), get(d), get(h), LANES_ADD, set(d));
    // T1 + T2 = T1 + Σ0(a) + Maj(a, b, c), where Maj = b ⊕ ((a ⊕ b) ∧ (b ⊕ c)).
    emit(get(h), bigSigma(a, 2, 13, 22), LANES_ADD);
    emit(get(a), get(b), V128_XOR, tee(ab), get(bc), V128_AND, get(b), V128_XOR, LANES_ADD, set(h));
    [ab, bc] = [bc, ab];
    [a, b, c, d, e, f, g, h] = [h, a, b, c, d, e, f, g];
  }
  for (const [w, local] of [a, b, c, d, e, f, g, h].entries()) {
    const at = STATE_AT + w * VECTOR_BYTES;
    emit(store(at, [...load(at), ...get(local), ...LANES_ADD]));
  }
  return code;
}

export const compressFunction = () => ({
  name: 'compress',
  parameters: 0,
  numbers: 0,
  vectors: STATE_WORDS + BLOCK_WORDS + 2,
  code: compression(),
});
export const callCompress = call(0);
