// IP addresses and networks, both versions. A network with host bits set is refused: it says two
// different things.

import ipaddr from 'ipaddr.js';
import { err, failure, ok, type Result } from '../base/result.ts';

/** Bytes of an address: 4 or 16. An IPv4 address mapped into IPv6 is the IPv4 address. */
export type AddressBytes = readonly number[];

/** RFC 4291, 2.5.5.2: what stands before an IPv4 address that is mapped into IPv6. */
const MAPPED_PREFIX: AddressBytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

const FOUR_PARTS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

export function parseAddress(text: string): AddressBytes | undefined {
  const four = FOUR_PARTS.exec(text);
  if (four) {
    const parts = [Number(four[1]), Number(four[2]), Number(four[3]), Number(four[4])];
    return parts.every((part) => part <= 255) ? parts : undefined;
  }
  if (text.length < 2 || text.length > 64 || !text.includes(':')) return undefined;
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!ipaddr.IPv6.isValid(bare)) return undefined;
  const six = ipaddr.IPv6.parse(bare);
  return six.isIPv4MappedAddress() ? six.toIPv4Address().toByteArray() : six.toByteArray();
}

export interface Network {
  readonly bytes: AddressBytes;
  readonly prefix: number;
}

export function parseNetwork(text: string): Result<Network> {
  const slash = text.indexOf('/');
  const refuse = (reason: string) => err(failure('match.cidr', `The network "${text}" ${reason}.`));
  const address = slash < 0 ? text : text.slice(0, slash);
  const parsed = parseAddress(address);
  if (parsed === undefined) return refuse('is not an IPv4 or IPv6 network');
  // The prefix length of a network written as IPv6 counts all its bits, also of a mapped one.
  const bytes = address.includes(':') ? asIPv6(parsed) : parsed;
  const bits = bytes.length * 8;
  const prefixText = slash < 0 ? String(bits) : text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(prefixText) || Number(prefixText) > bits) {
    return refuse(`needs a prefix length from 0 to ${bits}`);
  }
  const prefix = Number(prefixText);
  for (let bit = prefix; bit < bits; bit++) {
    if (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) {
      return refuse(`has bits set beyond its prefix of ${prefix}`);
    }
  }
  return ok({ bytes, prefix });
}

function isMapped(bytes: AddressBytes): boolean {
  return MAPPED_PREFIX.every((byte, i) => bytes[i] === byte);
}

function asIPv6(bytes: AddressBytes): AddressBytes {
  return bytes.length === 4 ? [...MAPPED_PREFIX, ...bytes] : bytes;
}

/** Whether the text is an address inside the network; a mapped address is of both versions. */
export function networkContainsText(network: Network, text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined) return false;
  const both = network.bytes.length === 16 && text.includes(':');
  return networkContains(network, both ? asIPv6(address) : address);
}

export function networkContains(network: Network, address: AddressBytes): boolean {
  if (network.bytes.length !== address.length) {
    // A network of mapped addresses is one of IPv4 addresses; no other holds both versions.
    const mapped = address.length === 4 && network.prefix >= 96 && isMapped(network.bytes);
    return mapped && networkContains(network, asIPv6(address));
  }
  const whole = network.prefix >> 3;
  for (let i = 0; i < whole; i++) if (network.bytes[i] !== address[i]) return false;
  const rest = network.prefix & 7;
  if (rest === 0) return true;
  const mask = 0xff << (8 - rest);
  return ((network.bytes[whole] ?? 0) & mask) === ((address[whole] ?? 0) & mask);
}

export function addressText(bytes: AddressBytes): string {
  return ipaddr.fromByteArray([...bytes]).toString();
}

/** The /24 or /48 around an address, as text; undefined where the text is no address. */
export function surroundingNetwork(text: string, prefix4 = 24, prefix6 = 48): string | undefined {
  const bytes = parseAddress(text);
  if (bytes === undefined) return undefined;
  const prefix = bytes.length === 4 ? prefix4 : prefix6;
  const cut = bytes.map((byte, index) => {
    const kept = Math.max(0, Math.min(8, prefix - index * 8));
    return byte & (0xff << (8 - kept));
  });
  return `${addressText(cut)}/${prefix}`;
}
