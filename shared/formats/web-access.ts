// Access logs of web servers in the common and the combined format, with the name of the virtual
// host in front or without, and with more fields behind, as many servers are set up. The names are
// those that Sigma rules for web servers use.
// Source: "Log Files" in the Apache HTTP Server documentation.

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { eventTimeOf } from '../normalise/event-time.ts';
import { plainText } from '../normalise/field-path.ts';
import { ipText, isIpText } from '../normalise/ip-text.ts';
import { httpOutcome } from '../normalise/http-outcome.ts';
import { oneLine } from '../normalise/one-line.ts';
import { quotedTokens, valueOf, type Token } from '../normalise/quoted-tokens.ts';
import { defineFormat } from './format.ts';
import { cutByQuotes, looseTokens } from './loose-quotes.ts';

const LOG_SOURCE = { category: 'webserver' } as const;
const TIME = /^\d{2}\/[A-Za-z]{3}\/\d{4}:\d{2}:\d{2}:\d{2}(?:\.\d{1,9})? [+-]\d{4}$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d/;
const STATUS = /^(?:\d{3}|-)$/;
const BYTES = /^(?:\d{1,15}|-)$/;
const PORT = /^:\d{1,5}$/;
const REQUEST = /^(\S+) (.*?)(?: (HTTP\/\d(?:\.\d)?))?$/s;

/** Where the parts of a line are; the reason where it is none. */
interface Parts {
  readonly host: string | undefined;
  readonly client: Token | undefined;
  readonly user: string;
  readonly time: Token;
  /** The request and all behind it. */
  readonly rest: readonly Token[];
}

const BEHIND_REQUEST = /" ((?:\d{3}|-)(?: (?:\d{1,15}|-))?)(?= |$)/g;

function partsOf(line: string): Parts | string {
  const tokens = quotedTokens(line);
  const strict = typeof tokens === 'string' ? tokens : partsIn(tokens);
  if (typeof strict !== 'string' && typeof tokens !== 'string' && !cutByQuotes(line, tokens)) {
    return strict;
  }
  const loose = looseTokens(line, BEHIND_REQUEST);
  if (!loose) return strict;
  const parts = partsIn(loose);
  return typeof parts === 'string' ? strict : parts;
}

function partsIn(tokens: readonly Token[]): Parts | string {
  const at = tokens.findIndex((token) => token.kind === 'bracketed' && TIME.test(token.text));
  const time = tokens[at];
  if (time === undefined) return 'no time in brackets, as in 02/Jan/2006:15:04:05 +0000';
  if (at < 3) return 'fewer than three fields before the time';
  const rest = tokens.slice(at + 1);
  const [request, status, bytes] = rest;
  if (request?.kind !== 'quoted') return 'no request in quotes behind the time';
  if (!STATUS.test(status?.text ?? '')) return 'no status behind the request';
  if (bytes !== undefined && !BYTES.test(bytes.text)) return 'no number of bytes behind the status';
  // What a collector has put in front of the line.
  if (ISO_TIME.test(tokens[0]?.text ?? '')) return 'a time where the client is expected';
  const { host, first } = hostIn(tokens, at);
  const user = tokens.slice(first + 2, at).map((token) => token.text);
  return {
    host,
    client: tokens[first],
    user: user.join(' '),
    time,
    rest,
  };
}

/** A virtual host stands before the client. A user name with spaces makes more words than four. */
function hostIn(tokens: readonly Token[], timeAt: number) {
  const [name, second] = tokens;
  const isAddress = isIpText(name?.text ?? '');
  // An address of IPv6 has brackets, and its port behind them is a token of its own.
  const inBrackets = isAddress && name?.kind === 'bracketed';
  const port = inBrackets && PORT.test(second?.text ?? '') ? (second?.text ?? '') : '';
  const first = port === '' ? 1 : 2;
  const isNamed = timeAt >= first + 3 && isIpText(tokens[first]?.text ?? '');
  if (!isNamed || !name || (isAddress && !inBrackets)) return { host: undefined, first: 0 };
  return { host: inBrackets ? `[${name.text}]${port}` : name.text, first };
}

export const webAccess = defineFormat({
  id: 'web-access',
  title: 'Web access log',
  notLogged:
    'Access logs hold the line of the request, not its body, its cookies or what was answered; a request is written when it ends, and what never reached the server or was cut off is not there.',
  framings: ['lines'],
  containerKeys: [],
  holdsEvents: true,

  recognise({ framing, lines }) {
    if (framing !== 'lines' || lines.length === 0) return 0;
    const good = lines.filter((line) => typeof partsOf(line) !== 'string');
    // The log of an S3 bucket never fits: its time is the third field, not the fourth.
    return (0.9 * good.length) / lines.length;
  },

  parse(record): Result<Fields, string> {
    // A client chooses many of these bytes; a request must not vanish because they are not UTF-8.
    const parts = partsOf(textOf(record));
    if (typeof parts === 'string') return err(parts);
    const [request, status, bytes, referrer, agent, ...more] = parts.rest;
    const fields: Record<string, FieldValue> = {
      'c-ip': valueOf(parts.client) ?? null,
      'cs-username': parts.user === '-' || parts.user === '' ? null : parts.user,
      time: parts.time.text,
      ...requestFields(request?.text ?? ''),
      'sc-status': numberOf(status),
      'sc-bytes': numberOf(bytes),
    };
    if (parts.host !== undefined) fields['cs-host'] = parts.host;
    if (referrer?.kind === 'quoted') fields['cs-referer'] = valueOf(referrer) ?? null;
    if (agent?.kind === 'quoted') fields['cs-user-agent'] = valueOf(agent) ?? null;
    for (const [index, token] of more.entries()) {
      fields[`field${index + 1}`] = valueOf(token) ?? null;
    }
    return ok(fields);
  },

  time(fields, { zone, timeField }) {
    return eventTimeOf(fields[timeField ?? 'time'], { zone, anyNumber: true });
  },

  ecs(fields): EcsValues {
    const method = plainText(fields['cs-method']);
    const user = plainText(fields['cs-username']);
    const client = plainText(fields['c-ip']);
    const host = plainText(fields['cs-host'])?.replace(/:\d+$/, '');
    return {
      'event.action': method,
      'event.outcome': httpOutcome(fields['sc-status']),
      'user.name': user,
      'source.ip': ipText(client),
      'host.name': host,
    };
  },

  logSource: () => LOG_SOURCE,

  summary(fields) {
    const client = plainText(fields['c-ip']) ?? 'unknown client';
    const user = plainText(fields['cs-username']);
    const request = plainText(fields['cs-method']);
    const target = plainText(fields['cs-uri']);
    const status = plainText(fields['sc-status']) ?? 'no status';
    const from = user === undefined ? client : `${user} at ${client}`;
    return oneLine(`${from}: ${request ?? ''} ${target ?? 'no request'} ${status}`);
  },
});

/**
 * Rules look for a path in `cs-uri-query` as often as for a query, so it holds the whole target; a
 * request that is no HTTP is kept as it came.
 */
function requestFields(request: string): Record<string, FieldValue> {
  const match = REQUEST.exec(request);
  if (!match) return { 'cs-uri': request === '-' || request === '' ? null : request };
  const [, method = '', target = '', version] = match;
  const question = target.indexOf('?');
  return {
    'cs-method': method,
    'cs-uri': target,
    'cs-uri-stem': question < 0 ? target : target.slice(0, question),
    'cs-uri-query': target,
    ...(version === undefined ? {} : { 'cs-version': version }),
  };
}

function numberOf(token: Token | undefined): number | null {
  const text = valueOf(token);
  return text === undefined ? null : Number(text);
}
