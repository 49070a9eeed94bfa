import { describe, expect, it } from 'vitest';
import { hashOf, parseRoute, timelineHash } from '../../../renderer/ui/route.model.ts';

describe('the address of a view', () => {
  it('leads back to the same view, whatever its parts contain', () => {
    const route = {
      screen: 'timeline',
      id: 'a/b#c?d',
      params: { q: 'user:"x & y" AND ip:10.0.0.0/8', from: '0' },
    };
    expect(parseRoute(hashOf(route))).toEqual(route);
  });

  it('leaves out what is empty', () => {
    expect(hashOf({ screen: 'alerts', id: '', params: { q: '', from: null } })).toBe('#/alerts');
    expect(timelineHash({ q: 'login', fromUs: 5, toUs: null })).toBe('#/timeline?q=login&from=5');
  });

  it('survives an address that is no address', () => {
    expect(parseRoute('')).toEqual({ screen: '', id: '', params: {} });
    expect(parseRoute('#/%E0%A4%A/x')).toEqual({ screen: '%E0%A4%A', id: 'x', params: {} });
  });
});
