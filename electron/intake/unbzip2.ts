// Unpacks bzip2, stream after stream, and says what else the file holds. Its own decoder, because
// those to be had keep the whole file in memory or pass over damage and what follows the end. A block
// is unpacked at a time, so memory is bounded by the format: 900,000 bytes a block.
// Source: the description of the format in bzip2's manual and in "BZIP2: Format Specification".

import { createSource, type Source } from './byte-source.ts';

const BLOCK_UNIT = 100_000;
/** More than any block is long when packed: 20 bits a symbol, and the tables. */
const MOST_PACKED_BYTES = 2_600_000;
const READ_BYTES = 256 * 1024;
const OUT_BYTES = 256 * 1024;
const GROUP_SYMBOLS = 50;
const MAX_CODE_BITS = 20;
const BLOCK_MAGIC = 0x314159265359;
const END_MAGIC = 0x177245385090;

export function isBzip2(head: Uint8Array): boolean {
  const level = head[3] ?? 0;
  if (head[0] !== 0x42 || head[1] !== 0x5a || head[2] !== 0x68) return false;
  if (level < 0x31 || level > 0x39) return false;
  const magic = sixBytes(head, 4);
  return head.length >= 10 && (magic === BLOCK_MAGIC || magic === END_MAGIC);
}

function sixBytes(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let index = at; index < at + 6; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

export interface Unbzip2Result {
  /** What is wrong with the packed file, with its offset in it; empty where nothing is. */
  trouble: string;
}

/** Caught where the stream is read; the text says what is wrong. */
class Damage extends Error {}

/** Yields the unpacked bytes; `result` is filled in on the way. Never throws for bad input. */
export async function* unbzip2(
  chunks: AsyncIterable<Uint8Array>,
  result: Unbzip2Result,
): AsyncGenerator<Uint8Array> {
  const source = createSource(chunks);
  const window = createWindow(source);
  let streamAt = 0;
  let streams = 0;
  try {
    for (;;) {
      await window.fill();
      streamAt = window.byteOffset();
      if (window.atEnd()) return;
      if (!isBzip2(window.rest())) {
        if (streams === 0) throw new Damage('the packed data is not bzip2');
        result.trouble = `bytes that are not bzip2 follow the last stream, from byte ${streamAt} of the packed file on`;
        return;
      }
      yield* readStream(window);
      streams += 1;
    }
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    result.trouble = `${error.message} (bzip2 stream at byte ${streamAt} of the packed file)`;
  } finally {
    await source.close();
  }
}

async function* readStream(window: Window): AsyncGenerator<Uint8Array> {
  const { bits } = window;
  bits.take(24);
  const blockBytes = (bits.take(8) - 0x30) * BLOCK_UNIT;
  const links = new Uint32Array(blockBytes);
  let combined = 0;
  for (;;) {
    await window.fill();
    const magic = bits.take(24) * 2 ** 24 + bits.take(24);
    const stored = bits.take(16) * 2 ** 16 + bits.take(16);
    if (magic === END_MAGIC) {
      if (stored !== combined >>> 0) {
        throw new Damage('the packed data does not match its own check sum');
      }
      bits.toByte();
      return;
    }
    if (magic !== BLOCK_MAGIC)
      throw new Damage('the packed data is damaged: no block where one is expected');
    const block = readBlock(bits, links, blockBytes);
    const crc = yield* unfold(links, block);
    if (crc !== stored)
      throw new Damage('a block of the packed data does not match its own check sum');
    combined = ((combined << 1) | (combined >>> 31)) ^ crc;
  }
}

// ── bits ────────────────────────────────────────────────────────────────────────────────────

interface Bits {
  /** Up to 24 bits. */
  take(count: number): number;
  toByte(): void;
}

interface Window {
  readonly bits: Bits;
  /** Makes sure that the next block is there as a whole, or all that is left of the file. */
  fill(): Promise<void>;
  atEnd(): boolean;
  byteOffset(): number;
  rest(): Uint8Array;
}

function createWindow(source: Source): Window {
  let bytes = new Uint8Array(0);
  let length = 0;
  let at = 0;
  let base = 0;
  let held = 0;
  let heldBits = 0;
  return {
    bits: {
      take(count) {
        while (heldBits < count) {
          if (at >= length) throw new Damage('the packed file is cut off');
          held = ((held << 8) | (bytes[at] ?? 0)) & 0x7fff_ffff;
          at += 1;
          heldBits += 8;
        }
        heldBits -= count;
        const value = (held >>> heldBits) & (2 ** count - 1);
        held &= 2 ** heldBits - 1;
        return value;
      },
      toByte() {
        held = 0;
        heldBits = 0;
      },
    },
    async fill() {
      if (length - at >= MOST_PACKED_BYTES) return;
      base += at;
      bytes.copyWithin(0, at, length);
      length -= at;
      at = 0;
      while (length < MOST_PACKED_BYTES) {
        const piece = await source.some(READ_BYTES);
        if (piece.length === 0) return;
        if (length + piece.length > bytes.length) {
          const grown = new Uint8Array(Math.max(bytes.length * 2, length + piece.length));
          grown.set(bytes.subarray(0, length));
          bytes = grown;
        }
        bytes.set(piece, length);
        length += piece.length;
      }
    },
    atEnd: () => at >= length,
    byteOffset: () => base + at,
    rest: () => bytes.subarray(at, length),
  };
}

// ── blocks ──────────────────────────────────────────────────────────────────────────────────

interface Block {
  readonly length: number;
  readonly origin: number;
  readonly randomised: boolean;
}

/** Fills `links`: in each the byte, and above it where the next one is. */
function readBlock(bits: Bits, links: Uint32Array, blockBytes: number): Block {
  const randomised = bits.take(1) === 1;
  // Written by versions before 0.9.5 only, of 1998.
  if (randomised) throw new Damage('a block is of an outdated kind, which cannot be read');
  const origin = bits.take(24);
  const used = usedBytes(bits);
  const symbols = used.length + 2;
  if (used.length === 0) throw new Damage('the packed data is damaged: a block without bytes');
  const selectors = readSelectors(bits);
  const { tableCount, list } = selectors;
  const tables = Array.from({ length: tableCount }, () => readTable(bits, symbols));
  const counts = new Uint32Array(256);
  const order = used.slice();
  const endSymbol = symbols - 1;
  let length = 0;
  let group = 0;
  let left = 0;
  let table: CodeTable | undefined;
  let run = 0;
  let runUnit = 1;
  const put = (byte: number, times: number): void => {
    if (length + times > blockBytes)
      throw new Damage('the packed data is damaged: a block too long');
    counts[byte] = (counts[byte] ?? 0) + times;
    links.fill(byte, length, length + times);
    length += times;
  };
  for (;;) {
    if (left === 0) {
      table = tables[list[group] ?? -1];
      if (group >= list.length || !table)
        throw new Damage('the packed data is damaged: too few tables');
      group += 1;
      left = GROUP_SYMBOLS;
    }
    left -= 1;
    const symbol = table === undefined ? endSymbol : readSymbol(bits, table);
    if (symbol <= 1) {
      run += runUnit * (symbol + 1);
      runUnit *= 2;
      if (run > blockBytes) throw new Damage('the packed data is damaged: a block too long');
      continue;
    }
    if (run > 0) {
      put(order[0] ?? 0, run);
      run = 0;
      runUnit = 1;
    }
    if (symbol === endSymbol) break;
    const place = symbol - 1;
    const byte = order[place] ?? 0;
    order.copyWithin(1, 0, place);
    order[0] = byte;
    put(byte, 1);
  }
  if (origin >= length)
    throw new Damage('the packed data is damaged: a block without its beginning');
  link(links, counts, length);
  return { length, origin, randomised };
}

function usedBytes(bits: Bits): Uint8Array {
  const rows = bits.take(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row += 1) {
    if ((rows & (0x8000 >> row)) === 0) continue;
    const columns = bits.take(16);
    for (let column = 0; column < 16; column += 1) {
      if ((columns & (0x8000 >> column)) !== 0) used.push(row * 16 + column);
    }
  }
  return Uint8Array.from(used);
}

function readSelectors(bits: Bits): { readonly tableCount: number; readonly list: Uint8Array } {
  const tableCount = bits.take(3);
  const count = bits.take(15);
  if (tableCount < 2 || tableCount > 6 || count === 0) {
    throw new Damage('the packed data is damaged: a block with no tables');
  }
  const recent = Uint8Array.from({ length: tableCount }, (_, index) => index);
  const list = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    let place = 0;
    while (bits.take(1) === 1) {
      place += 1;
      if (place >= tableCount)
        throw new Damage('the packed data is damaged: a table that is not there');
    }
    const chosen = recent[place] ?? 0;
    recent.copyWithin(1, 0, place);
    recent[0] = chosen;
    list[index] = chosen;
  }
  return { tableCount, list };
}

interface CodeTable {
  /** By length: the largest code, and what to take off a code to find its symbol. */
  readonly limits: Int32Array;
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
  readonly shortest: number;
}

function readTable(bits: Bits, symbolCount: number): CodeTable {
  const lengths = new Uint8Array(symbolCount);
  let length = bits.take(5);
  for (let symbol = 0; symbol < symbolCount; symbol += 1) {
    for (;;) {
      if (length < 1 || length > MAX_CODE_BITS) {
        throw new Damage('the packed data is damaged: a code of impossible length');
      }
      if (bits.take(1) === 0) break;
      length += bits.take(1) === 0 ? 1 : -1;
    }
    lengths[symbol] = length;
  }
  const limits = new Int32Array(MAX_CODE_BITS + 2).fill(-1);
  const bases = new Int32Array(MAX_CODE_BITS + 2);
  const symbols = new Uint16Array(symbolCount);
  let code = 0;
  let filled = 0;
  let shortest = 0;
  for (let bitCount = 1; bitCount <= MAX_CODE_BITS; bitCount += 1) {
    bases[bitCount] = code - filled;
    for (let symbol = 0; symbol < symbolCount; symbol += 1) {
      if (lengths[symbol] !== bitCount) continue;
      symbols[filled] = symbol;
      filled += 1;
      code += 1;
    }
    if (filled > 0 && shortest === 0) shortest = bitCount;
    limits[bitCount] = filled > 0 ? code - 1 : -1;
    code <<= 1;
  }
  return { limits, bases, symbols, shortest };
}

function readSymbol(bits: Bits, { limits, bases, symbols, shortest }: CodeTable): number {
  let bitCount = shortest;
  let code = bits.take(bitCount);
  while (code > (limits[bitCount] ?? -1)) {
    if (bitCount >= MAX_CODE_BITS) throw new Damage('the packed data is damaged: an unknown code');
    bitCount += 1;
    code = code * 2 + bits.take(1);
  }
  const symbol = symbols[code - (bases[bitCount] ?? 0)];
  if (symbol === undefined) throw new Damage('the packed data is damaged: an unknown code');
  return symbol;
}

/** Inverts the Burrows-Wheeler transform: puts above each byte where the one behind it is. */
function link(links: Uint32Array, counts: Uint32Array, length: number): void {
  let sum = 0;
  for (let byte = 0; byte < 256; byte += 1) {
    const count = counts[byte] ?? 0;
    counts[byte] = sum;
    sum += count;
  }
  for (let at = 0; at < length; at += 1) {
    const byte = (links[at] ?? 0) & 0xff;
    const place = counts[byte] ?? 0;
    counts[byte] = place + 1;
    links[place] = ((links[place] ?? 0) & 0xff) | (at << 8);
  }
}

/** Four equal bytes are followed by how many more there are. Returns the CRC of what came out. */
function* unfold(links: Uint32Array, block: Block): Generator<Uint8Array, number> {
  let out = new Uint8Array(OUT_BYTES);
  let filled = 0;
  let crc = 0xffff_ffff;
  let place = (links[block.origin] ?? 0) >>> 8;
  let previous = -1;
  let same = 0;
  for (let done = 0; done < block.length; done += 1) {
    const entry = links[place] ?? 0;
    const byte = entry & 0xff;
    place = entry >>> 8;
    let times = 1;
    let value = byte;
    if (same === 4) {
      times = byte;
      value = previous;
      same = 0;
      previous = -1;
    } else if (byte === previous) same += 1;
    else {
      previous = byte;
      same = 1;
    }
    while (times > 0) {
      if (filled === out.length) {
        yield out;
        out = new Uint8Array(OUT_BYTES);
        filled = 0;
      }
      out[filled] = value;
      filled += 1;
      crc = (crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ value) & 0xff] ?? 0);
      times -= 1;
    }
  }
  if (filled > 0) yield out.subarray(0, filled);
  return ~crc >>> 0;
}

/** CRC-32 with the highest bit first, unlike zlib's. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc < 0 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc;
});
