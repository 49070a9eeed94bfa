// What signatures of digests are checked with: the public keys and the saved object metadata that an
// officer gives as files, and RSA by the platform.

import {
  constants,
  createHash,
  createPublicKey,
  publicDecrypt,
  verify,
  type KeyObject,
} from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { FailureError, failure, type Result } from '../../../shared/base/result.ts';
import type { DigestTrust } from '../../../shared/sealing/cloudtrail-digest/digest-verdicts.ts';
import {
  NO_KEYS,
  readPublicKeys,
  type DigestKey,
  type OpenKey,
} from '../../../shared/sealing/cloudtrail-digest/public-keys.ts';
import { NO_SIDECAR, readSidecar } from '../../../shared/sealing/cloudtrail-digest/sidecar.ts';
import { reasonOf } from '../../intake/file-errors.ts';
import type { DigestFiles } from '../scope.ts';

/** Ten years of hourly digests in twenty regions are some 1 GiB of metadata in files of this size. */
const LONGEST_FILE_BYTES = 256 * 1024 * 1024;

/** Throws FailureError, with the file's name, where a file cannot be used. */
export async function readDigestTrust(files: DigestFiles): Promise<DigestTrust> {
  return {
    keys:
      files.publicKeys === undefined
        ? NO_KEYS
        : await readAs(files.publicKeys, (text) => readPublicKeys(text, openKey)),
    sidecar: files.sidecar === undefined ? NO_SIDECAR : await readAs(files.sidecar, readSidecar),
  };
}

async function readAs<T>(path: string, read: (text: string) => Result<T>): Promise<T> {
  let text: string;
  try {
    if ((await stat(path)).size > LONGEST_FILE_BYTES) {
      throw new FailureError(
        failure('file.too-large', `${path}: larger than ${LONGEST_FILE_BYTES} bytes.`),
      );
    }
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError(failure('file.unreadable', `${path}: ${reasonOf(error)}.`));
  }
  const value = read(text);
  if (!value.ok)
    throw new FailureError(failure(value.error.code, `${path}: ${value.error.message}`));
  return value.value;
}

const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;
const HEX = /^(?:[0-9a-f]{2})+$/;

export const openKey: OpenKey = (base64) => {
  if (!BASE64.test(base64)) return undefined;
  const der = Buffer.from(base64, 'base64');
  const read = publicKeyOf(der);
  if (read?.asymmetricKeyType !== 'rsa') return undefined;
  const spki = read.export({ type: 'spki', format: 'der' });
  // Node 24 cannot write a key as PKCS #1 that it read from PKCS #1; one from SPKI it can.
  const object = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  const encodings = [der, spki, object.export({ type: 'pkcs1', format: 'der' })];
  const fingerprints = new Set(
    encodings.map((bytes) => createHash('md5').update(bytes).digest('hex')),
  );
  return { key: digestKey(object), fingerprints: [...fingerprints] };
};

function publicKeyOf(der: Buffer): KeyObject | undefined {
  for (const type of ['pkcs1', 'spki'] as const) {
    try {
      return createPublicKey({ key: der, format: 'der', type });
    } catch {
      // The platform says by throwing that the bytes are not of this encoding; the next is tried.
      continue;
    }
  }
  return undefined;
}

function digestKey(object: KeyObject): DigestKey {
  return {
    verifies: (text, signatureHex) =>
      HEX.test(signatureHex) &&
      verify(
        'sha256',
        Buffer.from(text, 'utf8'),
        { key: object, padding: constants.RSA_PKCS1_PADDING },
        Buffer.from(signatureHex, 'hex'),
      ),
    made: (signatureHex) =>
      HEX.test(signatureHex) && opens(object, Buffer.from(signatureHex, 'hex')),
  };
}

/** DigestInfo of SHA-256, RFC 8017 section 9.2, note 1; the hash of 32 bytes follows. */
const SHA256_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');

function opens(key: KeyObject, signature: Buffer): boolean {
  let inside: Buffer;
  try {
    inside = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
  } catch {
    // The platform says by throwing that the padding is wrong: no signature of this key.
    return false;
  }
  return (
    inside.length === SHA256_INFO.length + 32 &&
    inside.subarray(0, SHA256_INFO.length).equals(SHA256_INFO)
  );
}
