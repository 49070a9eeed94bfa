import { describe, expect, it } from 'vitest';
import { formatById } from '../../../shared/formats/registry.ts';
import { read, recognised } from './read.ts';

const AT_US = Date.UTC(2026, 2, 5, 4, 1, 31) * 1000;

describe('plain text', () => {
  it.each([
    '2026-03-05 04:01:31 hello',
    '2026/03/05 04:01:31 hello',
    '[2026-03-05T04:01:31Z] hello',
    'ERROR 2026-03-05 04:01:31 UTC hello',
    '[05/Mar/2026:05:01:31 +0100] hello',
    'Thu, 05 Mar 2026 04:01:31 GMT hello',
    '[Thu Mar 05 04:01:31 2026] [error] hello',
    '<x> at Mar  5 04:01:31 hello',
    '1772683291 hello',
    'in 99 rounds 2026-03-05 04:01:31',
  ])('has its time found where it is: %s', (line) => {
    const { events } = read(`${line}\n`, { format: 'plain-text', changedOn: '2026-06-01' });
    expect(events[0]?.time.timeUs).toBe(AT_US);
  });

  it('keeps the digits of the time, and says what was assumed', () => {
    const [event] = read('2026-03-05 04:01:31,123 WARN x\n', { zone: 'Europe/Berlin' }).events;
    expect(event).toMatchObject({
      time: { timeUs: AT_US - 3_600_000_000 + 123_000, precision: 'ms', zoneAssumed: true },
      ecs: { 'log.level': 'WARN' },
      fields: { message: '2026-03-05 04:01:31,123 WARN x' },
    });
  });

  it('keeps lines without a usable time, undated', () => {
    const lines = ['2026-03-05 04:01:31 x', '  at trace', '2026-02-30 04:01:31 z'];
    const { events } = read(lines.join('\n'), { chosen: true });
    expect(events.map((event) => event.time.timeUs !== null)).toEqual([true, false, false]);
    expect(events[2]?.time.text).toBe('2026-02-30 04:01:31');
  });

  it('is taken for a log where most lines have a time, or that file was chosen', () => {
    expect(recognised('2026-03-05 04:01:31 x\n2026-03-05 04:01:32 y\nz\n')).toBe('plain-text');
    expect(recognised('Dear all\n2026-03-05 04:01:31\nbye\n')).toBe('');
    expect(recognised('Dear all\nbye\n', true)).toBe('plain-text');
    expect(recognised('PK\x03\x04 and more', true)).toBe('');
    expect(recognised('\xff\x00binary', true)).toBe('');
  });

  it('refuses a layout that is no day', () => {
    expect(formatById('plain-text:yesterday')).toBeUndefined();
    expect(formatById('plain-text:2026')).toBeDefined();
  });
});
