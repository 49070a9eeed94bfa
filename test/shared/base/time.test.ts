// Times as programs write them, read the quick way and the thorough way alike.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRfc3339 } from '../../../shared/base/time.ts';

const two = (most: number) => fc.integer({ min: 0, max: most }).map(padded(2));

function padded(width: number) {
  return (value: number) => String(value).padStart(width, '0');
}

describe('a time in RFC 3339', () => {
  it('is read with its fraction and offset', () => {
    expect(parseRfc3339('2026-06-01T00:02:14.984370+00:00')).toEqual({
      timeUs: Date.UTC(2026, 5, 1, 0, 2, 14) * 1_000 + 984_370,
      nanos: 0,
      precision: 'us',
      zoneAssumed: false,
    });
    expect(parseRfc3339('2026-06-01T00:02:14.123456789-05:30')).toEqual({
      timeUs: Date.UTC(2026, 5, 1, 5, 32, 14) * 1_000 + 123_456,
      nanos: 789,
      precision: 'ns',
      zoneAssumed: false,
    });
  });

  it('is the same instant whether a space or a T stands between day and clock', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999 }).map(padded(4)),
        fc.tuple(two(13), two(32)),
        fc.tuple(two(24), two(60), two(60)),
        fc
          .array(fc.integer({ min: 0, max: 9 }), { maxLength: 10 })
          .map((digits) => digits.join('')),
        fc.oneof(
          fc.constant('Z'),
          fc
            .tuple(fc.constantFrom('+', '-'), two(24), two(60))
            .map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
        ),
        (year, [month, day], [hour, minute, second], fraction, zone) => {
          const clock = `${hour}:${minute}:${second}${fraction === '' ? '' : `.${fraction}`}${zone}`;
          // The space is a form that only the regular expression knows.
          const thorough = parseRfc3339(`${year}-${month}-${day} ${clock}`);
          expect(parseRfc3339(`${year}-${month}-${day}T${clock}`)).toEqual(thorough);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('is none where a digit is missing, the day does not exist or text follows', () => {
    for (const text of [
      '2026-02-30T00:00:00Z',
      '2026-06-01T24:00:00Z',
      '2026-06-01T00:0a:00.1Z',
      '2026-06-01T00:00:00.Z',
      '2026-06-01T00:00:00+24:00',
      '2026-06-01T00:00:00.5Zx',
    ]) {
      expect(parseRfc3339(text)).toBeUndefined();
    }
  });
});
