import { describe, expect, it } from 'vitest';
import { formatUtc } from '../../../shared/base/time.ts';
import type { FieldValue } from '../../../shared/domain/event.ts';
import { eventTimeOf } from '../../../shared/normalise/event-time.ts';

function read(value: FieldValue | undefined, zone = 'UTC', anyNumber = false): string {
  const time = eventTimeOf(value, { zone, anyNumber });
  if (time.timeUs === null) return 'undated';
  const text = formatUtc(time.timeUs, time.precision, time.nanos);
  return time.zoneAssumed ? `${text} assumed` : text;
}

describe('the time of a record', () => {
  it.each([
    ['2026-06-01T00:02:14Z', '2026-06-01T00:02:14Z'],
    ['2026-06-01T00:02:14.984370+02:00', '2026-05-31T22:02:14.984370Z'],
    ['2026-06-01 00:02:14,123', '2026-06-01T00:02:14.123Z assumed'],
    ['2026-06-01T00:02:14.123456789Z', '2026-06-01T00:02:14.123456789Z'],
    ['2026-06-01 00:02:14 UTC', '2026-06-01T00:02:14Z'],
    ['2026/06/01 00:02:14', '2026-06-01T00:02:14Z assumed'],
    ['20240305T040131Z', '2024-03-05T04:01:31Z'],
    ['Mon, 02 Jan 2006 15:04:05 GMT', '2006-01-02T15:04:05Z'],
    ['02/Jan/2006:15:04:05 -0700', '2006-01-02T22:04:05Z'],
    [1780272000, '2026-06-01T00:00:00Z'],
    [1780272000.984375, '2026-06-01T00:00:00.984375Z'],
    [1780272000123, '2026-06-01T00:00:00.123Z'],
    [1780272000123456, '2026-06-01T00:00:00.123456Z'],
    ['1780272000123456789', '2026-06-01T00:00:00.123456789Z'],
    ['1780272000', '2026-06-01T00:00:00Z'],
    ['1780272000123456', '2026-06-01T00:00:00.123456Z'],
    ['/Date(1780272000123)/', '2026-06-01T00:00:00.123Z'],
    ['/Date(1780272000123+0200)/', '2026-06-01T00:00:00.123Z'],
    ['/Date(-1)/', '1969-12-31T23:59:59.999Z'],
    ['1780272000.5', '2026-06-01T00:00:00.5Z'.replace('.5', '.500')],
  ])('reads %s', (value, expected) => {
    expect(read(value)).toBe(expected);
  });

  it.each([
    ['2026-02-30T00:00:00Z'],
    ['2026-06-01T25:00:00Z'],
    ['2026-06-01T00:60:00Z'],
    ['2026-06-01'],
    ['1601-01-01T00:00:00Z'],
    ['yesterday'],
    [''],
    ['-'],
    [5],
    [null],
    [true],
    [undefined],
    [{ seconds: 1780272000 }],
    ['99999999999999999999999999'],
    ['99999999999'],
    ['/Date(99999999999999999)/'],
    ['/Date(x)/'],
  ])('leaves %s undated', (value) => {
    expect(read(value)).toBe('undated');
  });

  it('keeps the text of a time it cannot use', () => {
    const time = eventTimeOf('2026-02-30T00:00:00Z', { zone: 'UTC', anyNumber: false });
    expect(time).toMatchObject({ timeUs: null, text: '2026-02-30T00:00:00Z' });
  });

  it('takes small numbers for times only where the officer named the field', () => {
    expect(read(5, 'UTC', true)).toBe('1970-01-01T00:00:05Z');
    expect(read(-86400, 'UTC', true)).toBe('1969-12-31T00:00:00Z');
  });

  it('reads times without a zone in the zone given, across the change of clocks', () => {
    expect(read('2026-01-15T12:00:00', 'Europe/Berlin')).toBe('2026-01-15T11:00:00Z assumed');
    expect(read('2026-07-15T12:00:00', 'Europe/Berlin')).toBe('2026-07-15T10:00:00Z assumed');
    expect(read('2026-07-15T12:00:00Z', 'Europe/Berlin')).toBe('2026-07-15T12:00:00Z');
    expect(read('2026-03-29T02:30:00', 'Europe/Berlin')).toBe('undated');
    expect(read('2026-10-25T02:30:00', 'Europe/Berlin')).toBe('2026-10-25T00:30:00Z assumed');
    expect(read('2026-07-15T12:00:00', 'Asia/Kathmandu')).toBe('2026-07-15T06:15:00Z assumed');
  });
});
