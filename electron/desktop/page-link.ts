// The messages between the window's page and the application. The only place that listens to the
// page: every sender is checked here (main frame, own address), then the form and the size; what a
// message asks for is checked behind `app.connect`. A refused message is dropped and reported.

import { isAbsolute } from 'node:path';
import type { WebContents, WebFrameMain } from 'electron';
import type { FileToken } from '../../shared/contract/procedure.ts';
import { decodeMessage, encodeMessage } from '../../shared/contract/wire.ts';
import type { App, Session } from '../workers/app.ts';
import { CHANNEL_DROP, CHANNEL_MESSAGE, MAX_MESSAGE_BYTES, MAX_PATH_LENGTH } from './channels.ts';
import { isOwnUrl } from './own-page.ts';

export type LinkedContents = Pick<WebContents, 'ipc' | 'isDestroyed' | 'mainFrame' | 'on' | 'send'>;

interface Sender {
  readonly senderFrame: WebFrameMain | null;
}

/** @param report gets one line about each refused message */
export function linkPage(
  contents: LinkedContents,
  app: Pick<App, 'connect' | 'mintToken'>,
  report: (line: string) => void,
): void {
  let session: Session | undefined;
  const forget = () => {
    session?.close();
    session = undefined;
  };

  const allowed = (event: Sender, channel: string): boolean => {
    const { senderFrame } = event;
    const own =
      senderFrame !== null && senderFrame === contents.mainFrame && isOwnUrl(senderFrame.url);
    if (!own) report(`A message on ${channel} from a foreign frame was refused.`);
    return own;
  };

  contents.ipc.on(CHANNEL_MESSAGE, (event, bytes: unknown) => {
    if (!allowed(event, CHANNEL_MESSAGE)) return;
    const message = messageIn(bytes);
    if (message === undefined) {
      report('A message of unknown form or size was refused.');
      return;
    }
    session ??= app.connect((response) => {
      if (!contents.isDestroyed()) contents.send(CHANNEL_MESSAGE, encodeMessage(response));
    });
    session.receive(message);
  });

  // The preload script takes the path from the dropped File itself; the page never sees one.
  contents.ipc.handle(CHANNEL_DROP, (event, path: unknown): FileToken => {
    if (!allowed(event, CHANNEL_DROP) || !isUsablePath(path)) {
      throw new Error('The drop was refused.');
    }
    return app.mintToken(path);
  });

  // A page that is loaded anew starts over; what its predecessor asked for is cancelled.
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) forget();
  });
  contents.on('render-process-gone', forget);
  contents.on('destroyed', forget);
}

function messageIn(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array) || bytes.length > MAX_MESSAGE_BYTES) return undefined;
  try {
    return decodeMessage(bytes);
  } catch {
    return undefined;
  }
}

function isUsablePath(path: unknown): path is string {
  return (
    typeof path === 'string' &&
    path.length <= MAX_PATH_LENGTH &&
    !path.includes('\0') &&
    isAbsolute(path)
  );
}
