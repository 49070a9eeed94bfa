// The LZMA2 coder inside xz: takes one chunk after the other, each at most 64 KiB packed and 2 MiB
// unpacked, and keeps as much of what came out as the dictionary asks for. Written from the
// description in "LZMA specification" (Igor Pavlov) and "The .xz File Format", section 5.3.1.

const LARGEST_CHUNK = 2 * 1024 * 1024;
const PROB_START = 1024;
const PROB_BITS = 11;
const MOVE_BITS = 5;
const TOP = 2 ** 24;
const STATES = 12;
const POSITION_STATES = 16;
const LENGTH_LOW = 2;
const LENGTH_MID = LENGTH_LOW + POSITION_STATES * 8;
const LENGTH_HIGH = LENGTH_MID + POSITION_STATES * 8;
const LENGTH_SIZE = LENGTH_HIGH + 256;
const SHORTEST_MATCH = 2;
const DIRECT_FROM_SLOT = 14;
const FULL_DISTANCES = 128;

// Where the probabilities of each kind begin.
const IS_MATCH = 0;
const IS_REP = IS_MATCH + STATES * POSITION_STATES;
const IS_REP0 = IS_REP + STATES;
const IS_REP1 = IS_REP0 + STATES;
const IS_REP2 = IS_REP1 + STATES;
const IS_REP0_LONG = IS_REP2 + STATES;
const SLOTS = IS_REP0_LONG + STATES * POSITION_STATES;
const SPECIAL = SLOTS + 4 * 64;
const ALIGN = SPECIAL + FULL_DISTANCES;
const MATCH_LENGTH = ALIGN + 16;
const REP_LENGTH = MATCH_LENGTH + LENGTH_SIZE;
const LITERALS = REP_LENGTH + LENGTH_SIZE;
const LITERAL_SIZE = 0x300;

/** Why the data cannot be unpacked; caught where the stream is read. */
export class Lzma2Damage extends Error {}

export interface Lzma2 {
  resetDictionary(): void;
  /** @param properties the byte of lc, lp and pb; where absent, those before stay */
  resetState(properties: number | undefined): void;
  /** Unpacks a chunk of which `unpackedBytes` come out; they are valid until the next one. */
  unpack(packed: Uint8Array, unpackedBytes: number): Uint8Array;
  /** As much of a chunk as comes out of its first bytes; nothing can be unpacked after it. */
  unpackCutOff(packed: Uint8Array, unpackedBytes: number): Uint8Array;
  /** A chunk that is stored as it is. */
  copy(bytes: Uint8Array): Uint8Array;
}

export function createLzma2(dictionaryBytes: number): Lzma2 {
  const keepBytes = Math.max(dictionaryBytes, 4_096);
  const mostBytes = keepBytes + Math.max(2 * LARGEST_CHUNK, keepBytes >>> 2);
  let out = new Uint8Array(Math.min(mostBytes, 2 * LARGEST_CHUNK));
  let at = 0;
  /** What may be referred to: all since the last reset, within the dictionary. */
  let reachable = 0;
  let written = 0;
  let probs = new Uint16Array(0);
  let lc = 0;
  let literalMask = 0;
  let positionMask = 0;
  let ready = false;
  let state = 0;
  let rep0 = 0;
  let rep1 = 0;
  let rep2 = 0;
  let rep3 = 0;

  let input = new Uint8Array(0);
  let next = 0;
  let range = 0;
  let code = 0;

  function makeRoom(bytes: number): void {
    if (at + bytes <= out.length) return;
    if (out.length < mostBytes) {
      const grown = new Uint8Array(Math.min(mostBytes, Math.max(out.length * 2, at + bytes)));
      grown.set(out.subarray(0, at));
      out = grown;
    }
    if (at + bytes <= out.length) return;
    const begin = Math.max(0, at - keepBytes);
    out.copyWithin(0, begin, at);
    at -= begin;
  }

  function bit(index: number): number {
    const prob = probs[index] ?? 0;
    const bound = (range >>> PROB_BITS) * prob;
    let value = 0;
    if (code < bound) {
      range = bound;
      probs[index] = prob + ((2048 - prob) >>> MOVE_BITS);
    } else {
      range -= bound;
      code -= bound;
      probs[index] = prob - (prob >>> MOVE_BITS);
      value = 1;
    }
    if (range < TOP) shift();
    return value;
  }

  function shift(): void {
    range = (range << 8) >>> 0;
    code = ((code << 8) | (input[next] ?? 0)) >>> 0;
    next += 1;
  }

  function directBits(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left -= 1) {
      range >>>= 1;
      const one = code >= range ? 1 : 0;
      if (one === 1) code -= range;
      value = value * 2 + one;
      if (range < TOP) shift();
    }
    return value;
  }

  function tree(first: number, bits: number): number {
    let node = 1;
    for (let left = bits; left > 0; left -= 1) node = node * 2 + bit(first + node);
    return node - (1 << bits);
  }

  function reverseTree(first: number, bits: number): number {
    let node = 1;
    let value = 0;
    for (let place = 0; place < bits; place += 1) {
      const one = bit(first + node);
      node = node * 2 + one;
      value |= one << place;
    }
    return value;
  }

  function lengthOf(first: number, positionState: number): number {
    if (bit(first) === 0) return SHORTEST_MATCH + tree(first + LENGTH_LOW + positionState * 8, 3);
    if (bit(first + 1) === 0) {
      return SHORTEST_MATCH + 8 + tree(first + LENGTH_MID + positionState * 8, 3);
    }
    return SHORTEST_MATCH + 16 + tree(first + LENGTH_HIGH, 8);
  }

  function distanceOf(length: number): number {
    const slot = tree(SLOTS + Math.min(length - SHORTEST_MATCH, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >>> 1) - 1;
    const start = (2 | (slot & 1)) * 2 ** bits;
    if (slot < DIRECT_FROM_SLOT) return start + reverseTree(SPECIAL + start - slot, bits);
    return start + directBits(bits - 4) * 16 + reverseTree(ALIGN, 4);
  }

  function literal(): void {
    const before = reachable > 0 ? (out[at - 1] ?? 0) : 0;
    const context = ((written & literalMask) << lc) + (before >>> (8 - lc));
    const first = LITERALS + LITERAL_SIZE * context;
    let symbol = 1;
    if (state >= 7) {
      let matched = out[at - rep0 - 1] ?? 0;
      do {
        const wanted = (matched >>> 7) & 1;
        matched <<= 1;
        const one = bit(first + ((1 + wanted) << 8) + symbol);
        symbol = symbol * 2 + one;
        if (one !== wanted) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = symbol * 2 + bit(first + symbol);
    out[at] = symbol & 0xff;
    at += 1;
    written += 1;
    if (reachable < keepBytes) reachable += 1;
    state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
  }

  /** Of a match that was there before; 0 where it is a single byte, which is copied here. */
  function repeatedLength(positionState: number): number {
    if (bit(IS_REP0 + state) === 0) {
      if (bit(IS_REP0_LONG + state * POSITION_STATES + positionState) === 0) {
        state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      let distance = rep1;
      if (bit(IS_REP1 + state) === 1) {
        if (bit(IS_REP2 + state) === 0) distance = rep2;
        else {
          distance = rep3;
          rep3 = rep2;
        }
        rep2 = rep1;
      }
      rep1 = rep0;
      rep0 = distance;
    }
    const length = lengthOf(REP_LENGTH, positionState);
    state = state < 7 ? 8 : 11;
    return length;
  }

  /** @param cutOff ends before the first symbol that takes more bytes than there are */
  function run(end: number, cutOff = false): void {
    while (at < end) {
      const positionState = written & positionMask;
      if (bit(IS_MATCH + state * POSITION_STATES + positionState) === 0) {
        literal();
        if (cutOff && next > input.length) {
          at -= 1;
          return;
        }
        continue;
      }
      let length;
      if (bit(IS_REP + state) === 1) length = repeatedLength(positionState);
      else {
        rep3 = rep2;
        rep2 = rep1;
        rep1 = rep0;
        length = lengthOf(MATCH_LENGTH, positionState);
        state = state < 7 ? 7 : 10;
        rep0 = distanceOf(length);
      }
      if (cutOff && next > input.length) return;
      if (rep0 >= reachable) throw new Lzma2Damage('it refers to bytes before its beginning');
      if (at + length > end) throw new Lzma2Damage('a chunk holds more than it says');
      let from = at - rep0 - 1;
      for (const to = at + length; at < to; at += 1) {
        out[at] = out[from] ?? 0;
        from += 1;
      }
      written += length;
      reachable = Math.min(keepBytes, reachable + length);
    }
  }

  function begin(packed: Uint8Array, unpackedBytes: number): number {
    if (!ready) throw new Lzma2Damage('a chunk has no properties');
    if (packed.length < 5) throw new Lzma2Damage('a chunk is too short');
    makeRoom(unpackedBytes);
    input = new Uint8Array(packed);
    next = 5;
    range = 0xffff_ffff;
    code = new DataView(input.buffer).getUint32(1);
    return at;
  }

  return {
    resetDictionary() {
      reachable = 0;
      written = 0;
    },
    resetState(properties) {
      if (properties !== undefined) {
        if (properties >= 9 * 5 * 5) throw new Lzma2Damage('its properties are impossible');
        lc = properties % 9;
        const lp = Math.floor(properties / 9) % 5;
        if (lc + lp > 4) throw new Lzma2Damage('its properties are impossible');
        literalMask = (1 << lp) - 1;
        positionMask = (1 << Math.floor(properties / 45)) - 1;
        probs = new Uint16Array(LITERALS + (LITERAL_SIZE << (lc + lp)));
        ready = true;
      }
      if (!ready) throw new Lzma2Damage('a chunk has no properties');
      probs.fill(PROB_START);
      state = 0;
      rep0 = 0;
      rep1 = 0;
      rep2 = 0;
      rep3 = 0;
    },
    unpack(packed, unpackedBytes) {
      const from = begin(packed, unpackedBytes);
      run(from + unpackedBytes);
      if (next !== input.length || code !== 0) {
        throw new Lzma2Damage('a chunk does not end where it should');
      }
      return out.subarray(from, at);
    },
    unpackCutOff(packed, unpackedBytes) {
      const from = begin(packed, unpackedBytes);
      run(from + unpackedBytes, true);
      return out.subarray(from, at);
    },
    copy(bytes) {
      makeRoom(bytes.length);
      const begin = at;
      out.set(bytes, at);
      at += bytes.length;
      written += bytes.length;
      reachable = Math.min(keepBytes, reachable + bytes.length);
      return out.subarray(begin, at);
    },
  };
}
