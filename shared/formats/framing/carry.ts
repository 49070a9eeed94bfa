// Bytes of a record that began in an earlier chunk. Grows by doubling and is used again, so that a
// record in a thousand small chunks does not cost a thousand copies.

export interface Carry {
  readonly length: number;
  append(bytes: Uint8Array): void;
  /** A view, valid until the next append. */
  view(): Uint8Array;
  clear(): void;
}

const FIRST_BYTES = 4_096;
const KEPT_BYTES = 1024 * 1024;

export function createCarry(): Carry {
  // Most carries of small files are never needed.
  let buffer = new Uint8Array(0);
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(bytes) {
      if (length + bytes.length > buffer.length) {
        const grown = new Uint8Array(
          Math.max(FIRST_BYTES, buffer.length * 2, length + bytes.length),
        );
        grown.set(buffer.subarray(0, length));
        buffer = grown;
      }
      buffer.set(bytes, length);
      length += bytes.length;
    },
    view: () => buffer.subarray(0, length),
    clear() {
      length = 0;
      if (buffer.length > KEPT_BYTES) buffer = new Uint8Array(0);
    },
  };
}
