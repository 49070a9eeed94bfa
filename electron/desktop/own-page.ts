// The one address of the window's page, and the question whether an address is of that page.
// Node's URL gives custom schemes the origin "null", so scheme and host are compared instead.

export const SCHEME = 'app';
const HOST = 'sealwatch';
const ORIGIN = `${SCHEME}://${HOST}`;
export const PAGE_URL = `${ORIGIN}/index.html`;

export function isOwnUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${SCHEME}:` && host === HOST && username === '' && password === '';
}

/** Bytes that the page itself made, such as a report to save. */
export function isOwnBlob(url: string): boolean {
  return url.startsWith(`blob:${ORIGIN}/`);
}
