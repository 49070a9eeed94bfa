// The checks of one entry of a hash-chained log in words, and where two values of a field part.

import type { ChainEntry, EntryCheck } from '../../../shared/contract/areas/evidence.ts';

interface CheckWords {
  readonly title: string;
  /** What stands beside the recorded value. */
  readonly other: string;
}

export const CHECK_WORDS: Readonly<Record<EntryCheck['what'], CheckWords>> = {
  'content hash': { title: 'Content hash', other: 'Worked out from the content' },
  'chain hash': { title: 'Chain hash', other: 'Worked out from the entry’s own fields' },
  'previous hash': { title: 'Previous hash', other: 'Chain hash of the entry before' },
  'next link': { title: 'Link onwards', other: 'Previous hash in the entry after' },
  HMAC: { title: 'HMAC', other: 'With the key' },
  'sequence number': { title: 'Number', other: 'By its place in the log' },
};

/** Said of a check behind its recorded value. */
export function checkResult(check: EntryCheck): string {
  const { what, holds } = check;
  if (holds === true) return 'fits';
  if (what === 'HMAC') {
    if (holds === false) return 'does not fit the key';
    return check.recorded === '' ? 'none recorded' : 'not checked without the key';
  }
  if (holds === false) return 'differs';
  return what === 'next link' ? 'no entry after it' : 'no entry before it';
}

/** What the entry’s fields can be compared with, as a sentence; undefined where nothing needs saying. */
export function comparisonText(entry: ChainEntry): string | undefined {
  const { elsewhere, checks, fields } = entry;
  const altered = checks.some(({ what, holds }) => what === 'content hash' && holds === false);
  if (elsewhere === undefined) {
    return altered
      ? 'A hash does not tell which field differs. With a sound copy of this log opened beside it, the fields that differ are marked here.'
      : undefined;
  }
  const { exhibit, contentHolds } = elsewhere;
  const same = fields.every((field) => field.elsewhere === undefined);
  const fits = contentHolds
    ? 'its content fits its hash'
    : 'its content does not fit its hash either';
  return same
    ? `Exhibit ${exhibit} has this entry with the same content.`
    : `Exhibit ${exhibit} has this entry, too (${fits}); what differs is marked.`;
}

/** What two texts have in common at their start and end, and the part between that differs. */
export function partedFrom(
  text: string,
  other: string,
): { readonly start: string; readonly differs: string; readonly end: string } {
  const [own, its] = [Array.from(text), Array.from(other)];
  const shorter = Math.min(own.length, its.length);
  let start = 0;
  while (start < shorter && own[start] === its[start]) start += 1;
  let end = 0;
  while (end < shorter - start && own.at(-1 - end) === its.at(-1 - end)) end += 1;
  return {
    start: own.slice(0, start).join(''),
    differs: own.slice(start, own.length - end).join(''),
    end: own.slice(own.length - end).join(''),
  };
}

/** All of it as text, for a note or a ticket. */
export function chainEntryText(entry: ChainEntry, exhibit: string): string {
  const lines = [
    `${exhibit}, entry ${entry.sequence} (${entry.entryId}), ${entry.file} at position ${String(entry.position)}`,
  ];
  for (const check of entry.checks) {
    const { title, other } = CHECK_WORDS[check.what];
    lines.push(`${title}: ${check.recorded} (${checkResult(check)})`);
    if (check.holds === false && check.workedOut !== undefined) {
      lines.push(`  ${other}: ${check.workedOut}`);
    }
  }
  for (const { column, value, elsewhere } of entry.fields) {
    lines.push(`${column}: ${value}`);
    if (elsewhere !== undefined) {
      lines.push(`  in ${entry.elsewhere?.exhibit ?? 'another exhibit'}: ${elsewhere}`);
    }
  }
  return lines.join('\n');
}

/** Where in a stretch the entry of a number stands, from 0; undefined where it lies outside. */
export function offsetOf(
  text: string,
  stretch: { readonly sequence: number; readonly total: number },
): number | undefined {
  if (!/^\d{1,15}$/.test(text.trim())) return undefined;
  const offset = Number(text) - stretch.sequence;
  return offset >= 0 && offset < stretch.total ? offset : undefined;
}
