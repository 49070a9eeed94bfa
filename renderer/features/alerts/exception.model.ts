// What is chosen for an exception, before it is made.

import { timeUs, type TimeUs } from '../../../shared/base/time.ts';

export interface SuggestedField {
  readonly field: string;
  readonly values: readonly string[];
  readonly fromRule: boolean;
}

export const EXPIRIES = [
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never' },
] as const;
export type Expiry = (typeof EXPIRIES)[number]['value'];

const US_PER_DAY = 86_400_000_000;

export function expiryUs(expiry: Expiry, nowUs: number): TimeUs | null {
  return expiry === 'never' ? null : timeUs(nowUs + Number(expiry) * US_PER_DAY);
}

/** Narrow by itself: who did it from where, as far as that is one value. */
const NARROW: ReadonlySet<string> = new Set(['user.name', 'source.ip', 'host.name']);

export function firstChoice(fields: readonly SuggestedField[]): ReadonlySet<string> {
  return new Set(
    fields
      .filter(({ field, values }) => NARROW.has(field) && values.length === 1)
      .map(({ field }) => field),
  );
}

export function conditionsOf(
  fields: readonly SuggestedField[],
  chosen: ReadonlySet<string>,
): { field: string; values: string[] }[] {
  return fields
    .filter(({ field }) => chosen.has(field))
    .map(({ field, values }) => ({ field, values: [...values] }));
}
