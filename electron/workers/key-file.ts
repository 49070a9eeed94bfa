// The text of a file with the key of a hash-chained log.

import { readFile, stat } from 'node:fs/promises';
import { FailureError, failure } from '../../shared/base/result.ts';

/** Longest key file that is read: a key is one line. */
const KEY_FILE_LIMIT = 64 * 1024;

/** Throws FailureError, `key.not-hex` or `file.unreadable`. */
export async function readKeyFile(path: string): Promise<string> {
  try {
    if ((await stat(path)).size > KEY_FILE_LIMIT) {
      throw new FailureError(failure('key.not-hex', `${path}: too large to be a key.`));
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof FailureError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FailureError(failure('file.unreadable', `${path}: ${reason}`));
  }
}
