// Amazon S3 server access logs: one request a line, quoted fields with escapes. AWS adds fields at
// the end over the years, so a line may stop early or go on; what has no name yet is kept under a
// number. The names are those of the table definition that AWS publishes for Athena.
// Source: "Amazon S3 server access log format" in the Amazon S3 User Guide.

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { plainText } from '../normalise/field-path.ts';
import { isIpText } from '../normalise/ip-text.ts';
import { oneLine } from '../normalise/one-line.ts';
import { quotedTokens, valueOf, type Token } from '../normalise/quoted-tokens.ts';
import { defineFormat } from './format.ts';

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

/** Why the tokens are no record, else `undefined`. */
function faultOf(tokens: readonly Token[]): string | undefined {
  if (tokens.length < LEAST) return `${tokens.length} fields where at least ${LEAST} are expected`;
  if (tokens[TIME_AT]?.kind !== 'bracketed') return 'no time in brackets as the third field';
  const operation = valueOf(tokens[OPERATION_AT]);
  if (operation !== undefined && !OPERATION.test(operation)) return 'no S3 operation as field 7';
  return undefined;
}

export const s3Access = defineFormat({
  id: 's3-access',
  title: 'Amazon S3 server access log',
  notLogged:
    'Server access logs are delivered on a best effort: requests may be missing, doubled or hours late, and changes to settings of the bucket made elsewhere than through S3 are not in them.',
  framings: ['lines'],
  containerKeys: [],
  holdsEvents: true,

  recognise({ framing, lines }) {
    if (framing !== 'lines' || lines.length === 0) return 0;
    const good = lines.filter((line) => {
      const tokens = quotedTokens(line);
      return typeof tokens !== 'string' && faultOf(tokens) === undefined;
    });
    return (0.95 * good.length) / lines.length;
  },

  parse(record): Result<Fields, string> {
    // A client chooses many of these bytes; a request must not vanish because they are not UTF-8.
    const tokens = quotedTokens(textOf(record));
    if (typeof tokens === 'string') return err(tokens);
    const fault = faultOf(tokens);
    if (fault !== undefined) return err(fault);
    const fields: Record<string, FieldValue> = {};
    for (const [index, token] of tokens.entries()) {
      const name = NAMES[index] ?? `field${index + 1}`;
      const value = valueOf(token) ?? null;
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
      ...(action === undefined ? {} : { 'event.action': action }),
      ...(outcome === undefined ? {} : { 'event.outcome': outcome }),
      'event.provider': 's3.amazonaws.com',
      ...(user === undefined ? {} : { 'user.name': user }),
      ...(source === undefined || !isIpText(source) ? {} : { 'source.ip': source }),
      'service.name': 's3',
      ...(account?.[1] === undefined ? {} : { 'cloud.account.id': account[1] }),
      ...(region === undefined ? {} : { 'cloud.region': region }),
      ...(id === undefined ? {} : { 'event.id': id }),
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
