// The page's idle signal: `<html data-idle>` is "true" only when no request is in flight and no job
// of this page runs. End-to-end tests wait for it instead of sleeping. The signal turns false at
// once and true only after a moment of quiet, so that a request started by an answer's own
// rendering does not make it flicker.

const QUIET_MS = 80;

let inFlight = 0;
let quietTimer: ReturnType<typeof setTimeout> | undefined;

function show(idle: boolean): void {
  document.documentElement.dataset['idle'] = idle ? 'true' : 'false';
}

/** Marks the page busy until the returned function is called; calling it again does nothing. */
export function beginActivity(): () => void {
  inFlight += 1;
  clearTimeout(quietTimer);
  show(false);
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    inFlight -= 1;
    if (inFlight === 0) quietTimer = setTimeout(() => show(true), QUIET_MS);
  };
}
