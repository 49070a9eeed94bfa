// Files that commands write where the caller says. Refuses to write over the case that is open and over
// the evidence that it names: both may be the only copy.

import { stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileFailure, systemReason } from './failures.ts';
import type { CaseSession } from './session.ts';

/** What lies beside a case while it is open. */
const COMPANIONS = ['', '-wal', '-shm', '-journal', '-lock'];

/** @param given as the caller named it. Throws FailureError. */
export async function writeOutput(
  session: CaseSession,
  cwd: string,
  given: string,
  content: string | Uint8Array,
): Promise<void> {
  await assertFree(session, cwd, given);
  try {
    await writeFile(resolve(cwd, given), content);
  } catch (error) {
    throw fileFailure(given, systemReason(error));
  }
}

/** Throws FailureError where the file is there and is the case, or evidence of it. */
export async function assertFree(session: CaseSession, cwd: string, given: string): Promise<void> {
  const path = resolve(cwd, given);
  const target = await identityOf(path);
  if (target === undefined) return;
  for (const companion of COMPANIONS) {
    if ((await identityOf(`${session.caseFile}${companion}`)) === target) {
      throw fileFailure(given, 'this is the case itself; it is not written over');
    }
  }
  const { sources } = await session.call('evidence.list', {});
  for (const { source } of sources) {
    if ((await identityOf(source.path)) !== target) continue;
    throw fileFailure(
      given,
      `this is evidence of the case (${source.exhibit}); it is not written over`,
    );
  }
}

/** The same for every name of a file; `undefined` where there is none. */
async function identityOf(path: string): Promise<string | undefined> {
  return stat(path, { bigint: true }).then(
    ({ dev, ino }) => `${String(dev)}/${String(ino)}`,
    // What cannot be looked at cannot be compared; writing it fails with the reason.
    () => undefined,
  );
}
