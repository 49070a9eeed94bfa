import { describe, expect, it } from 'vitest';
import { concatBytes, utf8 } from '../../../shared/base/bytes.ts';
import { read } from './read.ts';
import { JOURNAL_EXPORT } from './samples.ts';

describe('the journal in its export format', () => {
  it('is read entry by entry, with binary values of any content', () => {
    const { ref, events, rejected, accounted } = read(JOURNAL_EXPORT);
    expect(ref).toBe('journald:export');
    expect(rejected).toEqual([]);
    expect(accounted).toBe(JOURNAL_EXPORT.length);
    expect(events[0]).toMatchObject({
      time: { timeUs: 1772683291123456 },
      ecs: {
        'event.action': 'ssh_login',
        'user.name': 'bob',
        'source.ip': '192.0.2.7',
        'event.id': 's=1;i=1',
        'log.level': 'info',
      },
    });
    expect(events[1]?.fields).toMatchObject({
      MESSAGE: 'first line\n\nthird line',
      _COMM: ['app', 'app2'],
    });
  });

  it('goes on at the next entry behind a length that is no length', () => {
    const length = new Uint8Array(8).fill(0xff);
    const broken = concatBytes([utf8('__CURSOR=x\nMESSAGE\n'), length, utf8('abc\n\n')]);
    const { events, rejected, accounted } = read(concatBytes([broken, JOURNAL_EXPORT]), {
      format: 'journald',
    });
    expect(events).toHaveLength(2);
    expect(rejected).toHaveLength(1);
    expect(rejected[0]?.[1]).toMatch(/^a field of \d+ bytes, longer than the limit/);
    expect(accounted).toBe(broken.length + JOURNAL_EXPORT.length);
  });

  it('rejects an entry that the end of the file cuts off', () => {
    const { events, rejected } = read(JOURNAL_EXPORT.slice(0, -9));
    expect(events).toHaveLength(1);
    expect(rejected.map(([, reason]) => reason)).toEqual([
      'the entry is cut off by the end of the file',
    ]);
  });
});
