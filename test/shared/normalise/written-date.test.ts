import { describe, expect, it } from 'vitest';
import { eventTimeOf } from '../../../shared/normalise/event-time.ts';
import { findTime } from '../../../shared/normalise/find-time.ts';
import { orderOfDates, withOrder } from '../../../shared/normalise/written-date.ts';

const OPTIONS = { zone: 'UTC', anyNumber: false };
const timeOf = (text: string): string | null => {
  const { timeUs } = eventTimeOf(text, OPTIONS);
  return timeUs === null ? null : new Date(timeUs / 1000).toISOString();
};

describe('dates as people write them', () => {
  it.each([
    ['1/13/2026 1:00:01 PM', '2026-01-13T13:00:01.000Z'],
    ['1/2/2026 12:00:00 AM', '2026-01-02T00:00:00.000Z'],
    ['1/2/2026, 12:30:00 PM', '2026-01-02T12:30:00.000Z'],
    ['13/1/2026 10:00:00', '2026-01-13T10:00:00.000Z'],
    ['01/13/2026 10:00', '2026-01-13T10:00:00.000Z'],
    ['02.01.2026 10:00:00,5', '2026-01-02T10:00:00.500Z'],
    ['2.1.2026 9:00:00', '2026-01-02T09:00:00.000Z'],
    ['Jan 13, 2026 1:00:01 PM', '2026-01-13T13:00:01.000Z'],
    ['January 13, 2026 13:00:01', '2026-01-13T13:00:01.000Z'],
    ['Jan 13, 2026 @ 13:00:01.250', '2026-01-13T13:00:01.250Z'],
    ['2026-01-13 01:00:01 PM', '2026-01-13T13:00:01.000Z'],
    ['1/13/2026 1:00:01 PM +02:00', '2026-01-13T11:00:01.000Z'],
    ['3/25/26 10:00:00 PM', '2026-03-25T22:00:00.000Z'],
    ['12/31/99 23:59:59', '1999-12-31T23:59:59.000Z'],
    ['02.01.26 10:00:00', '2026-01-02T10:00:00.000Z'],
    ['2026-01-13, 01:00:01 PM', '2026-01-13T13:00:01.000Z'],
    ['March 05, 2026, 10:00:00 (UTC+00:00)', '2026-03-05T10:00:00.000Z'],
    ['March 5, 2026, 10:00:00 (UTC-05:30)', '2026-03-05T15:30:00.000Z'],
    ['Mar 5, 2026, 10:00:00 AM (UTC)', '2026-03-05T10:00:00.000Z'],
  ])('%s', (text, time) => {
    expect(timeOf(text)).toBe(time);
  });

  it.each([
    '1/2/2026 10:00:00',
    '13/13/2026 10:00:00',
    '30.02.2026 10:00:00',
    '1/13/2026 13:00:01 PM',
    '1/13/2026 0:00:01 AM',
    'Foo 13, 2026 10:00:00',
    '1/2/26 10:00:00 AM',
    '26/03/05 10:00:00',
    '26/03/05 10:00:00 AM',
    '1.2/2026 10:00:00',
  ])('%s is no time that can be told', (text) => {
    expect(timeOf(text)).toBeNull();
  });

  it('have the order that their column tells, where it does', () => {
    expect(orderOfDates(['1/2/2026 10:00', '13/2/2026 10:00'])).toBe('day-first');
    expect(orderOfDates(['1/2/2026 10:00', '2/13/2026 10:00'])).toBe('month-first');
    expect(orderOfDates(['1/2/2026 10:00 PM'])).toBe('month-first');
    expect(orderOfDates(['13/2/2026 10:00', '2/13/2026 10:00'])).toBeUndefined();
    expect(orderOfDates(['1/2/2026 10:00', 'x'])).toBeUndefined();
    expect(withOrder('1/2/2026 10:00', 'month-first')).toBe('2.1.2026 10:00');
  });

  it('are found in lines of text', () => {
    const found = (line: string) => findTime(line, { zone: 'UTC', latestDay: undefined }).text;
    expect(found('Mar 30, 2026 10:00:00 AM com.foo.Bar log')).toBe('Mar 30, 2026 10:00:00 AM');
    expect(found('[30.03.2026 10:00:00] x')).toBe('30.03.2026 10:00:00');
    expect(found('version 1.2.2026 10')).toBe('');
  });
});

describe('time stamps of any length', () => {
  it.each([1, 2, 3, 6, 7, 9, 10, 12, 30])('may have %i digits behind the second', (digits) => {
    const fraction = '123456789123456789123456789123'.slice(0, digits);
    const { timeUs, nanos } = eventTimeOf(`2026-01-01T00:00:00.${fraction}Z`, OPTIONS);
    const nine = Number(fraction.slice(0, 9).padEnd(9, '0'));
    expect(timeUs).toBe(Date.parse('2026-01-01T00:00:00Z') * 1000 + Math.floor(nine / 1000));
    expect(nanos).toBe(nine % 1000);
  });

  it('may name their offset in hours alone', () => {
    expect(timeOf('2026-01-01 00:00:00.5+01')).toBe('2025-12-31T23:00:00.500Z');
    expect(timeOf('2026-01-01T00:00:00-11')).toBe('2026-01-01T11:00:00.000Z');
    expect(timeOf('2026-01-01T00:00:00+1')).toBeNull();
  });
});
