// Unpacks xz, stream after stream, and says what else the file holds: headers, index and check sums
// are compared, bytes behind the last stream are told. The reader to be had on npm opens one file at
// a time in a process (an xz within an xz waits for ever), takes any dictionary, and ends a cut file
// with an error of its own. Source: "The .xz File Format", version 1.2.

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { BRANCH_KINDS, createBranchFilter, type Filter } from './branch-filters.ts';
import { createSource, type Source } from './byte-source.ts';
import { createCrc64 } from './crc64.ts';
import { createLzma2, Lzma2Damage, type Lzma2 } from './lzma2.ts';

const MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00];
const LZMA2 = 0x21;
const DELTA = 0x03;
/** Bytes of a check sum by its kind. */
const CHECK_BYTES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64] as const;

export function isXz(head: Uint8Array): boolean {
  return MAGIC.every((byte, at) => head[at] === byte);
}

export interface UnxzResult {
  /** What is wrong with the packed file, with its offset in it; empty where nothing is. */
  trouble: string;
}

class Damage extends Error {}
const CUT = 'the packed file is cut off';

/** Yields the unpacked bytes; `result` is filled in on the way. Never throws for bad input. */
export async function* unxz(
  chunks: AsyncIterable<Uint8Array>,
  result: UnxzResult,
  maxDictionaryBytes: number,
): AsyncGenerator<Uint8Array> {
  const source = createSource(chunks);
  let at = 0;
  try {
    for (let streams = 0; ; streams += 1) {
      at = source.offset;
      const header = await source.take(12);
      if (header.length === 0) return;
      if (!isXz(header)) {
        result.trouble =
          streams === 0
            ? 'the packed data is not xz'
            : `bytes that are not xz follow the last stream, from byte ${at} of the packed file on`;
        return;
      }
      yield* readStream(source, header, maxDictionaryBytes);
      await passPadding(source);
    }
  } catch (error) {
    if (!(error instanceof Damage) && !(error instanceof Lzma2Damage)) throw error;
    const what =
      error instanceof Damage ? error.message : `the packed data is damaged: ${error.message}`;
    result.trouble = `${what} (xz stream at byte ${at} of the packed file)`;
  } finally {
    await source.close();
  }
}

/** Zeros, by fours, may follow a stream. */
async function passPadding(source: Source): Promise<void> {
  for (;;) {
    const four = await source.take(4);
    if (four.length === 4 && four.every((byte) => byte === 0)) continue;
    source.putBack(four);
    return;
  }
}

async function need(source: Source, length: number): Promise<Uint8Array> {
  const bytes = await source.take(length);
  if (bytes.length < length) throw new Damage(CUT);
  return bytes;
}

function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
}

interface BlockSize {
  readonly unpadded: number;
  readonly unpacked: number;
}

async function* readStream(
  source: Source,
  header: Uint8Array,
  maxDictionaryBytes: number,
): AsyncGenerator<Uint8Array> {
  if (header.length < 12) throw new Damage(CUT);
  const flags = header.subarray(6, 8);
  const kind = flags[1] ?? 0;
  if (u32(header, 8) !== crc32(flags) || flags[0] !== 0 || kind > 15) {
    throw new Damage('the header of the packed data is damaged');
  }
  const blocks: BlockSize[] = [];
  for (;;) {
    const size = (await need(source, 1))[0] ?? 0;
    if (size === 0) break;
    blocks.push(yield* readBlock(source, size, kind, maxDictionaryBytes));
  }
  const indexBytes = await readIndex(source, blocks);
  const footer = await need(source, 12);
  const sound =
    u32(footer, 0) === crc32(footer.subarray(4, 10)) &&
    (u32(footer, 4) + 1) * 4 === indexBytes &&
    footer[8] === flags[0] &&
    footer[9] === flags[1] &&
    footer[10] === 0x59 &&
    footer[11] === 0x5a;
  if (!sound) throw new Damage('the end of the packed data is damaged');
}

/** Compares the list of blocks with those read; returns how long it is. */
async function readIndex(source: Source, blocks: readonly BlockSize[]): Promise<number> {
  const begin = source.offset - 1;
  let crc = crc32(Uint8Array.of(0));
  const take = async (): Promise<number> => {
    const byte = await need(source, 1);
    crc = crc32(byte, crc);
    return byte[0] ?? 0;
  };
  const differs = new Damage('the index of the packed data does not fit what it holds');
  if ((await readNumber(take)) !== blocks.length) throw differs;
  for (const { unpadded, unpacked } of blocks) {
    if ((await readNumber(take)) !== unpadded || (await readNumber(take)) !== unpacked)
      throw differs;
  }
  while ((source.offset - begin) % 4 !== 0) if ((await take()) !== 0) throw differs;
  if (u32(await need(source, 4), 0) !== crc)
    throw new Damage('the index of the packed data is damaged');
  return source.offset - begin;
}

/** Seven bits a byte, the lowest first. */
async function readNumber(take: () => Promise<number>): Promise<number> {
  let value = 0;
  for (let place = 0; place < 9; place += 1) {
    const byte = await take();
    value += (byte & 0x7f) * 2 ** (7 * place);
    if ((byte & 0x80) === 0) return value;
  }
  throw new Damage('the packed data is damaged: a number without an end');
}

interface BlockHeader {
  readonly packed: number | undefined;
  readonly unpacked: number | undefined;
  readonly dictionaryBytes: number;
  /** What the data went through before it was packed, to be undone in this order. */
  createFilters(): readonly Filter[];
}

async function readBlockHeader(source: Source, size: number): Promise<BlockHeader> {
  const rest = await need(source, size * 4 + 3);
  const body = rest.subarray(0, rest.length - 4);
  if (u32(rest, body.length) !== crc32(body, crc32(Uint8Array.of(size)))) {
    throw new Damage('a block header of the packed data is damaged');
  }
  let at = 1;
  const take = (): Promise<number> => {
    const byte = body[at];
    at += 1;
    if (byte === undefined) throw new Damage('a block header of the packed data is damaged');
    return Promise.resolve(byte);
  };
  const flags = body[0] ?? 0;
  if ((flags & 0x3c) !== 0) throw new Damage('the packed data is of a newer kind of xz');
  const packed = (flags & 0x40) === 0 ? undefined : await readNumber(take);
  const unpacked = (flags & 0x80) === 0 ? undefined : await readNumber(take);
  const filters: (() => Filter)[] = [];
  let dictionaryBytes: number | undefined;
  for (let count = (flags & 3) + 1; count > 0; count -= 1) {
    const id = await readNumber(take);
    const properties: number[] = [];
    for (let left = await readNumber(take); left > 0; left -= 1) properties.push(await take());
    const [property = -1] = properties;
    const isLast = count === 1;
    const branch = BRANCH_KINDS.get(id);
    if (id === LZMA2 && isLast && properties.length === 1 && property <= 40) {
      dictionaryBytes =
        property === 40 ? 2 ** 32 - 1 : (2 | (property & 1)) * 2 ** ((property >>> 1) + 11);
    } else if (id === DELTA && !isLast && properties.length === 1) {
      filters.unshift(() => createDelta(property + 1));
    } else if (branch && !isLast) {
      const startOffset = properties.length === 4 ? u32(Uint8Array.from(properties), 0) : 0;
      if ((properties.length !== 0 && properties.length !== 4) || startOffset % branch.alignment) {
        throw new Damage(`the filter for ${branch.name} of the packed data is damaged`);
      }
      filters.unshift(() => createBranchFilter(branch, startOffset));
    } else {
      const name = branch?.name ?? `number ${id}`;
      throw new Damage(`the packed data went through a filter that is not read (${name})`);
    }
  }
  if (dictionaryBytes === undefined) throw new Damage('the packed data is no LZMA2');
  while (at < body.length) {
    if ((await take()) !== 0) throw new Damage('a block header of the packed data is damaged');
  }
  return {
    packed,
    unpacked,
    dictionaryBytes,
    createFilters: () => filters.map((create) => create()),
  };
}

async function* readBlock(
  source: Source,
  size: number,
  kind: number,
  maxDictionaryBytes: number,
): AsyncGenerator<Uint8Array, BlockSize> {
  const begin = source.offset - 1;
  const header = await readBlockHeader(source, size);
  if (header.dictionaryBytes > maxDictionaryBytes) {
    throw new Damage(
      `unpacking takes a dictionary of ${header.dictionaryBytes} bytes, more than the limit of ${maxDictionaryBytes}`,
    );
  }
  const dataAt = source.offset;
  const check = createCheck(kind);
  let unpacked = 0;
  const chunks = lzma2Chunks(source, createLzma2(header.dictionaryBytes));
  for await (const plain of filtered(chunks, header.createFilters())) {
    unpacked += plain.length;
    check.update(plain);
    yield plain;
  }
  const packed = source.offset - dataAt;
  const differs = (stated: number | undefined, found: number) =>
    stated !== undefined && stated !== found;
  if (differs(header.packed, packed) || differs(header.unpacked, unpacked)) {
    throw new Damage('a block of the packed data is not as long as it says');
  }
  const padding = await need(source, (4 - (packed % 4)) % 4);
  if (padding.some((byte) => byte !== 0)) throw new Damage('a block of the packed data is damaged');
  const stored = await need(source, CHECK_BYTES[kind] ?? 0);
  const found = check.digest();
  if (found && !stored.every((byte, at) => byte === found[at])) {
    throw new Damage('a block of the packed data does not match its own check sum');
  }
  return { unpadded: source.offset - begin - padding.length, unpacked };
}

async function* lzma2Chunks(source: Source, lzma: Lzma2): AsyncGenerator<Uint8Array> {
  let started = false;
  for (;;) {
    const control = (await need(source, 1))[0] ?? 0;
    if (control === 0) return;
    const reset = control >= 0x80 ? (control >> 5) & 3 : control === 1 ? 3 : 0;
    if (reset === 3) {
      lzma.resetDictionary();
      started = true;
    }
    if (!started || (control > 2 && control < 0x80))
      throw new Lzma2Damage('an unknown kind of chunk');
    if (control < 0x80) {
      const length = await need(source, 2);
      yield lzma.copy(await need(source, sixteen(length, 0) + 1));
      continue;
    }
    const lengths = await need(source, 4);
    const unpackedBytes = (control & 0x1f) * 65_536 + sixteen(lengths, 0) + 1;
    const properties = reset >= 2 ? (await need(source, 1))[0] : undefined;
    if (reset >= 1) lzma.resetState(properties);
    const packedBytes = sixteen(lengths, 2) + 1;
    const packed = await source.take(packedBytes);
    if (packed.length === packedBytes) yield lzma.unpack(packed, unpackedBytes);
    else {
      if (packed.length >= 5) yield lzma.unpackCutOff(packed, unpackedBytes);
      throw new Damage(CUT);
    }
  }
}

function sixteen(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}

/** What filters keep back of data that is cut off cannot be told right, and is left out. */
async function* filtered(
  chunks: AsyncGenerator<Uint8Array>,
  filters: readonly Filter[],
): AsyncGenerator<Uint8Array> {
  const through = (bytes: Uint8Array, first: number): Uint8Array =>
    filters.slice(first).reduce((plain, filter) => filter.push(plain), bytes);
  for await (const chunk of chunks) yield through(chunk, 0);
  for (const [index, filter] of filters.entries()) yield through(filter.finish(), index + 1);
}

/** Bytes were stored as their difference from those `distance` before. */
function createDelta(distance: number): Filter {
  const history = new Uint8Array(256);
  let at = 0;
  return {
    push(bytes) {
      const out = new Uint8Array(bytes.length);
      for (const [index, byte] of bytes.entries()) {
        const value = (byte + (history[(at - distance) & 0xff] ?? 0)) & 0xff;
        history[at & 0xff] = value;
        out[index] = value;
        at += 1;
      }
      return out;
    },
    finish: () => new Uint8Array(0),
  };
}

interface Check {
  update(bytes: Uint8Array): void;
  /** `undefined` where there is none, or none that is known. */
  digest(): Uint8Array | undefined;
}

function createCheck(kind: number): Check {
  if (kind === 1) {
    let crc = 0;
    return {
      update(bytes) {
        crc = crc32(bytes, crc);
      },
      digest: () => Uint8Array.of(crc & 0xff, (crc >>> 8) & 0xff, (crc >>> 16) & 0xff, crc >>> 24),
    };
  }
  if (kind === 4) return createCrc64();
  if (kind === 10) {
    const hash = createHash('sha256');
    return {
      update(bytes) {
        hash.update(bytes);
      },
      digest: () => hash.digest(),
    };
  }
  return { update() {}, digest: () => undefined };
}
