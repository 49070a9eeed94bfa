// Just enough of the WebAssembly binary format to write down functions over 32-bit numbers and vectors
// of 128 bits (WebAssembly core specification 2.0, chapter 5): JavaScript has no vectors. Refuses to be
// an assembler for anything else: an instruction is here because a caller needs it.

export type Code = readonly number[];

export const VECTOR_BYTES = 16;
export const PAGE_BYTES = 65_536;

const I32 = 0x7f;
const V128 = 0x7b;
const FUNCTION = 0x60;
/** The type of a block that leaves nothing on the stack. */
const NOTHING = 0x40;
const END = 0x0b;

/** Unsigned LEB128. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** @param value of 32 bits, with or without a sign; written as signed LEB128 */
export function constant(value: number): Code {
  const bytes: number[] = [];
  let rest = value | 0;
  for (; rest >= 0x40 || rest < -0x40; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [0x41, ...bytes, rest & 0x7f];
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
/** Sets, and leaves the value on the stack. */
export const tee = (local: number): Code => [0x22, ...unsigned(local)];

export const loop = (...body: readonly Code[]): Code => [0x03, NOTHING, ...body.flat(), END];
export const when = (...body: readonly Code[]): Code => [0x04, NOTHING, ...body.flat(), END];
/** A function of the same module, by its place in it. */
export const call = (place: number): Code => [0x10, ...unsigned(place)];
/** To the start of the loop that is so many blocks around this place. */
export const again = (blocks: number): Code => [0x0c, blocks];
export const againIf = (blocks: number): Code => [0x0d, blocks];

export const I32_LESS_UNSIGNED: Code = [0x49];
export const I32_TRAILING_ZEROS: Code = [0x68];
export const I32_ADD: Code = [0x6a];
export const I32_SUBTRACT: Code = [0x6b];
export const I32_MULTIPLY: Code = [0x6c];
export const I32_AND: Code = [0x71];
export const I32_OR: Code = [0x72];
export const I32_XOR: Code = [0x73];
export const I32_LEFT: Code = [0x74];
export const I32_RIGHT_UNSIGNED: Code = [0x76];
export const I32_AT_LEAST_UNSIGNED: Code = [0x4f];
/** The byte at the address on the stack and so many bytes on. */
export const loadByte = (offset: number): Code => [0x2d, 0, ...unsigned(offset)];
export const storeByte = (offset: number): Code => [0x3a, 0, ...unsigned(offset)];
/** The lower half of a number. */
export const storeHalf = (offset: number): Code => [0x3b, 1, ...unsigned(offset)];
/** At the address on the stack and so many bytes on; what stands before them is a hint of alignment. */
export const storeNumber = (offset: number): Code => [0x36, 2, ...unsigned(offset)];

const simd = (opcode: number, ...rest: readonly number[]): Code => [
  0xfd,
  ...unsigned(opcode),
  ...rest,
];
export const loadVector = (offset: number): Code => simd(0x00, 0, ...unsigned(offset));
export const storeVector = (offset: number): Code => simd(0x0b, 0, ...unsigned(offset));
export const V128_AND = simd(0x4e);
export const V128_OR = simd(0x50);
export const V128_XOR = simd(0x51);

/** The lowest byte of a number on the stack in all sixteen places. */
export const BYTES_SPLAT = simd(0x0f);
export const BYTES_EQUAL = simd(0x23);
/** Of signed bytes. */
export const BYTES_LESS = simd(0x25);
/** A bit for the highest one of each byte. */
export const BYTES_MASK = simd(0x64);
export const everyByte = (byte: number): Code =>
  simd(0x0c, ...new Array<number>(VECTOR_BYTES).fill(byte));

export const LANES_ADD = simd(0xae);
export const LANES_SUBTRACT = simd(0xb1);
/** All bits of a lane where it is so. */
export const LANES_LESS_UNSIGNED = simd(0x3a);
export const lanesLeft = (bits: number): Code => [...constant(bits), ...simd(0xab)];
export const lanesRight = (bits: number): Code => [...constant(bits), ...simd(0xad)];
/** A number on the stack in all four lanes. */
export const SPLAT = simd(0x11);

export function lanes(...words: readonly [number, number, number, number]): Code {
  const bytesOf = (word: number) => [
    word & 0xff,
    (word >>> 8) & 0xff,
    (word >>> 16) & 0xff,
    word >>> 24,
  ];
  return simd(0x0c, ...words.flatMap(bytesOf));
}
/** The same number in all four lanes. */
export const everyLane = (word: number): Code => lanes(word, word, word, word);

/** Bytes of two vectors by number: the second one's begin at 16. */
export const pickBytes = (bytes: readonly number[]): Code => simd(0x0d, ...bytes);
/** Lanes of two vectors by number: the second one's begin at 4. */
export const pickLanes = (...picked: readonly number[]): Code =>
  pickBytes(picked.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)));

/** Its locals are the parameters, then the numbers, then the vectors, counted from 0. */
export interface WasmFunction {
  readonly name: string;
  /** All of them numbers; it gives nothing back. */
  readonly parameters: number;
  readonly numbers: number;
  readonly vectors: number;
  readonly code: Code;
}

/** The functions, exported under their names, and `memory`. */
export function wasmModule(
  pages: number,
  functions: readonly WasmFunction[],
): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  // The code of a function is too long to be spread into an argument list.
  const section = (id: number, parts: readonly Code[]): void => {
    const content = parts.flat();
    for (const byte of [id, ...unsigned(content.length)]) bytes.push(byte);
    for (const byte of content) bytes.push(byte);
  };
  const count = unsigned(functions.length);
  section(1, [
    count,
    ...functions.map(({ parameters }) => [
      FUNCTION,
      ...unsigned(parameters),
      ...new Array<number>(parameters).fill(I32),
      0,
    ]),
  ]);
  section(3, [count, ...functions.map((_, at) => unsigned(at))]);
  section(5, [[1, 0], unsigned(pages)]);
  section(7, [
    unsigned(functions.length + 1),
    [...nameOf('memory'), 2, 0],
    ...functions.flatMap(({ name }, at) => [nameOf(name), [0], unsigned(at)]),
  ]);
  section(10, [
    count,
    ...functions.flatMap(({ numbers, vectors, code }) => {
      const locals = [2, ...unsigned(numbers), I32, ...unsigned(vectors), V128];
      return [unsigned(locals.length + code.length + 1), locals, code, [END]];
    }),
  ]);
  return Uint8Array.from(bytes);
}

/** In ASCII. */
function nameOf(text: string): Code {
  return [text.length, ...Array.from(text, (char) => char.charCodeAt(0))];
}
