// Who may talk to the loopback host: whoever was given the address. Its one-time token, carried in
// the fragment (which browsers send to nobody), is traded once for a cookie no script can read.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface SessionGate {
  readonly token: string;
  /** The value for Set-Cookie, or undefined where the token is wrong or was traded before. */
  trade(token: string): string | undefined;
  /** @param cookieHeader the whole Cookie header of a request */
  admits(cookieHeader: string | undefined): boolean;
}

/** @param port part of the cookie's name: browsers share cookies between the ports of one address */
export function createSessionGate(port: number): SessionGate {
  const token = secret();
  const cookieName = `sealwatch-${port}`;
  let cookieValue: string | undefined;
  return {
    token,
    trade(offered) {
      if (cookieValue !== undefined || !same(offered, token)) return undefined;
      cookieValue = secret();
      return `${cookieName}=${cookieValue}; Path=/; HttpOnly; SameSite=Strict`;
    },
    admits(cookieHeader) {
      if (cookieValue === undefined || cookieHeader === undefined) return false;
      const values = cookieHeader
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${cookieName}=`))
        .map((pair) => pair.slice(cookieName.length + 1));
      // Two cookies of one name mean that somebody else set one of them.
      const [value] = values;
      return values.length === 1 && value !== undefined && same(value, cookieValue);
    },
  };
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares digests, so that neither length nor content shows in the time it takes. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
