// The key of a hash-chained log as the officer gives it: typed, or as a file of hers.

import { readFile, stat } from 'node:fs/promises';
import { FailureError, failure } from '../../shared/base/result.ts';
import type { Input } from '../../shared/contract/procedures.ts';
import type { FileTokens } from './file-tokens.ts';

/** Longest key file that is read: a key is one line. */
const KEY_FILE_LIMIT = 64 * 1024;

/** `undefined` where it is taken away. Throws FailureError, also `file.unknown-token`. */
export async function givenKey(
  { file, keyText }: Input<'evidence.setKey'>,
  tokens: Pick<FileTokens, 'pathOf'>,
): Promise<string | undefined> {
  let text = keyText;
  if (file !== undefined) {
    const path = tokens.pathOf(file);
    if (path === undefined) {
      throw new FailureError(failure('file.unknown-token', 'Choose the key file again.'));
    }
    text = await readKeyFile(path);
  }
  const key = text?.trim() ?? '';
  if (key === '') return undefined;
  if (/^[0-9a-fA-F]+$/.test(key)) return key;
  throw new FailureError(
    failure('key.not-hex', 'That is no HMAC key: a key is one line of hexadecimal digits.'),
  );
}

/** Throws FailureError, `key.not-hex` or `file.unreadable`. */
async function readKeyFile(path: string): Promise<string> {
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
