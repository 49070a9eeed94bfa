// The log source of an event in full: what its format says, and what its own fields add to that. For
// Windows that is the channel (a service) and the number of the event (a category).

import { FIREWALLS } from './wider-names.ts';
import type { ImpliedSource } from './implied-source.ts';
import { WINDOWS_CATEGORIES, WINDOWS_CHANNELS } from './windows.ts';
import type { EventView, FieldValue, LogSource } from '../../domain/event.ts';
import { fieldValues, valueText } from '../../match/fields.ts';

const SERVICES = new Map(
  Object.entries(WINDOWS_CHANNELS).flatMap(([service, channels]) =>
    channels.map((channel) => [channel.toLowerCase(), service] as const),
  ),
);

const IMPLIED = new Map<string, ImpliedSource[]>();
for (const each of [...WINDOWS_CATEGORIES, ...FIREWALLS]) {
  const key = sourceKey(each.of);
  IMPLIED.set(key, [...(IMPLIED.get(key) ?? []), each]);
}

function sourceKey({ product, service }: LogSource): string {
  return `${product ?? ''}|${service ?? ''}`;
}

/** The event as rules of its category know it; the very event where there is nothing to add. */
export function withFullSource(event: EventView): EventView {
  const said = event.logSource;
  if (said === undefined || said.category !== undefined) return event;
  const source = said.product === 'windows' ? windowsSource(event, said) : said;
  const implied = IMPLIED.get(sourceKey(source))?.find((each) => holds(each, event));
  if (implied !== undefined) {
    const full = { ...source, category: implied.category };
    return viewWith(event, full, withNames(event, implied.fields));
  }
  return source === said ? event : viewWith(event, source, event.fields);
}

/** The text of a stored event is decoded only when something looks at it. */
function viewWith(event: EventView, logSource: LogSource, fields: EventView['fields']): EventView {
  const { id, timeUs, nanos, ecs } = event;
  return {
    id,
    timeUs,
    nanos,
    ecs,
    fields,
    logSource,
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

/** The service that a channel's events are of. */
export function windowsService(channel: string): string | undefined {
  return SERVICES.get(channel.toLowerCase());
}

function windowsSource(event: EventView, said: LogSource): LogSource {
  const channel = firstText(event, 'Channel');
  const service = channel === undefined ? undefined : windowsService(channel);
  return service === undefined || service === said.service ? said : { ...said, service };
}

function holds({ where }: ImpliedSource, event: EventView): boolean {
  for (const field in where) {
    const text = firstText(event, field);
    if (text === undefined || where[field]?.includes(text) !== true) return false;
  }
  return true;
}

function firstText(event: EventView, field: string): string | undefined {
  for (const value of fieldValues(event, field) ?? []) {
    const text = valueText(value);
    if (text !== undefined) return text;
  }
  return undefined;
}

function withNames(
  event: EventView,
  names: Readonly<Record<string, string>> | undefined,
): EventView['fields'] {
  if (names === undefined) return event.fields;
  const added: Record<string, FieldValue> = {};
  for (const name in names) {
    const values = fieldValues(event, names[name] ?? '');
    if (values === undefined || fieldValues(event, name) !== undefined) continue;
    const [only] = values;
    added[name] = values.length === 1 && only !== undefined ? only : values;
  }
  return { ...event.fields, ...added };
}
