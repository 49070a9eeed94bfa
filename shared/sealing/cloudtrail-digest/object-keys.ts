// What the key of an object says by its form: which trail's digests it stands among, when a digest
// ended, when a log file was delivered.

import {
  formatUtc,
  parseRfc3339,
  timeUs,
  US_PER_DAY,
  US_PER_MINUTE,
  type TimeUs,
} from '../../base/time.ts';

/** Half-open [fromUs, toUs). */
export interface Span {
  readonly fromUs: TimeUs;
  readonly toUs: TimeUs;
}

const DIGEST =
  /^(.*?)(\d{4}\/\d{2}\/\d{2}\/)?([^/]*_CloudTrail-Digest_[^/]*?)_(\d{8}T\d{6}Z)(_backfill)?(\.json(?:\.gz)?)$/s;
const DIGEST_PLACE = /(?:^|\/)CloudTrail-Digest\/|_CloudTrail-Digest_/;
const LOG_PLACE = /(?:^|\/)CloudTrail(?:-[A-Za-z]+)?\/|_CloudTrail(?:-[A-Za-z]+)?_/;
const LOG_TIME = /_(\d{8})T(\d{4})Z_[^/]*$/;
const DAY = /\/(\d{4})\/(\d{2})\/(\d{2})\/[^/]*$/;

/** The parts of a digest's key around its time. */
export interface DigestName {
  /** The same for all digests of one trail, region and account; backfill digests are another. */
  readonly chain: string;
  readonly backfill: boolean;
  readonly endUs: TimeUs;
  /** The key that a digest of the same chain has which ended at that time. */
  keyAt(endUs: TimeUs): string;
}

export function digestName(key: string): DigestName | undefined {
  const match = DIGEST.exec(key);
  if (!match) return undefined;
  const [, folder = '', day, stem = '', stamp = '', backfill = '', suffix = ''] = match;
  const end = parseRfc3339(
    stamp.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (!end) return undefined;
  return {
    chain: `${folder}${stem}${backfill}`,
    backfill: backfill !== '',
    endUs: end.timeUs,
    keyAt(endUs) {
      const text = formatUtc(endUs, 's');
      const date = day === undefined ? '' : `${text.slice(0, 10).replaceAll('-', '/')}/`;
      return `${folder}${date}${stem}_${text.replace(/[-:]/g, '')}${backfill}${suffix}`;
    },
  };
}

/** True where an object lies or is named as digests do. */
export function isDigestKey(key: string): boolean {
  return DIGEST_PLACE.test(key);
}

/** True where an object lies or is named as CloudTrail's log files do. */
export function isLogKey(key: string): boolean {
  return !isDigestKey(key) && LOG_PLACE.test(key);
}

/** The account and region of an object of CloudTrail, as its folders have them. */
export function placeOf(key: string): string | undefined {
  const match = /^(.*?)CloudTrail(?:-[A-Za-z]+)?\/([^/]+)\//s.exec(key);
  return match ? `${match[1] ?? ''}${match[2] ?? ''}` : undefined;
}

/** The minute in which a log file was delivered; the day of its folder where its name has none. */
export function deliveredIn(key: string): Span | undefined {
  const named = LOG_TIME.exec(key);
  if (named) {
    const [, date = '', time = ''] = named;
    return spanFrom(
      `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${time.slice(0, 2)}:${time.slice(2)}Z`,
      US_PER_MINUTE,
    );
  }
  const day = DAY.exec(key);
  return day ? spanFrom(`${day[1]}-${day[2]}-${day[3]}T00:00Z`, US_PER_DAY) : undefined;
}

function spanFrom(text: string, lengthUs: number): Span | undefined {
  const time = parseRfc3339(text);
  return time && { fromUs: time.timeUs, toUs: timeUs(time.timeUs + lengthUs) };
}

export function overlap(a: Span, b: Span): boolean {
  return a.fromUs < b.toUs && b.fromUs < a.toUs;
}
