// A job thread's way to the writer. The main thread sends a port before the first job that changes
// the case, and another one after the writer was restarted.

import { MessagePort } from 'node:worker_threads';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { linkOver, type Link } from '../rpc.ts';

export function replaceableLink(): Link & { take(message: { t: string; port?: unknown }): void } {
  let current: Link | undefined;
  return {
    take(message) {
      if (message.t !== 'writer' || !(message.port instanceof MessagePort)) return;
      const link = linkOver(message.port);
      message.port.on('close', () =>
        link.fail(failure('thread.ended', 'The thread that writes the case has ended.')),
      );
      current = link;
    },
    async call(name, args, hooks) {
      if (!current) {
        throw new FailureError(failure('internal', `${name}: this job has no way to the case.`));
      }
      return await current.call(name, args, hooks);
    },
  };
}
