// One JSON object around a list of records whose name no product is known by, as web interfaces answer:
// `{"count":2,"items":[…]}`. It is taken for the records' frame only where the records have times and
// the object itself has none. The name stands in front of the format, so that a stored record can be
// read again by itself.

import type { Fields } from '../domain/event.ts';
import { inferTimeField } from '../normalise/generic-fields.ts';
import { parseJsonText } from '../normalise/json-record.ts';
import type { LogFormat } from './format.ts';
import { createJsonFramer } from './framing/json.ts';

const REF = /^list=([^:]+):/;
/** Of objects, or of rows that are lists of them. */
const LIST = /"([^"\\]{1,100})"\s*:\s*\[\s*\[?\s*\{/g;
/** In the objects of a subscription of CloudWatch Logs, of which a file holds one or many. */
export const SUBSCRIBED_LIST = 'logEvents';
/** Lists that are looked at before it is given up. */
const MOST_LISTS = 8;

/** The name of the list, and the reference of the format of its records. */
export function wrappedListRef(
  ref: string,
): { readonly name: string; readonly inner: string } | undefined {
  const match = REF.exec(ref);
  if (!match) return undefined;
  try {
    return { name: decodeURIComponent(match[1] ?? ''), inner: ref.slice(match[0].length) };
  } catch {
    return undefined;
  }
}

/** @param inner a format whose records are JSON values */
export function inWrappedList(inner: LogFormat, name: string): LogFormat {
  return {
    ...inner,
    ref: `list=${encodeURIComponent(name)}:${inner.ref}`,
    createFramer: (options) => createJsonFramer({ ...options, containerKeys: [name] }),
  };
}

/**
 * The list whose members are the records, and the first of them.
 *
 * @param text the first part of a file that begins with an object
 * @param recordsBelow the first records, where those are the members of the list of that name
 */
export function findWrappedList<Found extends { readonly records: readonly Fields[] }>(
  text: string,
  recordsBelow: (name: string) => Found | undefined,
): { readonly name: string; readonly found: Found } | undefined {
  const tried = new Set<string>();
  for (const match of text.matchAll(LIST)) {
    const name = match[1] ?? '';
    if (tried.has(name)) continue;
    if (tried.size >= MOST_LISTS) return undefined;
    tried.add(name);
    const found = recordsBelow(name);
    if (!found || inferTimeField(found.records) === undefined) continue;
    return hasTime(text.slice(0, match.index)) ? undefined : { name, found };
  }
  return undefined;
}

/** Whether what an object says up to some place has a time in it. */
function hasTime(begun: string): boolean {
  const closed = parseJsonText(`${begun.trimEnd().replace(/,$/, '')}}`);
  return !closed.ok || inferTimeField([closed.value]) !== undefined;
}
