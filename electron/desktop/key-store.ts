// Secrets that must outlive a session, encrypted with the key that the operating system keeps for
// this user. Refuses to store anything where the system has no such key: nothing is written in the
// clear, nor under a key that is written down in this program.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import { err, failure, ok, type Result } from '../../shared/base/result.ts';

export interface KeyStore {
  put(name: string, secret: string): Result<null>;
  /** `null` where there is none of that name. */
  get(name: string): Result<string | null>;
  remove(name: string): void;
}

export type Encryption = Pick<
  SafeStorage,
  'decryptString' | 'encryptString' | 'isEncryptionAvailable'
> &
  // Linux alone can say which key ring it found.
  Partial<Pick<SafeStorage, 'getSelectedStorageBackend'>>;

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

export function createKeyStore(
  encryption: Encryption,
  folder: string,
  platform: NodeJS.Platform,
): KeyStore {
  const fileOf = (name: string): string => {
    if (!NAME.test(name)) throw new Error(`Not a name for a secret: ${name}`);
    return join(folder, `${name}.secret`);
  };
  const unavailable = (): boolean =>
    !encryption.isEncryptionAvailable() ||
    (platform === 'linux' && encryption.getSelectedStorageBackend?.() === 'basic_text');
  const noKeyRing = failure(
    'keys.unavailable',
    'This system has no key ring, so the secret is not kept; it has to be given again next time.',
  );

  return {
    put(name, secret) {
      if (unavailable()) return err(noKeyRing);
      writeFileSync(fileOf(name), encryption.encryptString(secret), { mode: 0o600 });
      return ok(null);
    },
    get(name) {
      const file = fileOf(name);
      let stored: Buffer;
      try {
        stored = readFileSync(file);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(null);
        return err(failure('keys.unreadable', `The stored secret ${file} cannot be read.`));
      }
      if (unavailable()) return err(noKeyRing);
      try {
        return ok(encryption.decryptString(stored));
      } catch {
        return err(
          failure(
            'keys.unreadable',
            `The stored secret ${file} is not of this user on this system.`,
          ),
        );
      }
    },
    remove(name) {
      rmSync(fileOf(name), { force: true });
    },
  };
}
