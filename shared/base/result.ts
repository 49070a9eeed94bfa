// Expected failures as values. Exceptions are kept for bugs.

export interface Failure {
  /** Stable, lower-case, dotted: `file.unreadable`, `rule.unknown-modifier`. */
  readonly code: string;
  /** A sentence for the person at the screen; names the file or rule and the reason. */
  readonly message: string;
}

export type Result<T, E = Failure> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

export function failure(code: string, message: string): Failure {
  return { code, message };
}

/**
 * Carries a Failure across a boundary that can only throw (a job, a dispatcher).
 * Whoever catches it turns it back into a value.
 */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'FailureError';
    this.failure = failure;
  }
}
