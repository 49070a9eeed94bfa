import { describe, expect, it } from 'vitest';
import { formatUtc, timeUs } from '../../shared/base/time.ts';
import { formatInZone, formatSpan, parseInstant } from '../../shared/timeline/instant.ts';
import { instantOf, isKnownZone, offsetText, wallTime } from '../../shared/timeline/zone.ts';

const near = timeUs(Date.UTC(2026, 5, 3, 12) * 1000);

function read(text: string, zone = 'Europe/Berlin'): string {
  const result = parseInstant(text, zone, near);
  if (!result.ok) return result.error.code;
  return `${formatUtc(result.value.fromUs, 'us')} +${formatSpan(result.value.toUs - result.value.fromUs)}`;
}

describe('a typed time', () => {
  it.each([
    ['2026', '2025-12-31T23:00:00.000000Z +365 d'],
    ['2026-06', '2026-05-31T22:00:00.000000Z +30 d'],
    ['2026-06-03', '2026-06-02T22:00:00.000000Z +1 d'],
    ['2026-06-03 14:05', '2026-06-03T12:05:00.000000Z +1 min'],
    ['2026-06-03T14:05:30.25', '2026-06-03T12:05:30.250000Z +10 ms'],
    ['14:05:30', '2026-06-03T12:05:30.000000Z +1 s'],
    ['2026-06-03T14:05:30Z', '2026-06-03T14:05:30.000000Z +1 s'],
    ['2026-06-03T14:05:30.123456+02:00', '2026-06-03T12:05:30.123456Z +1 µs'],
    ['1780488330', '2026-06-03T12:05:30.000000Z +1 s'],
    ['1780488330123', '2026-06-03T12:05:30.123000Z +1 ms'],
  ])('%s is read in the zone of the screen', (text, meaning) => {
    expect(read(text)).toBe(meaning);
  });
  it.each(['', 'yesterday', '2026-02-30', '2026-13', '25:00', '2026-06-03 14:75', '12'])(
    '"%s" is refused, not rolled over',
    (text) => {
      expect(read(text)).toBe('time.unreadable');
    },
  );
  it('a day at the change to summer time has 23 hours', () => {
    expect(read('2026-03-29')).toBe('2026-03-28T23:00:00.000000Z +23 h');
  });
});

describe('a written time', () => {
  const instant = timeUs(Date.UTC(2026, 5, 3, 12, 5, 30) * 1000 + 1_234);
  it('has the digits of the record and no more', () => {
    expect(formatInZone(instant, 'UTC', 'min')).toBe('2026-06-03 12:05');
    expect(formatInZone(instant, 'UTC', 's')).toBe('2026-06-03 12:05:30');
    expect(formatInZone(instant, 'UTC', 'ms')).toBe('2026-06-03 12:05:30.001');
    expect(formatInZone(instant, 'UTC', 'ns', 7)).toBe('2026-06-03 12:05:30.001234007');
  });
  it('names its offset where it leaves the screen', () => {
    expect(formatInZone(instant, 'Asia/Kolkata', 's', 0, true)).toBe('2026-06-03T17:35:30+05:30');
    expect(formatInZone(instant, 'UTC', 's', 0, true)).toBe('2026-06-03T12:05:30Z');
    expect(offsetText(instant, 'America/St_Johns')).toBe('-02:30');
  });
  it('of a span uses the units that matter', () => {
    expect([7, 340_000, 12_500_000, 3_900_000_000, 273_600_000_000].map(formatSpan)).toEqual([
      '7 µs',
      '340 ms',
      '12.5 s',
      '1 h 5 min',
      '3 d 4 h',
    ]);
  });
});

describe('a zone', () => {
  it('shows the wall clock and finds the instant again', () => {
    for (const zone of ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', 'Pacific/Auckland']) {
      for (const month of [1, 3, 6, 10, 12]) {
        const instant = timeUs(Date.UTC(2026, month - 1, 29, 17, 3, 9) * 1000 + 55);
        expect(instantOf(wallTime(instant, zone), zone)).toBe(instant);
      }
    }
  });
  it('takes the first of an hour that comes twice, and goes on past one that is skipped', () => {
    const twice = instantOf(
      { year: 2026, month: 10, day: 25, hour: 2, minute: 30 },
      'Europe/Berlin',
    );
    expect(formatUtc(twice, 's')).toBe('2026-10-25T00:30:00Z');
    const skipped = instantOf(
      { year: 2026, month: 3, day: 29, hour: 2, minute: 30 },
      'Europe/Berlin',
    );
    expect(formatUtc(skipped, 's')).toBe('2026-03-29T01:30:00Z');
  });
  it('is known or refused', () => {
    expect(isKnownZone('Europe/Berlin')).toBe(true);
    expect(isKnownZone('Mars/Olympus')).toBe(false);
  });
});
