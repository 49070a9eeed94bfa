import { describe, expect, it } from 'vitest';
import { bothTimes, dateInZone, formatZoned } from '../../../shared/reporting/zoned-time.ts';
import { at } from './models.ts';

describe('times in a zone', () => {
  it('carry the offset that holds at that instant', () => {
    expect(formatZoned(at('2026-03-29T00:59:59Z'), 'Europe/Berlin', 's')).toBe(
      '2026-03-29T01:59:59+01:00',
    );
    expect(formatZoned(at('2026-03-29T01:00:00Z'), 'Europe/Berlin', 's')).toBe(
      '2026-03-29T03:00:00+02:00',
    );
  });

  it('keep the digits of the precision and no more', () => {
    expect(formatZoned(at('2026-06-02T10:12:00.123456Z'), 'Asia/Kolkata', 'us')).toBe(
      '2026-06-02T15:42:00.123456+05:30',
    );
    expect(formatZoned(at('2026-06-02T10:12:00Z'), 'America/New_York', 's')).toBe(
      '2026-06-02T06:12:00-04:00',
    );
  });

  it('stand beside UTC, and alone where the zone is UTC', () => {
    expect(bothTimes(at('2026-06-02T10:12:00Z'), 'UTC')).toBe('2026-06-02T10:12:00Z');
    expect(bothTimes(at('2026-06-02T10:12:00Z'), 'Europe/Berlin')).toBe(
      '2026-06-02T10:12:00Z (2026-06-02T12:12:00+02:00)',
    );
  });

  it('give the date of the zone, also before 1970', () => {
    expect(dateInZone(at('2026-06-01T22:30:00Z'), 'Europe/Berlin')).toBe('2026-06-02');
    expect(dateInZone(at('1960-01-01T00:00:00Z'), 'UTC')).toBe('1960-01-01');
  });
});
