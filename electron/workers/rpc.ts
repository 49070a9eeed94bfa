// Calls between threads: numbered messages over a port, with progress and cancel. Nothing here knows
// what the calls mean.

import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import type { Progress } from '../../shared/contract/procedure.ts';
import { FailureError, failure, type Failure } from '../../shared/base/result.ts';

export interface CallHooks {
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Buffers that move to the other thread instead of being copied. */
  readonly transfer?: readonly Transferable[] | undefined;
}

/** The calling end, whatever is between. Rejects with FailureError for expected failures. */
export interface Link {
  call(name: string, args: unknown, hooks?: CallHooks): Promise<unknown>;
}

/** The answering end. */
export type Handler = (
  name: string,
  args: unknown,
  context: { readonly progress: (progress: Progress) => void; readonly signal: AbortSignal },
) => unknown;

type Message =
  | { readonly t: 'call'; readonly id: number; readonly name: string; readonly args: unknown }
  | { readonly t: 'cancel'; readonly id: number }
  | { readonly t: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly t: 'ok'; readonly id: number; readonly value: unknown }
  | { readonly t: 'failed'; readonly id: number; readonly failure: Failure };

type Port = Pick<MessagePort | Worker, 'postMessage' | 'on' | 'off'>;

export interface PortLink extends Link {
  /** Ends every waiting call with this failure: the other side is gone. */
  fail(reason: Failure): void;
}

export function linkOver(port: Port): PortLink {
  interface Waiting {
    readonly resolve: (value: unknown) => void;
    readonly reject: (error: Error) => void;
    readonly onProgress: CallHooks['onProgress'];
  }
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let gone: Failure | undefined;
  port.on('message', (message: Message) => {
    if (message.t === 'call' || message.t === 'cancel') return;
    const call = waiting.get(message.id);
    if (!call) return;
    if (message.t === 'progress') {
      call.onProgress?.(message.progress);
      return;
    }
    waiting.delete(message.id);
    if (message.t === 'ok') call.resolve(message.value);
    else call.reject(new FailureError(message.failure));
  });
  return {
    async call(name, args, hooks = {}) {
      if (gone) throw new FailureError(gone);
      const id = nextId++;
      const cancel = () => port.postMessage({ t: 'cancel', id } satisfies Message);
      const answer = new Promise<unknown>((resolve, reject) => {
        waiting.set(id, { resolve, reject, onProgress: hooks.onProgress });
      });
      port.postMessage({ t: 'call', id, name, args } satisfies Message, hooks.transfer ?? []);
      if (hooks.signal?.aborted) cancel();
      hooks.signal?.addEventListener('abort', cancel, { once: true });
      try {
        return await answer;
      } finally {
        hooks.signal?.removeEventListener('abort', cancel);
      }
    },
    fail(reason) {
      gone = reason;
      for (const call of waiting.values()) call.reject(new FailureError(reason));
      waiting.clear();
    },
  };
}

/** @param buffersOf what of an answer moves to the other thread instead of being copied */
export function serveOver(
  port: Port,
  handler: Handler,
  buffersOf: (answer: unknown) => readonly Transferable[] = () => [],
): void {
  const running = new Map<number, AbortController>();
  port.on('message', (message: Message) => {
    if (message.t === 'cancel') {
      running.get(message.id)?.abort();
      return;
    }
    if (message.t !== 'call') return;
    const { id, name, args } = message;
    const abort = new AbortController();
    running.set(id, abort);
    void answerOf(handler, name, args, {
      signal: abort.signal,
      progress: (progress) => port.postMessage({ t: 'progress', id, progress } satisfies Message),
    }).then((answer) => {
      running.delete(id);
      if ('failure' in answer) {
        port.postMessage({ t: 'failed', id, failure: answer.failure } satisfies Message);
      } else {
        const { value } = answer;
        port.postMessage({ t: 'ok', id, value } satisfies Message, buffersOf(value));
      }
    });
  });
}

/** The same without threads: for tests, and for one-thread hosts. */
export function linkInProcess(handler: Handler): Link {
  return {
    async call(name, args, hooks = {}) {
      const answer = await answerOf(handler, name, args, {
        progress: (progress) => hooks.onProgress?.(progress),
        signal: hooks.signal ?? new AbortController().signal,
      });
      if ('failure' in answer) throw new FailureError(answer.failure);
      return answer.value;
    },
  };
}

async function answerOf(
  handler: Handler,
  name: string,
  args: unknown,
  context: Parameters<Handler>[2],
): Promise<{ readonly value: unknown } | { readonly failure: Failure }> {
  try {
    return { value: await handler(name, args, context) };
  } catch (error) {
    return { failure: failureOf(error, context.signal.aborted) };
  }
}

/** The one place where a thread turns what was thrown into a value. */
export function failureOf(error: unknown, aborted: boolean): Failure {
  if (error instanceof FailureError) return error.failure;
  if (aborted) return failure('job.cancelled', 'Cancelled.');
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
      return failure('disk.full', 'The disk is full. What was committed before is safe.');
    }
    if (code.startsWith('SQLITE_READONLY') || code === 'EROFS') {
      return failure('disk.read-only', 'The case cannot be written: the disk is read-only.');
    }
    if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_CANTOPEN' || code === 'EIO') {
      return failure(
        'disk.error',
        `The disk refused to read or write the case (${error.message}). What was committed before is safe.`,
      );
    }
    const lacksTable = code === 'SQLITE_ERROR' && error.message.startsWith('no such ');
    if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || lacksTable) {
      return failure(
        'case.damaged',
        `The case file is damaged (${error.message}). Open a copy of it from before, or import the evidence again.`,
      );
    }
    return failure('internal', `${error.message}\n${error.stack ?? ''}`.slice(0, 4_000));
  }
  return failure('internal', String(error));
}
