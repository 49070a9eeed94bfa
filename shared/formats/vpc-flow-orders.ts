// Which order the fields of a VPC flow log stand in: header lines, the orders that a layout lists, and
// how a line is read as one of them. A line does not say which order it is in, so where a file has
// several, it is the one with as many fields of which all values look right.

import { textOf } from '../base/bytes.ts';
import type { FieldValue, Fields } from '../domain/event.ts';
import { blankFields } from '../normalise/blank-fields.ts';
import { isIpText } from '../normalise/ip-text.ts';
import type { LogFormat } from './format.ts';
import type { KnownHeaders } from './framing/headed-lines.ts';

/** Names that no other table is likely to have; two of them make a header. */
const MARKS: ReadonlySet<string> = new Set([
  ...['interface-id', 'account-id', 'srcaddr', 'dstaddr', 'log-status', 'pkt-srcaddr'],
  ...['pkt-dstaddr', 'vpc-id', 'subnet-id', 'instance-id', 'tcp-flags', 'az-id'],
  ...['flow-direction', 'traffic-path', 'sublocation-type', 'pkt-src-aws-service'],
]);
/** Names that say nothing by themselves; a header may consist of these alone. */
const PLAIN_NAMES: ReadonlySet<string> = new Set([
  ...['version', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end', 'action'],
  ...['type', 'region', 'sublocation-id', 'reject-reason', 'resource-id', 'encryption-status'],
]);
const LEAST_PLAIN = 3;
const HEADER = /^[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)+ *$/;
/** Between the orders of a layout. */
const NEXT_ORDER = ' | ';
const MOST_ORDERS = 16;

const NUMBERS: ReadonlySet<string> = new Set([
  ...['version', 'srcport', 'dstport', 'protocol', 'packets', 'bytes', 'start', 'end'],
  ...['tcp-flags', 'traffic-path', 'encryption-status', 'packets-lost-no-route'],
  ...['packets-lost-blackhole', 'packets-lost-mtu-exceeded', 'packets-lost-ttl-expired'],
]);
const WHOLE = /^\d{1,15}$/;

export function isHeader(line: string): boolean {
  if (!HEADER.test(line)) return false;
  const names = line.trimEnd().split(' ');
  if (names.filter((name) => MARKS.has(name)).length >= 2) return true;
  return (
    names.length >= LEAST_PLAIN && names.every((name) => PLAIN_NAMES.has(name) || MARKS.has(name))
  );
}

/** True for a name that only flow logs have. */
export function isFlowName(name: string): boolean {
  return MARKS.has(name);
}

export interface Order {
  readonly header: string;
  readonly columns: readonly string[];
  blank(): Record<string, FieldValue>;
}

/** The orders that a layout lists; nothing where it makes no sense. */
export function ordersOf(layout: string): readonly Order[] | undefined {
  const orders = layout.split(NEXT_ORDER).map((header) => {
    const columns = header.split(' ');
    return { header, columns, blank: blankFields(columns) };
  });
  const areAll = orders.every(
    ({ header, columns }) => HEADER.test(header) && new Set(columns).size === columns.length,
  );
  return areAll ? orders : undefined;
}

/** The fields of a line, and the order they were read in; why it is no flow where it is none. */
export function readLine(
  line: string,
  orders: readonly Order[],
): { readonly header: string; readonly fields: Fields } | string {
  const values = line.trimEnd().split(' ');
  const several = orders.length > 1;
  let reason: string | undefined;
  for (const { header, columns, blank } of orders) {
    if (values.length !== columns.length) continue;
    const fields = blank();
    for (let index = 0; index < columns.length; index += 1) {
      const name = columns[index] ?? '';
      fields[name] = flowValue(name, values[index] ?? '-');
    }
    const fault = faultOf(fields) ?? (several ? likelyFaultOf(fields) : undefined);
    if (fault === undefined) return { header, fields };
    reason ??= fault;
  }
  const expected = orders.map(({ columns }) => columns.length).join(' or ');
  return reason ?? `${values.length} fields where the header names ${expected}`;
}

/** @param withLayout the format that reads lines of such a layout */
export function knownHeaders(
  layout: string,
  orders: readonly Order[],
  withLayout: (layout: string) => LogFormat | undefined,
): KnownHeaders {
  return {
    expected: orders.map(({ header }) => header),
    ...(orders.length === 1
      ? {}
      : {
          headerFor(line) {
            const read = readLine(textOf(line), orders);
            return typeof read === 'string' ? undefined : read.header;
          },
        }),
    extend(header) {
      const wider = layout + NEXT_ORDER + header;
      const all = orders.length < MOST_ORDERS ? ordersOf(wider) : undefined;
      const format = all && withLayout(wider);
      return format && { format, known: knownHeaders(wider, all, withLayout) };
    },
  };
}

/** The value of a field, of which the text is given. */
export function flowValue(name: string, text: string): FieldValue {
  if (text === '-') return null;
  return NUMBERS.has(name) && WHOLE.test(text) ? Number(text) : text;
}

/** Why the values cannot be those of the columns, such as on a line of another file. */
function faultOf(fields: Fields): string | undefined {
  const fault = addressFault(fields);
  if (fault !== undefined) return fault;
  for (const name of ['version', 'srcport', 'dstport', 'start', 'end']) {
    if (typeof fields[name] === 'string') return `${name} is no number`;
  }
  return undefined;
}

/** What the values of some columns look like; none is as sure as an address. */
const LIKELY: readonly (readonly [name: string, RegExp])[] = [
  ['account-id', /^(?:\d{12}|unknown)$/],
  ['interface-id', /^eni-/],
  ['action', /^(?:ACCEPT|REJECT)$/],
  ['log-status', /^(?:OK|NODATA|SKIPDATA)$/],
  ['vpc-id', /^vpc-/],
  ['subnet-id', /^subnet-/],
  ['instance-id', /^i-/],
  ['type', /^(?:IPv4|IPv6|EFA)$/],
  ['region', /^[a-z]{2}(?:-[a-z]+)+-\d$/],
  ['flow-direction', /^(?:in|e)gress$/],
];
const LIKELY_NUMBERS = ['packets', 'bytes', 'protocol', 'tcp-flags', 'traffic-path'];

/** Asked where a line may be of several orders. */
function likelyFaultOf(fields: Fields): string | undefined {
  const odd = LIKELY.find(([name, likely]) => {
    const value = fields[name];
    return typeof value === 'string' && !likely.test(value);
  });
  const name = odd?.[0] ?? LIKELY_NUMBERS.find((each) => typeof fields[each] === 'string');
  return name === undefined ? undefined : `${name} is nothing of the kind`;
}

export function addressFault(fields: Fields): string | undefined {
  for (const name of ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr']) {
    const value = fields[name];
    if (typeof value !== 'string' || value === '-' || isIpText(value)) continue;
    return `${name} is no address`;
  }
  return undefined;
}
