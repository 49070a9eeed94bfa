import { describe, expect, it } from 'vitest';
import { counted, grouped } from '../../../shared/base/counted.ts';

describe('numbers for people', () => {
  it('have a comma between thousands', () => {
    expect([0, 999, 1_310, 1_234_567, -12_345].map(grouped)).toEqual([
      '0',
      '999',
      '1,310',
      '1,234,567',
      '-12,345',
    ]);
  });

  it('have none behind the point', () => {
    expect(grouped(45_000.123_45)).toBe('45,000.12345');
  });

  it('stand before the word for one and for many', () => {
    expect(counted(1, 'entry', 'entries')).toBe('1 entry');
    expect(counted(2_812, 'entry', 'entries')).toBe('2,812 entries');
    expect(counted(0, 'line')).toBe('0 lines');
  });
});
