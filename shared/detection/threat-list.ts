// Threat lists: addresses, networks and names, one a line, `#` starts a comment. A bad line is
// reported and left out; the rest counts. A listed name covers the names below it.

import {
  networkContains,
  parseAddress,
  parseNetwork,
  type AddressBytes,
  type Network,
} from '../match/address.ts';
import { someValue } from '../match/fields.ts';
import type { EventView } from '../domain/event.ts';

export interface ThreatMatch {
  /** As the event has it. */
  readonly value: string;
  /** The line of the list. */
  readonly entry: string;
}

export interface ThreatListProblem {
  readonly line: number;
  readonly message: string;
}

export interface ThreatList {
  /** How many lines count. */
  readonly entries: number;
  readonly problems: readonly ThreatListProblem[];
  /** Every listed value in the event, each once. */
  matches(event: EventView): readonly ThreatMatch[];
}

const NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*$/i;
const NAME_SHAPE = /[a-z0-9_-]+(?:\.[a-z0-9_-]+)+/gi;
const FOUR_SHAPE = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)/g;
const SIX_SHAPE =
  /(?<![0-9a-f:.])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}(?![0-9a-f:])/gi;
const FOUR_HINT = /\d\.\d{1,3}\.\d/;
const SIX_HINT = /:[0-9a-f]{0,4}:/i;
const MEMO_LIMIT = 20_000;
const MEMO_LENGTH = 64;
const NONE: readonly ThreatMatch[] = [];

export function parseThreatList(text: string): ThreatList {
  const names = new Map<string, string>();
  const addresses = new Map<string, string>();
  const networks: { readonly network: Network; readonly entry: string }[] = [];
  const problems: ThreatListProblem[] = [];
  let entries = 0;
  text.split(/\r\n|\n|\r/).forEach((raw, index) => {
    const entry = raw
      .replace(/#.*$/, '')
      .replace(/^\ufeff/, '')
      .trim();
    if (entry === '') return;
    const address = parseAddress(entry);
    if (address !== undefined) addresses.set(address.join('.'), entry);
    else if (entry.includes('/')) {
      const network = parseNetwork(entry);
      if (!network.ok) {
        problems.push({ line: index + 1, message: network.error.message });
        return;
      }
      networks.push({ network: network.value, entry });
    } else if (/^[\d.]+$/.test(entry) || entry.includes(':') || !NAME.test(entry)) {
      problems.push({
        line: index + 1,
        message: `"${entry.slice(0, 80)}" is no address, network or name.`,
      });
      return;
    } else names.set(entry.toLowerCase().replace(/\.$/, ''), entry);
    entries++;
  });
  return makeList(entries, problems, names, addresses, networks);
}

function makeList(
  entries: number,
  problems: readonly ThreatListProblem[],
  names: ReadonlyMap<string, string>,
  addresses: ReadonlyMap<string, string>,
  networks: readonly { readonly network: Network; readonly entry: string }[],
): ThreatList {
  const versions = new Set([
    ...[...addresses.keys()].map((key) => key.split('.').length),
    ...networks.map(({ network }) => network.bytes.length),
  ]);
  const four = versions.has(4);
  const six = versions.has(16);
  const memo = new Map<string, readonly ThreatMatch[]>();

  const entryOf = (bytes: AddressBytes): string | undefined =>
    addresses.get(bytes.join('.')) ??
    networks.find(({ network }) => networkContains(network, bytes))?.entry;

  const nameEntry = (name: string): string | undefined => {
    for (let at = 0; at >= 0; at = name.indexOf('.', at) + 1 || -1) {
      const entry = names.get(name.slice(at));
      if (entry !== undefined) return entry;
    }
    return undefined;
  };

  const search = (value: string): readonly ThreatMatch[] => {
    const found = new Map<string, ThreatMatch>();
    const check = (candidate: string) => {
      const bytes = parseAddress(candidate);
      const entry = bytes === undefined ? undefined : entryOf(bytes);
      if (entry !== undefined) found.set(candidate, { value: candidate, entry });
    };
    if (four && value.includes('.')) {
      for (const [candidate] of value.matchAll(FOUR_SHAPE)) check(candidate);
    }
    if (six && value.includes(':')) {
      for (const [candidate] of value.matchAll(SIX_SHAPE)) check(candidate);
    }
    if (names.size > 0) {
      const whole = value.toLowerCase();
      const entry = names.get(whole);
      if (entry !== undefined) found.set(whole, { value, entry });
      if (value.includes('.')) {
        for (const [candidate] of whole.matchAll(NAME_SHAPE)) {
          const listed = nameEntry(candidate);
          if (listed !== undefined) found.set(candidate, { value: candidate, entry: listed });
        }
      }
    }
    return found.size === 0 ? NONE : [...found.values()];
  };

  /** Settles most values before anything is searched or remembered. */
  const worthwhile = (value: string): boolean =>
    names.size > 0 || (four && FOUR_HINT.test(value)) || (six && SIX_HINT.test(value));

  const matchesOf = (value: string): readonly ThreatMatch[] => {
    if (!worthwhile(value)) return NONE;
    if (value.length > MEMO_LENGTH) return search(value);
    const known = memo.get(value);
    if (known !== undefined) return known;
    const result = search(value);
    if (memo.size >= MEMO_LIMIT) memo.clear();
    memo.set(value, result);
    return result;
  };

  return {
    entries,
    problems,
    matches(event) {
      if (entries === 0) return NONE;
      let found: Map<string, ThreatMatch> | undefined;
      const collect = (value: string | number | boolean) => {
        if (typeof value === 'string') {
          for (const match of matchesOf(value)) (found ??= new Map()).set(match.value, match);
        }
        return false;
      };
      someValue(event, collect);
      for (const value of Object.values(event.ecs)) if (value !== undefined) collect(value);
      return found === undefined ? NONE : [...found.values()];
    },
  };
}
