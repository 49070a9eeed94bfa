// The loopback host: the built page, a session, a socket and a spool for dropped files, on
// 127.0.0.1 alone. Every answer carries the security headers; there is no CORS.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { failure, FailureError, type Failure } from '../../shared/base/result.ts';
import { loadAssets, type Assets } from '../web/assets.ts';
import { securityHeaders } from '../web/csp.ts';
import type { App } from '../workers/app.ts';
import { LOOPBACK_ADDRESS, ownAddress, refusalOf, type OwnAddress } from './origin.ts';
import { createSessionGate, type SessionGate } from './session.ts';
import { MAX_MESSAGE_BYTES, serveSocket } from './socket.ts';
import { createSpool, type Spool } from './spool.ts';

export interface LoopbackOptions {
  readonly app: App;
  /** The built page (`dist/renderer`). */
  readonly assetsFolder: string;
  /** 0 or absent: the system chooses a free one. */
  readonly port?: number;
  readonly heartbeatMs?: number;
  /** Where the private folder for dropped files is made. */
  readonly spoolParent?: string;
}

export interface Loopback {
  /** The address with its one-time token; good for one browser. */
  readonly url: string;
  /** How many pages are connected. */
  connections(): number;
  /** The application is the caller's to close. */
  close(): Promise<void>;
}

const MAX_SESSION_BODY_BYTES = 1_024;
const MAX_SOCKETS = 32;
const HEARTBEAT_MS = 30_000;

/** Throws a FailureError where the page is not built or the port is taken. */
export async function startLoopback(options: LoopbackOptions): Promise<Loopback> {
  const assets = await loadAssets(options.assetsFolder);
  if (!assets.ok) throw new FailureError(assets.error);

  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 0 });
  const port = await listen(server, options.port ?? 0);
  const own = ownAddress(port);
  const gate = createSessionGate(port);
  const spool = await createSpool(options.spoolParent);
  const host: Host = { app: options.app, assets: assets.value, own, gate, spool };

  server.on('request', (request, response) => {
    answer(host, request, response).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      refuse(host, response, 500, failure('host.failed', `The host failed: ${reason}`));
    });
  });

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy());
    const allowed =
      request.url === '/socket' &&
      refusalOf(request.headers, own, true) === undefined &&
      gate.admits(request.headers.cookie) &&
      sockets.clients.size < MAX_SOCKETS;
    if (!allowed) {
      stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      serveSocket(socket, options.app, options.heartbeatMs ?? HEARTBEAT_MS);
    });
  });

  return {
    url: `${own.origin}/#token=${gate.token}`,
    connections: () => sockets.clients.size,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await spool.remove();
    },
  };
}

interface Host {
  readonly app: App;
  readonly assets: Assets;
  readonly own: OwnAddress;
  readonly gate: SessionGate;
  readonly spool: Spool;
}

async function answer(host: Host, request: IncomingMessage, response: ServerResponse) {
  const reads = request.method === 'GET' || request.method === 'HEAD';
  const refusal = refusalOf(request.headers, host.own, !reads);
  if (refusal !== undefined) {
    refuse(host, response, 403, failure('request.refused', `Refused: ${refusal}.`));
    return;
  }
  const [path = '', search = ''] = (request.url ?? '').split('?', 2);
  if (reads) {
    servePage(host, path, request.method === 'HEAD', response);
  } else if (request.method === 'POST' && path === '/session') {
    await tradeToken(host, request, response);
  } else if (request.method === 'POST' && path === '/spool') {
    await takeFile(host, new URLSearchParams(search), request, response);
  } else {
    refuse(host, response, 404, failure('request.unknown', 'There is nothing here.'));
  }
}

function servePage(host: Host, path: string, headOnly: boolean, response: ServerResponse): void {
  const asset = host.assets.find(path);
  if (asset === undefined) {
    refuse(host, response, 404, failure('request.unknown', 'There is nothing here.'));
    return;
  }
  response.writeHead(200, {
    ...securityHeaders([host.own.socketOrigin]),
    'content-type': asset.contentType,
    'content-length': asset.bytes.length,
    'cache-control': asset.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  response.end(headOnly ? undefined : asset.bytes);
}

async function tradeToken(host: Host, request: IncomingMessage, response: ServerResponse) {
  const token = tokenIn(await bodyText(request, MAX_SESSION_BODY_BYTES));
  const cookie = token === undefined ? undefined : host.gate.trade(token);
  if (cookie !== undefined) {
    sendJson(host, response, 200, {}, { 'set-cookie': cookie });
  } else {
    refuse(
      host,
      response,
      403,
      failure('session.refused', 'This address has been used before, or is not of this start.'),
    );
  }
}

async function takeFile(
  host: Host,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (!host.gate.admits(request.headers.cookie)) {
    refuse(host, response, 403, failure('session.missing', 'This page has no session.'));
    return;
  }
  const declared = request.headers['content-length'];
  const stored = await host.spool.take(
    query.get('name') ?? '',
    request,
    declared === undefined ? undefined : Number(declared),
  );
  if (stored.ok) sendJson(host, response, 200, { token: host.app.mintToken(stored.value) });
  else refuse(host, response, stored.error.code === 'drop.too-large' ? 413 : 400, stored.error);
}

function tokenIn(body: string | undefined): string | undefined {
  if (body === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || !('token' in parsed)) return undefined;
  return typeof parsed.token === 'string' ? parsed.token : undefined;
}

/** `undefined` where the body is longer than allowed. */
async function bodyText(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxBytes) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function refuse(host: Host, response: ServerResponse, status: number, error: Failure): void {
  // The rest of a refused upload is not worth reading.
  sendJson(host, response, status, error, { connection: 'close' });
}

function sendJson(
  host: Host,
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {
    ...securityHeaders([host.own.socketOrigin]),
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(JSON.stringify(body));
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'EADDRINUSE'
          ? 'it is in use'
          : error.code === 'EACCES'
            ? 'it may not be used'
            : error.message;
      reject(
        new FailureError(failure('port.refused', `Port ${port} cannot be opened: ${reason}.`)),
      );
    });
    server.listen(port, LOOPBACK_ADDRESS, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}
