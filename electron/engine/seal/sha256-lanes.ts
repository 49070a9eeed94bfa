// SHA-256 (FIPS 180-4, section 6.2) of four short messages at once, one in each lane of a vector. A
// call of Node's hash costs several times the hashing of 64 bytes, and a case has a nonce and a tree
// node for each of millions of records: this takes a fifth of the time. Long messages stay with
// Node, whose hash uses the processor's own instructions.
//
// Owns the compression function and the loops over it that are worth having beside it, so that
// bytes are put into lanes and back by vectors as well; whose hashes these are is the caller's.

import { assert } from '../../../shared/base/assert.ts';
import {
  againIf,
  call,
  constant,
  everyByte,
  everyLane,
  get,
  I32_ADD,
  I32_LESS_UNSIGNED,
  I32_SUBTRACT,
  lanes,
  LANES_ADD,
  LANES_LESS_UNSIGNED,
  LANES_SUBTRACT,
  lanesLeft,
  lanesRight,
  loadVector,
  loop,
  PAGE_BYTES,
  pickBytes,
  pickLanes,
  set,
  SPLAT,
  storeVector,
  tee,
  V128_AND,
  V128_OR,
  V128_XOR,
  VECTOR_BYTES,
  wasmModule,
  type Code,
} from '../../../shared/base/wasm-code.ts';

export const LANES = 4;
export const HASH_BYTES = 32;

export interface Lanes {
  /** 8 words of 4 lanes: word w of lane l stands at 4 w + l. */
  readonly state: Uint32Array;
  /** 16 words of 4 lanes, the block to come. */
  readonly words: Uint32Array;
  /** Takes the block of each lane into its state. */
  readonly compress: () => void;
  /** States after the padded keys of the HMACs to come, like `state`. */
  readonly innerKey: Uint32Array;
  readonly outerKey: Uint32Array;
  /** Bytes for the caller's hashes. */
  readonly room: Uint8Array;
  /**
   * HMACs of four times so many counters of 64 bits in a row, given as the halves of the first, to the
   * beginning of the room.
   */
  readonly nonces: (high: number, low: number, groups: number) => void;
  /** HMACs of four times so many texts of 64 bytes, from one place in the room to another. */
  readonly hmacs: (from: number, to: number, groups: number) => void;
  /**
   * Nodes over four times so many pairs of hashes (RFC 9162, section 2.1.1), from one place in the
   * room to another one that is not among the pairs.
   */
  readonly nodes: (from: number, to: number, groups: number) => void;
}

/** Section 5.3.3. */
const FIRST_STATE = [
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

const STATE_WORDS = 8;
const BLOCK_WORDS = 16;
const STATE_AT = 0;
const STATE_BYTES = STATE_WORDS * VECTOR_BYTES;
const WORDS_AT = STATE_AT + STATE_BYTES;
const INNER_KEY_AT = WORDS_AT + BLOCK_WORDS * VECTOR_BYTES;
const OUTER_KEY_AT = INNER_KEY_AT + STATE_BYTES;
const ROOM_AT = OUTER_KEY_AT + STATE_BYTES;

/** The bit 1 that ends a message (section 5.1.1). */
const END = 0x80000000;
/** A pair of hashes has as many. */
const BLOCK_BYTES = 64;
const BLOCK_BITS = BLOCK_BYTES * 8;
const HASH_BITS = 256;

let made: Lanes | undefined;

/** The same for all callers on a thread: whoever fills it is done with it before giving up control. */
export function sha256Lanes(): Lanes {
  made ??= makeLanes();
  return made;
}

function makeLanes(): Lanes {
  const bytes = wasmModule(1, [
    compressFunction(),
    nonceFunction(),
    hmacFunction(),
    nodeFunction(),
  ]);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, compress, nonces, hmacs, nodes } = exports;
  assert(
    memory instanceof WebAssembly.Memory &&
      typeof compress === 'function' &&
      typeof nonces === 'function' &&
      typeof hmacs === 'function' &&
      typeof nodes === 'function',
    'the module exports them',
  );
  const { buffer } = memory;
  return {
    state: new Uint32Array(buffer, STATE_AT, STATE_WORDS * LANES),
    words: new Uint32Array(buffer, WORDS_AT, BLOCK_WORDS * LANES),
    compress: compress as Lanes['compress'],
    innerKey: new Uint32Array(buffer, INNER_KEY_AT, STATE_WORDS * LANES),
    outerKey: new Uint32Array(buffer, OUTER_KEY_AT, STATE_WORDS * LANES),
    room: new Uint8Array(buffer, ROOM_AT, PAGE_BYTES - ROOM_AT),
    nonces: nonces as Lanes['nonces'],
    hmacs: hmacs as Lanes['hmacs'],
    nodes: nodes as Lanes['nodes'],
  };
}

// ── the compression function ────────────────────────────────────────────────────────────────

const load = (address: number): Code => [...constant(0), ...loadVector(address)];
const store = (address: number, value: Code): Code => [
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

const compressFunction = () => ({
  name: 'compress',
  parameters: 0,
  numbers: 0,
  vectors: STATE_WORDS + BLOCK_WORDS + 2,
  code: compression(),
});
const callCompress = call(0);

// ── bytes into lanes and back ───────────────────────────────────────────────────────────────

type Four = readonly [number, number, number, number];

/** Words are big-endian (section 3.1), lanes are not. */
const SWAPPED = [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12];
const swapped = (local: number): Code => [...get(local), ...get(local), ...pickBytes(SWAPPED)];

/** Four vectors as the rows of a square, turned so that they are its columns. */
function turned([a, b, c, d]: Four, [p, q, r, s]: Four): Code {
  const pair = (left: number, right: number, picked: Code, to: number): Code => [
    ...get(left),
    ...get(right),
    ...picked,
    ...set(to),
  ];
  const [lower, upper] = [pickLanes(0, 4, 1, 5), pickLanes(2, 6, 3, 7)];
  const [firsts, seconds] = [pickLanes(0, 1, 4, 5), pickLanes(2, 3, 6, 7)];
  return [
    pair(a, b, lower, p),
    pair(a, b, upper, q),
    pair(c, d, lower, r),
    pair(c, d, upper, s),
    pair(p, r, firsts, a),
    pair(p, r, seconds, b),
    pair(q, s, firsts, c),
    pair(q, s, seconds, d),
  ].flat();
}

function setState(stateAt: number | undefined): Code {
  return FIRST_STATE.flatMap((word, w) => {
    const value = stateAt === undefined ? everyLane(word) : load(stateAt + w * VECTOR_BYTES);
    return store(STATE_AT + w * VECTOR_BYTES, value);
  });
}

const setWord = (word: number, value: Code): Code => store(WORDS_AT + word * VECTOR_BYTES, value);

/** From `END` in one word, nothing up to the last, and how many bits the message has in that. */
function endBlock(from: number, bits: number): Code {
  const last = BLOCK_WORDS - 1;
  const between = Array.from({ length: last - from - 1 }, (_, at) =>
    setWord(from + 1 + at, everyLane(0)),
  );
  return [setWord(from, everyLane(END)), ...between, setWord(last, everyLane(bits))].flat();
}

/** The hashes of the four lanes, one after the other, to an address in a local. */
function putState(to: number, four: Four, more: Four): Code {
  return [0, 1]
    .flatMap((half) => [
      ...four.map((local, w) => [
        ...load(STATE_AT + (half * LANES + w) * VECTOR_BYTES),
        ...set(local),
      ]),
      turned(four, more),
      ...four.map((local, lane) => [
        ...get(to),
        ...swapped(local),
        ...storeVector(ROOM_AT + lane * HASH_BYTES + half * VECTOR_BYTES),
      ]),
    ])
    .flat();
}

const addTo = (local: number, value: number): Code => [
  ...get(local),
  ...constant(value),
  ...I32_ADD,
  ...set(local),
];
/** Counts down, and goes on while there is something left. */
const nextOf = (groups: number): Code => [
  ...get(groups),
  ...constant(1),
  ...I32_SUBTRACT,
  ...tee(groups),
  ...againIf(0),
];

/** The second half of an HMAC, of what the first half left as state. */
function outerHash(): Code {
  return [
    ...Array.from({ length: STATE_WORDS }, (_, w) =>
      setWord(w, load(STATE_AT + w * VECTOR_BYTES)),
    ).flat(),
    ...endBlock(STATE_WORDS, BLOCK_BITS + HASH_BITS),
    ...setState(OUTER_KEY_AT),
    ...callCompress,
  ];
}

/** RFC 2104: H(outer ‖ H(inner ‖ counter)), where both padded keys are whole blocks. */
function nonceCode(): Code {
  const [high, low, groups, to, lowWord] = [0, 1, 2, 3, 8];
  const [four, more]: [Four, Four] = [
    [4, 5, 6, 7],
    [8, 9, 10, 11],
  ];
  return loop(
    [...get(low), ...SPLAT, ...lanes(0, 1, 2, 3), ...LANES_ADD, ...set(lowWord)],
    // A lane whose counter went over the end of its lower half is below the first.
    setWord(0, [
      ...[...get(high), ...SPLAT],
      ...[...get(lowWord), ...get(low), ...SPLAT, ...LANES_LESS_UNSIGNED, ...LANES_SUBTRACT],
    ]),
    setWord(1, get(lowWord)),
    endBlock(2, BLOCK_BITS + 64),
    setState(INNER_KEY_AT),
    callCompress,
    outerHash(),
    putState(to, four, more),
    addTo(to, LANES * HASH_BYTES),
    addTo(low, LANES),
    // Over the end of the lower half.
    [...get(high), ...get(low), ...constant(LANES), ...I32_LESS_UNSIGNED, ...I32_ADD, ...set(high)],
    nextOf(groups),
  );
}

const nonceFunction = () => ({
  name: 'nonces',
  parameters: 3,
  numbers: 1,
  vectors: 8,
  code: nonceCode(),
});

/** Four vectors, so many bytes into each of four blocks in a row. */
function loadBlocks(from: number, offset: number, four: Four, made: (local: number) => Code): Code {
  return four.flatMap((local, lane) => [
    ...get(from),
    ...loadVector(ROOM_AT + lane * BLOCK_BYTES + offset),
    ...set(local),
    ...made(local),
    ...set(local),
  ]);
}

/** The turned vectors as a quarter of the block to come. */
function setQuarter(index: number, four: Four, more: Four): Code {
  const words = four.flatMap((local, at) => setWord(index * LANES + at, get(local)));
  return [...turned(four, more), ...words];
}

/** The text is a block by itself, and the end of the message another one. */
function hmacCode(): Code {
  const [from, to, groups] = [0, 1, 2];
  const [four, more]: [Four, Four] = [
    [3, 4, 5, 6],
    [7, 8, 9, 10],
  ];
  return loop(
    [0, 1, 2, 3].flatMap((index) => [
      ...loadBlocks(from, index * VECTOR_BYTES, four, swapped),
      ...setQuarter(index, four, more),
    ]),
    setState(INNER_KEY_AT),
    callCompress,
    endBlock(0, 2 * BLOCK_BITS),
    callCompress,
    outerHash(),
    putState(to, four, more),
    addTo(from, LANES * BLOCK_BYTES),
    addTo(to, LANES * HASH_BYTES),
    nextOf(groups),
  );
}

const hmacFunction = () => ({
  name: 'hmacs',
  parameters: 3,
  numbers: 0,
  vectors: 8,
  code: hmacCode(),
});

/**
 * 65 bytes, the first of them 1: it moves every word by one byte, and the last byte into a second
 * block.
 */
function nodeCode(): Code {
  const [from, to, groups] = [0, 1, 2];
  const [four, more]: [Four, Four] = [
    [3, 4, 5, 6],
    [7, 8, 9, 10],
  ];
  const [a, b, c, d] = four;
  const behindPrefix = (local: number): Code => [
    ...get(local),
    ...everyByte(1),
    ...pickBytes([2, 1, 0, 16, 6, 5, 4, 3, 10, 9, 8, 7, 14, 13, 12, 11]),
  ];
  const quarter = (index: number): Code => [
    ...(index === 0
      ? loadBlocks(from, 0, four, behindPrefix)
      : loadBlocks(from, index * VECTOR_BYTES - 1, four, swapped)),
    ...setQuarter(index, four, more),
  ];
  const lastLanes = pickLanes(3, 7, 3, 7);
  return loop(
    [0, 1, 2, 3].flatMap(quarter),
    setState(undefined),
    callCompress,
    loadBlocks(from, 3 * VECTOR_BYTES, four, get),
    endBlock(0, (1 + BLOCK_BYTES) * 8),
    setWord(0, [
      ...[...get(a), ...get(b), ...lastLanes, ...get(c), ...get(d), ...lastLanes],
      ...[...pickLanes(0, 1, 4, 5), ...everyLane(0xff000000), ...V128_AND],
      ...[...everyLane(END >>> 8), ...V128_OR],
    ]),
    callCompress,
    putState(to, four, more),
    addTo(from, LANES * BLOCK_BYTES),
    addTo(to, LANES * HASH_BYTES),
    nextOf(groups),
  );
}

const nodeFunction = () => ({
  name: 'nodes',
  parameters: 3,
  numbers: 0,
  vectors: 8,
  code: nodeCode(),
});
