// Where strings of a JSON text may end: the places of its quotes, backslashes, control characters and
// bytes that are not ASCII, found 16 bytes at a time. Most bytes of a log in JSON are inside strings
// and none of these; a loop over single bytes takes longer than the parser does for all of its work.
//
// WebAssembly, because JavaScript has no vectors. Written down as its binary format (WebAssembly core
// specification 2.0, chapter 5) below.

/** Longer texts are for the parser. */
export const MOST_BYTES = 65_536;

const VECTOR_BYTES = 16;
/** Room for the texts, the vector that reaches over the end, and the places of as many stops. */
const STOPS_AT = MOST_BYTES + 2 * VECTOR_BYTES;
const PAGE_BYTES = 65_536;
const PAGES = Math.ceil((STOPS_AT + 4 * (MOST_BYTES + 2 * VECTOR_BYTES)) / PAGE_BYTES);
/** Behind the last stop. */
export const NO_STOP = 0x7fffffff;

export interface StringStops {
  /** The text goes here, at 0. */
  readonly text: Uint8Array;
  /** The same bytes. */
  readonly words: DataView;
  /** Places of its stops in order, then some behind its end, the last being NO_STOP. */
  readonly stops: Int32Array;
  /** Finds the stops of so many bytes of the text. */
  find(length: number): void;
}

/** One for everybody on a thread: whoever fills it is done with it before giving up control. */
export function stringStops(): StringStops {
  made ??= make();
  return made;
}

let made: StringStops | undefined;

function make(): StringStops {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()));
  const { memory, find } = exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof find !== 'function') {
    throw new Error('the module exports both');
  }
  return {
    text: new Uint8Array(memory.buffer, 0, MOST_BYTES + VECTOR_BYTES),
    words: new DataView(memory.buffer),
    stops: new Int32Array(memory.buffer, STOPS_AT),
    find: find as (length: number) => void,
  };
}

// ── the module ──────────────────────────────────────────────────────────────────────────────

type Code = readonly number[];

const I32 = 0x7f;
const V128 = 0x7b;
const NOTHING = 0x40;
const END = 0x0b;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** Signed LEB128 of a number that is not negative. */
function constant(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x40; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [0x41, ...bytes, rest];
}

const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
const tee = (local: number): Code => [0x22, local];
const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const everyByte = (byte: number): Code => [
  ...simd(0x0c),
  ...new Array<number>(VECTOR_BYTES).fill(byte),
];
const loop = (...body: readonly Code[]): Code => [0x03, NOTHING, ...body.flat(), END];
const when = (...body: readonly Code[]): Code => [0x04, NOTHING, ...body.flat(), END];
/** To the start of the loop that is so many blocks around this place. */
const again = (blocks: number): Code => [0x0c, blocks];
const againIf = (blocks: number): Code => [0x0d, blocks];

const I32_STORE = [0x36, 2, ...unsigned(STOPS_AT)];
const I32_LESS_UNSIGNED = [0x49];
const I32_TRAILING_ZEROS = [0x68];
const I32_ADD = [0x6a];
const I32_SUBTRACT = [0x6b];
const I32_AND = [0x71];
const V128_LOAD = [...simd(0x00), 0, 0];
const V128_OR = simd(0x50);
const BYTES_EQUAL = simd(0x23);
/** Of signed bytes: what is not ASCII is negative. */
const BYTES_LESS = simd(0x25);
const BYTES_MASK = simd(0x64);

/** `find(length)`: for each vector a mask of its stops, and for each bit of it a place. */
function findingCode(): Code {
  const [length, at, out, mask, vector] = [0, 1, 2, 3, 4];
  const code = [
    loop(
      [...get(at), ...V128_LOAD, ...tee(vector)],
      [...everyByte(0x22), ...BYTES_EQUAL],
      [...get(vector), ...everyByte(0x5c), ...BYTES_EQUAL, ...V128_OR],
      [...get(vector), ...everyByte(0x20), ...BYTES_LESS, ...V128_OR],
      [...BYTES_MASK, ...tee(mask)],
      when(
        loop(
          [...get(out), ...get(at), ...get(mask), ...I32_TRAILING_ZEROS, ...I32_ADD, ...I32_STORE],
          [...get(out), ...constant(4), ...I32_ADD, ...set(out)],
          [...get(mask), ...get(mask), ...constant(1), ...I32_SUBTRACT, ...I32_AND, ...tee(mask)],
          againIf(0),
        ),
      ),
      [...get(at), ...constant(VECTOR_BYTES), ...I32_ADD, ...tee(at)],
      [...get(length), ...I32_LESS_UNSIGNED],
      when(again(1)),
    ),
    [...get(out), ...constant(NO_STOP), ...I32_STORE],
  ];
  // Locals: three more numbers, one vector.
  return [2, 3, I32, 1, V128, ...code.flat(), END];
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const section = (id: number, content: Code): Code => [
    id,
    ...unsigned(content.length),
    ...content,
  ];
  const name = (text: string): number[] => [
    text.length,
    ...Array.from(text, (char) => char.charCodeAt(0)),
  ];
  const body = findingCode();
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // One type, a number to nothing; one function of it; one memory.
    ...section(1, [1, 0x60, 1, I32, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, ...unsigned(PAGES)]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('find'), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}
