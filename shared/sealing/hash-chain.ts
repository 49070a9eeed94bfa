// The chain under the case's own audit trail and blocks: each hash covers the one before it.
// The encoding is unambiguous: a label, then every part with its length in bytes, so that no two
// lists of fields give the same bytes.

import { concatBytes, utf8 } from '../base/bytes.ts';
import type { Hashes } from '../base/hashes.ts';

const LABEL = 'sealwatch chain v1\n';

/** @param previousHex the hash of the line before; empty for the first */
export function auditHash(hashes: Hashes, previousHex: string, fields: readonly string[]): string {
  return hashes.sha256Hex(encodeParts([previousHex, ...fields]));
}

function encodeParts(parts: readonly string[]): Uint8Array {
  const encoded: Uint8Array[] = [utf8(`${LABEL}${parts.length}\n`)];
  for (const part of parts) {
    // A lone surrogate has no UTF-8; JSON's escape keeps two of them apart.
    const bytes = utf8(part.isWellFormed() ? part : JSON.stringify(part));
    encoded.push(utf8(`${bytes.length}${part.isWellFormed() ? '' : ' escaped'}:`), bytes);
  }
  return concatBytes(encoded);
}
