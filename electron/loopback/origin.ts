// Which requests may be looked at at all. The address is compared as a literal: a name that
// resolves to 127.0.0.1 (DNS rebinding), another port's page or a proxy's form never matches.

import type { IncomingHttpHeaders } from 'node:http';

export const LOOPBACK_ADDRESS = '127.0.0.1';

export interface OwnAddress {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** `ws://127.0.0.1:PORT` */
  readonly socketOrigin: string;
}

export function ownAddress(port: number): OwnAddress {
  const host = `${LOOPBACK_ADDRESS}:${port}`;
  return { host, origin: `http://${host}`, socketOrigin: `ws://${host}` };
}

export type Refusal = 'wrong host' | 'wrong origin' | 'cross-site';

/**
 * @param acts true for a request that does something (a POST, the socket): it must name its origin.
 *   Merely reading the page is possible without one, since browsers send none then.
 */
export function refusalOf(
  headers: IncomingHttpHeaders,
  own: OwnAddress,
  acts: boolean,
): Refusal | undefined {
  if (headers.host !== own.host) return 'wrong host';
  if (headers.origin === undefined ? acts : headers.origin !== own.origin) return 'wrong origin';
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'cross-site';
  return undefined;
}
