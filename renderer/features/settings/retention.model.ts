// Periods as they are typed, and what is due.

import type { ExhibitRetention } from '../../../shared/contract/areas/retention.ts';

const LONGEST_DAYS = 36_500;

/** `null` is for ever; `undefined` where the text is no period. */
export function daysOf(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const days = Number(trimmed);
  return /^\d{1,5}$/.test(trimmed) && days >= 1 && days <= LONGEST_DAYS ? days : undefined;
}

/** Events that would be dropped now: what a hold covers is not. */
export function dueNow(exhibits: readonly ExhibitRetention[]): number {
  return exhibits.reduce((sum, each) => sum + (each.held ? 0 : each.due.events), 0);
}
