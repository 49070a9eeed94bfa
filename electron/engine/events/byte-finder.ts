// Where a text could be among many bytes: the places at which three of its bytes stand as they do in
// it, found 16 places at a time. What is found is a first guess: whoever asks looks at each place.
//
// WebAssembly, because JavaScript has no vectors (shared/base/wasm-code.ts). The bytes come in pieces
// that stay in the processor's cache, so that several texts can be looked for in each.

import {
  againIf,
  BYTES_EQUAL,
  BYTES_MASK,
  BYTES_SPLAT,
  constant,
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
  V128_AND,
  V128_OR,
  VECTOR_BYTES,
  wasmModule,
  when,
  type Code,
} from '../../../shared/base/wasm-code.ts';

/** Places that are looked at in one call. */
export const PIECE_BYTES = 65_536;
/** A byte further behind in a text is not asked for. */
export const FARTHEST = 255;

const TEXT_BYTES = PIECE_BYTES + FARTHEST + VECTOR_BYTES;
const COUNT_AT = Math.ceil(TEXT_BYTES / VECTOR_BYTES) * VECTOR_BYTES;
const PLACES_AT = COUNT_AT + VECTOR_BYTES;
const PLACE_BYTES = 4;
const PAGES = Math.ceil((PLACES_AT + PLACE_BYTES * (PIECE_BYTES + VECTOR_BYTES)) / PAGE_BYTES);

/** Three bytes and how far behind the start of the text they stand, 0 to FARTHEST; they may be one. */
export interface Marks {
  readonly bytes: readonly [number, number, number];
  readonly places: readonly [number, number, number];
  /** OR-ed into what is compared: 0x20 where letters of both cases count. */
  readonly folds: readonly [number, number, number];
}

export interface ByteFinder {
  /** A piece goes here, at 0, with what comes behind it, as far as there is any. */
  readonly piece: Uint8Array;
  /** Found places in order; some may be behind the end of what was looked at. */
  readonly places: Uint32Array;
  /** Looks at so many places of the piece, at most PIECE_BYTES; says how many were found. */
  find(length: number, marks: Marks): number;
}

/** One for everybody on a thread: whoever fills it is done with it before giving up control. */
export function byteFinder(): ByteFinder {
  made ??= make();
  return made;
}

let made: ByteFinder | undefined;

function make(): ByteFinder {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(findingModule()));
  const { memory, find } = exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof find !== 'function') {
    throw new Error('the module exports both');
  }
  const count = new Int32Array(memory.buffer, COUNT_AT, 1);
  const findPlaces = find as (length: number, ...marks: readonly number[]) => void;
  return {
    piece: new Uint8Array(memory.buffer, 0, TEXT_BYTES),
    places: new Uint32Array(memory.buffer, PLACES_AT),
    find(length, { bytes, places, folds }) {
      findPlaces(length, ...bytes, ...places, ...folds);
      return (count[0] ?? 0) / PLACE_BYTES;
    },
  };
}

/** Its locals, in the order that `wasmModule` asks for: parameters, numbers, vectors. */
const LENGTH = 0;
const BYTES = [1, 2, 3];
/** Each moves on with the places. */
const ADDRESSES = [4, 5, 6];
const FOLDS = [7, 8, 9];
const PARAMETERS = 10;
const AT = 10;
const OUT = 11;
const MASK = 12;
const WANTED = [13, 14, 15];
const FOLDED = [16, 17, 18];

function findingModule(): Uint8Array<ArrayBuffer> {
  const splat = (from: number, to: number): Code => [...get(from), ...BYTES_SPLAT, ...set(to)];
  /** All bits of each byte that is the one of a mark. */
  const meets = (mark: number): Code => [
    ...get(ADDRESSES[mark] ?? 0),
    ...loadVector(0),
    ...get(FOLDED[mark] ?? 0),
    ...V128_OR,
    ...get(WANTED[mark] ?? 0),
    ...BYTES_EQUAL,
  ];
  const moveOn = (local: number): Code => [
    ...get(local),
    ...constant(VECTOR_BYTES),
    ...I32_ADD,
    ...set(local),
  ];
  const code: Code = [
    ...BYTES.flatMap((byte, mark) => splat(byte, WANTED[mark] ?? 0)),
    ...FOLDS.flatMap((fold, mark) => splat(fold, FOLDED[mark] ?? 0)),
    ...loop(
      [
        ...meets(0),
        ...meets(1),
        ...V128_AND,
        ...meets(2),
        ...V128_AND,
        ...BYTES_MASK,
        ...tee(MASK),
      ],
      when(
        loop(
          [...get(OUT), ...get(AT), ...get(MASK), ...I32_TRAILING_ZEROS, ...I32_ADD],
          storeNumber(PLACES_AT),
          [...get(OUT), ...constant(PLACE_BYTES), ...I32_ADD, ...set(OUT)],
          [...get(MASK), ...get(MASK), ...constant(1), ...I32_SUBTRACT, ...I32_AND, ...tee(MASK)],
          againIf(0),
        ),
      ),
      ADDRESSES.flatMap(moveOn),
      [...get(AT), ...constant(VECTOR_BYTES), ...I32_ADD, ...tee(AT)],
      [...get(LENGTH), ...I32_LESS_UNSIGNED],
      againIf(0),
    ),
    ...constant(0),
    ...get(OUT),
    ...storeNumber(COUNT_AT),
  ];
  return wasmModule(PAGES, [
    { name: 'find', parameters: PARAMETERS, numbers: 3, vectors: 6, code },
  ]);
}
