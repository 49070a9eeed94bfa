// Amazon VPC Flow Logs as text: one flow a line, its fields in the order that the header line
// names; joined files may name several, which the layout lists behind one another. Without a header
// it is the default order of version 2, with the time of delivery in front where it was exported from
// CloudWatch Logs. Every field a header names is kept, known or not.
// As Parquet: one flow a row, the same names with underscores, which become hyphens again; account
// and region from the folders (`aws-region=…`) where the rows do not name them.
// Source: "Flow log records" and "Publish flow logs to Amazon S3" in the Amazon VPC User Guide.

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { EcsValues, FieldValue, Fields } from '../domain/event.ts';
import { firstTimeOf } from '../normalise/event-time.ts';
import { plainText } from '../normalise/field-path.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import { oneLine } from '../normalise/one-line.ts';
import { defineFormat, type FileFacts, type FormatParts, type LogFormat } from './format.ts';
import { createHeadedLineFramer } from './framing/headed-lines.ts';
import type { Sample } from './sample.ts';
import {
  addressFault,
  isFlowName,
  isHeader,
  knownHeaders,
  ordersOf,
  readLine,
} from './vpc-flow-orders.ts';

const DEFAULT_ORDER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
/** What CloudWatch Logs puts in front of an exported line. */
const DELIVERED = 'delivery-time';
const LOG_SOURCE = { product: 'aws', service: 'vpcflow' } as const;

const DEFAULT_LINE =
  /^2 (?:\d{12}|unknown) eni-\S+ \S+ \S+ [-\d]+ [-\d]+ [-\d]+ [-\d]+ [-\d]+ \d+ \d+ \S+ (?:OK|NODATA|SKIPDATA)$/;
const DELIVERED_LINE = /^\d{4}-\d{2}-\d{2}T\S+Z /;

/** Headers begin with a lower-case letter, flows with a number. */
function mayBeHeader(first: number): boolean {
  return first >= 0x61 && first <= 0x7a;
}

function isDefaultLine(line: string): boolean {
  return DEFAULT_LINE.test(line.replace(DELIVERED_LINE, ''));
}

// ── rows of Parquet ─────────────────────────────────────────────────────────────────────────

/** The layout of rows: `rows`, then what the folders say of every row below them. */
const ROWS = /^rows(?: account-id=(\d{12}))?(?: region=([a-z0-9-]{1,40}))?$/;
const PARTITION = {
  account: /(?:^|\/)aws-account-id=(\d{12})\//,
  region: /(?:^|\/)aws-region=([a-z0-9-]{1,40})\//,
} as const;

function rowsLayout(name: string): string {
  const account = PARTITION.account.exec(name)?.[1];
  const region = PARTITION.region.exec(name)?.[1];
  return `rows${account === undefined ? '' : ` account-id=${account}`}${region === undefined ? '' : ` region=${region}`}`;
}

/** Names as rows have them, with hyphens: the same few for every row. */
const hyphened = new Map<string, string>();
const NAMES_KEPT = 1_000;

function hyphenedName(name: string): string {
  let own = hyphened.get(name);
  if (own === undefined) {
    own = name.replaceAll('_', '-');
    if (hyphened.size >= NAMES_KEPT) hyphened.clear();
    hyphened.set(name, own);
  }
  return own;
}

function withHyphens(fields: Fields, known: Fields = {}): Fields {
  const named: Record<string, FieldValue> = { ...known };
  for (const [name, value] of Object.entries(fields)) named[hyphenedName(name)] = value;
  return named;
}

function isFlowRow(row: Fields): boolean {
  return Object.keys(withHyphens(row)).filter(isFlowName).length >= 2;
}

function parseRow(record: Uint8Array, known: Fields): Result<Fields, string> {
  const parsed = parseJsonRecord(record);
  if (!parsed.ok) return parsed;
  const fields = withHyphens(parsed.value, known);
  const fault = addressFault(fields);
  return fault === undefined ? ok(fields) : err(fault);
}

// ── the layout ──────────────────────────────────────────────────────────────────────────────

function layoutOf(sample: Sample, { name = '' }: FileFacts): string {
  if (sample.framing === 'rows') return rowsLayout(name);
  const [first = ''] = sample.lines;
  if (isHeader(first)) return first.trimEnd();
  return DELIVERED_LINE.test(first) ? `${DELIVERED} ${DEFAULT_ORDER}` : DEFAULT_ORDER;
}

function withLayout(layout: string): LogFormat | undefined {
  const rows = ROWS.exec(layout);
  const orders = rows ? [] : ordersOf(layout);
  if (!orders) return undefined;
  const known: Fields = {
    ...(rows?.[1] === undefined ? {} : { 'account-id': rows[1] }),
    ...(rows?.[2] === undefined ? {} : { region: rows[2] }),
  };

  const createFramer: FormatParts['createFramer'] & object = ({ maxRecordBytes }) =>
    createHeadedLineFramer({
      maxRecordBytes,
      ...knownHeaders(layout, orders, withLayout),
      mayBeFraming: mayBeHeader,
      headerOf: (line) => (isHeader(line) ? line.trimEnd() : undefined),
    });
  return defineFormat(
    {
      id: 'vpc-flow',
      title: 'Amazon VPC Flow Logs',
      notLogged:
        'Flow logs hold addresses, ports and amounts per interval of up to ten minutes, never content; traffic to the Amazon name servers, for licence activation, instance metadata, time and DHCP is left out, and intervals marked SKIPDATA are incomplete.',
      framings: ['lines', 'rows'],
      containerKeys: [],
      holdsEvents: true,
      layoutOf,
      withLayout,

      createFramer,
      ...(orders.length === 1
        ? {
            slices: {
              mayChange: mayBeHeader,
              watch: () => (line) => isHeader(line) && line.trimEnd() !== orders[0]?.header,
              createFramer,
            },
          }
        : {}),

      recognise({ framing, lines, records }) {
        if (framing === 'rows') {
          return records.length === 0
            ? 0
            : (0.95 * records.filter(isFlowRow).length) / records.length;
        }
        if (framing !== 'lines' || lines.length === 0) return 0;
        if (isHeader(lines[0] ?? '')) return 0.95;
        return (0.95 * lines.filter(isDefaultLine).length) / lines.length;
      },

      parse(record): Result<Fields, string> {
        if (rows) return parseRow(record, known);
        const read = readLine(textOf(record), orders);
        return typeof read === 'string' ? err(read) : ok(read.fields);
      },

      time(fields, { zone, timeField }) {
        const names = timeField === undefined ? ['start', 'end', DELIVERED] : [timeField];
        return firstTimeOf(fields, names, { zone, anyNumber: true });
      },

      ecs(fields): EcsValues {
        const action = actionOf(fields);
        const source = addressOf(fields, 'srcaddr', 'pkt-srcaddr');
        const destination = addressOf(fields, 'dstaddr', 'pkt-dstaddr');
        const account = plainText(fields['account-id']);
        const region = plainText(fields['region']);
        const host = plainText(fields['instance-id']);
        const outcome =
          action === 'accept' ? 'success' : action === 'reject' ? 'failure' : undefined;
        return {
          'event.action': action,
          'event.outcome': outcome,
          'event.provider': 'vpcflow',
          'source.ip': source,
          'destination.ip': destination,
          'host.name': host,
          'cloud.account.id': account,
          'cloud.region': region,
        };
      },

      logSource: () => LOG_SOURCE,

      summary(fields) {
        const at = plainText(fields['interface-id']);
        const status = plainText(fields['log-status']);
        if (status === 'NODATA' || status === 'SKIPDATA') {
          return oneLine(
            `${status === 'NODATA' ? 'no traffic' : 'records skipped'} at ${at ?? '?'}`,
          );
        }
        const parts = [
          actionOf(fields) ?? 'flow',
          end(fields, ['srcaddr', 'pkt-srcaddr'], 'srcport'),
          'to',
          end(fields, ['dstaddr', 'pkt-dstaddr'], 'dstport'),
          protocolName(fields['protocol']),
          fields['bytes'] === undefined ? '' : `${plainText(fields['bytes']) ?? '?'} bytes`,
        ];
        return oneLine(parts.filter((part) => part !== '').join(' '));
      },
    },
    layout,
  );
}

function actionOf(fields: Fields): string | undefined {
  const action = plainText(fields['action']);
  const told = action === undefined || action === '-' ? plainText(fields['log-status']) : action;
  return told === 'OK' ? undefined : told?.toLowerCase();
}

function addressOf(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '-') return value;
  }
  return undefined;
}

function end(fields: Fields, addresses: readonly string[], port: string): string {
  const address = addressOf(fields, ...addresses) ?? '?';
  const number = plainText(fields[port]);
  if (number === undefined) return address;
  return address.includes(':') ? `[${address}]:${number}` : `${address}:${number}`;
}

/** IANA protocol numbers that nearly all traffic has. */
function protocolName(value: FieldValue | undefined): string {
  const names: Readonly<Record<number, string>> = { 1: 'ICMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };
  if (typeof value !== 'number') return '';
  return names[value] ?? `protocol ${value}`;
}

export const vpcFlow: LogFormat = family();

/** With the default order, and to be laid out for each file. */
function family(): LogFormat {
  const format = withLayout(DEFAULT_ORDER);
  if (!format) throw new Error('The default order is an order.');
  return { ...format, ref: format.id };
}
