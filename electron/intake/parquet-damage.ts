// How reading a Parquet file fails: with a reason, whatever the reader at hand throws on damaged bytes.

import { FailureError, failure } from '../../shared/base/result.ts';

export function refused(reason: string): FailureError {
  return new FailureError(failure('file.unreadable', reason));
}

/** What the reader throws on damaged bytes is a finding about the file, whatever class it has. */
export async function guarded<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asRefusal(what, error);
  }
}

export function guardedSync<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asRefusal(what, error);
  }
}

function asRefusal(what: string, error: unknown): FailureError {
  if (error instanceof FailureError) return error;
  const message = error instanceof Error ? error.message.replace(/^parquet /, '') : String(error);
  return refused(`${what}: ${message}`);
}
