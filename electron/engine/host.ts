// What the engine needs of the machine it runs on. It knows no host by name.

import { createHash, createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import type { Hashes } from '../../shared/base/hashes.ts';
import type { TimeUs } from '../../shared/base/time.ts';

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
  hmacSha256Hex: (key, data) => createHmac('sha256', keyObject(key)).update(data).digest('hex'),
};

let lastKey: { readonly key: string | Uint8Array; readonly object: KeyObject } | undefined;

/** One key serves millions of entries; setting it up anew for each costs half as much again. */
function keyObject(key: string | Uint8Array): KeyObject {
  if (lastKey?.key !== key) {
    lastKey = {
      key,
      object: typeof key === 'string' ? createSecretKey(key, 'utf8') : createSecretKey(key),
    };
  }
  return lastKey.object;
}
