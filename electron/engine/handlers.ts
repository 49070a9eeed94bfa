// The shape of handlers, straight from the contract: a missing or misnamed one does not compile.

import type { Contract, Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import type { JobContext } from './jobs.ts';
import type { CallScope } from './scope.ts';

type OfKind<K extends string> = {
  readonly [N in ProcedureName]: Contract[N]['kind'] extends K ? N : never;
}[ProcedureName];

/** Answered by the host, which keeps keys in memory and off the disk. */
type HostCommand = 'evidence.setKey';

export type CommandName = Exclude<OfKind<'command'>, HostCommand>;
export type QueryName = OfKind<'query'>;
export type JobName = OfKind<'job'>;

export type CommandHandlers = {
  readonly [N in CommandName]: (input: Input<N>, scope: CallScope) => Output<N>;
};
export type QueryHandlers = {
  readonly [N in QueryName]: (input: Input<N>, scope: CallScope) => Output<N>;
};
export type JobHandler<N extends JobName> = (
  input: Input<N>,
  context: JobContext,
) => Promise<Output<N>>;
