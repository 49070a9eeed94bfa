// The public keys of CloudTrail as `aws cloudtrail list-public-keys` prints them. A key is known by
// the MD5 of its bytes, worked out here and never taken from the list: the digests name it so.

import { err, failure, ok, type Result } from '../../base/result.ts';
import { isObject, textIn } from './digest-file.ts';

/** One RSA key; PKCS #1 v1.5 with SHA-256 throughout. */
export interface DigestKey {
  verifies(text: string, signatureHex: string): boolean;
  /**
   * True where the holder of this key made the signature, over whatever content. It tells a genuine
   * signature of something else from one that was damaged.
   */
  made(signatureHex: string): boolean;
}

export interface OpenedKey {
  readonly key: DigestKey;
  /** Hex MD5 of its DER bytes, in each of the two encodings it may be named by. */
  readonly fingerprints: readonly string[];
}

/** Reads DER, PKCS #1 or SPKI, in base64; `undefined` where it is neither. */
export type OpenKey = (base64: string) => OpenedKey | undefined;

export type PublicKeys = ReadonlyMap<string, DigestKey>;

export const NO_KEYS: PublicKeys = new Map();

export function readPublicKeys(text: string, openKey: OpenKey): Result<PublicKeys> {
  const refuse = (what: string) => err(failure('keys.invalid', `${what}.`));
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return refuse(
      `not the JSON that "aws cloudtrail list-public-keys" prints (${error instanceof Error ? error.message : String(error)})`,
    );
  }
  // AWS prints the first spelling, and documents the second.
  const list = isObject(value) ? (value['PublicKeyList'] ?? value['publicKeyList']) : value;
  if (!Array.isArray(list)) return refuse('holds no PublicKeyList');
  const keys = new Map<string, DigestKey>();
  for (const [index, each] of (list as unknown[]).entries()) {
    const base64 = isObject(each) ? textIn(each, 'Value') : undefined;
    if (base64 === undefined) return refuse(`public key ${index + 1} has no Value`);
    const opened = openKey(base64);
    if (!opened) {
      return refuse(`public key ${index + 1} is no RSA key in base64 (PKCS #1 or SPKI)`);
    }
    for (const fingerprint of opened.fingerprints) keys.set(fingerprint, opened.key);
  }
  return ok(keys);
}
