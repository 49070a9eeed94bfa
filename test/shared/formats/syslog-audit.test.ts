import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

const MESSAGES = `Mar  5 10:00:00 web1 sshd[7]: Accepted publickey for bob from 192.0.2.7 port 5022 ssh2
Mar  5 10:00:01 web1 audispd: node=web1 type=SYSCALL msg=audit(1772704801.243:24287): arch=c000003e syscall=59 success=yes pid=42 comm="cat" exe="/bin/cat"
Mar  5 10:00:01 db1 audispd: type=SYSCALL msg=audit(1772704801.243:24287): success=no comm="nc" exe="/bin/nc"
Mar  5 10:00:01 web1 CRON[8]: (root) CMD (true)
Mar  5 10:00:01 web1 audispd: node=web1 type=EXECVE msg=audit(1772704801.243:24287): argc=2 a0="cat" a1=2F657463
Mar  5 10:00:02 web1 kernel: [   12.345678] audit: type=1400 audit(1772704802.5:30): apparmor="DENIED" operation="open" profile="p" name="/etc/shadow" pid=9 comm="x"
Mar  5 10:00:03 web1 sshd[7]: Invalid user type=SYSCALL msg=audit(1.2:3): from 192.0.2.9
`;

describe('records of the audit system inside syslog', () => {
  const { ref, events, records, rejected, accounted } = read(MESSAGES, { changedOn: '2026-03-06' });

  it('are events of the audit log, joined by host and serial', () => {
    expect(ref).toMatch(/^syslog:2026-03-06 audit/);
    expect([rejected, accounted]).toEqual([[], MESSAGES.length]);
    expect(events.map(({ logSource }) => logSource?.service)).toEqual([
      ...['sshd', 'auditd', 'auditd', 'cron', 'auditd', 'sshd'],
    ]);
    expect(records[1]?.split('\n')).toHaveLength(2);
    expect(events[1]).toMatchObject({
      time: { timeUs: 1772704801243000, zoneAssumed: false },
      ecs: { 'host.name': 'web1', 'event.action': 'SYSCALL', 'event.outcome': 'success' },
      fields: {
        type: ['SYSCALL', 'EXECVE'],
        pid: '42',
        a1: '/etc',
        syslog: { program: 'audispd', hostname: 'web1' },
      },
    });
    expect(events[2]?.ecs).toMatchObject({ 'host.name': 'db1', 'event.outcome': 'failure' });
  });

  it('as the kernel writes them have the names of their numbers', () => {
    expect(events[4]?.fields).toMatchObject({
      type: 'AVC',
      apparmor: 'DENIED',
      name: '/etc/shadow',
    });
    expect(events[4]?.time.timeUs).toBe(1772704802500000);
  });

  it('are not what somebody else writes into a message', () => {
    expect(events[5]?.ecs['service.name']).toBe('sshd');
    expect(events[5]?.fields['syslog']).toBeUndefined();
  });

  it('are read line by line where the first part of the file has none', () => {
    const { events: alone } = read(MESSAGES, { format: 'syslog:2026' });
    expect(alone).toHaveLength(7);
    expect(alone[1]?.fields).toMatchObject({ serial: '24287', exe: '/bin/cat' });
  });
});
