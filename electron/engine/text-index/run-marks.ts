// Marks the short runs of characters that a text holds (text-signature.ts): three bytes and six bytes
// at each place of it. Every byte that is imported comes by here, so it is WebAssembly
// (shared/base/wasm-code.ts), which takes a third of the time; the marks are in its memory.

import {
  againIf,
  BYTES_MASK,
  constant,
  everyByte,
  get,
  I32_ADD,
  I32_AND,
  I32_AT_LEAST_UNSIGNED,
  I32_LEFT,
  I32_LESS_UNSIGNED,
  I32_MULTIPLY,
  I32_OR,
  I32_RIGHT_UNSIGNED,
  I32_XOR,
  loadByte,
  loadVector,
  loop,
  PAGE_BYTES,
  set,
  storeByte,
  storeHalf,
  storeVector,
  tee,
  VECTOR_BYTES,
  wasmModule,
  when,
  type Code,
} from '../../../shared/base/wasm-code.ts';
import {
  FIRST_FACTOR,
  HASHES,
  KIND,
  KIND_BITS,
  LOWER,
  MARKS_BYTES,
  RUNS,
  SECOND_FACTOR,
  SHIFT,
} from './text-signature.ts';

const KIND_AT = HASHES;
const LOWER_AT = KIND_AT + KIND.length;
const TEXT_AT = LOWER_AT + LOWER.length;
/** A longer text is marked piece by piece. */
const TEXT_BYTES = 128 * 1024;
/** A piece begins so far before the end of the one before it, so that no run is lost between them. */
const OVERLAP = 5;
const BITS_AT = TEXT_AT + TEXT_BYTES;
const PAGES = Math.ceil((BITS_AT + MARKS_BYTES) / PAGE_BYTES);
/** A mark that is set: every bit of its byte. */
const SET = 0xff;
/** Of UTF-8 for one unit of UTF-16. */
const MOST_BYTES_A_UNIT = 3;

export interface RunMarks {
  /** Marks what stands in these bytes. */
  bytes(bytes: Uint8Array, from: number, to: number): void;
  text(text: string): void;
  /** All marks since the last call, a bit each, the lowest first; nothing is marked afterwards. */
  take(): Uint8Array<ArrayBuffer>;
}

export function createRunMarks(): RunMarks {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(markingModule()));
  const { memory, mark, pack } = exports;
  const made = memory instanceof WebAssembly.Memory;
  if (!made || typeof mark !== 'function' || typeof pack !== 'function') {
    throw new Error('the module exports all of them');
  }
  const all = new Uint8Array(memory.buffer);
  all.set(KIND, KIND_AT);
  all.set(LOWER, LOWER_AT);
  const bits = all.subarray(BITS_AT, BITS_AT + MARKS_BYTES);
  const area = all.subarray(TEXT_AT, TEXT_AT + TEXT_BYTES);
  const markArea = mark as (length: number) => void;
  const packMarks = pack as () => void;
  const encoder = new TextEncoder();

  const markBytes = (bytes: Uint8Array, from: number, to: number): void => {
    for (let at = from; at < to; at += TEXT_BYTES - OVERLAP) {
      const end = Math.min(to, at + TEXT_BYTES);
      area.set(bytes.subarray(at, end));
      markArea(end - at);
      if (end === to) return;
    }
  };
  return {
    bytes: markBytes,
    text(text) {
      if (text.length * MOST_BYTES_A_UNIT > TEXT_BYTES) {
        const bytes = encoder.encode(text);
        markBytes(bytes, 0, bytes.length);
      } else if (text !== '') markArea(encoder.encodeInto(text, area).written);
    },
    take() {
      packMarks();
      return bits.slice();
    },
  };
}

/** `mark(length)`: marks the runs of so many bytes of the text, one at least. */
function markCode(): Code {
  const [length, at, byte, kinds, run, one, two, three] = [0, 1, 2, 3, 4, 5, 6, 7];
  return [
    loop(
      [...get(at), ...loadByte(TEXT_AT), ...set(byte)],
      // Kinds of the last three bytes.
      [...get(kinds), ...constant(KIND_BITS), ...I32_LEFT],
      [...get(byte), ...loadByte(KIND_AT), ...I32_OR],
      [...constant(RUNS - 1), ...I32_AND, ...set(kinds)],
      // The last three bytes themselves.
      [...get(run), ...constant(8), ...I32_LEFT, ...get(byte), ...loadByte(LOWER_AT), ...I32_OR],
      [...constant(0xff_ffff), ...I32_AND, ...set(run)],
      [...get(at), ...constant(2), ...I32_AT_LEAST_UNSIGNED],
      when([...get(kinds), ...constant(SET), ...storeByte(0)]),
      [...get(at), ...constant(5), ...I32_AT_LEAST_UNSIGNED],
      when(
        [...get(three), ...constant(FIRST_FACTOR), ...I32_MULTIPLY],
        [...get(run), ...constant(SECOND_FACTOR), ...I32_MULTIPLY, ...I32_XOR],
        [...constant(SHIFT), ...I32_RIGHT_UNSIGNED, ...constant(SET), ...storeByte(RUNS)],
      ),
      // What the last three bytes were up to three bytes ago.
      [...get(two), ...set(three), ...get(one), ...set(two), ...get(run), ...set(one)],
      [...get(at), ...constant(1), ...I32_ADD, ...tee(at)],
      [...get(length), ...I32_LESS_UNSIGNED, ...againIf(0)],
    ),
  ].flat();
}

/** `pack()`: the marks as bits, and none of them any more. */
function packCode(): Code {
  const [at, out] = [0, 1];
  return [
    loop(
      [...get(out), ...get(at), ...loadVector(0), ...BYTES_MASK, ...storeHalf(BITS_AT)],
      [...get(at), ...everyByte(0), ...storeVector(0)],
      [...get(out), ...constant(VECTOR_BYTES / 8), ...I32_ADD, ...set(out)],
      [...get(at), ...constant(VECTOR_BYTES), ...I32_ADD, ...tee(at)],
      [...constant(HASHES), ...I32_LESS_UNSIGNED, ...againIf(0)],
    ),
  ].flat();
}

function markingModule(): Uint8Array<ArrayBuffer> {
  return wasmModule(PAGES, [
    { name: 'mark', parameters: 1, numbers: 7, vectors: 0, code: markCode() },
    { name: 'pack', parameters: 0, numbers: 2, vectors: 0, code: packCode() },
  ]);
}
