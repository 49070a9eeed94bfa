// Whether the application still answers. Once it does not, this page cannot get it back: the
// loopback host has ended, or let this page go.

import { useSyncExternalStore } from 'react';

let lostReason: string | null = null;
const listeners = new Set<() => void>();

export function connectionLost(reason: string): void {
  lostReason = reason;
  for (const listener of listeners) listener();
}

/** The reason, null while connected. */
export function useConnectionLost(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => lostReason,
  );
}
