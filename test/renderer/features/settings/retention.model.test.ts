import { describe, expect, it } from 'vitest';
import { daysOf, dropOffer } from '../../../../renderer/features/settings/retention.model.ts';

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

describe('what is offered to be dropped', () => {
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

  it('leaves out what a hold covers, and says how much that is', () => {
    expect(dropOffer([exhibit, { ...exhibit, exhibit: 'E02', held: true }])).toEqual({
      text: 'Drop 7 events',
      events: 7,
      held: 7,
      exhibits: ['E01'],
    });
  });

  it('is nothing where no exhibit is past its period', () => {
    const young = { ...exhibit, due: { blocks: 0, events: 0, bytes: 0 } };
    expect(dropOffer([young])).toMatchObject({ text: 'Nothing to drop', events: 0, exhibits: [] });
  });
});
