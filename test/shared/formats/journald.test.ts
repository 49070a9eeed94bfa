import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

const ENTRY = {
  __CURSOR: 's=1;i=2',
  __REALTIME_TIMESTAMP: '1772683291123456',
  _BOOT_ID: 'b',
  _HOSTNAME: 'web1',
  PRIORITY: '6',
  SYSLOG_IDENTIFIER: 'sshd',
  MESSAGE: 'Accepted password for alice from 192.0.2.7 port 5 ssh2',
};

describe('the systemd journal', () => {
  it('is read as JSON lines and as objects over several lines', () => {
    for (const text of [JSON.stringify(ENTRY), JSON.stringify(ENTRY, null, 2)]) {
      const { ref, events } = read(`${text}\n${text}\n`);
      expect(ref).toBe('journald');
      expect(events[0]).toMatchObject({
        time: { timeUs: 1772683291123456, precision: 'us' },
        ecs: {
          'event.action': 'ssh_login',
          'event.outcome': 'success',
          'user.name': 'alice',
          'source.ip': '192.0.2.7',
          'host.name': 'web1',
          'service.name': 'sshd',
          'log.level': 'info',
          'event.id': 's=1;i=2',
        },
        logSource: { product: 'linux', service: 'sshd' },
        summary: 'sshd: Accepted password for alice from 192.0.2.7 port 5 ssh2',
      });
    }
  });

  it('prefers the time of the source, and reads messages that come as bytes', () => {
    const entry = {
      ...ENTRY,
      _SOURCE_REALTIME_TIMESTAMP: '1772683290000000',
      MESSAGE: [104, 105, 255],
    };
    const [event] = read(JSON.stringify(entry)).events;
    expect(event?.time.timeUs).toBe(1772683290000000);
    expect(event?.fields['MESSAGE']).toBe('hi\ufffd');
  });

  it('reads fields that stand more than once, and those too long to be written', () => {
    const entry = {
      ...ENTRY,
      MESSAGE: ['Accepted password for alice from 192.0.2.7 port 5 ssh2', [104, 105]],
      DATA: [[97], [98]],
      COREDUMP: null,
    };
    const [event] = read(JSON.stringify(entry)).events;
    expect(event?.fields['MESSAGE']).toEqual([entry.MESSAGE[0], 'hi']);
    expect(event?.fields).toMatchObject({ DATA: ['a', 'b'], COREDUMP: null });
    expect(event?.ecs['event.action']).toBe('ssh_login');
    expect(event?.summary).toMatch(/^sshd: Accepted/);
  });

  it('rejects what is no object, and keeps entries without a time undated', () => {
    const { events, rejected } = read(
      `${JSON.stringify(ENTRY)}\n{"MESSAGE":\n${JSON.stringify({ ...ENTRY, __REALTIME_TIMESTAMP: 'x' })}\n`,
    );
    expect(rejected).toEqual([
      [JSON.stringify(ENTRY).length + 1, 'not JSON: the record is cut off'],
    ]);
    expect(events[1]?.time).toMatchObject({ timeUs: null });
  });
});

describe('an entry with an impossible time', () => {
  it('is undated, and keeps the text of it', () => {
    const entry = { __REALTIME_TIMESTAMP: '17727048001234570000', _BOOT_ID: 'b', MESSAGE: 'x' };
    expect(read(`${JSON.stringify(entry)}\n`).events[0]?.time).toMatchObject({
      timeUs: null,
      text: '17727048001234570000',
    });
  });
});
