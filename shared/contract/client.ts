// What a caller holds: typed calls over any transport.

import type { Input, Output, ProcedureName } from './procedures.ts';
import type { Notice, Progress } from './procedure.ts';
import type { Result } from '../base/result.ts';

export interface CallOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface Client {
  /** Never throws for an expected failure; a lost connection is a failure too. */
  call<N extends ProcedureName>(
    name: N,
    input: Input<N>,
    options?: CallOptions,
  ): Promise<Result<Output<N>>>;
  /** Returns the function that ends the subscription. */
  onNotice(listener: (notice: Notice) => void): () => void;
}

/** Messages from a caller. */
export type Request =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

/** Messages to a caller. */
export type Response =
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly type: 'answer'; readonly id: number; readonly result: Result<unknown> }
  | { readonly type: 'notice'; readonly notice: Notice };

/** A pair of functions is all a transport needs to be. */
export interface Transport {
  send(request: Request): void;
  /** `closed` is called once, with the reason, when no more answers can come. */
  listen(onResponse: (response: Response) => void, closed: (reason: string) => void): void;
}

export function createClient(transport: Transport): Client {
  interface Waiting {
    readonly resolve: (result: Result<unknown>) => void;
    readonly onProgress: ((progress: Progress) => void) | undefined;
  }
  const waiting = new Map<number, Waiting>();
  const listeners = new Set<(notice: Notice) => void>();
  let nextId = 1;
  let closedReason: string | undefined;

  const lost = (reason: string): Result<unknown> => ({
    ok: false,
    error: { code: 'connection.lost', message: reason },
  });

  transport.listen(
    (response) => {
      switch (response.type) {
        case 'progress':
          waiting.get(response.id)?.onProgress?.(response.progress);
          return;
        case 'answer':
          waiting.get(response.id)?.resolve(response.result);
          waiting.delete(response.id);
          return;
        case 'notice':
          for (const listener of listeners) listener(response.notice);
          return;
      }
    },
    (reason) => {
      closedReason = reason;
      for (const each of waiting.values()) each.resolve(lost(reason));
      waiting.clear();
    },
  );

  return {
    async call(name, input, options) {
      if (closedReason !== undefined) return lost(closedReason) as never;
      const id = nextId++;
      const { signal, onProgress } = options ?? {};
      const cancel = () => transport.send({ type: 'cancel', id });
      const answer = new Promise<Result<unknown>>((resolve) => {
        waiting.set(id, { resolve, onProgress });
      });
      transport.send({ type: 'call', id, name, input });
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel, { once: true });
      const result = await answer;
      signal?.removeEventListener('abort', cancel);
      return result as never;
    },
    onNotice(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
