// Encryption of a case at rest: how an encrypted case is told from a plain one, how its key is made
// from a passphrase, and how a connection is given it. ChaCha20-Poly1305 per page, journal and
// write-ahead log included, by the SQLite build; the key is made here, with scrypt (RFC 7914), and
// never written anywhere. The salt is the first 16 bytes of the file, so a case stays one file.

import type Database from 'better-sqlite3';
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { FailureError, failure } from '../../shared/base/result.ts';

/** The key of an open case: in memory alone. */
export interface CaseKey {
  /** 32 bytes. */
  readonly bytes: Uint8Array;
  /** The first 16 bytes of the file. */
  readonly salt: Uint8Array;
}

/** `absent`: not there, or empty. `other`: neither a database nor encrypted by this program. */
export type Protection = 'absent' | 'plain' | 'encrypted' | 'other';

const SALT_BYTES = 16;
const KEY_BYTES = 32;
const HEAD_BYTES = 24;
const SQLITE_MAGIC = 'SQLite format 3\0';
/** Starts the salt: says that Sealwatch encrypted the file, and with which cost of scrypt. */
const SALT_TAG = 'SWc1';
/** 128 MiB and about half a second for each guess. */
const SCRYPT_COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 } as const;
/** Payload fractions at offset 21 of every SQLite database; they stay readable. */
const FRACTIONS = [0x40, 0x20, 0x20] as const;

const SHORTEST_PASSPHRASE = 8;
const LONGEST_PASSPHRASE = 1_024;

interface Head {
  readonly protection: Protection;
  readonly salt: Uint8Array;
}

/** Throws FailureError where the file is there and cannot be read. */
export function protectionOf(path: string): Protection {
  return headOf(path).protection;
}

function headOf(path: string): Head {
  const head = Buffer.alloc(HEAD_BYTES);
  let length: number;
  try {
    const file = openSync(path, 'r');
    try {
      length = readSync(file, head, 0, HEAD_BYTES, 0);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return { protection: 'absent', salt: new Uint8Array(0) };
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new FailureError(failure('case.unreadable', `${path}: ${reason}`));
  }
  const salt = new Uint8Array(head.subarray(0, SALT_BYTES));
  if (length === 0) return { protection: 'absent', salt };
  if (head.toString('latin1', 0, SALT_BYTES) === SQLITE_MAGIC) return { protection: 'plain', salt };
  const isOurs =
    length === HEAD_BYTES &&
    head.toString('latin1', 0, SALT_TAG.length) === SALT_TAG &&
    FRACTIONS.every((byte, index) => head[21 + index] === byte);
  return { protection: isOurs ? 'encrypted' : 'other', salt };
}

/** Throws FailureError where nobody could rely on it. */
export function checkNewPassphrase(passphrase: string): void {
  const { length } = Array.from(passphrase);
  if (length < SHORTEST_PASSPHRASE || length > LONGEST_PASSPHRASE) {
    throw new FailureError(
      failure(
        'passphrase.unfit',
        `A passphrase has ${SHORTEST_PASSPHRASE} to ${LONGEST_PASSPHRASE} characters; several words are best.`,
      ),
    );
  }
}

/** The key for a case that is to be encrypted from now on. */
export async function makeKey(passphrase: string): Promise<CaseKey> {
  checkNewPassphrase(passphrase);
  const tag = Buffer.from(SALT_TAG, 'latin1');
  const salt = Buffer.concat([tag, randomBytes(SALT_BYTES - tag.length)]);
  return { bytes: await derive(passphrase, salt), salt };
}

/** The key that this passphrase gives for an encrypted case; whether it fits shows on opening. */
export async function keyFor(path: string, passphrase: string): Promise<CaseKey> {
  const { protection, salt } = headOf(path);
  if (protection !== 'encrypted') {
    throw new FailureError(
      failure('case.not-encrypted', `${path}: this case is not encrypted; it needs no passphrase.`),
    );
  }
  return { bytes: await derive(passphrase, salt), salt };
}

function derive(passphrase: string, salt: Uint8Array): Promise<Uint8Array> {
  // One spelling of the same letters, whatever keyboard they came from.
  const secret = Buffer.from(passphrase.normalize('NFC'), 'utf8');
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, KEY_BYTES, SCRYPT_COST, (error, key) => {
      secret.fill(0);
      if (error) reject(error);
      // A buffer of its own: small ones share a pool, and could not be wiped or moved by themselves.
      else {
        resolve(new Uint8Array(key));
        key.fill(0);
      }
    });
  });
}

export function sameKey(a: CaseKey, b: CaseKey): boolean {
  return Buffer.compare(a.salt, b.salt) === 0 && timingSafeEqual(a.bytes, b.bytes);
}

export function wipe(key: CaseKey): void {
  key.bytes.fill(0);
}

/** Before anything else is asked of a connection. */
export function unlock(db: Database.Database, key: CaseKey): void {
  db.pragma(`cipher = 'chacha20'`);
  db.pragma(`key = '${rawKey(key)}'`);
}

/** Encrypts all pages anew; `undefined` leaves them plain. */
export function rekey(db: Database.Database, key: CaseKey | undefined): void {
  db.pragma(`cipher = 'chacha20'`);
  db.pragma(`rekey = '${key === undefined ? '' : rawKey(key)}'`);
}

function rawKey({ bytes, salt }: CaseKey): string {
  return `raw:${Buffer.from(bytes).toString('hex')}${Buffer.from(salt).toString('hex')}`;
}

/** Throws FailureError where the file and what is known of its key do not go together. */
export function checkProtection(path: string, key: CaseKey | undefined): void {
  const { protection, salt } = headOf(path);
  if (protection === 'encrypted') {
    if (key === undefined) {
      throw new FailureError(
        failure(
          'case.locked-passphrase',
          `${path}: this case is encrypted; its passphrase is needed.`,
        ),
      );
    }
    if (Buffer.compare(salt, key.salt) !== 0) throw wrongPassphrase(path);
  }
  if (protection === 'plain' && key !== undefined) {
    throw new FailureError(
      failure('case.not-encrypted', `${path}: this case is not encrypted; it needs no passphrase.`),
    );
  }
}

export function wrongPassphrase(path: string): FailureError {
  return new FailureError(
    failure(
      'case.wrong-passphrase',
      `${path}: that is not the passphrase of this case, or the beginning of the file is damaged.`,
    ),
  );
}
