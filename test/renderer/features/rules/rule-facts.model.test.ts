import { describe, expect, it } from 'vitest';
import {
  costRows,
  costTime,
  timingRows,
} from '../../../../renderer/features/rules/rule-facts.model.ts';

const MINUTE = 60_000_000;
const textOf = (rows: readonly { readonly key: string; readonly value: string }[]) =>
  Object.fromEntries(rows.map(({ key, value }) => [key, value]));

describe('what a rule cost', () => {
  it('is hits and time', () => {
    expect(textOf(costRows({ tried: 2_812, hits: 1_302, us: 4_700, notTested: 0 }))).toEqual({
      Hits: '1,302 events of 2,812 that could match',
      Cost: '5 ms in the last run',
    });
  });

  it('does not hide values that were left out', () => {
    const rows = textOf(costRows({ tried: 1, hits: 0, us: 0, notTested: 2 }));
    expect(rows['Not tested']).toMatch(/^2 values/);
  });

  it('is said to be small where it is too small to measure', () => {
    expect(costTime(999)).toBe('under 1 ms');
    expect(costTime(1_234_000)).toBe('1,234 ms');
  });
});

describe('when a rule is heard', () => {
  it('names fold time, suppression time and zone', () => {
    const timing = { foldUs: 30 * MINUTE, suppressUs: 240 * MINUTE, zone: 'Europe/Berlin' };
    expect(textOf(timingRows({ ...timing, readsClock: true }, 'UTC'))).toEqual({
      Folding: 'hits less than 30 min apart are one finding',
      Suppression: '4 h in which further findings of the same group raise no alert',
      Zone: 'Europe/Berlin, named by the rule',
    });
  });

  it('takes the zone of the case where the rule names none, and says where none matters', () => {
    const timing = { foldUs: null, suppressUs: 0, zone: null };
    expect(textOf(timingRows({ ...timing, readsClock: true }, 'Asia/Tokyo'))).toMatchObject({
      Folding: 'one finding while its window stays full',
      Suppression: 'none: every finding raises an alert',
      Zone: 'Asia/Tokyo, that of the rules of this case',
    });
    expect(textOf(timingRows({ ...timing, readsClock: false }, 'UTC'))['Zone']).toBe(
      'plays no part',
    );
  });
});
