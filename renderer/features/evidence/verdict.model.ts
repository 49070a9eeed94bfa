// A verification made ready for the screen: the strip of a source, the failing entries, the head.

import type { SourceWithVerdict } from '../../../shared/contract/areas/evidence.ts';
import {
  worstVerdict,
  type ChainHead,
  type Verdict,
  type Verification,
  type VerdictEntry,
} from '../../../shared/domain/verdict.ts';
import { formatCount, plural } from '../../ui/format.model.ts';

export interface StripPart {
  readonly verdict: Verdict;
  /** 0 to 1 along the strip. */
  readonly start: number;
  readonly width: number;
  readonly title: string;
}

/**
 * Where along a source each verdict holds. Entries with sequence numbers lie where their numbers
 * say; what has none (files) shares the strip evenly, in order.
 */
export function stripParts(verification: Verification): readonly StripPart[] {
  const { entries } = verification;
  const numbered = entries.filter((entry) => entry.sequence !== undefined);
  if (numbered.length === 0) {
    if (entries.length === 0) {
      return [{ verdict: verification.verdict, start: 0, width: 1, title: verification.verdict }];
    }
    return entries.map((entry, index) => ({
      verdict: entry.verdict,
      start: index / entries.length,
      width: 1 / entries.length,
      title: `${placeText(entry)}: ${entry.verdict}`,
    }));
  }
  const last = Math.max(
    verification.head?.sequence ?? 0,
    ...numbered.map((entry) => entry.through ?? entry.sequence ?? 0),
  );
  // Chains count from 0; event logs go on from wherever they were begun.
  const least = verification.kind === 'event-log' ? Number.POSITIVE_INFINITY : 0;
  const first = Math.min(least, ...numbered.map((entry) => entry.sequence ?? 0));
  const length = last - first + 1;
  return numbered.map((entry) => {
    const from = entry.sequence ?? 0;
    const through = entry.through ?? from;
    return {
      verdict: entry.verdict,
      start: (from - first) / length,
      width: (through - from + 1) / length,
      title: `${placeText(entry)}: ${entry.verdict}`,
    };
  });
}

/** What is numbered: entries of a log, events of a case. */
interface Noun {
  readonly one: string;
  readonly many: string;
}
const ENTRY: Noun = { one: 'entry', many: 'entries' };
export const EVENT: Noun = { one: 'event', many: 'events' };

/** `entry 937`, `entries 100 to 180`, or the file. */
export function placeText(entry: VerdictEntry, noun: Noun = ENTRY): string {
  const { sequence, through, file } = entry;
  if (sequence === undefined) return file ?? 'whole source';
  const of = file === undefined ? '' : ` of ${file}`;
  if (through === undefined || through === sequence) return `${noun.one} ${sequence}${of}`;
  return `${noun.many} ${sequence} to ${through}${of}`;
}

const IN_ORDER: readonly Verdict[] = [
  'verified',
  'altered',
  'missing',
  'unverifiable',
  'unprotected',
];
/** Said even where there is none: a reader looks for these. */
const ALWAYS: ReadonlySet<Verdict> = new Set(['verified', 'altered', 'missing']);

/** What a verification counted, in a line. */
export function countsText({ counts, checked, entries }: Verification): string {
  const files = entries.length > 0 && entries.every((entry) => entry.sequence === undefined);
  const parts = IN_ORDER.filter((verdict) => counts[verdict] > 0 || ALWAYS.has(verdict));
  const said = parts.map((verdict) => `${formatCount(counts[verdict])} ${verdict}`).join(', ');
  return `${files ? plural(checked, 'file') : formatCount(checked)} checked: ${said}`;
}

/** How many entries a line of the list stands for; 0 where it stands for a file. */
export function entrySpan(entry: VerdictEntry): number {
  if (entry.sequence === undefined) return 0;
  return (entry.through ?? entry.sequence) - entry.sequence + 1;
}

/** What an officer has to look at: everything that is not plainly verified. */
export function failingEntries(verification: Verification): readonly VerdictEntry[] {
  return verification.entries.filter((entry) => entry.verdict !== 'verified');
}

/** What to look at first: the worst verdict, and of those the first. */
export function gravest(entries: readonly VerdictEntry[]): VerdictEntry | undefined {
  const worst = worstVerdict(entries.map((entry) => entry.verdict));
  return entries.find((entry) => entry.verdict === worst);
}

/** `SEQUENCE:HASH`, as the check against a recorded head takes it. */
export function headText(head: ChainHead): string {
  return `${head.sequence}:${head.hash}`;
}

/** The reason why a text is no recorded head, undefined where it is one. */
export function headProblem(text: string): string | undefined {
  const match = /^(\d+):([0-9a-f]+)$/i.exec(text.trim());
  if (!match) return 'A recorded head is SEQUENCE:HASH, such as 4211:9f3c… (64 hex digits).';
  if (match[2]?.length !== 64) {
    return `The hash has ${match[2]?.length ?? 0} hex digits; a chain hash has 64.`;
  }
  return undefined;
}

/** Whether a check found other entries altered or missing than the one before it. */
export function verdictsChanged(
  before: readonly SourceWithVerdict[],
  after: readonly SourceWithVerdict[],
): boolean {
  const failing = (sources: readonly SourceWithVerdict[], id: number): string => {
    const entries = sources.find(({ source }) => source.id === id)?.verification?.entries ?? [];
    return entries
      .filter(({ verdict }) => verdict === 'altered' || verdict === 'missing')
      .map((entry) => `${placeText(entry)} ${entry.verdict}`)
      .join('\n');
  };
  return after.some(({ source: { id } }) => failing(before, id) !== failing(after, id));
}

export interface EntryLink {
  readonly query: string;
  readonly text: string;
}

/**
 * The way from a failing entry of a hash-chained log to the timeline. What is missing cannot be
 * shown; the entries before and after it can. Undefined where there is no entry to lead to.
 */
export function entryLink(entry: VerdictEntry, exhibit: string): EntryLink | undefined {
  if (entry.sequence === undefined) return undefined;
  const from = entry.sequence;
  const through = entry.through ?? from;
  if (entry.verdict === 'missing') {
    return {
      query: `source:${exhibit} AND sequence_number:[${Math.max(0, from - 1)} TO ${through + 1}]`,
      text: 'Show the entries before and after on the timeline',
    };
  }
  return {
    query:
      through === from
        ? `source:${exhibit} AND sequence_number:${from}`
        : `source:${exhibit} AND sequence_number:[${from} TO ${through}]`,
    text: `Show ${placeText(entry)} on the timeline`,
  };
}

/** All that is known of a failing entry, as text for a note or a ticket. */
export function entryText(entry: VerdictEntry, exhibit: string): string {
  return [
    `${exhibit}, ${placeText(entry)}: ${entry.verdict}`,
    entry.reason,
    ...(entry.expected === undefined ? [] : [`Recorded: ${entry.expected}`]),
    ...(entry.found === undefined ? [] : [`Worked out: ${entry.found}`]),
    ...(entry.namedBy ?? []).map((key) => `Named by the digest: ${key}`),
  ].join('\n');
}
