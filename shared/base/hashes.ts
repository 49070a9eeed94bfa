// Hashing is passed in: the platform's is eight times faster than one in JavaScript, and the pure
// layers must run anywhere.

export interface Hashes {
  /** Text is hashed as UTF-8. */
  sha256(data: string | Uint8Array): Uint8Array;
  /** Lower-case hex. */
  sha256Hex(data: string | Uint8Array): string;
  /** HMAC-SHA-256; a text key is its UTF-8 bytes. Lower-case hex. */
  hmacSha256Hex(key: string | Uint8Array, data: string | Uint8Array): string;
  /** The same of many texts, where the platform can do that faster than one by one. */
  hmacSha256HexOfEach?(key: string, texts: readonly string[]): string[];
}
