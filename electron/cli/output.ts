// stdout and stderr as a command sees them. A reader that goes away (`| head`) ends the command
// quietly; a slow one slows it down instead of filling the memory.

import type { Writable } from 'node:stream';

export interface Output {
  /** One line of the result; the line end is added. Resolves when more may be written. */
  line(text: string): Promise<void>;
  /** True once the reader is gone: what is left to do is to stop. */
  readonly closed: boolean;
  /** Resolves when everything has been handed to the system. */
  flush(): Promise<void>;
}

/** @param onClosed called once, when the reader goes away */
export function createOutput(stream: Writable, onClosed: () => void): Output {
  let closed = false;
  let pending = '';
  const close = () => {
    if (closed) return;
    closed = true;
    pending = '';
    onClosed();
  };
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    close();
  });
  stream.on('close', close);

  const drain = (): Promise<void> => {
    if (pending === '' || closed) return Promise.resolve();
    const text = pending;
    pending = '';
    return new Promise((resolve) => {
      stream.write(text, () => resolve());
    });
  };

  return {
    line(text) {
      if (closed) return Promise.resolve();
      pending += `${text}\n`;
      // A system call a line is the slowest part of printing a million of them.
      return pending.length > 65_536 ? drain() : Promise.resolve();
    },
    get closed() {
      return closed;
    },
    flush: drain,
  };
}
