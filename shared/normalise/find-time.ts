// The first time stamp in a line of text of no known kind.

import type { EventTime } from '../domain/event.ts';
import { eventTimeOf, UNDATED } from './event-time.ts';
import { syslogTime } from './syslog-time.ts';

/** Stamps stand near the start; later ones are likely part of what is told. */
const LOOKED_AT = 200;

const PATTERNS: readonly RegExp[] = [
  /(?<!\d)\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})(?![\d:]))?/,
  /(?<!\d)\d{8}T\d{6}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?/,
  /(?<!\d)\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}(?: [+-]\d{4})?/,
  /(?:[A-Z][a-z]{2}, )?(?<!\d)\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})?(?: (?:GMT|UTC|[+-]\d{4}))?/,
  /\b[A-Z][a-z]{2} {1,2}\d{1,2} (?:\d{4} )?\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: \d{4}\b)?/,
  /\b[A-Z][a-z]{2} \d{1,2}, \d{4},? \d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?: [AP]M)?/,
  /(?<![\d.])\d{1,2}([./])\d{1,2}\1\d{4},? \d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: ?[AP]M\b)?/,
  /^\W{0,2}1\d{9}(?:\d{3}|\d{6}|\d{9}|\.\d{1,9})?(?![\w.])/,
];
/** `Oct 11 14:32:52.123456 2000`, with the year behind. */
const YEAR_BEHIND = /^([A-Z][a-z]{2} {1,2}\d{1,2}) (\d{2}:\S+) (\d{4})$/;

export interface FindTimeOptions {
  readonly zone: string;
  /** The day no event can lie after, for stamps without a year. */
  readonly latestDay: string | undefined;
}

/** `UNDATED`, with the text that looks like a time if there is one, where none is usable. */
export function findTime(line: string, options: FindTimeOptions): EventTime {
  const start = line.slice(0, LOOKED_AT);
  const found = PATTERNS.flatMap((pattern) => {
    const match = pattern.exec(start);
    return match ? [{ at: match.index, text: match[0].replace(/^\W+/, '') }] : [];
  }).toSorted((a, b) => a.at - b.at);
  for (const { text } of found) {
    const { zone } = options;
    const time = syslogTime(text.replace(YEAR_BEHIND, '$1 $3 $2'), options);
    if (time.timeUs !== null) return { ...time, text };
    const plain = eventTimeOf(text, { zone, anyNumber: false });
    if (plain.timeUs !== null) return plain;
  }
  return { ...UNDATED, text: found[0]?.text ?? '' };
}
