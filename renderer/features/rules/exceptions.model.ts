// The exceptions of a case in the order in which they ask for attention, and how long each still holds.

import type { RuleException } from '../../../shared/domain/exception.ts';
import { US_PER_DAY, US_PER_HOUR, type TimeUs } from '../../../shared/base/time.ts';
import { plural } from '../../ui/format.model.ts';

export interface ListedException {
  readonly exception: RuleException;
  readonly active: boolean;
}

/** Those that hold first, the soonest to end before the others; then the ones that ended, newest first. */
export function inOrderOfEnd(exceptions: readonly ListedException[]): readonly ListedException[] {
  const endOf = ({ exception: { endedAtUs, expiresAtUs } }: ListedException): number =>
    endedAtUs ?? expiresAtUs ?? Number.POSITIVE_INFINITY;
  const compared = (one: number, other: number): number => (one === other ? 0 : one - other);
  return exceptions.toSorted((one, other) => {
    if (one.active !== other.active) return Number(other.active) - Number(one.active);
    const byEnd = compared(endOf(one), endOf(other));
    const byMaking = compared(other.exception.createdAtUs, one.exception.createdAtUs);
    return (one.active ? byEnd : -byEnd) || byMaking;
  });
}

const SOON_US = 3 * US_PER_DAY;

/** `ends in 6 hours`, for one that is about to; undefined for the others. */
export function endsSoon(
  { exception, active }: ListedException,
  nowUs: TimeUs,
): string | undefined {
  const { expiresAtUs, endedAtUs } = exception;
  if (!active || endedAtUs !== null || expiresAtUs === null) return undefined;
  const left = expiresAtUs - nowUs;
  if (left > SOON_US) return undefined;
  if (left < US_PER_HOUR) return 'ends within the hour';
  const hours = Math.floor(left / US_PER_HOUR);
  return hours < 48
    ? `ends in ${plural(hours, 'hour')}`
    : `ends in ${plural(Math.floor(hours / 24), 'day')}`;
}

/** `17 hold, 2 of them end within three days; 3 have ended`. */
export function exceptionsText(exceptions: readonly ListedException[], nowUs: TimeUs): string {
  const holding = exceptions.filter((each) => each.active).length;
  const soon = exceptions.filter((each) => endsSoon(each, nowUs) !== undefined).length;
  const ended = exceptions.length - holding;
  return [
    `${plural(holding, 'exception holds', 'exceptions hold')}${soon > 0 ? `, ${plural(soon, 'of them ends', 'of them end')} within three days` : ''}`,
    ...(ended > 0 ? [plural(ended, 'has ended', 'have ended')] : []),
  ].join('; ');
}
