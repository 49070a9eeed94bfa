import { describe, expect, it } from 'vitest';
import {
  conditionsOf,
  expiryUs,
  firstChoice,
} from '../../../../renderer/features/alerts/exception.model.ts';

const fields = [
  { field: 'event.action', values: ['ConsoleLogin'], fromRule: true },
  { field: 'source.ip', values: ['192.0.2.1'], fromRule: false },
  { field: 'user.name', values: ['dora', 'emil'], fromRule: false },
];

describe('what an exception starts with', () => {
  it('is who or where, as far as that is one value', () => {
    expect([...firstChoice(fields)]).toEqual(['source.ip']);
  });

  it('becomes conditions in the order of the list', () => {
    expect(conditionsOf(fields, new Set(['user.name', 'source.ip', 'gone']))).toEqual([
      { field: 'source.ip', values: ['192.0.2.1'] },
      { field: 'user.name', values: ['dora', 'emil'] },
    ]);
  });

  it('ends after whole days, or never', () => {
    expect(expiryUs('30', 1_000_000)).toBe(1_000_000 + 30 * 86_400_000_000);
    expect(expiryUs('never', 1_000_000)).toBeNull();
  });
});
