// Rule texts that were changed and not saved. They live as long as the window, so that looking at
// the timeline in between loses nothing.

import { useCallback, useSyncExternalStore } from 'react';

const drafts = new Map<string, string>();
const listeners = new Set<() => void>();

function set(id: string, text: string | null): void {
  if (text === null) drafts.delete(id);
  else drafts.set(id, text);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The draft of a rule, or `undefined` where it stands as saved. */
export function useDraft(id: string): readonly [string | undefined, (text: string | null) => void] {
  const draft = useSyncExternalStore(subscribe, () => drafts.get(id));
  const change = useCallback((text: string | null) => set(id, text), [id]);
  return [draft, change];
}

export function setDraft(id: string, text: string): void {
  set(id, text);
}

/** One a line. */
export function useDraftIds(): string {
  return useSyncExternalStore(subscribe, () => [...drafts.keys()].join('\n'));
}
