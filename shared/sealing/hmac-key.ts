// The key file of a hash-chained log. The log's writer used the hex text itself as the key's bytes,
// so the text is kept and not decoded.

import { err, failure, ok, type Result } from '../base/result.ts';

const HEX = /^[0-9a-fA-F]+$/;

/** A key file holds hex digits, with white space around them at most. */
export function readHmacKey(text: string): Result<string> {
  const key = text.replace(/^\ufeff/, '').trim();
  if (key === '') return err(failure('key.empty', 'The key file is empty.'));
  if (!HEX.test(key)) {
    return err(
      failure('key.not-hex', 'The key file holds something else than one line of hex digits.'),
    );
  }
  if (key.length % 2 !== 0) {
    return err(
      failure('key.odd-length', `The key has ${key.length} hex digits, which are not whole bytes.`),
    );
  }
  return ok(key);
}
