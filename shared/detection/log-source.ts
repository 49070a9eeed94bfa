// Which rules look at which events. What a rule's log source sets must agree with the event's; what
// it leaves open does not matter. An event that says nothing of its source is shown to every rule.

import { asOf, guessedSource, withFullSource } from './log-sources/event-source.ts';
import { WIDER_NAMES } from './log-sources/wider-names.ts';
import type { EventView, LogSource } from '../domain/event.ts';

const PARTS = ['product', 'category', 'service'] as const;

export function seesEvents(rule: LogSource, event: LogSource): boolean {
  return PARTS.every((part) => {
    const wanted = rule[part]?.toLowerCase();
    if (wanted === undefined) return true;
    const present = event[part]?.toLowerCase();
    if (wanted === present) return true;
    return (
      present !== undefined &&
      WIDER_NAMES.some(
        (wider) => wider.part === part && wider.name === wanted && wider.contains.includes(present),
      )
    );
  });
}

/**
 * `auto`: an event that does not say what it is of meets every rule. `always`: it meets only rules
 * that ask for nothing. `never`: every event meets every rule.
 */
export type Routing = 'auto' | 'always' | 'never';

export function routed(routing: Routing, rule: LogSource, event: LogSource | undefined): boolean {
  if (routing === 'never') return true;
  if (event === undefined) return routing === 'auto' || seesEvents(rule, {});
  return seesEvents(rule, event);
}

/**
 * The event with its log source in full, where log sources decide anything.
 * @param asked as in `withFullSource`
 */
export function withSource(
  routing: Routing,
  event: EventView,
  asked?: ReadonlySet<string>,
): EventView {
  if (routing === 'never' || event.parts !== undefined) return event;
  if (event.logSource !== undefined || routing === 'auto') return withFullSource(event, asked);
  const logSource = guessedSource(event);
  return logSource === undefined ? event : asOf(event, logSource);
}

/** Equal for log sources that mean the same. */
export function logSourceKey(source: LogSource | undefined): string {
  if (source === undefined) return '';
  return PARTS.map((part) => source[part]?.toLowerCase() ?? '').join('|');
}

/** The same written the same way: equal keys, without making them. */
export function sameSource(a: LogSource | undefined, b: LogSource | undefined): boolean {
  return (
    a === b ||
    (a !== undefined &&
      b !== undefined &&
      a.product === b.product &&
      a.category === b.category &&
      a.service === b.service)
  );
}

export function logSourceText(source: LogSource): string {
  const parts = PARTS.flatMap((part) =>
    source[part] === undefined ? [] : [`${part} ${source[part]}`],
  );
  return parts.length === 0 ? 'an unnamed log source' : parts.join(', ');
}

/**
 * Whether what is meant for `wide` is meant for `rule` too: every part that it names is the same.
 * Unlike events, rules are taken at their word.
 */
export function coversLogSource(wide: LogSource, rule: LogSource): boolean {
  return PARTS.every((part) => {
    const wanted = wide[part]?.toLowerCase();
    return wanted === undefined || wanted === rule[part]?.toLowerCase();
  });
}
