import { describe, expect, it } from 'vitest';
import { parseRfc3339, timeUs, type TimeUs } from '../../../shared/base/time.ts';
import {
  formatBytes,
  formatCount,
  formatDistance,
  formatDuration,
  formatSpan,
  formatTime,
  isZone,
  plural,
  timeFromWallClock,
  utcText,
} from '../../../renderer/ui/format.model.ts';

function at(text: string): TimeUs {
  const parsed = parseRfc3339(text);
  if (!parsed) throw new Error(text);
  return parsed.timeUs;
}

describe('a time on the screen', () => {
  const time = at('2026-06-02T14:03:07.000125Z');

  it('is shown in the zone asked for', () => {
    expect(formatTime(time, 'UTC')).toBe('2026-06-02 14:03:07');
    expect(formatTime(time, 'Europe/Berlin')).toBe('2026-06-02 16:03:07');
    expect(formatTime(time, 'America/New_York')).toBe('2026-06-02 10:03:07');
  });

  it('has the digits the evidence had and no more', () => {
    expect(formatTime(time, 'UTC', 'min')).toBe('2026-06-02 14:03');
    expect(formatTime(time, 'UTC', 'ms')).toBe('2026-06-02 14:03:07.000');
    expect(formatTime(time, 'UTC', 'us')).toBe('2026-06-02 14:03:07.000125');
    expect(formatTime(time, 'UTC', 'ns', 42)).toBe('2026-06-02 14:03:07.000125042');
  });

  it('keeps the fraction of times before 1970', () => {
    expect(formatTime(at('1969-12-31T23:59:59.250Z'), 'UTC', 'ms')).toBe('1969-12-31 23:59:59.250');
  });

  it('shows midnight as 00, not 24', () => {
    expect(formatTime(at('2026-06-02T00:00:00Z'), 'UTC', 'min')).toBe('2026-06-02 00:00');
  });

  it('has UTC at hand', () => {
    expect(utcText(time)).toBe('2026-06-02T14:03:07.000125Z');
  });
});

describe('a span', () => {
  it('names the day once where it lies within one', () => {
    expect(formatSpan(at('2026-06-02T14:03:00Z'), at('2026-06-02T14:20:00Z'), 'UTC')).toBe(
      '2026-06-02 14:03 – 14:20',
    );
  });

  it('shows seconds within one minute, and a single moment once', () => {
    const start = at('2026-06-02T14:03:05Z');
    expect(formatSpan(start, at('2026-06-02T14:03:50Z'), 'UTC')).toBe(
      '2026-06-02 14:03:05 – 14:03:50',
    );
    expect(formatSpan(start, start, 'UTC')).toBe('2026-06-02 14:03:05');
  });

  it('names both days across midnight and drops the clock for longer ones', () => {
    expect(formatSpan(at('2026-06-02T23:50:00Z'), at('2026-06-03T00:10:00Z'), 'UTC')).toBe(
      '2026-06-02 23:50 – 2026-06-03 00:10',
    );
    expect(formatSpan(at('2026-06-01T00:00:00Z'), at('2026-06-08T00:00:00Z'), 'UTC')).toBe(
      '2026-06-01 – 2026-06-08',
    );
  });
});

describe('a time typed by the officer', () => {
  it('is read in her zone, on both sides of a change of the clocks', () => {
    expect(timeFromWallClock('2026-06-03 09:00', 'Europe/Berlin')).toBe(at('2026-06-03T07:00:00Z'));
    expect(timeFromWallClock('2026-01-03T09:00:30', 'Europe/Berlin')).toBe(
      at('2026-01-03T08:00:30Z'),
    );
    expect(timeFromWallClock('2026-03-29 03:30', 'Europe/Berlin')).toBe(at('2026-03-29T01:30:00Z'));
    expect(timeFromWallClock('2026-06-03', 'UTC')).toBe(at('2026-06-03T00:00:00Z'));
  });

  it('is refused where no clock ever showed it', () => {
    expect(timeFromWallClock('2026-03-29 02:30', 'Europe/Berlin')).toBeUndefined();
    expect(timeFromWallClock('2026-02-30 10:00', 'UTC')).toBeUndefined();
    expect(timeFromWallClock('2026-06-03 25:00', 'UTC')).toBeUndefined();
    expect(timeFromWallClock('tomorrow', 'UTC')).toBeUndefined();
  });
});

describe('figures', () => {
  it('groups counts and agrees the noun', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
    expect(plural(1, 'source')).toBe('1 source');
    expect(plural(0, 'source')).toBe('0 sources');
    expect(plural(2, 'entry', 'entries')).toBe('2 entries');
  });

  it('shows sizes in binary units', () => {
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(1536)).toBe('1.5 KiB');
    expect(formatBytes(200 * 1024 * 1024)).toBe('200 MiB');
  });

  it('shows durations in their two largest units', () => {
    expect(formatDuration(12)).toBe('12 µs');
    expect(formatDuration(450_000)).toBe('450 ms');
    expect(formatDuration(200_000_000)).toBe('3 min 20 s');
    expect(formatDuration(3_600_000_000)).toBe('1 h');
    expect(formatDuration(187_200_000_000)).toBe('2 d 4 h');
    expect(formatDuration(-60_000_000)).toBe('−1 min');
  });

  it('says how far off a moment is', () => {
    const nowMs = 1_000_000_000_000;
    expect(formatDistance(timeUs(nowMs * 1000 + 7_500_000_000), nowMs)).toBe('in 2 h 5 min');
    expect(formatDistance(timeUs(nowMs * 1000 - 259_200_000_000), nowMs)).toBe('3 d ago');
    expect(formatDistance(timeUs(nowMs * 1000 - 1_000_000), nowMs)).toBe('just now');
  });

  it('knows zones by name', () => {
    expect(isZone('Europe/Berlin')).toBe(true);
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(isZone('')).toBe(false);
  });
});
