// The secrets of a case: that of its nonces, and the key that signs its checkpoints. Both lie in the
// case: whoever can write the file can sign anew, so a signature ties notes to one case and to each
// other, and only a checkpoint that was noted outside shows that a whole case was written anew.

import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { utf8 } from '../../../shared/base/bytes.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { ORIGIN_PREFIX } from '../../../shared/sealing/checkpoint.ts';
import {
  formatNote,
  noteSignature,
  type NoteKey,
  type VerifyEd25519,
} from '../../../shared/sealing/note.ts';
import type { CaseReader, CaseWriter } from '../../store/case-store.ts';
import { nodeHashes } from '../host.ts';
import { SECRET_BYTES } from './nonces.ts';

/** SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** PKCS#8 in base64. */
export function makeCaseKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}

/** The secret of the nonces, which stays in the case. Throws FailureError where it is none. */
export function caseSecret({ meta }: Pick<CaseReader | CaseWriter, 'meta'>): Uint8Array {
  const secret = new Uint8Array(Buffer.from(meta.get('sealSecret') ?? '', 'hex'));
  if (secret.length === SECRET_BYTES) return secret;
  throw new FailureError(
    failure(
      'case.damaged',
      "The secret that the case's records are sealed with cannot be read: no record can be compared with its seal.",
    ),
  );
}

export function originOf(caseId: string): string {
  return `${ORIGIN_PREFIX}${caseId}`;
}

/** Throws FailureError where the stored key is none. */
export function publicKeyOf(caseId: string, stored: string): NoteKey {
  const spki = createPublicKey(privateKeyOf(stored)).export({ type: 'spki', format: 'der' });
  return {
    name: originOf(caseId),
    publicKey: new Uint8Array(spki.subarray(SPKI_PREFIX.length)),
  };
}

/** The whole note. Throws FailureError where the stored key is none. */
export function signNote(caseId: string, stored: string, text: string): string {
  const signature = sign(null, utf8(text), privateKeyOf(stored));
  const key = publicKeyOf(caseId, stored);
  return formatNote({
    text,
    signatures: [noteSignature(nodeHashes, key, new Uint8Array(signature))],
  });
}

export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) =>
  verify(null, message, publicKeyObject(publicKey), signature);

/** A public key as PEM, for other programs. */
export function publicKeyPem(publicKey: Uint8Array): string {
  return publicKeyObject(publicKey).export({ type: 'spki', format: 'pem' }).toString();
}

function publicKeyObject(publicKey: Uint8Array) {
  const key = Buffer.concat([SPKI_PREFIX, publicKey]);
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

function privateKeyOf(stored: string) {
  try {
    const key = createPrivateKey({
      key: Buffer.from(stored, 'base64'),
      format: 'der',
      type: 'pkcs8',
    });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  throw new FailureError(
    failure('case.damaged', "The key that signs the case's checkpoints cannot be read."),
  );
}
