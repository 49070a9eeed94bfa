import { describe, expect, it } from 'vitest';
import { latestDays, withLaterDay } from '../../../shared/formats/latest-days.ts';

describe('the days that no record of a file lies after', () => {
  it('are each in force from their place on', () => {
    expect(latestDays('2026-03-05 2026-06-01@4096')).toEqual([
      { fromByte: 0, latestDay: '2026-03-05' },
      { fromByte: 4096, latestDay: '2026-06-01' },
    ]);
    expect(latestDays('unknown')).toEqual([{ fromByte: 0, latestDay: undefined }]);
    expect(latestDays('2024')).toEqual([{ fromByte: 0, latestDay: '2024-12-31' }]);
  });

  it('are no layout out of order, or where the calendar has none', () => {
    expect(latestDays('2026-03-05 2026-06-01@40 2026-06-02@39')).toBeUndefined();
    expect(latestDays('2026-13-05')).toBeUndefined();
  });

  it('become more where the file grew on a later day, and stay where the year was named', () => {
    expect(withLaterDay('2026-03-05', 40, { changedOn: '2026-03-06' })).toBe(
      '2026-03-05 2026-03-06@40',
    );
    expect(withLaterDay('2026-03-05', 40, { changedOn: '2026-03-05' })).toBe('2026-03-05');
    expect(withLaterDay('2026-03-05', 40, { changedOn: '2020-01-01' })).toBe('2026-03-05');
    expect(withLaterDay('2024', 40, { changedOn: '2026-03-06' })).toBe('2024');
    expect(withLaterDay('unknown', 40, {})).toBe('unknown');
    expect(withLaterDay('unknown', 40, { changedOn: '2026-03-06' })).toBe('unknown 2026-03-06@40');
  });
});
