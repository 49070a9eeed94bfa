// Amazon S3 server access logs: one request a line, quoted fields with escapes. AWS adds fields at
// the end over the years, so a line may stop early or go on; what has no name yet is kept under a
// number. The names are those of the table definition that AWS publishes for Athena. Rows of such a table
// (Parquet, JSON) are read as well, and the JSON that CloudWatch Logs gets, whose names are others: values
// stand there under both.
// Source: "Amazon S3 server access log format" and "Log format in CloudWatch Logs" in the Amazon S3
// User Guide.

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { blankFields } from '../normalise/blank-fields.ts';
import { plainText } from '../normalise/field-path.ts';
import { ipText } from '../normalise/ip-text.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { oneLine } from '../normalise/one-line.ts';
import { quotedTokens, valueOf, type Token } from '../normalise/quoted-tokens.ts';
import { defineFormat } from './format.ts';
import { cutByQuotes, looseTokens } from './loose-quotes.ts';

const NAMES = [
  ...['bucketowner', 'bucket_name', 'requestdatetime', 'remoteip', 'requester', 'requestid'],
  ...['operation', 'key', 'request_uri', 'httpstatus', 'errorcode', 'bytessent', 'objectsize'],
  ...['totaltime', 'turnaroundtime', 'referrer', 'useragent', 'versionid', 'hostid', 'sigv'],
  ...['ciphersuite', 'authtype', 'endpoint', 'tlsversion', 'accesspointarn', 'aclrequired'],
  'sourceregion',
] as const;
/** The fields that the first logs had, up to the version id. */
const LEAST = 17;
const TIME_AT = 2;
const OPERATION_AT = 6;
const NUMBERS: ReadonlySet<string> = new Set([
  ...['httpstatus', 'bytessent', 'objectsize', 'totaltime', 'turnaroundtime'],
]);
const WHOLE = /^\d{1,15}$/;
const OPERATION = /^(?:REST|SOAP|WEBSITE|BATCH|S3)\.[A-Z0-9_.]+$/i;
const REGION = /\bs3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/;
const LOG_SOURCE = { product: 'aws', service: 's3' } as const;

const STATUS_AT = 9;
const STATUS = /^(?:\d{3}|-)$/;
const COUNTS_AT = [11, 12, 13, 14];
const COUNT = /^(?:\d{1,19}|-)$/;

const BEHIND_REQUEST = /" ((?:\d{3}|-) \S+(?: (?:\d{1,19}|-)){4})(?= )/g;

// ── as rows of a table ──────────────────────────────────────────────────────────────────────

const OBJECT_BYTE = 0x7b;
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ...NAMES.map((name) => [name.replaceAll('_', ''), name] as const),
  ['requesttime', 'requestdatetime'],
  ['bucketownerid', 'bucketowner'],
  ['referer', 'referrer'],
]);
const LEAST_NAMED = 6;

/** With values under the usual names as a line would give them. */
function withUsualNames(row: Fields): Fields {
  const named = new Map(Object.entries(row));
  for (const [name, value] of Object.entries(row)) {
    const usual = OTHER_NAMES.get(name.toLowerCase().replaceAll('_', ''));
    if (usual === undefined || (usual !== name && Object.hasOwn(row, usual))) continue;
    if (typeof value !== 'string') named.set(usual, value);
    else if (value === '-') named.set(usual, null);
    else named.set(usual, NUMBERS.has(usual) && WHOLE.test(value) ? Number(value) : value);
  }
  return Object.fromEntries(named);
}

function isRow(record: Fields): boolean {
  const fields = withUsualNames(record);
  const operation = fields['operation'];
  if (typeof operation !== 'string' || !OPERATION.test(operation)) return false;
  return NAMES.filter((name) => Object.hasOwn(fields, name)).length >= LEAST_NAMED;
}

function parseRow(record: Uint8Array): Result<Fields, string> {
  const parsed = parseJsonRecord(record);
  if (!parsed.ok) return parsed;
  return isRow(parsed.value)
    ? ok(withUsualNames(parsed.value))
    : err('a row without the columns of an access log');
}

// ── as lines ────────────────────────────────────────────────────────────────────────────────

/** The tokens of a line; the reason where it is no record. */
function tokensOf(line: string): readonly Token[] | string {
  const strict = quotedTokens(line);
  const fault = typeof strict === 'string' ? strict : faultOf(strict);
  if (fault === undefined && typeof strict !== 'string' && !cutByQuotes(line, strict))
    return strict;
  const loose = looseTokens(line, BEHIND_REQUEST);
  if (!loose) return fault ?? strict;
  return faultOf(loose) ?? loose;
}

/** Why the tokens are no record, else `undefined`. */
function faultOf(tokens: readonly Token[]): string | undefined {
  if (tokens.length < LEAST) return `${tokens.length} fields where at least ${LEAST} are expected`;
  if (tokens[TIME_AT]?.kind !== 'bracketed') return 'no time in brackets as the third field';
  const operation = valueOf(tokens[OPERATION_AT]);
  if (operation !== undefined && !OPERATION.test(operation)) return 'no S3 operation as field 7';
  if (!STATUS.test(tokens[STATUS_AT]?.text ?? '')) return 'no HTTP status as field 10';
  const odd = COUNTS_AT.find((at) => !COUNT.test(tokens[at]?.text ?? ''));
  if (odd !== undefined) return `${NAMES[odd] ?? ''} is no number`;
  return undefined;
}

export const s3Access = defineFormat({
  id: 's3-access',
  title: 'Amazon S3 server access log',
  notLogged:
    'Server access logs are delivered on a best effort: requests may be missing, doubled or hours late, and changes to settings of the bucket made elsewhere than through S3 are not in them.',
  framings: ['lines', 'json', 'rows'],
  containerKeys: [],
  holdsEvents: true,

  recognise({ framing, lines, records }) {
    if (records.length > 0) return (0.95 * records.filter(isRow).length) / records.length;
    if (framing !== 'lines' || lines.length === 0) return 0;
    const good = lines.filter((line) => typeof tokensOf(line) !== 'string');
    return (0.95 * good.length) / lines.length;
  },

  parse(record): Result<Fields, string> {
    if (record[0] === OBJECT_BYTE) return parseRow(record);
    // A client chooses many of these bytes; a request must not vanish because they are not UTF-8.
    const tokens = tokensOf(textOf(record));
    if (typeof tokens === 'string') return err(tokens);
    const fields = blank(tokens.length);
    for (let index = 0; index < tokens.length; index += 1) {
      const token = tokens[index];
      const value = (token && valueOf(token)) ?? null;
      const name = nameOf(index);
      fields[name] =
        value !== null && NUMBERS.has(name) && WHOLE.test(value) ? Number(value) : value;
    }
    return ok(fields);
  },

  time(fields, { zone, timeField }) {
    return eventTimeOf(fields[timeField ?? 'requestdatetime'], { zone, anyNumber: true });
  },

  ecs(fields): EcsValues {
    const action = plainText(fields['operation']);
    const outcome = outcomeOf(fields);
    const user = userOf(fields);
    const source = plainText(fields['remoteip']);
    const region =
      plainText(fields['sourceregion']) ?? REGION.exec(plainText(fields['endpoint']) ?? '')?.[1];
    const account = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(plainText(fields['requester']) ?? '');
    const id = plainText(fields['requestid']);
    return {
      'event.action': action,
      'event.outcome': outcome,
      'event.provider': 's3.amazonaws.com',
      'user.name': user,
      'source.ip': ipText(source),
      'service.name': 's3',
      'cloud.account.id': account?.[1],
      'cloud.region': region,
      'event.id': id,
    };
  },

  logSource: () => LOG_SOURCE,

  summary(fields) {
    const key = plainText(fields['key']);
    const bucket = plainText(fields['bucket_name']) ?? '?';
    const error = plainText(fields['errorcode']);
    const parts = [
      userOf(fields) ?? 'anonymous',
      plainText(fields['operation']) ?? 'unknown operation',
      key === undefined ? bucket : `${bucket}/${key}`,
      `from ${plainText(fields['remoteip']) ?? '?'}:`,
      plainText(fields['httpstatus']) ?? '',
      error ?? '',
    ];
    return oneLine(parts.filter((part) => part !== '').join(' '));
  },
});

/** Later versions have more fields than have names here. */
function nameOf(index: number): string {
  return NAMES[index] ?? `field${String(index + 1)}`;
}

const blanks: (ReturnType<typeof blankFields> | undefined)[] = [];
const MOST_BLANKS = 64;

/** For a record of so many fields. */
function blank(count: number): Record<string, FieldValue> {
  if (count > MOST_BLANKS) return {};
  const make = (blanks[count] ??= blankFields(
    Array.from({ length: count }, (_, at) => nameOf(at)),
  ));
  return make();
}

/** An ARN is shortened to what names the identity; a canonical id stands as it is. */
function userOf(fields: Fields): string | undefined {
  const requester = plainText(fields['requester']);
  if (requester === undefined || !requester.startsWith('arn:')) return requester;
  const resource = requester.slice(requester.lastIndexOf(':') + 1);
  const slash = resource.indexOf('/');
  return slash > 0 ? resource.slice(slash + 1) : resource;
}

function outcomeOf(fields: Fields): string | undefined {
  const status = fields['httpstatus'];
  if (typeof status !== 'number') return undefined;
  return status < 400 && plainText(fields['errorcode']) === undefined ? 'success' : 'failure';
}
