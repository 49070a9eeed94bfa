// Periods as they are typed, and what is due.

import type { ExhibitRetention } from '../../../shared/contract/areas/retention.ts';
import { plural } from '../../ui/format.model.ts';

export const LONGEST_DAYS = 36_500;

/** `null` is for ever; `undefined` where the text is no period. */
export function daysOf(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const days = Number(trimmed);
  return /^\d{1,5}$/.test(trimmed) && days >= 1 && days <= LONGEST_DAYS ? days : undefined;
}

export interface DropOffer {
  /** What the button says. */
  readonly text: string;
  /** Events that would be dropped now: what a hold covers is not. */
  readonly events: number;
  /** Events past their period that a hold keeps. */
  readonly held: number;
  readonly exhibits: readonly string[];
}

export function dropOffer(exhibits: readonly ExhibitRetention[]): DropOffer {
  const due = exhibits.filter(({ held, due: { events } }) => !held && events > 0);
  const events = due.reduce((sum, each) => sum + each.due.events, 0);
  const held = exhibits.reduce((sum, each) => sum + (each.held ? each.due.events : 0), 0);
  return {
    text: events === 0 ? 'Nothing to drop' : `Drop ${plural(events, 'event')}`,
    events,
    held,
    exhibits: due.map(({ exhibit }) => exhibit),
  };
}
