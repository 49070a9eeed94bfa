// SHA-256 (FIPS 180-4, section 6.2) of four short messages at once, one in each lane of a vector. A
// call of Node's hash costs several times the hashing of 64 bytes, and a case has a nonce and a tree
// node for each of millions of records: this takes a fifth of the time. Long messages stay with
// Node, whose hash uses the processor's own instructions.
//
// Owns the compression function alone; padding and the order of bytes are the caller's.

import { assert } from '../../../shared/base/assert.ts';
import {
  ADD,
  AND,
  everyLane,
  get,
  load,
  moduleOf,
  OR,
  set,
  shiftLeft,
  shiftRight,
  store,
  tee,
  XOR,
  type Code,
} from './wasm-code.ts';

export const LANES = 4;

export interface Lanes {
  /** 8 words of 4 lanes: word w of lane l stands at 4 w + l. */
  readonly state: Uint32Array;
  /** 16 words of 4 lanes, the block to come. */
  readonly words: Uint32Array;
  /** Takes the block of each lane into its state. */
  readonly compress: () => void;
}

/** Section 5.3.3, each word in every lane. */
export const INITIAL_STATE = Uint32Array.from(
  [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ].flatMap((word) => [word, word, word, word]),
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

const STATE_WORDS = 8;
const BLOCK_WORDS = 16;
const VECTOR_BYTES = 16;
const WORDS_AT = STATE_WORDS * VECTOR_BYTES;

let made: Lanes | undefined;

/** The same for all callers on a thread: whoever fills it compresses before giving up control. */
export function sha256Lanes(): Lanes {
  made ??= makeLanes();
  return made;
}

function makeLanes(): Lanes {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(compression()));
  const { memory, run } = exports;
  assert(
    memory instanceof WebAssembly.Memory && typeof run === 'function',
    'the module exports both',
  );
  return {
    state: new Uint32Array(memory.buffer, 0, STATE_WORDS * LANES),
    words: new Uint32Array(memory.buffer, WORDS_AT, BLOCK_WORDS * LANES),
    compress: run as () => void,
  };
}

/** Section 6.2.2, its 64 rounds one after the other. */
function compression(): Uint8Array<ArrayBuffer> {
  const code: number[] = [];
  const emit = (...parts: readonly Code[]): void => {
    for (const part of parts) code.push(...part);
  };
  const word = (t: number): number => STATE_WORDS + (t % BLOCK_WORDS);
  let [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7];
  // a XOR b of this round is b XOR c of the next.
  let ab = STATE_WORDS + BLOCK_WORDS;
  let bc = ab + 1;
  for (let w = 0; w < STATE_WORDS; w++) emit(load(w * VECTOR_BYTES), set(w));
  for (let t = 0; t < BLOCK_WORDS; t++) emit(load(WORDS_AT + t * VECTOR_BYTES), set(word(t)));
  emit(get(b), get(c), XOR, set(bc));
  for (const [t, constant] of K.entries()) {
    if (t >= BLOCK_WORDS) {
      emit(get(word(t)), smallSigma(word(t - 15), 7, 18, 3), ADD);
      emit(get(word(t - 7)), ADD, smallSigma(word(t - 2), 17, 19, 10), ADD, set(word(t)));
    }
    // T1 = h + Σ1(e) + Ch(e, f, g) + K + W, where Ch = g ⊕ (e ∧ (f ⊕ g)).
    emit(get(h), get(word(t)), ADD, everyLane(constant), ADD, bigSigma(e, 6, 11, 25), ADD);
    emit(get(g), get(e), get(f), get(g), XOR, AND, XOR, ADD, set(h));
    emit(get(d), get(h), ADD, set(d));
    // T1 + T2 = T1 + Σ0(a) + Maj(a, b, c), where Maj = b ⊕ ((a ⊕ b) ∧ (b ⊕ c)).
    emit(get(h), bigSigma(a, 2, 13, 22), ADD);
    emit(get(a), get(b), XOR, tee(ab), get(bc), AND, get(b), XOR, ADD, set(h));
    [ab, bc] = [bc, ab];
    [a, b, c, d, e, f, g, h] = [h, a, b, c, d, e, f, g];
  }
  for (const [w, local] of [a, b, c, d, e, f, g, h].entries()) {
    emit(store(w * VECTOR_BYTES, [...load(w * VECTOR_BYTES), ...get(local), ...ADD]));
  }
  return moduleOf(STATE_WORDS + BLOCK_WORDS + 2, code);
}

function rotated(local: number, bits: number): Code {
  return [...get(local), ...shiftRight(bits), ...get(local), ...shiftLeft(32 - bits), ...OR];
}

function bigSigma(local: number, first: number, second: number, third: number): Code {
  return [
    ...rotated(local, first),
    ...rotated(local, second),
    ...XOR,
    ...rotated(local, third),
    ...XOR,
  ];
}

function smallSigma(local: number, first: number, second: number, shifted: number): Code {
  const shift = [...get(local), ...shiftRight(shifted)];
  return [...rotated(local, first), ...rotated(local, second), ...XOR, ...shift, ...XOR];
}
