// What no page in this program may do: leave its address, open windows or webviews, be granted a
// permission, reach the network. "Offline" is enforced here, below the content security policy.

import type { App, Session, WebContents } from 'electron';
import { isOwnBlob, isOwnUrl } from './own-page.ts';

/** Switches that keep Chromium itself from calling home. Must run before Electron is ready. */
export function cutOffNetwork(app: Pick<App, 'commandLine'>): void {
  for (const name of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
    'disable-sync',
    'no-pings',
  ]) {
    app.commandLine.appendSwitch(name);
  }
  // No name resolves, not even one that some part of Chromium asks for on its own.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}

export type LockedSession = Pick<
  Session,
  | 'on'
  | 'setDevicePermissionHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
  | 'setSpellCheckerEnabled'
  | 'webRequest'
>;

export function lockSession(session: LockedSession): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(isWriteToClipboard(permission) && isOwnUrl(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
    return isWriteToClipboard(permission) && isOwnUrl(requestingOrigin);
  });
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    answer({ cancel: !isAllowedRequest(details.url) });
  });
  // The dictionary would be downloaded.
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event, item) => {
    if (!isOwnBlob(item.getURL())) event.preventDefault();
  });
}

/** Copying what the officer selected is the one permission that is granted. */
function isWriteToClipboard(permission: string): boolean {
  return permission === 'clipboard-sanitized-write';
}

function isAllowedRequest(url: string): boolean {
  // Developer tools are part of the binary and disabled in the installed program.
  return (
    isOwnUrl(url) || isOwnBlob(url) || isOwnImage(url) || url.startsWith('devtools://devtools/')
  );
}

/** Pictures within the style sheet; a data: address is never fetched from anywhere. */
function isOwnImage(url: string): boolean {
  return url.startsWith('data:image/') || url === 'data:,';
}

export type LockedContents = Pick<
  WebContents,
  'on' | 'setWebRTCIPHandlingPolicy' | 'setWindowOpenHandler'
>;

export function lockContents(contents: LockedContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.on('will-navigate', (event) => {
    if (!isOwnUrl(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnUrl(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
