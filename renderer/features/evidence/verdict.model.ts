// A verification made ready for the screen: the strip of a source, the failing entries, the head.

import type {
  ChainHead,
  Verdict,
  Verification,
  VerdictEntry,
} from '../../../shared/domain/verdict.ts';

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
  const first = Math.min(0, ...numbered.map((entry) => entry.sequence ?? 0));
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

/** `entry 937`, `entries 100 to 180`, or the file. */
export function placeText(entry: VerdictEntry): string {
  const { sequence, through, file } = entry;
  if (sequence === undefined) return file ?? 'whole source';
  if (through === undefined || through === sequence) return `entry ${sequence}`;
  return `entries ${sequence} to ${through}`;
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

/** The query that shows an entry of a hash-chained log on the timeline. */
export function entryQuery(entry: VerdictEntry): string | undefined {
  if (entry.sequence === undefined || entry.verdict === 'missing') return undefined;
  const through = entry.through ?? entry.sequence;
  return through === entry.sequence
    ? `sequence_number:${entry.sequence}`
    : `sequence_number:[${entry.sequence} TO ${through}]`;
}
