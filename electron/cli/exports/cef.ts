// ArcSight Common Event Format, version 0: one line, a header of seven parts apart by bars, then
// `key=value` pairs. Bars and backslashes are escaped in the header; equals signs, backslashes and
// line ends in values. Addresses of version 6 have keys of their own.
// Source: "Implementing ArcSight Common Event Format", version 25.

import type { EventDetail } from '../../../shared/contract/schemas.ts';
import type { Severity } from '../../../shared/domain/severity.ts';
import type { AlertShape } from '../shapes/alert-shape.ts';
import type { EventShape } from '../shapes/event-shape.ts';

const VENDOR = 'Sealwatch';
const PRODUCT = 'Sealwatch';
/** On CEF's scale of ten. */
const SEVERITY: Readonly<Record<Severity, number>> = {
  informational: 1,
  low: 3,
  medium: 5,
  high: 8,
  critical: 10,
};
const EVENT_SEVERITY = 1;
/** The longest text that the dictionary allows for `msg`. */
const MESSAGE_LENGTH = 1_023;

interface Header {
  readonly version: string;
  readonly id: string;
  readonly name: string;
  readonly severity: number;
}

export function cefOfAlert(
  alert: AlertShape,
  events: readonly EventDetail[],
  version: string,
): string {
  const header = {
    version,
    id: alert.rule.id,
    name: alert.rule.title,
    severity: SEVERITY[alert.severity],
  };
  return cefLine(header, [
    ['externalId', alert.id],
    ['start', epochMs(alert.window.start)],
    ['end', epochMs(alert.window.end)],
    ['cnt', String(Math.round(alert.count))],
    ['cat', 'alert'],
    ...commonPairs(events),
    ['msg', alert.explanation.slice(0, MESSAGE_LENGTH)],
    ['cs1Label', 'Group'],
    ['cs1', groupText(alert.group)],
    ['cs2Label', 'State'],
    ['cs2', alert.state],
    ['cs3Label', 'Rule version'],
    ['cs3', alert.rule.version],
    ['cfp1Label', 'Rule score'],
    ['cfp1', String(alert.confidence)],
  ]);
}

export function cefOfEvent(event: EventDetail, shape: EventShape, version: string): string {
  const header = {
    version,
    id: event.action === '' ? 'event' : event.action,
    name: event.summary === '' ? 'Event' : event.summary,
    severity: EVENT_SEVERITY,
  };
  return cefLine(header, [
    ['externalId', String(event.id)],
    ['rt', shape.time === null ? '' : epochMs(shape.time)],
    ['cat', 'event'],
    ...commonPairs([event]),
    ['msg', event.raw.slice(0, MESSAGE_LENGTH)],
    ['cs1Label', 'Exhibit'],
    ['cs1', event.exhibit],
    ['cs2Label', 'SHA-256 of the record'],
    ['cs2', event.sha256],
    ['cn1Label', 'Position'],
    ['cn1', String(event.position)],
    ['fname', shape.source],
  ]);
}

/** What the events agree on. */
function commonPairs(events: readonly EventDetail[]): readonly (readonly [string, string])[] {
  const same = (column: string): string => {
    const [first, ...others] = events.map((event) => event.ecs[column] ?? '');
    return first !== undefined && others.every((other) => other === first) ? first : '';
  };
  return [
    ...addressPairs('src', ['c6a2', 'Source IPv6 Address'], same('source.ip')),
    ...addressPairs('dst', ['c6a3', 'Destination IPv6 Address'], same('destination.ip')),
    ['suser', same('user.name')],
    ['dvchost', same('host.name')],
    ['act', same('event.action')],
    ['outcome', same('event.outcome')],
    ['app', same('service.name')],
  ];
}

function addressPairs(
  key: string,
  [wide, label]: readonly [string, string],
  address: string,
): readonly (readonly [string, string])[] {
  if (address === '') return [];
  if (!address.includes(':')) return [[key, address]];
  return [
    [`${wide}Label`, label],
    [wide, address],
  ];
}

function cefLine(header: Header, pairs: readonly (readonly [string, string])[]): string {
  const { version, id, name, severity } = header;
  const parts = [VENDOR, PRODUCT, version, id, name].map(headerText);
  const labels = new Map(pairs);
  const extension = pairs
    // A label without its value says nothing.
    .filter(([key, value]) =>
      key.endsWith('Label') ? labels.get(key.slice(0, -5)) !== '' : value !== '',
    )
    .map(([key, value]) => `${key}=${valueText(value)}`);
  return `CEF:0|${parts.join('|')}|${severity}|${extension.join(' ')}`;
}

function headerText(text: string): string {
  return text
    .replaceAll(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .trim();
}

function valueText(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('=', '\\=')
    .replaceAll(/\r\n|\n|[\u0085\u2028\u2029]/g, '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, ' ');
}

function groupText(group: Readonly<Record<string, string>>): string {
  return Object.entries(group)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');
}

function epochMs(time: string): string {
  return String(Date.parse(time));
}
