// The two ways to the application: the desktop's bridge and the loopback host's socket. Both carry
// the same messages; nothing above this file knows which one is in use.

import type { Request, Response, Transport } from '../../shared/contract/client.ts';
import { failure, err, ok, type Result } from '../../shared/base/result.ts';
import { decodeMessage, encodeMessage } from '../../shared/contract/wire.ts';
import type { HostBridge } from './host-bridge.ts';

export function bridgeTransport(bridge: HostBridge): Transport {
  return {
    send: (request) => bridge.send(request),
    listen(onResponse) {
      bridge.onMessage((message) => {
        onResponse(message instanceof Uint8Array ? (decodeMessage(message) as Response) : message);
      });
    },
  };
}

/** Messages sent before the socket is open wait for it. */
export function socketTransport(socket: WebSocket): Transport {
  socket.binaryType = 'arraybuffer';
  const waiting: Request[] = [];
  const write = (request: Request) =>
    socket.send(encodeMessage(request) as Uint8Array<ArrayBuffer>);
  socket.addEventListener('open', () => {
    for (const request of waiting) write(request);
    waiting.length = 0;
  });
  return {
    send(request) {
      if (socket.readyState === WebSocket.OPEN) write(request);
      else if (socket.readyState === WebSocket.CONNECTING) waiting.push(request);
    },
    listen(onResponse, closed) {
      socket.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (event.data instanceof ArrayBuffer) {
          onResponse(decodeMessage(new Uint8Array(event.data)) as Response);
        }
      });
      socket.addEventListener('close', () => closed('The connection to Sealwatch has ended.'));
    },
  };
}

/**
 * Trades the one-time token of the address for the session cookie and removes it from the address
 * bar. Without a token the cookie of an earlier visit has to do.
 */
export async function openSession(location: Location, history: History): Promise<Result<null>> {
  const match = /^#token=([\w-]+)/.exec(location.hash);
  if (!match?.[1]) return ok(null);
  history.replaceState(null, '', `${location.pathname}#/overview`);
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: match[1] }),
  }).catch(() => undefined);
  if (answer === undefined) return err(failure('connection.lost', 'Sealwatch does not answer.'));
  if (!answer.ok) {
    return err(
      failure(
        'session.refused',
        'This address has been used before. Start Sealwatch again, or use the window it opened.',
      ),
    );
  }
  return ok(null);
}
