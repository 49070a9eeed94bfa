import { describe, expect, it } from 'vitest';
import { daysOf, dueNow } from '../../../../renderer/features/settings/retention.model.ts';

describe('a period as it is typed', () => {
  it.each([
    ['', null],
    [' 90 ', 90],
    ['36500', 36_500],
    ['0', undefined],
    ['36501', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['90 days', undefined],
  ])('%j is %s', (text, days) => {
    expect(daysOf(text)).toBe(days);
  });
});

it('what a hold covers is not due', () => {
  const exhibit = {
    sourceId: 1,
    exhibit: 'E01',
    name: 'a',
    days: 1,
    held: false,
    events: 10,
    due: { blocks: 1, events: 7, bytes: 1 },
    dropped: 0,
  };
  expect(dueNow([exhibit, { ...exhibit, held: true }])).toBe(7);
});
