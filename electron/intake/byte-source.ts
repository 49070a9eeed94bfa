// A stream of chunks read in pieces of any size, with what was too much put back.

export interface Source {
  /** Bytes taken so far. */
  readonly offset: number;
  /** Up to `length` bytes; fewer only at the end. */
  take(length: number): Promise<Uint8Array>;
  /** Some bytes, at most `length`; none at the end. */
  some(length: number): Promise<Uint8Array>;
  putBack(bytes: Uint8Array): void;
  close(): Promise<void>;
}

export function createSource(chunks: AsyncIterable<Uint8Array>): Source {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Uint8Array = new Uint8Array(0);
  let offset = 0;
  async function some(length: number): Promise<Uint8Array> {
    while (rest.length === 0) {
      const next = await iterator.next();
      if (next.done === true) return rest;
      rest = next.value;
    }
    const piece = rest.subarray(0, length);
    rest = rest.subarray(piece.length);
    offset += piece.length;
    return piece;
  }
  return {
    get offset() {
      return offset;
    },
    some,
    async take(length) {
      const out = new Uint8Array(length);
      let filled = 0;
      while (filled < length) {
        const piece = await some(length - filled);
        if (piece.length === 0) break;
        out.set(piece, filled);
        filled += piece.length;
      }
      return out.subarray(0, filled);
    },
    putBack(bytes) {
      offset -= bytes.length;
      if (bytes.length === 0) return;
      const joined = new Uint8Array(bytes.length + rest.length);
      joined.set(bytes);
      joined.set(rest, bytes.length);
      rest = joined;
    },
    async close() {
      await iterator.return?.();
    },
  };
}
