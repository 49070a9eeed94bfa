// The one sentence that a finding says of itself.

import { counted, grouped } from '../base/counted.ts';
import type { EventColumns } from './correlation-finding.ts';
import type { Texts } from './hit-table.ts';
import type { Bound, Correlation } from './rule.ts';
import { US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND } from '../base/time.ts';
import type { BaselineNumbers, SelectionMatch } from '../domain/finding.ts';
import type { Comparison } from '../match/value-matcher.ts';

const NAMES_SHOWN = 3;

export function spanText(us: number): string {
  if (us < US_PER_SECOND) return us === 0 ? '0 s' : `${Math.max(1, Math.round(us / 1_000))} ms`;
  const units: readonly (readonly [number, string])[] = [
    [US_PER_DAY, 'd'],
    [US_PER_HOUR, 'h'],
    [US_PER_MINUTE, 'min'],
    [US_PER_SECOND, 's'],
  ];
  const parts: string[] = [];
  let left = us;
  for (const [unit, name] of units) {
    const amount = Math.floor(left / unit);
    if (amount > 0) parts.push(`${amount} ${name}`);
    left -= amount * unit;
  }
  return parts.slice(0, 2).join(' ');
}

const BOUND_WORDS: Readonly<Record<Comparison, string>> = {
  gt: 'more than',
  gte: 'at least',
  lt: 'fewer than',
  lte: 'at most',
  eq: 'exactly',
  neq: 'other than',
};

export function boundsText(bounds: readonly Bound[]): string {
  return bounds
    .map(({ comparison, number }) => `${BOUND_WORDS[comparison]} ${grouped(number)}`)
    .join(' and ');
}

/** Who and where from, as far as the normalised columns say. */
function actorsText(events: EventColumns, texts: Texts): string {
  const list = (numbers: readonly number[], word: string): string => {
    const counts = new Map<number, number>();
    for (const number of numbers) if (number > 0) counts.set(number, (counts.get(number) ?? 0) + 1);
    if (counts.size === 0) return '';
    const shown = mostFrequent(counts, texts).map((text) => text.slice(0, 80));
    const more = counts.size - shown.length;
    return ` ${word}: ${shown.join(', ')}${more > 0 ? ` and ${grouped(more)} more` : ''}.`;
  };
  return list(events.users, 'User') + list(events.addresses, 'Address');
}

/** The first few by how often they are there, then by their text; all the others are not put in order. */
function mostFrequent(counts: ReadonlyMap<number, number>, texts: Texts): readonly string[] {
  const first: { readonly text: string; readonly count: number }[] = [];
  for (const [number, count] of counts) {
    const last = first.at(-1);
    if (first.length === NAMES_SHOWN && last !== undefined && count < last.count) continue;
    const text = texts.text(number);
    const before = first.findIndex(
      (each) => count > each.count || (count === each.count && text < each.text),
    );
    first.splice(before < 0 ? first.length : before, 0, { text, count });
    first.length = Math.min(first.length, NAMES_SHOWN);
  }
  return first.map(({ text }) => text);
}

function lengthOf(events: EventColumns): number {
  return (events.timesUs.at(-1) ?? 0) - (events.timesUs[0] ?? 0);
}

export function eventSentence(
  events: EventColumns,
  texts: Texts,
  listed: string | undefined,
): string {
  const { length } = events.ids;
  const time = length > 1 ? ` within ${spanText(lengthOf(events))}` : '';
  const what = listed === undefined ? '' : ` with ${listed}, which is on the threat list,`;
  return (
    `${counted(length, 'event')}${what}${time}`.replace(/,$/, '') + `.${actorsText(events, texts)}`
  );
}

const FIELDS_SHOWN = 3;
const VALUE_SHOWN = 60;

/** What the first event of a plain rule's finding has that the rule asks for; the rest is data. */
export function matchedSentence(matches: readonly SelectionMatch[], events: number): string {
  const fields = new Map<string, string>();
  for (const { field, value } of matches) if (!fields.has(field)) fields.set(field, value);
  if (fields.size === 0) return '';
  const shown = [...fields].slice(0, FIELDS_SHOWN).map(([field, value]) => {
    const short = value.length > VALUE_SHOWN ? `${value.slice(0, VALUE_SHOWN)}…` : value;
    return value === '' ? field : `${field === '' ? 'the text' : field} "${short}"`;
  });
  const more = fields.size - shown.length;
  const rest = more > 0 ? ` and ${counted(more, 'more field')}` : '';
  return ` ${events > 1 ? 'The first matched' : 'Matched'}: ${shown.join(', ')}${rest}.`;
}

export function correlationSentence(
  correlation: Correlation,
  peak: number,
  events: EventColumns,
  texts: Texts,
): string {
  const { type, bounds, fields } = correlation;
  const span = spanText(correlation.spanUs);
  const total = `${counted(events.ids.length, 'event')} within ${spanText(lengthOf(events))}`;
  const figure = Number.isInteger(peak) ? grouped(peak) : peak.toPrecision(6);
  const wanted = bounds.length > 0 ? ` (${boundsText(bounds)} wanted)` : '';
  const actors = actorsText(events, texts);
  const field = fields.join(' and ');
  switch (type) {
    case 'event_count':
      return `${total}; ${figure} in the fullest ${span}${wanted}.${actors}`;
    case 'value_count':
      return `${total}; ${figure} different values of ${field} in the fullest ${span}${wanted}.${actors}`;
    case 'value_sum':
    case 'value_avg':
    case 'value_percentile': {
      const measure = { value_sum: 'sum', value_avg: 'mean', value_percentile: 'percentile' }[type];
      return `${total}; the ${measure} of ${field} reached ${figure} within ${span}${wanted}.${actors}`;
    }
    case 'temporal':
      return `${figure} of ${new Set(correlation.references).size} kinds of event within ${span}: ${total}.${actors}`;
    case 'temporal_ordered':
      return `${correlation.references.length} steps in their order within ${span}: ${total}.${actors}`;
  }
}

export function baselineSentence(
  numbers: BaselineNumbers | undefined,
  history: number,
  group: Readonly<Record<string, string>>,
  events: EventColumns,
  texts: Texts,
): string {
  if (numbers === undefined) {
    const value = Object.values(group).at(-1) ?? '';
    return `${value} was not usual in the ${counted(history, 'earlier event')}; ${counted(events.ids.length, 'event')} since.${actorsText(events, texts)}`;
  }
  const { observed, median, modifiedZ, ratio, windows, windowUs, seasonal, measure } = numbers;
  const like = seasonal ? ' of the same weekday and hour' : '';
  const short = (value: number) => grouped(Math.round(value * 100) / 100);
  const spread =
    numbers.mad === 0 && numbers.standardDeviation === 0 ? ', which have no spread at all' : '';
  return (
    `${measure.charAt(0).toUpperCase()}${measure.slice(1)} of ${short(observed)} in ${spanText(windowUs)} against a median of ${short(median)}: ` +
    `${short(ratio)} times as much, modified z ${short(modifiedZ)}, learned from ${counted(windows, 'earlier window')}${like}${spread}.`
  );
}
