// app://sealwatch: the built page from its allow-list, with the security headers. Refuses every
// other host and method, and file:// altogether.

import type { Protocol } from 'electron';
import type { Assets } from '../web/assets.ts';
import { securityHeaders } from '../web/csp.ts';
import { isOwnUrl, SCHEME } from './own-page.ts';

/** Must run before Electron is ready. */
export function declareScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

export function serveAppProtocol(protocol: Pick<Protocol, 'handle'>, assets: Assets): void {
  protocol.handle(SCHEME, (request) => answerFor(request, assets));
  protocol.handle('file', () => refused(403));
}

export function answerFor(request: Pick<Request, 'method' | 'url'>, assets: Assets): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refused(405);
  if (!isOwnUrl(request.url)) return refused(403);
  const asset = assets.find(new URL(request.url).pathname);
  if (asset === undefined) return refused(404);
  return new Response(request.method === 'HEAD' ? null : asset.bytes, {
    status: 200,
    headers: {
      ...securityHeaders(),
      'content-type': asset.contentType,
      'content-length': String(asset.bytes.length),
      'cache-control': 'no-store',
    },
  });
}

function refused(status: number): Response {
  return new Response(null, { status, headers: securityHeaders() });
}
