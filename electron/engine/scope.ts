// What comes with a call besides its input: things the host knows and the caller must not state.

import { FailureError, failure } from '../../shared/base/result.ts';

/** Crosses threads, so plain data. */
export interface CallScope {
  /** Paths behind the file tokens of this call. */
  readonly paths: Readonly<Record<string, string>>;
  /** HMAC keys supplied in this session, by source number; 0 for all sources. Never stored. */
  readonly keys: Readonly<Record<number, string>>;
  /** Files for checking CloudTrail digests, given in this session; by source number, 0 for all. */
  readonly digestFiles: Readonly<Record<number, DigestFiles>>;
}

/** Paths: the public keys of CloudTrail, and saved S3 object metadata. */
export interface DigestFiles {
  readonly publicKeys?: string;
  readonly sidecar?: string;
}

export const EMPTY_SCOPE: CallScope = { paths: {}, keys: {}, digestFiles: {} };

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

export function digestFilesFor(scope: CallScope, sourceId: number): DigestFiles {
  return { ...scope.digestFiles[0], ...scope.digestFiles[sourceId] };
}

/** The files behind the tokens of a call. Throws FailureError for a token this host did not give. */
export function digestFilesIn(
  scope: CallScope,
  input: { readonly publicKeys?: string | undefined; readonly sidecar?: string | undefined },
): DigestFiles {
  return {
    ...(input.publicKeys !== undefined && { publicKeys: pathOf(scope, input.publicKeys) }),
    ...(input.sidecar !== undefined && { sidecar: pathOf(scope, input.sidecar) }),
  };
}
