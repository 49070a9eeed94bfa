// One WebSocket, one session with the application. Bytes in, bytes out; what a message asks for is
// checked behind `app.connect`. Refuses text frames, oversized messages and silent peers.

import { WebSocket, type RawData } from 'ws';
import { decodeMessage, encodeMessage } from '../../shared/contract/wire.ts';
import type { App } from '../workers/app.ts';

/** A rule of two million characters, escaped at its worst, still fits. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
/** A page that reads nothing must not fill the memory of the host. */
const MAX_UNREAD_BYTES = 512 * 1024 * 1024;

const PROTOCOL_ERROR = 1002;
const TEXT_REFUSED = 1003;
const TOO_SLOW = 1013;

/** @param heartbeatMs how often the peer must answer a ping; a silent one is cut off */
export function serveSocket(socket: WebSocket, app: App, heartbeatMs: number): void {
  const session = app.connect((response) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > MAX_UNREAD_BYTES) {
      socket.close(TOO_SLOW, 'answers are not being read');
      return;
    }
    socket.send(encodeMessage(response));
  });

  let answered = true;
  const heartbeat = setInterval(() => {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
  }, heartbeatMs);
  socket.on('pong', () => {
    answered = true;
  });

  socket.on('message', (data: RawData, isBinary: boolean) => {
    answered = true;
    if (!isBinary) {
      socket.close(TEXT_REFUSED, 'bytes only');
      return;
    }
    let message: unknown;
    try {
      message = decodeMessage(bytesOf(data));
    } catch {
      // The peer is not Sealwatch's page: nothing it says can be answered.
      socket.close(PROTOCOL_ERROR, 'not a message');
      return;
    }
    session.receive(message);
  });
  // `ws` reports a broken frame here and closes the socket itself.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(heartbeat);
    session.close();
  });
}

function bytesOf(data: RawData): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return Array.isArray(data) ? Buffer.concat(data) : data;
}
