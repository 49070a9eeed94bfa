// Small settings of taste of this window (theme, column widths), kept by the browser. They never
// change a result. A browser that refuses storage keeps them for the visit only.

import { useCallback, useSyncExternalStore } from 'react';

const PREFIX = 'sealwatch.';
const memory = new Map<string, string>();
const listeners = new Set<() => void>();

function read(key: string): string | undefined {
  const known = memory.get(key);
  if (known !== undefined) return known;
  try {
    return window.localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    // Storage is switched off in this browser: the preference was never kept.
    return undefined;
  }
}

export function writePreference(key: string, value: string): void {
  memory.set(key, value);
  try {
    window.localStorage.setItem(PREFIX + key, value);
  } catch {
    // Storage is switched off or full: the value lives in memory until the window closes.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreference(
  key: string,
  initial: string,
): readonly [string, (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => read(key) ?? initial);
  const set = useCallback((next: string) => writePreference(key, next), [key]);
  return [value, set];
}
