// The life of the browser window: opened once, and the reason to end when it is closed. Where no
// window comes about, says why, so that the address can be given to a person instead.

import { setTimeout as wait } from 'node:timers/promises';
import { findBrowser, hasDisplay, openBrowser, thisDesk } from './browser.ts';
import type { Loopback } from './server.ts';

/** How long a browser that was started may take until its page is connected. */
const START_MS = 30_000;
/** A page that reloads is gone for a moment. */
const GONE_MS = 5_000;
const LOOK_MS = 250;

export type WindowEnd =
  { readonly kind: 'closed' } | { readonly kind: 'none'; readonly reason: string };

/** Resolves when the window is closed, or as soon as it is clear that there will be none. */
export async function showWindow(
  loopback: Pick<Loopback, 'connections' | 'url'>,
  profileFolder: string,
  signal: AbortSignal,
): Promise<WindowEnd> {
  const desk = thisDesk();
  if (!hasDisplay(desk)) return { kind: 'none', reason: 'there is no display' };
  const path = findBrowser(desk);
  if (path === undefined) {
    return { kind: 'none', reason: 'no Chromium, Chrome or Edge was found' };
  }
  const browser = openBrowser(path, loopback.url, profileFolder);
  let ended: string | undefined;
  browser.on('error', (error) => {
    ended = error.message;
  });
  browser.on('exit', (code, killedBy) => {
    ended = `it ended with ${code === null ? String(killedBy) : `status ${code}`}`;
  });
  signal.addEventListener('abort', () => browser.kill(), { once: true });

  const deadline = performance.now() + START_MS;
  while (loopback.connections() === 0) {
    if (signal.aborted) return { kind: 'closed' };
    // A browser that hands over to one already running ends with status 0; its page may still come.
    const failed = ended !== undefined && browser.exitCode !== 0;
    if (failed || performance.now() > deadline) {
      return { kind: 'none', reason: `${path} opened no window (${ended ?? 'no page connected'})` };
    }
    await wait(LOOK_MS);
  }
  let lastSeen = performance.now();
  while (performance.now() - lastSeen < GONE_MS && !signal.aborted) {
    if (loopback.connections() > 0) lastSeen = performance.now();
    else if (ended !== undefined) break;
    await wait(LOOK_MS);
  }
  browser.kill();
  return { kind: 'closed' };
}
