import { describe, expect, it } from 'vitest';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import { event } from './support.ts';

const list = parseThreatList(
  '# a comment\n203.0.113.66 # scanner\n198.51.100.0/25\r\n2001:db8:bad::/48\nevil.example\n\n  bastion  \n',
);
const found = (fields: Parameters<typeof event>[1], spec = {}) =>
  list.matches(event(1, fields, spec)).map(({ value, entry }) => `${value} by ${entry}`);

describe('a threat list', () => {
  it('counts its lines and reports the bad ones with their number', () => {
    expect(list.entries).toBe(5);
    expect(list.problems).toEqual([]);
    const bad = parseThreatList('10.0.0.1/8\n300.1.1.1\nok.example\nnot a name\n2001:zz::\n1.2.3');
    expect(bad.entries).toBe(1);
    expect(bad.problems.map(({ line }) => line)).toEqual([1, 2, 4, 5, 6]);
  });

  it('finds addresses, networks and names in any value', () => {
    expect(found({ ip: '203.0.113.66' })).toEqual(['203.0.113.66 by 203.0.113.66']);
    expect(found({ deep: [{ to: '198.51.100.127' }] })).toEqual([
      '198.51.100.127 by 198.51.100.0/25',
    ]);
    expect(found({ to: '198.51.100.128' })).toEqual([]);
    expect(found({ six: '2001:DB8:BAD:1::5' })).toEqual(['2001:DB8:BAD:1::5 by 2001:db8:bad::/48']);
    expect(found({ host: 'Bastion' })).toEqual(['Bastion by bastion']);
  });

  it('finds them inside text, and only whole ones', () => {
    expect(found({ message: 'Failed password for x from 203.0.113.66 port 22' })).toHaveLength(1);
    expect(found({ message: 'from 203.0.113.66.' })).toHaveLength(1);
    expect(found({ message: '1203.0.113.66 203.0.113.660 203.0.113.66.1' })).toEqual([]);
    expect(found({ url: 'https://cdn.evil.example/x?y' })).toEqual([
      'cdn.evil.example by evil.example',
    ]);
    expect(found({ url: 'https://notevil.example/' })).toEqual([]);
    expect(found({ message: '[2001:db8:bad::1]:443' })).toEqual([
      '2001:db8:bad::1 by 2001:db8:bad::/48',
    ]);
  });

  it('looks at the normalised columns and at the line of plain text', () => {
    expect(found({}, { ecs: { 'source.ip': '203.0.113.66' } })).toHaveLength(1);
    expect(found({}, { raw: 'drop from 203.0.113.66' })).toHaveLength(1);
  });

  // Anything worse than linear would take minutes.
  it('is done with hostile values', () => {
    const hostile = {
      a: '1.'.repeat(100_000),
      b: ':'.repeat(100_000),
      c: 'a.'.repeat(50_000),
      d: 'a:b'.repeat(50_000),
    };
    expect(found(hostile)).toEqual([]);
  }, 60_000);
});
