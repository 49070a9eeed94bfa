// What the engine needs of the machine it runs on. It knows no host by name.

import { createHash, hash } from 'node:crypto';
import type { Hashes } from '../../shared/base/hashes.ts';
import type { TimeUs } from '../../shared/base/time.ts';
import { hmacsOfHashTexts } from './seal/many-hmacs.ts';

export interface EngineHost {
  readonly nowUs: () => TimeUs;
  readonly version: string;
  /** The folder `resources` of the program. */
  readonly resourcesFolder: string;
  /** The operating system's user and host, for the audit trail: `user@host`. */
  readonly operatingUser: string;
}

export const nodeHashes: Hashes = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  sha256Hex: (data) => hash('sha256', data, 'hex'),
  hmacSha256Hex: (key, data) => hmacHex(key, data),
  hmacSha256HexOfEach: (key, texts) =>
    hmacsOfHashTexts(key, texts) ?? texts.map((text) => hmacHex(key, text)),
};

/** RFC 2104: SHA-256 works on blocks of this many bytes. */
const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/** The key with each pad, and room behind it for what is hashed. */
interface Pads {
  readonly key: string;
  inner: Buffer;
  readonly outer: Buffer;
}

let lastPads: Pads | undefined;

/**
 * Two one-shot hashes over a prepared key: half the time of an HMAC object for each of millions of
 * short texts.
 */
function hmacHex(key: string | Uint8Array, data: string | Uint8Array): string {
  // Only a text key is sure to be the same key the next time.
  const pads = typeof key === 'string' && lastPads?.key === key ? lastPads : padsOf(key);
  if (typeof key === 'string') lastPads = pads;
  const length = BLOCK_BYTES + (typeof data === 'string' ? Buffer.byteLength(data) : data.length);
  if (pads.inner.length !== length) {
    const inner = Buffer.allocUnsafe(length);
    pads.inner.copy(inner, 0, 0, BLOCK_BYTES);
    pads.inner = inner;
  }
  if (typeof data === 'string') pads.inner.write(data, BLOCK_BYTES, 'utf8');
  else pads.inner.set(data, BLOCK_BYTES);
  pads.outer.write(hash('sha256', pads.inner, 'binary'), BLOCK_BYTES, 'latin1');
  return hash('sha256', pads.outer, 'hex');
}

function padsOf(key: string | Uint8Array): Pads {
  let bytes: Uint8Array = typeof key === 'string' ? Buffer.from(key, 'utf8') : key;
  if (bytes.length > BLOCK_BYTES) bytes = createHash('sha256').update(bytes).digest();
  const inner = Buffer.alloc(BLOCK_BYTES, 0x36);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES, 0x5c);
  for (const [index, byte] of bytes.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return { key: typeof key === 'string' ? key : '', inner, outer };
}
