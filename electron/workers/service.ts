// What answers the calls of one case, whatever thread it lives on. Its four kinds are the writer (the
// only read-write connection), the reader (queries), the analyst (long reading jobs) and the parser (no
// case at all); each is a file of its own, so that a thread loads no other's half of the program.

import { FailureError, failure } from '../../shared/base/result.ts';
import type { CallScope } from '../engine/scope.ts';
import type { CaseKey } from '../store/cipher.ts';
import type { Handler } from './rpc.ts';

/** The searcher is a reader of its own for the queries over all events. */
export type ServiceName = 'writer' | 'reader' | 'searcher' | 'analyst' | 'parser';

export interface Service {
  readonly handle: Handler;
  /** What was asked before is answered first. */
  close(): Promise<void>;
}

export interface CallArgs {
  readonly input: unknown;
  readonly scope: CallScope;
}

export interface RewriteArgs {
  /** Absent: the case is plain from then on. */
  readonly to?: CaseKey | undefined;
}

export function unknownCall(name: string): never {
  throw new FailureError(failure('internal', `No service answers ${name}.`));
}
