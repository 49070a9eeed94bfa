// Times on the command line: RFC 3339 in, RFC 3339 in UTC out.

import {
  formatUtc,
  parseRfc3339,
  timeUs,
  US_PER_MS,
  US_PER_SECOND,
  type Precision,
  type TimeUs,
} from '../../shared/base/time.ts';
import { wrongUse } from './failures.ts';

/** With as many digits as the value needs, for times whose precision nobody kept. */
export function utcText(time: TimeUs): string {
  if (time % US_PER_SECOND === 0) return formatUtc(time, 's');
  return formatUtc(time, time % US_PER_MS === 0 ? 'ms' : 'us');
}

export function utcTextOrNull(time: TimeUs | null): string | null {
  return time === null ? null : utcText(time);
}

export function eventTimeText(event: {
  readonly timeUs: TimeUs | null;
  readonly precision: Precision;
  readonly nanos: number;
}): string | null {
  return event.timeUs === null ? null : formatUtc(event.timeUs, event.precision, event.nanos);
}

/**
 * A time given as an option. A day stands for its first instant in UTC. What lies between two
 * microseconds is rounded up, so that a half-open range keeps exactly the events it names.
 */
export function timeOption(name: string, text: string): TimeUs {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const parsed = parseRfc3339(day ? `${text}T00:00:00Z` : text);
  if (parsed === undefined || parsed.zoneAssumed) {
    throw wrongUse(
      `--${name} ${text}: not a time; give RFC 3339 with its zone, such as 2026-06-02T09:00:00Z`,
    );
  }
  return parsed.nanos === 0 ? parsed.timeUs : timeUs(parsed.timeUs + 1);
}

export interface RangeOption {
  readonly fromUs: TimeUs | null;
  readonly toUs: TimeUs | null;
}

/** `--from` and `--to`, half-open. */
export function rangeOption(from: string | undefined, to: string | undefined): RangeOption {
  const fromUs = from === undefined ? null : timeOption('from', from);
  const toUs = to === undefined ? null : timeOption('to', to);
  if (fromUs !== null && toUs !== null && fromUs >= toUs) {
    throw wrongUse(`--from ${from} is not before --to ${to}: the range holds no time`);
  }
  return { fromUs, toUs };
}

/** An IANA zone that this machine knows. */
export function zoneOption(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!isZone(text)) {
    throw wrongUse(
      `--zone ${text}: not a time zone; give an IANA name such as UTC or Europe/Berlin`,
    );
  }
  return text;
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
