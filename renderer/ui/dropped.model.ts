// What retention left out of a figure, in words that stand beside the figure.

import type { DroppedEvents } from '../../shared/contract/areas/common.ts';
import { formatDate, plural } from './format.model.ts';

interface OfExhibit {
  readonly exhibit: string;
  readonly events: number;
  readonly dates: readonly string[];
}

function byExhibit(dropped: readonly DroppedEvents[], zone: string): readonly OfExhibit[] {
  const all = new Map<string, OfExhibit>();
  for (const { exhibit, events, atUs } of dropped) {
    const before = all.get(exhibit) ?? { exhibit, events: 0, dates: [] };
    const dates = [...new Set([...before.dates, formatDate(atUs, zone)])].sort();
    all.set(exhibit, { exhibit, events: before.events + events, dates });
  }
  return [...all.values()];
}

/**
 * Few exhibits are named each; of many the sum is said. Empty where nothing was dropped.
 *
 * @param counted the figure is of what was read, and counts them
 */
export function droppedText(
  dropped: readonly DroppedEvents[] | undefined,
  zone: string,
  counted = false,
): string {
  const exhibits = byExhibit(dropped ?? [], zone);
  if (exhibits.length === 0) return '';
  const events = exhibits.reduce((sum, each) => sum + each.events, 0);
  const dates = [...new Set(exhibits.flatMap((each) => each.dates))].sort();
  const first = dates[0] ?? '';
  const last = dates.at(-1) ?? '';
  const when = first === last ? `on ${first}` : `from ${first} to ${last}`;
  const places =
    exhibits.length > 3
      ? `${plural(events, 'event')} of ${plural(exhibits.length, 'exhibit')}`
      : exhibits
          .map(({ exhibit, events: own }) => `${plural(own, 'event')} of ${exhibit}`)
          .join(' and ');
  const [were, are] = events === 1 ? ['was', 'is'] : ['were', 'are'];
  return `${places} ${were} dropped ${when}${counted ? '' : ` and ${are} not counted`}`;
}

/** The events of one exhibit that were dropped. */
export function droppedOf(dropped: readonly DroppedEvents[] | undefined, exhibit: string): number {
  return (dropped ?? []).reduce(
    (sum, each) => sum + (each.exhibit === exhibit ? each.events : 0),
    0,
  );
}
