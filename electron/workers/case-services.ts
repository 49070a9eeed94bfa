// The threads of the case that is open, and which case that is. Moves from one case or key to the
// next as a whole: calls wait until the move is done, and go to what is open then.

import { wipe, type CaseKey } from '../store/cipher.ts';
import type { Link } from './rpc.ts';
import type { RewriteArgs, ServiceName } from './service.ts';

/** The links to the services of one case. */
export interface ServiceLinks {
  /** `withWriter`: the job changes the case. */
  link(name: ServiceName, withWriter: boolean): Link;
  /**
   * Lets go of a thread that nothing is asked of, and waits until what it took is given back; the next
   * call starts it again.
   */
  rest(name: ServiceName): Promise<void>;
  close(): Promise<void>;
}

export interface CaseAndKey {
  readonly file: string;
  /** Absent for a plain case, and for an encrypted one that is locked. */
  readonly key: CaseKey | undefined;
}

export interface CaseServices {
  current(): CaseAndKey;
  link(name: ServiceName, withWriter: boolean): Promise<Link>;
  rest(name: ServiceName): Promise<void>;
  /** Opens this case, or throws and has the one before open again. */
  switchTo(next: CaseAndKey): Promise<void>;
  /** The same case with this key; not opened yet. */
  reopen(key: CaseKey | undefined): Promise<void>;
  /** Rewrites the case and goes on with the new key; throws and goes on as before. */
  rewrite(args: RewriteArgs): Promise<void>;
  close(): Promise<void>;
}

export function caseServices(
  first: CaseAndKey,
  start: (opened: CaseAndKey) => ServiceLinks,
): CaseServices {
  let opened = first;
  let services = start(opened);
  let move: Promise<unknown> = Promise.resolve();

  const become = async (next: CaseAndKey): Promise<void> => {
    await services.close();
    opened = next;
    services = start(opened);
  };
  /** One move after the other; that one fails is told to whoever asked for it. */
  const moving = (work: () => Promise<void>): Promise<void> => {
    const done = move.then(work);
    move = done.catch(() => undefined);
    return done;
  };

  return {
    current: () => opened,
    async link(name, withWriter) {
      await move;
      return services.link(name, withWriter);
    },
    rest: (name) => services.rest(name),
    switchTo: (next) =>
      moving(async () => {
        const before = opened;
        await become(next);
        try {
          await services.link('writer', false).call('open', {});
        } catch (error) {
          await become(before);
          if (next.key) wipe(next.key);
          throw error;
        }
        if (before.key) wipe(before.key);
      }),
    reopen: (key) => moving(() => become({ ...opened, key })),
    rewrite: ({ to }) =>
      moving(async () => {
        // Without readers, and with a writer that has not opened the case.
        await become(opened);
        await services.link('writer', false).call('rewrite', { to } satisfies RewriteArgs);
        await become({ ...opened, key: to });
      }),
    async close() {
      await move;
      await services.close();
      if (opened.key) wipe(opened.key);
    },
  };
}
