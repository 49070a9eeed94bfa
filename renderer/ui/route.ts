// The address bar as state.

import { useSyncExternalStore } from 'react';
import { hashOf, parseRoute, type Route } from './route.model.ts';

let cached: { readonly hash: string; readonly route: Route } | undefined;

function currentRoute(): Route {
  const { hash } = window.location;
  if (cached?.hash !== hash) cached = { hash, route: parseRoute(hash) };
  return cached.route;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  window.addEventListener('popstate', listener);
  return () => {
    window.removeEventListener('hashchange', listener);
    window.removeEventListener('popstate', listener);
  };
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, currentRoute);
}

/** Goes to another view; `replace` keeps it out of the history (a selection, not a visit). */
export function navigate(
  route: Parameters<typeof hashOf>[0],
  options: { readonly replace?: boolean } = {},
): void {
  const hash = hashOf(route);
  if (hash === window.location.hash) return;
  if (options.replace) {
    window.history.replaceState(null, '', hash);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    window.location.hash = hash;
  }
}
