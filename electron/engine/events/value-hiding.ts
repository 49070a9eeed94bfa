// How far the text of a record shows the values that are read from it. Formats that are not named here
// may decode, rename or compute values: of them only the record taken apart says what it holds.

export type Hiding =
  /** Fields are the record's JSON; only JSON's own escapes hide anything, in one text within it too. */
  | { readonly kind: 'json' }
  /** Values stand in the text as they are unless it has a backslash, but for these words. */
  | { readonly kind: 'verbatim'; readonly words: readonly string[] }
  | { readonly kind: 'unknown' };

const JSON_FORMATS: ReadonlySet<string> = new Set([
  'cloudtrail',
  'hash-chained-log',
  'json-lines',
  'json-array',
]);

/** Syslog numbers facilities and severities; their names are nowhere in the text (RFC 5424, 6.2.1). */
const SYSLOG_WORDS: readonly string[] = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron'],
  ...['authpriv', 'ftp', 'ntp', 'audit', 'alert', 'clock'],
  ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
  ...['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug', '1'],
];

const VERBATIM: Hiding = { kind: 'verbatim', words: [] };
const VERBATIM_SYSLOG: Hiding = { kind: 'verbatim', words: SYSLOG_WORDS };
const AS_JSON: Hiding = { kind: 'json' };
export const UNKNOWN_HIDING: Hiding = { kind: 'unknown' };

/** How a file is cut, or what was put in front of its records, hides nothing in them. */
const HIDES_NOTHING = /^(?:(?:json-seq|list=[^:]*|cloudwatch=(?:line|stream)):)+/;

/** @param ref id of a format, with its layout behind a colon if it has one */
export function hidingOf(ref: string): Hiding {
  const format = ref.replace(HIDES_NOTHING, '');
  const colon = format.indexOf(':');
  const id = colon < 0 ? format : format.slice(0, colon);
  if (id === 'vpc-flow') return format.startsWith('vpc-flow:rows') ? UNKNOWN_HIDING : VERBATIM;
  if (id === 'syslog') return VERBATIM_SYSLOG;
  if (id === 'plain-text') return VERBATIM;
  // With a layout they are tables, whose cells are unquoted.
  return colon < 0 && JSON_FORMATS.has(id) ? AS_JSON : UNKNOWN_HIDING;
}
