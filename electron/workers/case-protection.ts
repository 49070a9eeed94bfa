// The passphrase of the open case: makes its key, keeps that in memory, unlocks the case, and has it
// rewritten under another passphrase or none. Refuses to keep a passphrase itself.

import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { FailureError, failure } from '../../shared/base/result.ts';
import type { Output } from '../../shared/contract/procedures.ts';
import {
  keyFor,
  makeKey,
  protectionOf,
  sameKey,
  wipe,
  wrongPassphrase,
  type CaseKey,
} from '../store/cipher.ts';
import type { GivenPassphrase } from './app.ts';
import type { RewriteArgs } from './service.ts';

export interface CaseProtection {
  state(): Output<'host.protection'>;
  unlock(passphrase: string): Promise<void>;
  setPassphrase(current: string | null, next: string | null): Promise<Output<'host.setPassphrase'>>;
}

interface OpenCase {
  file(): string;
  key(): CaseKey | undefined;
  /** Starts the case's threads anew with this key; tells everybody that all of it may differ. */
  reopen(key: CaseKey | undefined): Promise<void>;
  /** Throws FailureError where the case cannot be read. */
  tryReading(): Promise<void>;
  /** Closes everything but a writer that has not opened the case, has it rewritten, and reopens. */
  rewrite(args: RewriteArgs): Promise<void>;
  note(act: string): Promise<void>;
  onUnlocked(): void;
  isBusy(): boolean;
}

export function caseProtection(open: OpenCase): CaseProtection {
  const isEncrypted = () => protectionOf(open.file()) === 'encrypted';
  /** A key that is being tried has opened nothing yet, and a window must not be shown as if it had. */
  let isTrying = false;
  return {
    state: () => ({
      name: basename(open.file(), extname(open.file())),
      encrypted: isEncrypted(),
      unlocked: !isEncrypted() || (open.key() !== undefined && !isTrying),
    }),
    async unlock(passphrase) {
      const before = open.key();
      const key = await keyFor(open.file(), passphrase);
      if (before && sameKey(before, key)) return wipe(key);
      isTrying = true;
      try {
        await open.reopen(key);
        await open.tryReading();
      } catch (error) {
        await open.reopen(before);
        wipe(key);
        throw error;
      } finally {
        isTrying = false;
      }
      open.onUnlocked();
    },
    async setPassphrase(current, next) {
      const encrypted = isEncrypted();
      const key = open.key();
      if (encrypted) {
        const shown = current === null ? undefined : await keyFor(open.file(), current);
        if (!key || !shown || !sameKey(key, shown)) throw wrongPassphrase(open.file());
        wipe(shown);
      } else if (next === null) {
        throw new FailureError(
          failure('case.not-encrypted', `${open.file()}: this case is not encrypted.`),
        );
      }
      if (open.isBusy()) {
        throw busyCase();
      }
      const to = next === null ? undefined : await makeKey(next);
      await open.rewrite({ to });
      if (key) wipe(key);
      await open.note(
        to === undefined ? 'case decrypted' : encrypted ? 'passphrase changed' : 'case encrypted',
      );
      return { plainCopies: to === undefined ? [] : await plainCopies(open.file()) };
    },
  };
}

/** For what needs the case to itself. */
export function busyCase(): FailureError {
  return new FailureError(
    failure('case.busy', 'Something is still running in this case; wait for it or cancel it.'),
  );
}

/** Backups from before a new case format, and whatever else beside the case bears its name. */
async function plainCopies(caseFile: string): Promise<string[]> {
  const folder = dirname(caseFile);
  const start = `${basename(caseFile)}.backup-`;
  const names = await readdir(folder);
  return names
    .filter((name) => name.startsWith(start))
    .filter((name) => protectionOf(join(folder, name)) === 'plain')
    .sort();
}

/** The key for a case that is about to be opened or made. */
export async function keyForOpening(
  caseFile: string,
  passphrase: GivenPassphrase | undefined,
): Promise<CaseKey | undefined> {
  if (passphrase === undefined) return undefined;
  switch (protectionOf(caseFile)) {
    case 'absent':
      return await makeKey(passphrase.text);
    case 'encrypted':
      return await keyFor(caseFile, passphrase.text);
    case 'other':
      // What it is instead is said on opening.
      return undefined;
    case 'plain':
      if (!passphrase.insist) return undefined;
      // Fails, and says why.
      return await keyFor(caseFile, passphrase.text);
  }
}
