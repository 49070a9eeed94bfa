// SHA-256 (FIPS 180-4, section 6.2) of four short messages at once, one in each lane of a vector. A
// call of Node's hash costs several times the hashing of 64 bytes, and a case has a nonce and a tree
// node for each of millions of records: this takes a fifth of the time. Long messages stay with
// Node, whose hash uses the processor's own instructions.
//
// Owns the module's memory and who may use it; whose hashes these are is the caller's.

import { assert } from '../../../shared/base/assert.ts';
import { PAGE_BYTES, wasmModule } from '../../../shared/base/wasm-code.ts';
import {
  BLOCK_WORDS,
  INNER_KEY_AT,
  LANES,
  OUTER_KEY_AT,
  ROOM_AT,
  STATE_AT,
  STATE_WORDS,
  WORDS_AT,
  compressFunction,
} from './sha256-compression.ts';
import { hmacFunction, nodeFunction, nonceFunction } from './sha256-loops.ts';

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
