import { describe, expect, it } from 'vitest';
import {
  endsSoon,
  exceptionsText,
  inOrderOfEnd,
  type ListedException,
} from '../../../../renderer/features/rules/exceptions.model.ts';
import { timeUs, US_PER_DAY, US_PER_HOUR } from '../../../../shared/base/time.ts';

const NOW = timeUs(1_780_000_000_000_000);

function listed(
  id: string,
  times: { readonly expires?: number; readonly ended?: number; readonly active?: boolean },
): ListedException {
  const { expires, ended, active = true } = times;
  return {
    active,
    exception: {
      id,
      ruleId: 'r',
      ruleTitle: 'R',
      text: '',
      conditions: [{ field: 'a', values: ['b'] }],
      reason: '',
      owner: '',
      createdAtUs: timeUs(NOW - US_PER_DAY),
      expiresAtUs: expires === undefined ? null : timeUs(NOW + expires),
      endedAtUs: ended === undefined ? null : timeUs(NOW + ended),
      alertId: 'ab',
    },
  };
}

const ALL = [
  listed('expired', { expires: -US_PER_HOUR, active: false }),
  listed('for ever', {}),
  listed('ended now', { ended: -1, active: false }),
  listed('in a month', { expires: 30 * US_PER_DAY }),
  listed('tonight', { expires: 6 * US_PER_HOUR }),
];

describe('exceptions', () => {
  it('are listed by when they end, those that have ended last', () => {
    expect(inOrderOfEnd(ALL).map(({ exception }) => exception.id)).toEqual([
      'tonight',
      'in a month',
      'for ever',
      'ended now',
      'expired',
    ]);
  });
  it('say when they are about to end', () => {
    const said = (hours: number) => endsSoon(listed('x', { expires: hours * US_PER_HOUR }), NOW);
    expect([said(0.5), said(1), said(6.9), said(47), said(71)]).toEqual([
      'ends within the hour',
      'ends in 1 hour',
      'ends in 6 hours',
      'ends in 47 hours',
      'ends in 2 days',
    ]);
    expect(said(73)).toBeUndefined();
    expect(endsSoon(listed('x', {}), NOW)).toBeUndefined();
    expect(endsSoon(listed('x', { expires: -1, active: false }), NOW)).toBeUndefined();
  });
  it('are counted', () => {
    expect(exceptionsText(ALL, NOW)).toBe(
      '3 exceptions hold, 1 of them ends within three days; 2 have ended',
    );
    expect(exceptionsText(ALL.slice(1, 2), NOW)).toBe('1 exception holds');
  });
});
