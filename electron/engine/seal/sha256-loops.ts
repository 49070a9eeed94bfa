// The loops over the compression function that are worth having beside it, so that bytes are put into
// lanes and back by vectors as well: nonces, HMACs and nodes of a tree, four at a time.

import {
  againIf,
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
  loadVector,
  loop,
  pickBytes,
  pickLanes,
  set,
  SPLAT,
  storeVector,
  tee,
  V128_AND,
  V128_OR,
  VECTOR_BYTES,
  type Code,
} from '../../../shared/base/wasm-code.ts';
import {
  BLOCK_WORDS,
  FIRST_STATE,
  HASH_BYTES,
  INNER_KEY_AT,
  LANES,
  OUTER_KEY_AT,
  ROOM_AT,
  STATE_AT,
  STATE_WORDS,
  WORDS_AT,
  callCompress,
  load,
  store,
} from './sha256-compression.ts';

/** The bit 1 that ends a message (section 5.1.1). */
const END = 0x80000000;
/** A pair of hashes has as many. */
const BLOCK_BYTES = 64;
const BLOCK_BITS = BLOCK_BYTES * 8;
const HASH_BITS = 256;

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

export const nonceFunction = () => ({
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

export const hmacFunction = () => ({
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

export const nodeFunction = () => ({
  name: 'nodes',
  parameters: 3,
  numbers: 0,
  vectors: 8,
  code: nodeCode(),
});
