// Memory that is given back at once, not whenever it is collected: it is used again for the next piece,
// and the collector, which goes by how much was asked for, runs a fraction as often.

/** What it holds is gone, and all of the buffer around it. What lies in the pool stays. */
export function giveBack({ buffer }: ArrayBufferView): void {
  // What is gone already has no bytes.
  if (buffer instanceof ArrayBuffer && buffer.byteLength > 0 && !isPool(buffer)) buffer.transfer(0);
}

/**
 * The same bytes in a buffer that holds nothing else, as what packs them leaves room behind them: such
 * a buffer moves to another thread whole, and nothing of what it lay in is left. The old one is gone.
 */
export function inOwnBuffer(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = bytes;
  if (buffer.byteLength === length) return bytes;
  // What begins behind others may lie among them.
  const isAlone = byteOffset === 0 && buffer instanceof ArrayBuffer && !isPool(buffer);
  return isAlone ? new Uint8Array(buffer.transfer(length)) : new Uint8Array(bytes);
}

/** Node cuts short buffers out of one that many share. */
function isPool({ byteLength }: ArrayBuffer): boolean {
  return byteLength === Buffer.poolSize;
}

/** A buffer of at least so many bytes lies in no pool. */
export function unpooledBytes(atLeast: number): number {
  return Math.max(atLeast, Math.floor(Buffer.poolSize / 2) + 1);
}
