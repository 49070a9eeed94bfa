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
const LOGIN2 = at('USER_START', 9, `msg='op=PAM:session_open res=success'`);
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

  it('joins lines of one event that others stand between, in the order of the file', () => {
    const { records, events, accounted } = read(
      `${CALL}\n${LOGIN}\r\n${EXEC}\r\n\n${TITLE}\n${LOGIN2}`,
    );
    expect(events.map((event) => event.ecs['event.id'])).toEqual(['7', '8', '9']);
    expect(records).toEqual([`${CALL}\n${EXEC}\r\n${TITLE}`, LOGIN, LOGIN2]);
    expect(events[0]?.fields).toMatchObject({ a1: '/etc/a b.txt', proctitle: 'cat /etc/a b.txt' });
    expect(accounted).toBe(utf8(`${CALL}\n${LOGIN}\r\n${EXEC}\r\n\n${TITLE}\n${LOGIN2}`).length);
  });

  it('keeps events of several nodes apart that have time and serial in common', () => {
    const [a, b] = [CALL, EXEC];
    const text = [`node=a ${a}`, `node=b ${a}`, `node=a ${b}`, a, `node=b ${b}`, b].join('\n');
    const { records, events } = read(text);
    expect(records).toEqual([`node=a ${a}\nnode=a ${b}`, `node=b ${a}\nnode=b ${b}`, `${a}\n${b}`]);
    expect(events.map((event) => event.ecs['host.name'])).toEqual(['a', 'b', undefined]);
  });

  it('takes the end marker into its event, and a copy of the stretch for other events', () => {
    const end = at('EOE', 7, '');
    const once = [CALL, EXEC, TITLE, end].join('\n');
    expect(read(`${once}\n${once}\n`).records).toEqual([once, once]);
    expect(read(`${LOGIN}\n${LOGIN}\n`).records).toEqual([LOGIN, LOGIN]);
  });

  it('keeps a denial that occurs twice in one event', () => {
    const denied = at('AVC', 7, 'avc:  denied  { read write } for  pid=1 comm="x" tclass=file');
    const text = [denied, denied, CALL, TITLE].join('\n');
    const { records, events } = read(text);
    expect(records).toEqual([text]);
    expect(events[0]?.fields).toMatchObject({ seresult: 'denied', seperms: 'read,write' });
  });

  it('begins another event where lines stand too far apart to be held', () => {
    const between = Array.from({ length: 3_000 }, (_, n) =>
      at('USER_CMD', 100 + n, `msg='cmd="${'x'.repeat(1_500)}" res=success'`),
    );
    const near = between.slice(0, 100);
    expect(read([CALL, ...near, EXEC].join('\n')).records).toHaveLength(101);
    const { records } = read([CALL, ...between, EXEC].join('\n'));
    expect(records).toHaveLength(3_002);
    expect([records[0], records.at(-1)]).toEqual([CALL, EXEC]);
  });

  it('joins any interleaving of events, and tells them in the order of their first lines', () => {
    const event = (serial: number) => [
      at('SYSCALL', serial, `pid=${serial}`),
      at('CWD', serial, 'cwd="/root"'),
      at('PATH', serial, 'item=0 name="/a"'),
      at('PROCTITLE', serial, 'proctitle=6361740061'),
    ];
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 }), { maxLength: 40 }), (turns) => {
        const queues = Array.from({ length: 6 }, (_, n) => event(50 + n));
        const expected = new Map<number, string[]>();
        const lines: string[] = [];
        for (const turn of turns) {
          const line = queues[turn]?.shift();
          if (line === undefined) continue;
          lines.push(line);
          expected.set(turn, [...(expected.get(turn) ?? []), line]);
        }
        const { records, events } = read(lines.join('\n'), { format: 'auditd' });
        expect(records).toEqual([...expected.values()].map((own) => own.join('\n')));
        expect(events.map((each) => each.ecs['event.id'])).toEqual(
          [...expected.keys()].map((turn) => String(50 + turn)),
        );
      }),
    );
  });

  it('reads reports with quotes, lists in brackets, several keys and a byte order mark', () => {
    const quoted = at(
      'USER_CMD',
      1,
      `pid=1 msg='cwd="/home/o'neil" cmd="it's" res=failed'\x1dUID="o"`,
    );
    const older = at(
      'USER_AUTH',
      2,
      `user pid=1 msg='PAM: authentication acct="root" : exe="/bin/su" (hostname=?, addr=192.0.2.9, terminal=pts/0 res=success)'`,
    );
    const keys = at('SYSCALL', 3, 'success=yes key=6F6E650174776F');
    const { events } = read(`\ufeff${quoted}\n${older}\n${keys}\n`);
    expect(events.map((event) => event.fields)).toMatchObject([
      { cwd: "/home/o'neil", cmd: "it's", res: 'failed', UID: 'o' },
      { acct: 'root', addr: '192.0.2.9', terminal: 'pts/0', res: 'success' },
      { key: ['one', 'two'] },
    ]);
    expect(events[1]?.ecs).toMatchObject({ 'source.ip': '192.0.2.9', 'event.outcome': 'success' });
  });

  it('reads what ausearch prints, whose lines between events are framing', () => {
    const text =
      '----\ntime->Thu Mar  5 04:01:31 2026\ntype=PROCTITLE msg=audit(1772683291.243:7): proctitle=636174002F657463\ntype=SYSCALL msg=audit(1772683291.243:7): arch=c000003e success=no comm="cat"\n----\n';
    const { events, rejected, skipped, accounted } = read(text);
    expect(events).toHaveLength(1);
    expect(events[0]?.ecs).toMatchObject({ 'event.action': 'SYSCALL', 'event.outcome': 'failure' });
    expect(events[0]?.fields['proctitle']).toBe('cat /etc');
    expect([rejected, skipped, accounted]).toEqual([[], 3, text.length]);
  });

  it('reads what ausearch has interpreted, with text without quotes', () => {
    const at = (day: string) => `msg=audit(${day} 04:01:31.243:7)`;
    const text = (day: string) =>
      `----\ntype=PROCTITLE ${at(day)} : proctitle=sh -c a=b c \ntype=SYSCALL ${at(day)} : arch=x86_64 syscall=openat success=no exit=EACCES(Permission denied) auid=bob comm=cat exe=/usr/bin/cat \n----\ntype=USER_LOGIN msg=audit(${day} 04:01:32.243:8) : pid=1 auid=unset msg='op=login acct=eve exe=/usr/sbin/sshd addr=192.0.2.7 res=failed' \n`;
    const { ref, events, rejected } = read(text('03/25/2026'));
    expect(ref).toBe('auditd:month-first');
    expect(rejected).toEqual([]);
    expect(events[0]?.fields).toMatchObject({
      type: ['PROCTITLE', 'SYSCALL'],
      proctitle: 'sh -c a=b c',
      exit: 'EACCES(Permission denied)',
      exe: '/usr/bin/cat',
    });
    expect(events[0]?.ecs['user.name']).toBe('bob');
    expect(events[0]?.time).toMatchObject({
      timeUs: Date.parse('2026-03-25T04:01:31.243Z') * 1000,
      text: '03/25/2026 04:01:31.243',
      zoneAssumed: true,
    });
    expect(events[1]?.ecs).toMatchObject({
      'event.action': 'USER_LOGIN',
      'user.name': 'eve',
      'source.ip': '192.0.2.7',
    });
    expect(read(text('25/03/2026')).events[0]?.time.timeUs).toBe(events[0]?.time.timeUs);
    // Which number is the day is not guessed.
    expect(read(text('03/05/2026')).events[0]?.time.timeUs).toBeNull();
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

describe('an audit event that a rotation cut in two', () => {
  const head = 'msg=audit(1364481363.243:24287):';

  it('is one in each file, under one id, and the second says what it continues', () => {
    const begun = read(`type=SYSCALL ${head} arch=c000003e success=yes comm="cat"\n`).events[0];
    const rest = read(
      `type=CWD ${head} cwd="/root"\ntype=PATH ${head} item=0 name="/etc/shadow"\ntype=EOE ${head}\n`,
    ).events[0];
    expect(begun?.fields['continues']).toBeUndefined();
    expect(rest?.fields['continues']).toBe('1364481363.243:24287');
    expect(rest?.ecs['event.id']).toBe(begun?.ecs['event.id']);
    expect(rest?.time).toEqual(begun?.time);
    expect(rest?.summary).toContain('continues an event that begins elsewhere');
  });
});

describe('an audit event of nobody', () => {
  it('names nobody where the number of the user is -1', () => {
    const line =
      'type=SYSCALL msg=audit(1364481363.243:7): success=no auid=4294967295 comm="x" exe="/bin/x"\n';
    const [event] = read(line).events;
    expect(event?.ecs['user.name']).toBeUndefined();
    expect(event?.summary).toBe('SYSCALL: /bin/x');
  });
});
