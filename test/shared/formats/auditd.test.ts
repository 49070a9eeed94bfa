import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { read } from './read.ts';

const at = (type: string, serial: number, rest: string): string =>
  `type=${type} msg=audit(1364481363.243:${serial}): ${rest}`;
const CALL = at(
  'SYSCALL',
  7,
  'arch=c000003e syscall=59 success=no exit=-13 auid=1000 uid=0 comm="cat" exe="/usr/bin/cat" key="secrets"\x1dARCH=x86_64 SYSCALL=execve AUID="alice" UID="root"',
);
const EXEC = at('EXECVE', 7, 'argc=2 a0="cat" a1=2F6574632F6120622E747874');
const PATH = at('PATH', 7, 'item=0 name="/usr/bin/cat" inode=1');
const PATH2 = at('PATH', 7, 'item=1 name="/lib/ld.so" inode=2');
const TITLE = at('PROCTITLE', 7, 'proctitle=636174002F6574632F6120622E747874');
const LOGIN = `node=web1 ${at('USER_LOGIN', 8, 'pid=1 uid=0 msg=\'op=login acct="root" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=ssh res=failed\'')}`;

describe('the Linux audit log', () => {
  it('joins the lines of one event, byte for byte', () => {
    const group = [CALL, EXEC, PATH, PATH2, TITLE].join('\n');
    const { ref, records, events } = read(`${group}\n${LOGIN}\n`);
    expect(ref).toBe('auditd');
    expect(records).toEqual([group, LOGIN]);
    expect(events[0]).toMatchObject({
      time: { timeUs: 1364481363243000, precision: 'ms', text: '1364481363.243' },
      ecs: {
        'event.action': 'SYSCALL',
        'event.outcome': 'failure',
        'user.name': 'alice',
        'service.name': 'cat',
        'event.id': '7',
      },
      fields: {
        type: ['SYSCALL', 'EXECVE', 'PATH', 'PROCTITLE'],
        name: ['/usr/bin/cat', '/lib/ld.so'],
        a0: 'cat',
        a1: '/etc/a b.txt',
        proctitle: 'cat /etc/a b.txt',
        SYSCALL: 'execve',
      },
      logSource: { product: 'linux', service: 'auditd' },
      summary: 'SYSCALL: cat /etc/a b.txt by alice',
    });
  });

  it('joins a line that has a space in front of its colon', () => {
    const group = `${CALL}\n${TITLE.replace('):', ') :')}`;
    const { records, events } = read(`${group}\n${LOGIN}\n`);
    expect(records).toEqual([group, LOGIN]);
    expect(events[0]?.fields).toMatchObject({ proctitle: 'cat /etc/a b.txt' });
  });

  it('reads what programs report inside the message', () => {
    const [event] = read(LOGIN).events;
    expect(event?.ecs).toMatchObject({
      'event.action': 'USER_LOGIN',
      'event.outcome': 'failure',
      'user.name': 'root',
      'source.ip': '192.0.2.7',
      'host.name': 'web1',
    });
    expect(event?.summary).toBe('USER_LOGIN: login by root from 192.0.2.7 failed');
  });

  it('keeps lines of one event that others stand between, under one id', () => {
    const { events } = read(`${CALL}\n${LOGIN}\n${EXEC}\n`);
    expect(events.map((event) => event.ecs['event.id'])).toEqual(['7', '8', '7']);
  });

  it('rejects other lines, with their place', () => {
    const { rejected, events } = read(`${LOGIN}\nrotated\n${LOGIN}\n${CALL.slice(0, 20)}`);
    expect(events).toHaveLength(2);
    const reason = 'no audit record: type and msg=audit(time:serial) are expected first';
    expect(rejected).toEqual([
      [LOGIN.length + 1, reason],
      [2 * LOGIN.length + 10, reason],
    ]);
  });

  it('accounts for every byte, however they arrive', () => {
    const line = fc.oneof(
      fc.constantFrom(CALL, EXEC, LOGIN, '', ' ', 'x'.repeat(400)),
      fc.string(),
    );
    const ends = fc.constantFrom('\n', '\r\n', '');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, ends)),
        fc.array(fc.nat(), { maxLength: 8 }),
        (lines, cuts) => {
          const text = lines.map((parts) => parts.join('')).join('');
          const whole = read(text, { format: 'auditd', maxRecordBytes: 350 });
          expect(whole.accounted).toBe(utf8(text).length);
          expect(read(text, { format: 'auditd', maxRecordBytes: 350, cuts })).toEqual(whole);
        },
      ),
      { numRuns: 500 },
    );
  });
});
