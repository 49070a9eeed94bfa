// JSON that the case keeps in its columns. Written by the program alone, so text that does not parse
// means a damaged or edited case file, and is said so.

import { FailureError, failure } from '../../shared/base/result.ts';

/** Throws FailureError, `case.damaged`. */
export function storedJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FailureError(
      failure('case.damaged', `The case file is damaged: ${what} cannot be read (${reason}).`),
    );
  }
}
