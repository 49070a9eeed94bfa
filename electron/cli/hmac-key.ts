// --hmac-key FILE: handed to the session; a refused key is reported under the file's name.

import { failure, FailureError } from '../../shared/base/result.ts';
import type { CaseSession } from './session.ts';

/** @param path absolute */
export async function giveKey(session: CaseSession, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  try {
    await session.call('evidence.setKey', { sourceId: null, file: session.token(path) });
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.message.includes(path)) throw error;
    throw new FailureError(failure(error.failure.code, `${path}: ${error.failure.message}`));
  }
}
