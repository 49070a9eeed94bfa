// Just enough of the WebAssembly binary format to write down one function over vectors of four 32-bit
// lanes (WebAssembly core specification 2.0, chapter 5): the instructions that SHA-256 needs, and the
// module around them. Refuses to be an assembler for anything else.

export type Code = readonly number[];

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

const simd = (opcode: number, ...rest: readonly number[]): Code => [
  0xfd,
  ...unsigned(opcode),
  ...rest,
];

/** Vectors are aligned to 2^4 bytes. */
const place = (address: number): Code => [4, ...unsigned(address)];

/** Below 64, which is one byte in signed LEB128. */
const small = (value: number): Code => [0x41, value];

export const ADD = simd(0xae);
export const AND = simd(0x4e);
export const OR = simd(0x50);
export const XOR = simd(0x51);

export const get = (local: number): Code => [0x20, local];
export const set = (local: number): Code => [0x21, local];
/** Sets, and leaves the value on the stack. */
export const tee = (local: number): Code => [0x22, local];

export const shiftLeft = (bits: number): Code => [...small(bits), ...simd(0xab)];
export const shiftRight = (bits: number): Code => [...small(bits), ...simd(0xad)];

/** The same number in all four lanes. */
export function everyLane(word: number): Code {
  const bytes = [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24];
  return simd(0x0c, ...bytes, ...bytes, ...bytes, ...bytes);
}

export const load = (address: number): Code => [...small(0), ...simd(0x00, ...place(address))];
/** Takes what `value` leaves on the stack. */
export const store = (address: number, value: Code): Code => [
  ...small(0),
  ...value,
  ...simd(0x0b, ...place(address)),
];

/** One exported function `run` without arguments over one page of exported `memory`. */
export function moduleOf(vectorLocals: number, code: Code): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: Code): Code => [
    id,
    ...unsigned(content.length),
    ...content,
  ];
  const name = (text: string): Code => [text.length, ...Buffer.from(text, 'latin1')];
  const body = [1, ...unsigned(vectorLocals), 0x7b, ...code, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // One type, which takes and gives nothing; one function of it; one memory of one page.
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}
