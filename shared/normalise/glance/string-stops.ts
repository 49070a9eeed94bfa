// Where strings of a JSON text may end: the places of its quotes, backslashes, control characters and
// bytes that are not ASCII, found 16 bytes at a time. Most bytes of a log in JSON are inside strings
// and none of these; a loop over single bytes takes longer than the parser does for all of its work.
//
// WebAssembly, because JavaScript has no vectors (shared/base/wasm-code.ts).

import {
  again,
  againIf,
  BYTES_EQUAL,
  BYTES_LESS,
  BYTES_MASK,
  constant,
  everyByte,
  get,
  I32_ADD,
  I32_AND,
  I32_LESS_UNSIGNED,
  I32_SUBTRACT,
  I32_TRAILING_ZEROS,
  loadVector,
  loop,
  PAGE_BYTES,
  set,
  storeNumber,
  tee,
  V128_OR,
  VECTOR_BYTES,
  wasmModule,
  when,
  type Code,
} from '../../base/wasm-code.ts';

/** Longer texts are for the parser. */
export const MOST_BYTES = 65_536;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
/** Behind room for the text and the vector that reaches over its end. */
const COUNT_AT = MOST_BYTES + VECTOR_BYTES;
/** Room for as many places. */
const STOPS_AT = COUNT_AT + VECTOR_BYTES;
const PAGES = Math.ceil((STOPS_AT + 4 * (MOST_BYTES + 2 * VECTOR_BYTES)) / PAGE_BYTES);
/** Behind the last stop. */
export const NO_STOP = 0x7fffffff;

export interface StringStops {
  /** The text goes here, at 0. */
  readonly text: Uint8Array;
  /** The same bytes. */
  readonly words: DataView;
  /** Places of its stops in order, the last being NO_STOP. */
  readonly stops: Int32Array;
  /** Finds the stops of so many bytes of the text; says how many there are. */
  find(length: number): number;
}

/** One for everybody on a thread: whoever fills it is done with it before giving up control. */
export function stringStops(): StringStops {
  made ??= make();
  return made;
}

let made: StringStops | undefined;

function make(): StringStops {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(findingModule()));
  const { memory, find } = exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof find !== 'function') {
    throw new Error('the module exports both');
  }
  const text = new Uint8Array(memory.buffer, 0, MOST_BYTES + VECTOR_BYTES);
  const count = new Int32Array(memory.buffer, COUNT_AT, 1);
  const findStops = find as (length: number) => void;
  return {
    text,
    words: new DataView(memory.buffer),
    stops: new Int32Array(memory.buffer, STOPS_AT),
    find(length) {
      // Behind the end lies what was there before.
      text.set(BLANK, length);
      findStops(length);
      return (count[0] ?? 0) / PLACE_BYTES;
    },
  };
}

const PLACE_BYTES = 4;
const BLANK = new Uint8Array(VECTOR_BYTES).fill(SPACE);

/** `find(length)`: for each vector a mask of its stops, and for each bit of it a place; how many. */
function findingModule(): Uint8Array<ArrayBuffer> {
  const [length, at, out, mask, vector] = [0, 1, 2, 3, 4];
  const code: Code = [
    loop(
      [...get(at), ...loadVector(0), ...tee(vector)],
      [...everyByte(QUOTE), ...BYTES_EQUAL],
      [...get(vector), ...everyByte(BACKSLASH), ...BYTES_EQUAL, ...V128_OR],
      // Of signed bytes: what is not ASCII is negative.
      [...get(vector), ...everyByte(SPACE), ...BYTES_LESS, ...V128_OR],
      [...BYTES_MASK, ...tee(mask)],
      when(
        loop(
          [...get(out), ...get(at), ...get(mask), ...I32_TRAILING_ZEROS, ...I32_ADD],
          storeNumber(STOPS_AT),
          [...get(out), ...constant(PLACE_BYTES), ...I32_ADD, ...set(out)],
          [...get(mask), ...get(mask), ...constant(1), ...I32_SUBTRACT, ...I32_AND, ...tee(mask)],
          againIf(0),
        ),
      ),
      [...get(at), ...constant(VECTOR_BYTES), ...I32_ADD, ...tee(at)],
      [...get(length), ...I32_LESS_UNSIGNED],
      when(again(1)),
    ),
    [...get(out), ...constant(NO_STOP), ...storeNumber(STOPS_AT)],
    [...constant(0), ...get(out), ...storeNumber(COUNT_AT)],
  ].flat();
  return wasmModule(PAGES, [{ name: 'find', parameters: 1, numbers: 3, vectors: 1, code }]);
}
