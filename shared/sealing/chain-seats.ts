// Where the entries belong whose own chain hash does not hold, so that their sequence number cannot
// be taken at its word: between the sound entries around them in the file.
// The evidence, strongest first: an entry that its neighbour's hash names; the number it claims, where
// no one else has it; the only place that is left. What fits nowhere was not in the log when sealed.

import { CONTENT_DIFFERS } from './chain-checks.ts';
import { endIndex, type Piece } from './chain-path.ts';
import { AT_GENESIS, type Stretch } from './chain-stretches.ts';
import type { FreeNumbers, NumberRange } from './number-ranges.ts';

interface Seated {
  readonly stretch: Stretch;
  /** Offset of the first entry meant, within its stretch. */
  readonly offset: number;
  readonly numbers: NumberRange;
}

interface Unseated {
  readonly stretch: Stretch;
  readonly offset: number;
  readonly count: number;
}

interface Seating {
  readonly seated: readonly Seated[];
  readonly unseated: readonly Unseated[];
}

export interface Gap {
  readonly before: Piece | undefined;
  readonly after: Piece | undefined;
  readonly free: FreeNumbers;
  /** Entries in the file between `before` and `after`, in order. */
  readonly units: readonly Stretch[];
  /** Up to here numbers are known to have been given out, whatever the entries say. */
  readonly knownThrough: number;
}

export function seatEntries(gap: Gap): Seating {
  const seated: Seated[] = [];
  const seats = new Map<Stretch, number>();
  const sit = (stretch: Stretch, first: number): boolean => {
    if (first < 0 || !gap.free.take(first, stretch.count)) return false;
    seats.set(stretch, first);
    seated.push({ stretch, offset: 0, numbers: { first, last: first + stretch.count - 1 } });
    return true;
  };

  let previous: Stretch | undefined;
  for (const unit of gap.units) {
    const named = numberAfterLink(unit, gap.before, previous, seats);
    if (named !== undefined) sit(unit, named);
    previous = unit;
  }
  const final = gap.units.at(-1);
  if (final !== undefined && gap.after !== undefined && !seats.has(final)) {
    const { stretch, index, first } = gap.after;
    if (index === stretch.index && stretch.attachesTo === final.index + final.count - 1) {
      sit(final, first - final.count);
    }
  }
  for (const unit of gap.units) {
    if (seats.has(unit) || unit.sequence === undefined) continue;
    if (gap.after !== undefined || isNumberCredible(unit, gap)) sit(unit, unit.sequence);
  }

  const unseated: Unseated[] = [];
  const waiting = gap.units.filter((unit) => !seats.has(unit));
  const entries = waiting.reduce((sum, unit) => sum + unit.count, 0);
  const isExact = gap.after === undefined || gap.free.total() === entries;
  for (const unit of waiting) {
    let offset = 0;
    // A number that is claimed but held by another tells of an insertion, unless one seat is left for each.
    while (offset < unit.count && (isExact || unit.sequence === undefined)) {
      const numbers = gap.free.takeLowest(unit.count - offset);
      if (numbers === undefined) break;
      seated.push({ stretch: unit, offset, numbers });
      offset += numbers.last - numbers.first + 1;
    }
    if (offset < unit.count) unseated.push({ stretch: unit, offset, count: unit.count - offset });
  }
  return { seated, unseated };
}

function numberAfterLink(
  unit: Stretch,
  before: Piece | undefined,
  previous: Stretch | undefined,
  seats: ReadonlyMap<Stretch, number>,
): number | undefined {
  if (unit.attachesTo === AT_GENESIS) return 0;
  if (before !== undefined && unit.attachesTo === endIndex(before)) return before.last + 1;
  if (previous !== undefined && unit.attachesTo === previous.index + previous.count - 1) {
    const seat = seats.get(previous);
    if (seat !== undefined) return seat + previous.count;
  }
  return undefined;
}

/** After the last sound entry a claimed number has nothing to stop it; a wild one is not believed. */
function isNumberCredible(unit: Stretch, gap: Gap): boolean {
  if (unit.sequence === undefined) return false;
  if ((unit.mask & CONTENT_DIFFERS) === 0) return true;
  return unit.sequence + unit.count - 1 <= gap.knownThrough;
}
