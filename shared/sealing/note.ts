// Signed notes in the C2SP format (c2sp.org/signed-note): a text, an empty line, and lines of
// signatures. Owns the spelling and the Ed25519 key names; refuses to know what a text says.

import { concatBytes, hexOf, utf8 } from '../base/bytes.ts';
import type { Hashes } from '../base/hashes.ts';
import { err, failure, ok, type Result } from '../base/result.ts';
import { base64Of, bytesOfBase64 } from './base64.ts';

/** The signature type of plain Ed25519. */
const ED25519 = 1;
const KEY_ID_BYTES = 4;
const ED25519_KEY_BYTES = 32;
const ED25519_SIGNATURE_BYTES = 64;
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/u;
/** Longest note that is read. */
const LIMIT_CHARACTERS = 1_000_000;

export interface NoteSignature {
  readonly name: string;
  /** The key's id and the signature. */
  readonly bytes: Uint8Array;
}

export interface SignedNote {
  /** Ends in a line feed; what the signatures cover. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteKey {
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

export type VerifyEd25519 = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean;

export function formatNote({ text, signatures }: SignedNote): string {
  const lines = signatures.map(({ name, bytes }) => `— ${name} ${base64Of(bytes)}\n`);
  return `${text}\n${lines.join('')}`;
}

/** Strict: every note has one spelling. */
export function parseNote(note: string): Result<SignedNote> {
  if (note.length > LIMIT_CHARACTERS) return bad('it is too long');
  if (!note.isWellFormed()) return bad('it is not Unicode text');
  // Control characters other than the line feed have no place in a note.
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(note)) return bad('it holds control characters');
  if (!note.endsWith('\n')) return bad('its last line does not end in a line feed');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) return bad('there is no empty line before its signatures');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name, encoded] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = encoded === undefined ? undefined : bytesOfBase64(encoded);
    if (name === undefined || bytes === undefined || bytes.length <= KEY_ID_BYTES) {
      return bad('a line behind the empty line is not a signature');
    }
    signatures.push({ name, bytes });
  }
  return ok({ text, signatures });
}

/** Four bytes that tell keys of one name apart. */
export function keyId(hashes: Hashes, { name, publicKey }: NoteKey): Uint8Array {
  return hashes
    .sha256(concatBytes([utf8(name), Uint8Array.of(0x0a, ED25519), publicKey]))
    .slice(0, KEY_ID_BYTES);
}

export function noteSignature(hashes: Hashes, key: NoteKey, signature: Uint8Array): NoteSignature {
  return { name: key.name, bytes: concatBytes([keyId(hashes, key), signature]) };
}

/**
 * - `sound`: a signature of this key is there and fits.
 * - `wrong`: one that claims to be of this key does not fit.
 * - `none`: no signature of this key is there.
 */
export type SignatureVerdict = 'sound' | 'wrong' | 'none';

export function checkNote(
  hashes: Hashes,
  verify: VerifyEd25519,
  key: NoteKey,
  note: SignedNote,
): SignatureVerdict {
  const id = hexOf(keyId(hashes, key));
  let verdict: SignatureVerdict = 'none';
  for (const { name, bytes } of note.signatures) {
    if (name !== key.name || hexOf(bytes.subarray(0, KEY_ID_BYTES)) !== id) continue;
    const signature = bytes.subarray(KEY_ID_BYTES);
    if (
      signature.length !== ED25519_SIGNATURE_BYTES ||
      !verify(key.publicKey, utf8(note.text), signature)
    ) {
      return 'wrong';
    }
    verdict = 'sound';
  }
  return verdict;
}

/** A public key as one line: `name+id+key`. */
export function formatKey(hashes: Hashes, key: NoteKey): string {
  const encoded = base64Of(concatBytes([Uint8Array.of(ED25519), key.publicKey]));
  return `${key.name}+${hexOf(keyId(hashes, key))}+${encoded}`;
}

export function parseKey(hashes: Hashes, line: string): Result<NoteKey> {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : bytesOfBase64(encoded);
  if (name === undefined || bytes?.length !== 1 + ED25519_KEY_BYTES || bytes[0] !== ED25519) {
    return err(failure('key.malformed', 'This is no public key of a signed note (Ed25519).'));
  }
  const key = { name, publicKey: bytes.slice(1) };
  if (hexOf(keyId(hashes, key)) !== id) {
    return err(failure('key.malformed', 'The id in this public key is not that of the key.'));
  }
  return ok(key);
}

function bad(reason: string): Result<never> {
  return err(failure('note.malformed', `This is no signed note: ${reason}.`));
}
