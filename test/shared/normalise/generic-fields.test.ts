import { describe, expect, it } from 'vitest';
import {
  genericEcs,
  genericSummary,
  genericTime,
  inferTimeField,
} from '../../../shared/normalise/generic-fields.ts';
import { isIpText } from '../../../shared/normalise/ip-text.ts';
import { oneLine } from '../../../shared/normalise/one-line.ts';

describe('fields of records of no known product', () => {
  it('takes columns under their ECS names first, nested or dotted, then under usual names', () => {
    expect(
      genericEcs({
        'event.action': 'login',
        user: { name: 'alice' },
        source: { ip: '192.0.2.1' },
        username: 'bob',
        dst_ip: 'not an address',
        level: 'warn',
        host: ['h1', 'h2'],
      }),
    ).toEqual({
      'event.action': 'login',
      'user.name': 'alice',
      'source.ip': '192.0.2.1',
      'log.level': 'warn',
      'host.name': 'h1',
    });
  });

  it('takes the first field that holds a usable time, or the one it is told', () => {
    const fields = { timestamp: 'n/a', ts: 1780272000, seen: 7 };
    expect(genericTime(fields, { zone: 'UTC' }).timeUs).toBe(1780272000e6);
    expect(genericTime(fields, { zone: 'UTC', timeField: 'seen' }).timeUs).toBe(7e6);
    expect(genericTime({ timestamp: 'n/a' }, { zone: 'UTC' })).toMatchObject({
      timeUs: null,
      text: 'n/a',
    });
    expect(inferTimeField([fields, { time: '2026-06-01T00:00:00Z' }, { ts: 1780272001 }])).toBe(
      'ts',
    );
  });

  it('sums a record up by its message, else by its first fields', () => {
    expect(genericSummary({ message: 'one\ntwo\u202e' })).toBe('one two\u202e');
    expect(genericSummary({ time: 'x', a: 1, b: 'two', c: {} })).toBe('a=1 b=two');
  });

  it('knows addresses from what only looks like them', () => {
    for (const text of [
      '1.2.3.4',
      '::',
      '::1',
      'fe80::1%eth0',
      '2001:db8::192.0.2.1',
      '1:2:3:4:5:6:7:8',
    ]) {
      expect([text, isIpText(text)]).toEqual([text, true]);
    }
    for (const text of [
      '1.2.3',
      '1.2.3.4.',
      '256.1.1.1',
      '01.2.3.4',
      ':::',
      '1::2::3',
      '12:30',
      'abc',
      '1:2:3:4:5:6:7',
    ]) {
      expect([text, isIpText(text)]).toEqual([text, false]);
    }
  });

  it('cuts long lines without cutting a character', () => {
    const line = oneLine(`${'x'.repeat(298)}😀 and more`);
    expect(line).toBe(`${'x'.repeat(298)}…`);
  });
});
