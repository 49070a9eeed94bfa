import { describe, expect, it } from 'vitest';
import type { Fields } from '../../../shared/domain/event.ts';
import { genericTime } from '../../../shared/normalise/generic-fields.ts';

const timeText = (fields: Fields): string | undefined => {
  const time = genericTime(fields, { zone: 'UTC' });
  return time.timeUs === null ? undefined : time.text;
};
const AT = '2026-03-05T10:00:00Z';

describe('the time of a record without any of the usual fields', () => {
  it.each([
    ...['occurred_at', 'loggedAt', 'when', 'event-ts', 'TIMESTAMP', 'log.time', 'start_time'],
    ...[
      'timestamp_ms',
      'Event Date',
      'createdOn',
      'utcTime',
      'recorded',
      'epoch_ms',
      'EVENT_TIMESTAMP',
    ],
  ])('is that of a field that says so: %s', (name) => {
    expect(timeText({ who: 'ann', [name]: AT })).toBe(AT);
    expect(timeText({ who: 'ann', [name]: 1_772_704_800_123 })).toBe('1772704800123');
  });

  it('is inside of a frame around what was logged', () => {
    expect(timeText({ kind: 'x', eventData: { eventTime: AT, action: 'y' } })).toBe(AT);
  });

  it('is the only date with a time of day, whatever the field is called', () => {
    expect(timeText({ tms: AT, action: 'y' })).toBe(AT);
    expect(timeText({ a: AT, b: '2026-03-06T10:00:00Z' })).toBeUndefined();
  });

  it.each(['expires', 'valid_until', 'lastModified', 'updated_at', 'end_time', 'next_run', 'due'])(
    'is not when something else is: %s',
    (name) => {
      expect(timeText({ who: 'ann', [name]: AT })).toBeUndefined();
    },
  );

  it('is none where the usual field has no usable one', () => {
    const time = genericTime({ time: 'soon', occurred_at: AT }, { zone: 'UTC' });
    expect(time).toMatchObject({ timeUs: null, text: 'soon' });
    expect(timeText({ time: null, occurred_at: AT })).toBeUndefined();
    expect(timeText({ time: '', occurred_at: AT })).toBeUndefined();
  });

  it('is no number that counts something', () => {
    expect(timeText({ start_time: 12, count: 1_772_704_800 })).toBeUndefined();
  });
});
