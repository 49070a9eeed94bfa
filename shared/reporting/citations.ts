// Where in the evidence something stands: exhibit and position, neighbours joined.

import type { CitedEvent } from '../domain/report.ts';

export interface Citation {
  /** `E01: sequence 937 to 945, 950; E02: byte 12 of a.json`. */
  readonly text: string;
  /** Positions left out of `text`; said, never silent. */
  readonly left: number;
  /** Events that the report does not cite. */
  readonly uncited: number;
}

const NUMBERED = /^(sequence|row|record|line) (\d+)$/;

interface Stretch {
  readonly exhibit: string;
  readonly word: string;
  readonly first: number;
  last: number;
  readonly text: string;
  events: number;
}

function stretchesOf(events: readonly CitedEvent[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (const event of events) {
    const match = NUMBERED.exec(event.position);
    const last = stretches.at(-1);
    const word = match?.[1] ?? '';
    const number = match === null ? -1 : Number(match[2]);
    if (
      last !== undefined &&
      match !== null &&
      last.exhibit === event.exhibit &&
      last.word === word &&
      last.last + 1 === number
    ) {
      last.last = number;
      last.events += 1;
      continue;
    }
    stretches.push({
      exhibit: event.exhibit,
      word,
      first: number,
      last: number,
      text: event.position,
      events: 1,
    });
  }
  return stretches;
}

/** Cites the events with these ids, at most `limit` stretches of them. */
export function cite(
  ids: readonly number[],
  byId: ReadonlyMap<number, CitedEvent>,
  limit: number,
): Citation {
  const events = ids.flatMap((id) => byId.get(id) ?? []);
  const stretches = stretchesOf(events);
  const shown = stretches.slice(0, limit);
  let text = '';
  let exhibit = '';
  let word = '';
  for (const stretch of shown) {
    if (stretch.exhibit !== exhibit) {
      text += `${text === '' ? '' : '; '}${stretch.exhibit}: `;
      word = '';
    } else {
      text += ', ';
    }
    exhibit = stretch.exhibit;
    if (stretch.word === '') {
      text += stretch.text;
      word = '';
      continue;
    }
    text += stretch.word === word ? '' : `${stretch.word} `;
    word = stretch.word;
    text += stretch.first === stretch.last ? stretch.first : `${stretch.first} to ${stretch.last}`;
  }
  return {
    text,
    left: stretches.slice(limit).reduce((sum, stretch) => sum + stretch.events, 0),
    uncited: ids.length - events.length,
  };
}
