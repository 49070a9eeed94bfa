// Which rules look at which events. What a rule's log source sets must agree with the event's; what
// it leaves open does not matter. An event that says nothing of its source is shown to every rule.

import type { LogSource } from '../domain/event.ts';

const PARTS = ['product', 'category', 'service'] as const;

export function seesEvents(rule: LogSource, event: LogSource): boolean {
  return PARTS.every((part) => {
    const wanted = rule[part];
    return wanted === undefined || wanted.toLowerCase() === event[part]?.toLowerCase();
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

/** Equal for log sources that mean the same. */
export function logSourceKey(source: LogSource | undefined): string {
  if (source === undefined) return '';
  return PARTS.map((part) => source[part]?.toLowerCase() ?? '').join('|');
}

export function logSourceText(source: LogSource): string {
  const parts = PARTS.flatMap((part) =>
    source[part] === undefined ? [] : [`${part} ${source[part]}`],
  );
  return parts.length === 0 ? 'an unnamed log source' : parts.join(', ');
}

/**
 * Whether a filter written for `filter` applies to a rule for `rule`: it may be as wide or wider.
 */
export function coversLogSource(filter: LogSource, rule: LogSource): boolean {
  return seesEvents(filter, rule);
}
