import { describe, expect, it } from 'vitest';
import { entitiesText } from '../../../renderer/ui/entities.model.ts';

describe('what a finding is about, in a line', () => {
  it('names the values it was grouped by', () => {
    expect(entitiesText({ 'user.name': 'ops-2', 'source.ip': '203.0.113.45' })).toBe(
      'ops-2, 203.0.113.45',
    );
  });

  it('leaves out what every name of an account begins with', () => {
    expect(entitiesText({ user: 'arn:aws:iam::111122223333:user/dana' })).toBe('user/dana');
    expect(entitiesText({ user: 'arn:aws:sts::111122223333:assumed-role/bot/session:1' })).toBe(
      'assumed-role/bot/session:1',
    );
  });

  it('is empty where the rule groups by nothing, or by what the events lack', () => {
    expect(entitiesText({})).toBe('');
    expect(entitiesText({ 'user.name': '', 'source.ip': '10.0.0.1' })).toBe('10.0.0.1');
  });
});
