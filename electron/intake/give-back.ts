// Memory that is given back at once, not whenever it is collected: it is used again for the next piece,
// and the collector, which goes by how much was asked for, runs a fraction as often.

/** The bytes are gone. Small ones lie in a pool that others use, and stay. */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (byteLength > Buffer.poolSize && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
