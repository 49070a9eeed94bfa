// The log source of an event in full: what its format says, and what its own fields add to that. For
// Windows that is the channel (a service) and the number of the event (a category).

import { FIREWALLS } from './wider-names.ts';
import { LINUX_CATEGORIES } from './linux.ts';
import type { ImpliedSource, NumberedFields } from './implied-source.ts';
import { WINDOWS_CATEGORIES, WINDOWS_CHANNELS } from './windows.ts';
import type { EventView, FieldValue, LogSource } from '../../domain/event.ts';
import { fieldValues, normaliseName, valueText } from '../../match/fields.ts';

const SERVICES = new Map(
  Object.entries(WINDOWS_CHANNELS).flatMap(([service, channels]) =>
    channels.map((channel) => [channel.toLowerCase(), service] as const),
  ),
);

/** What besides its format decides of which source an event is. */
export const DECIDING_FIELDS: readonly string[] = [
  ...new Set([
    'Channel',
    ...[...WINDOWS_CATEGORIES, ...LINUX_CATEGORIES, ...FIREWALLS].flatMap(
      ({ where = {}, unless = {} }) => [...Object.keys(where), ...Object.keys(unless)],
    ),
  ]),
];

/** What one source implies: under the texts of the field that most of it depends on, where one does. */
interface Implied {
  readonly field: string | undefined;
  readonly byText: ReadonlyMap<string, readonly ImpliedSource[]>;
  readonly all: readonly ImpliedSource[];
}

const IMPLIED = new Map<string, Map<string, Implied>>();
for (const each of [...WINDOWS_CATEGORIES, ...LINUX_CATEGORIES, ...FIREWALLS]) {
  const { product = '', service = '' } = each.of;
  const services = IMPLIED.get(product) ?? new Map<string, Implied>();
  IMPLIED.set(product, services.set(service, withMore(services.get(service), each)));
}

function withMore(before: Implied | undefined, more: ImpliedSource): Implied {
  const all = [...(before?.all ?? []), more];
  const [field] = Object.keys(more.where ?? {});
  const same = field !== undefined && all.every(({ where = {} }) => Object.hasOwn(where, field));
  if (!same) return { field: undefined, byText: new Map(), all };
  const byText = new Map<string, ImpliedSource[]>();
  for (const each of all) {
    for (const text of each.where?.[field] ?? []) {
      byText.set(text, [...(byText.get(text) ?? []), each]);
    }
  }
  return { field, byText, all };
}

/**
 * The event as rules of its category know it; the very event where there is nothing to add.
 * @param asked the names that anybody asks for, normalised; all are given where it is left out
 */
export function withFullSource(event: EventView, asked?: ReadonlySet<string>): EventView {
  const said = event.logSource;
  if (said === undefined || said.category !== undefined) return event;
  const source = said.product === 'windows' ? windowsSource(event, said) : said;
  const implied = impliedBy(source, event);
  if (implied !== undefined) {
    const full = { ...source, category: implied.category };
    return viewWith(event, full, withNames(event, namesAsked(implied, asked)));
  }
  return source === said ? event : viewWith(event, source, event.fields);
}

/** The text of a stored event is decoded only when something looks at it. */
function viewWith(event: EventView, logSource: LogSource, fields: EventView['fields']): EventView {
  const { id, timeUs, nanos, ecs, isJson } = event;
  return {
    id,
    timeUs,
    nanos,
    ecs,
    fields,
    logSource,
    isJson,
    get raw() {
      return event.raw;
    },
  };
}

/** The event as one of a source that it does not name itself. */
export function asOf(event: EventView, logSource: LogSource): EventView {
  return withFullSource(viewWith(event, logSource, event.fields));
}

/**
 * What an event that does not say so is of, judged by its fields alone: `undefined` where there is no
 * telling. Asked only where log sources are to decide come what may.
 */
export function guessedSource(event: EventView): LogSource | undefined {
  const channel = firstText(event, 'Channel');
  if (channel === undefined || firstText(event, 'EventID') === undefined) return undefined;
  return windowsSource(event, { product: 'windows' });
}

/** Channels as events write them, whose service has been looked up. */
const servicesSeen = new Map<string, string | undefined>();
const MOST_SEEN = 1_000;

function serviceOf(channel: string): string | undefined {
  const known = servicesSeen.get(channel);
  if (known !== undefined || servicesSeen.has(channel)) return known;
  const service = windowsService(channel);
  if (servicesSeen.size >= MOST_SEEN) servicesSeen.clear();
  servicesSeen.set(channel, service);
  return service;
}

/** The service that a channel's events are of. */
export function windowsService(channel: string): string | undefined {
  return SERVICES.get(channel.toLowerCase());
}

function windowsSource(event: EventView, said: LogSource): LogSource {
  const channel = firstText(event, 'Channel');
  const service = channel === undefined ? undefined : serviceOf(channel);
  return service === undefined || service === said.service ? said : { ...said, service };
}

function impliedBy(source: LogSource, event: EventView): ImpliedSource | undefined {
  const known = IMPLIED.get(source.product ?? '')?.get(source.service ?? '');
  if (known === undefined) return undefined;
  const { field, byText, all } = known;
  if (field === undefined) return all.find((each) => holds(each, event));
  const values = fieldValues(event, field) ?? [];
  // Of several values each could be the one: then all are asked, in their order.
  if (values.length !== 1) return all.find((each) => holds(each, event));
  const among = byText.get(valueText(values[0] ?? null) ?? '');
  return among?.find((each) => holds(each, event));
}

function holds({ where, unless }: ImpliedSource, event: EventView): boolean {
  for (const field in where) if (!hasOneOf(event, field, where[field] ?? [])) return false;
  for (const field in unless) if (hasOneOf(event, field, unless[field] ?? [])) return false;
  return true;
}

function hasOneOf(event: EventView, field: string, texts: readonly string[]): boolean {
  return (fieldValues(event, field) ?? []).some((value) => texts.includes(valueText(value) ?? ''));
}

function firstText(event: EventView, field: string): string | undefined {
  for (const value of fieldValues(event, field) ?? []) {
    const text = valueText(value);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The other names that a source implies. */
type OtherNames = Pick<ImpliedSource, 'fields' | 'joined'>;

const namesByAsked = new WeakMap<ReadonlySet<string>, Map<ImpliedSource, OtherNames>>();

/** Those of the names that somebody asks for: most rules ask for none of them. */
function namesAsked(implied: ImpliedSource, names: ReadonlySet<string> | undefined): OtherNames {
  if (names === undefined) return implied;
  let known = namesByAsked.get(names);
  if (known === undefined) namesByAsked.set(names, (known = new Map()));
  let own = known.get(implied);
  if (own === undefined) {
    const { fields = {}, joined = {} } = implied;
    const isAsked = ([name]: readonly [string, unknown]) => names.has(normaliseName(name));
    own = {
      fields: Object.fromEntries(Object.entries(fields).filter(isAsked)),
      joined: Object.fromEntries(Object.entries(joined).filter(isAsked)),
    };
    known.set(implied, own);
  }
  return own;
}

function withNames(
  event: EventView,
  { fields = {}, joined = {} }: OtherNames,
): EventView['fields'] {
  const added: Record<string, FieldValue> = {};
  for (const name in fields) {
    const values = fieldValues(event, fields[name] ?? '');
    if (values === undefined || fieldValues(event, name) !== undefined) continue;
    const [only] = values;
    added[name] = values.length === 1 && only !== undefined ? only : values;
  }
  for (const name in joined) {
    const text = numberedTexts(event, joined[name]).join(' ');
    if (text !== '' && fieldValues(event, name) === undefined) added[name] = text;
  }
  for (const _ in added) return { ...event.fields, ...added };
  return event.fields;
}

/** Up to the first that is missing. */
function numberedTexts(event: EventView, numbered: NumberedFields | undefined): readonly string[] {
  const texts: string[] = [];
  const count = Number(numbered === undefined ? 0 : firstText(event, numbered.count));
  while (texts.length < count) {
    const name = `${numbered?.begin ?? ''}${texts.length}`;
    const value = Object.hasOwn(event.fields, name) ? event.fields[name] : undefined;
    const text = value === undefined ? undefined : valueText(lastOf(value));
    if (text === undefined) break;
    texts.push(text);
  }
  return texts;
}

/** The call and its arguments have fields of one name; those of the program come later. */
function lastOf(value: FieldValue): FieldValue {
  return Array.isArray(value) ? ((value as readonly FieldValue[]).at(-1) ?? null) : value;
}
