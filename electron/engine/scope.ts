// What comes with a call besides its input: things the host knows and the caller must not state.

import { FailureError, failure } from '../../shared/base/result.ts';

/** Crosses threads, so plain data. */
export interface CallScope {
  /** Paths behind the file tokens of this call. */
  readonly paths: Readonly<Record<string, string>>;
  /** HMAC keys supplied in this session, by source number; 0 for all sources. Never stored. */
  readonly keys: Readonly<Record<number, string>>;
}

export const EMPTY_SCOPE: CallScope = { paths: {}, keys: {} };

/** Throws FailureError for a token that this host did not give out. */
export function pathOf(scope: CallScope, token: string): string {
  const path = Object.hasOwn(scope.paths, token) ? scope.paths[token] : undefined;
  if (path === undefined) {
    throw new FailureError(
      failure('file.unknown-token', 'That file was not chosen in this session; choose it again.'),
    );
  }
  return path;
}

export function keyFor(scope: CallScope, sourceId: number): string | undefined {
  return scope.keys[sourceId] ?? scope.keys[0];
}
