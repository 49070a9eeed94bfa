// The shape of handlers, straight from the contract: a missing or misnamed one does not compile.

import type { Contract, Input, Output, ProcedureName } from '../../shared/contract/procedures.ts';
import type { JobContext } from './jobs.ts';
import type { QueryContext } from './query-context.ts';
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
/** Queries over all events take their time in slices and see to their own view of the case. */
type LongQuery = Extract<QueryName, `events.${string}` | `timeline.${string}`>;

export type QueryHandlers = {
  readonly [N in QueryName]: N extends LongQuery
    ? (input: Input<N>, scope: CallScope, context?: QueryContext) => Output<N> | Promise<Output<N>>
    : (input: Input<N>, scope: CallScope) => Output<N>;
};
export type JobHandler<N extends JobName> = (
  input: Input<N>,
  context: JobContext,
) => Promise<Output<N>>;
