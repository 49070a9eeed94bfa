// CRC-64 as xz has it (ECMA-182, lowest bit first), in two halves of 32 bits.

const POLYNOMIAL = 0xc96c_5795_d787_0f42n;
const LOW = new Int32Array(256);
const HIGH = new Int32Array(256);
for (let index = 0; index < 256; index += 1) {
  let crc = BigInt(index);
  for (let bit = 0; bit < 8; bit += 1)
    crc = (crc & 1n) === 1n ? (crc >> 1n) ^ POLYNOMIAL : crc >> 1n;
  LOW[index] = Number(BigInt.asIntN(32, crc));
  HIGH[index] = Number(BigInt.asIntN(32, crc >> 32n));
}

export interface Crc64 {
  update(bytes: Uint8Array): void;
  /** Eight bytes, the lowest first. */
  digest(): Uint8Array;
}

export function createCrc64(): Crc64 {
  let low = -1;
  let high = -1;
  return {
    update(bytes) {
      let lowNow = low;
      let highNow = high;
      for (let at = 0; at < bytes.length; at += 1) {
        const index = (lowNow ^ (bytes[at] ?? 0)) & 0xff;
        lowNow = ((lowNow >>> 8) | (highNow << 24)) ^ (LOW[index] ?? 0);
        highNow = (highNow >>> 8) ^ (HIGH[index] ?? 0);
      }
      low = lowNow;
      high = highNow;
    },
    digest() {
      const out = new DataView(new ArrayBuffer(8));
      out.setInt32(0, ~low, true);
      out.setInt32(4, ~high, true);
      return new Uint8Array(out.buffer);
    },
  };
}
