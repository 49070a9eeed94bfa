import { describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import { droppedOf, droppedText } from '../../../renderer/ui/dropped.model.ts';

const DAY_US = 86_400_000_000;
const FIRST_DAY_US = Date.UTC(2026, 5, 8) * 1_000;

const drop = (exhibit: string, events: number, day = 0) => ({
  exhibit,
  events,
  atUs: timeUs(FIRST_DAY_US + day * DAY_US),
  who: 'A. Officer',
  reason: 'Period over',
});

describe('what retention left out of a figure', () => {
  it('says nothing where nothing was dropped', () => {
    expect(droppedText(undefined, 'UTC')).toBe('');
    expect(droppedText([], 'UTC')).toBe('');
  });

  it('names the events, the exhibit and the day', () => {
    expect(droppedText([drop('E01', 12)], 'UTC')).toBe(
      '12 events of E01 were dropped on 2026-06-08 and are not counted',
    );
    expect(droppedText([drop('E01', 1)], 'UTC')).toBe(
      '1 event of E01 was dropped on 2026-06-08 and is not counted',
    );
  });

  it('leaves out that they are not counted where the figure counts what was read', () => {
    expect(droppedText([drop('E01', 12)], 'UTC', true)).toBe(
      '12 events of E01 were dropped on 2026-06-08',
    );
  });

  it('adds up the drops of an exhibit and names the first and the last day', () => {
    expect(droppedText([drop('E01', 2), drop('E01', 3, 4), drop('E02', 1)], 'UTC')).toBe(
      '5 events of E01 and 1 event of E02 were dropped from 2026-06-08 to 2026-06-12 and are not counted',
    );
  });

  it('sums up many exhibits', () => {
    const many = ['E01', 'E02', 'E03', 'E04'].map((exhibit) => drop(exhibit, 10));
    expect(droppedText(many, 'UTC')).toContain('40 events of 4 exhibits were dropped');
  });

  it('knows how many of one exhibit are gone', () => {
    expect(droppedOf([drop('E01', 2), drop('E02', 5), drop('E01', 3, 1)], 'E01')).toBe(5);
    expect(droppedOf(undefined, 'E01')).toBe(0);
  });
});
