// A thread with a link to it. When it ends, for whatever reason, every call that waits for it fails
// with that reason.

import { Worker, type WorkerOptions } from 'node:worker_threads';
import { failure } from '../../shared/base/result.ts';
import { linkOver, type Link } from './rpc.ts';

export interface LinkedThread {
  readonly worker: Worker;
  readonly link: Link;
}

/** @param task what it did, for the failure: `read evidence` */
export function startLinkedThread(entry: URL, task: string, options: WorkerOptions): LinkedThread {
  const worker = new Worker(entry, options);
  const link = linkOver(worker);
  let reason = 'it ended';
  worker.on('error', (error) => {
    reason = error instanceof Error ? error.message : String(error);
  });
  worker.on('exit', () => {
    link.fail(failure('thread.ended', `A thread that ${task} ended: ${reason}.`));
  });
  return { worker, link };
}
