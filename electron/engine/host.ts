// What the engine needs of the machine it runs on. It knows no host by name.

import { createHash, createHmac, hash } from 'node:crypto';
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
  hmacSha256Hex: (key, data) => createHmac('sha256', key).update(data).digest('hex'),
};
