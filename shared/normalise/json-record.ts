// A JSON record as fields: nothing lost that JavaScript's own parser would lose in silence.
// Integers too big for a number stay exact as text; NaN and Infinity, which Python writes bare,
// are kept as text. Refuses what is not UTF-8, not an object, or nested past the limit.

import { strictTextOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Fields } from '../domain/event.ts';

export const MAX_NESTING = 128;

export function parseJsonRecord(record: Uint8Array): Result<Fields, string> {
  const text = strictTextOf(record);
  if (text === undefined)
    return err(`not UTF-8 from byte ${firstBadByte(record)} of the record on`);
  return parseJsonText(text);
}

export function parseJsonText(text: string): Result<Fields, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const quoted = quoteBareNumbers(text);
    if (quoted === undefined) return err(`not JSON: ${reasonOf(error, text.length)}`);
    try {
      value = JSON.parse(quoted);
    } catch {
      return err(`not JSON: ${reasonOf(error, text.length)}`);
    }
  }
  if (typeof value !== 'object' || value === null) {
    return err(`a JSON ${value === null ? 'null' : typeof value} where an object is expected`);
  }
  const found = inspect(value, MAX_NESTING);
  if (found === TOO_DEEP) return err(`nested deeper than ${MAX_NESTING} levels`);
  if (Array.isArray(value)) return err('a JSON array where an object is expected');
  if (found === EXACT) return ok(value as Fields);
  return ok(JSON.parse(quoteBareNumbers(text) ?? text, keepExact) as Fields);
}

const EXACT = 0;
const INEXACT = 1;
const TOO_DEEP = 2;

/** Looks for what a second, slower parse is needed for. Never recurses past the limit. */
function inspect(value: object, levels: number): number {
  if (levels === 0) return TOO_DEEP;
  let found = EXACT;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const worse = inspectMember(value[index], levels);
      if (worse > found) found = worse;
    }
    return found;
  }
  for (const key in value) {
    const worse = inspectMember((value as Record<string, unknown>)[key], levels);
    if (worse > found) found = worse;
  }
  return found;
}

function inspectMember(member: unknown, levels: number): number {
  if (typeof member === 'object') return member === null ? EXACT : inspect(member, levels - 1);
  if (typeof member !== 'number' || Number.isSafeInteger(member)) return EXACT;
  return Number.isInteger(member) || !Number.isFinite(member) ? INEXACT : EXACT;
}

function keepExact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  if (!Number.isInteger(value) && Number.isFinite(value)) return value;
  return context?.source ?? value;
}

const BARE_NUMBER = /-?(?:NaN|Infinity)/y;

/** The text with NaN, Infinity and -Infinity in quotes; `undefined` where it has none outside strings. */
function quoteBareNumbers(text: string): string | undefined {
  if (!text.includes('NaN') && !text.includes('Infinity')) return undefined;
  let out = '';
  let copiedTo = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (inString) {
      if (unit === 0x5c) index += 1;
      else if (unit === 0x22) inString = false;
      continue;
    }
    if (unit === 0x22) inString = true;
    else if (unit === 0x4e || unit === 0x49 || unit === 0x2d) {
      BARE_NUMBER.lastIndex = index;
      const match = BARE_NUMBER.exec(text);
      if (!match) continue;
      out += `${text.slice(copiedTo, index)}"${match[0]}"`;
      copiedTo = index + match[0].length;
      index = copiedTo - 1;
    }
  }
  return copiedTo === 0 ? undefined : out + text.slice(copiedTo);
}

function reasonOf(error: unknown, length: number): string {
  const message = error instanceof Error ? error.message : String(error);
  // The parser quotes the text it stumbled over; the rejection keeps the record's own bytes.
  const at = /at position (\d+)/.exec(message);
  if (at && Number(at[1]) >= length) return 'the record is cut off';
  if (at) return `unexpected character at position ${at[1] ?? '0'} of the record`;
  if (/end of JSON|Unterminated/i.test(message)) return 'the record is cut off';
  return 'unexpected character';
}

/** Where strict decoding of UTF-8 fails; used only once it has failed. */
function firstBadByte(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const lead = bytes[index] ?? 0;
    const length =
      lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    if (length === 0 || strictTextOf(bytes.subarray(index, index + length)) === undefined)
      return index;
    index += length;
  }
  return bytes.length;
}
