import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { read } from './read.ts';

const BSD =
  'Mar  5 04:01:31 web1 sshd[812]: Accepted publickey for alice from 192.0.2.7 port 50122 ssh2: ED25519 SHA256:abc';
const FIVE =
  '<34>1 2026-03-05T04:01:31.003004Z web1 su 77 ID47 [a@1 x="1" y="a \\"b\\" \\] c"][b@2] \ufeff(to root) bob on pts/0';

function at(text: string, changedOn: string): string | null {
  const us = read(text, { changedOn }).events[0]?.time.timeUs ?? null;
  return us === null ? null : new Date(us / 1000).toISOString();
}

describe('syslog', () => {
  it('is read as BSD syslog, with the year of the file and an assumed zone', () => {
    const { ref, events } = read(`${BSD}\n`, { changedOn: '2026-06-01', zone: 'Europe/Berlin' });
    expect(ref).toBe('syslog:2026-06-01 templates []');
    expect(events[0]).toMatchObject({
      time: {
        timeUs: Date.UTC(2026, 2, 5, 3, 1, 31) * 1000,
        text: 'Mar  5 04:01:31',
        precision: 's',
        zoneAssumed: true,
      },
      ecs: {
        'event.action': 'ssh_login',
        'event.outcome': 'success',
        'user.name': 'alice',
        'source.ip': '192.0.2.7',
        'host.name': 'web1',
        'service.name': 'sshd',
      },
      logSource: { product: 'linux', service: 'sshd' },
    });
  });

  it('takes the latest year in which an event is not after the file', () => {
    expect(at('Dec 31 23:59:59 h a: x', '2026-01-02')).toBe('2025-12-31T23:59:59.000Z');
    expect(at('Jan  1 00:00:01 h a: x', '2026-01-02')).toBe('2026-01-01T00:00:01.000Z');
    expect(at('Jan  2 23:59:59 h a: x', '2026-01-02')).toBe('2026-01-02T23:59:59.000Z');
    expect(at('Feb 29 12:00:00 h a: x', '2026-06-01')).toBe('2024-02-29T12:00:00.000Z');
    expect(at('Feb 30 12:00:00 h a: x', '2026-06-01')).toBeNull();
    expect(at('Mar  5 2019 04:01:31 h a: x', '2026-06-01')).toBe('2019-03-05T04:01:31.000Z');
  });

  it('takes the year the officer names, and leaves events undated where none is known', () => {
    const { events } = read(BSD, { format: 'syslog:2019', changedOn: '2026-06-01' });
    expect(new Date((events[0]?.time.timeUs ?? 0) / 1000).getUTCFullYear()).toBe(2019);
    expect(read(BSD).events[0]?.time).toMatchObject({ timeUs: null, text: 'Mar  5 04:01:31' });
    expect(formatById('syslog:soon')).toBeUndefined();
    expect(formatById('syslog:2026-13-01')).toBeUndefined();
  });

  it('is not what has a level where the host stands', () => {
    expect(read('2026-03-05T10:00:00Z INFO main: started\n'.repeat(3)).ref).toMatch(/^plain-text/);
    expect(read('2026-03-05T10:00:00Z web1 main: started\n'.repeat(3)).ref).toMatch(/^syslog/);
  });

  it('is read behind zeros that a crash or a truncation left in the file', () => {
    const text = `${'\0'.repeat(5_000)}${BSD}\n${'\0'.repeat(500)}${BSD}\n`;
    const { ref, records, rejected, accounted } = read(text, { changedOn: '2026-06-01' });
    expect(ref).toMatch(/^syslog:/);
    expect(records).toEqual([BSD, BSD]);
    expect(rejected).toEqual([]);
    expect(accounted).toBe(text.length);
  });

  it('is read where some messages have their length in front and others do not', () => {
    const [one, two] = ['<13>Mar  5 04:01:31 h a: one', '<13>Mar  5 04:01:32 h a: two'];
    const counted = `${one.length} ${one}`;
    for (const text of [`${two}\n${counted}\n${two}\n`, `${counted}${counted}\n${two}\n`]) {
      const { events, rejected, accounted } = read(text, { changedOn: '2026-06-01' });
      expect(rejected).toEqual([]);
      expect(events.map(({ ecs }) => ecs['host.name'])).toEqual(['h', 'h', 'h']);
      expect(accounted).toBe(text.length);
    }
  });

  it('is read as RFC 5424 where the priority was not written to the file', () => {
    const line = FIVE.replace('<34>', '');
    const { ref, events, rejected } = read(`${line}\n${line}\n`);
    expect(ref).toMatch(/^syslog:/);
    expect(rejected).toEqual([]);
    expect(events[0]?.fields).toMatchObject({
      hostname: 'web1',
      program: 'su',
      structured_data: { 'a@1': { x: '1', y: 'a "b" ] c' }, 'b@2': {} },
    });
    expect(events[0]?.fields['priority']).toBeUndefined();
    expect(read('1 2026-03-05T04:01:31Z one two three\n'.repeat(3)).ref).toMatch(/^plain-text/);
  });

  it('is read as RFC 5424 with structured data', () => {
    const { events } = read(FIVE);
    expect(events[0]?.fields).toEqual({
      priority: 34,
      facility: 'auth',
      severity: 'crit',
      version: 1,
      timestamp: '2026-03-05T04:01:31.003004Z',
      hostname: 'web1',
      program: 'su',
      pid: '77',
      msgid: 'ID47',
      structured_data: { 'a@1': { x: '1', y: 'a "b" ] c' }, 'b@2': {} },
      message: '(to root) bob on pts/0',
    });
    expect(events[0]?.ecs).toMatchObject({
      'event.action': 'su',
      'user.name': 'bob',
      'log.level': 'crit',
    });
    expect(events[0]?.time).toMatchObject({ precision: 'us', zoneAssumed: false });
  });

  it('is read with RFC 3339 times, as newer systems write it', () => {
    const { events } = read('2026-03-05T04:01:31.123456+01:00 web1 CRON[9]: (root) CMD (x)\n');
    expect(events[0]).toMatchObject({
      fields: { hostname: 'web1', program: 'CRON', pid: '9', message: '(root) CMD (x)' },
      logSource: { product: 'linux', service: 'cron' },
      summary: 'CRON: (root) CMD (x)',
    });
  });

  it('is read octet-counted, with line ends inside messages', () => {
    const first = '<13>Mar  5 04:01:31 h app: one\ntwo';
    const { ref, events, records, accounted } = read(
      `${first.length} ${first}${utf8(FIVE).length} ${FIVE}`,
      { changedOn: '2026-06-01' },
    );
    expect(ref).toBe('syslog:2026-06-01 octets templates []');
    expect(records).toEqual([first, FIVE]);
    expect(events[0]?.fields['message']).toBe('one\ntwo');
    expect(accounted).toBe(utf8(first + FIVE).length + 7);
  });

  it.each([
    ['Failed password for root from 192.0.2.7 port 5 ssh2', 'failure', 'root', '192.0.2.7'],
    [
      'Failed password for invalid user a from 198.51.100.1 port 2 from 192.0.2.7 port 5 ssh2',
      'failure',
      'a from 198.51.100.1 port 2',
      '192.0.2.7',
    ],
    [
      'message repeated 3 times: [ Failed password for root from 192.0.2.7 port 5 ssh2]',
      'failure',
      'root',
      '192.0.2.7',
    ],
    ['Invalid user  from 2001:db8::1 port 5', 'failure', undefined, '2001:db8::1'],
    [
      'pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root',
      'failure',
      'root',
      '192.0.2.7',
    ],
    [
      'pam_unix(sshd:session): session opened for user alice(uid=1000) by (uid=0)',
      'success',
      'alice',
      undefined,
    ],
    [
      'Connection closed by authenticating user root 192.0.2.7 port 5 [preauth]',
      undefined,
      'root',
      '192.0.2.7',
    ],
    ['Server listening on 0.0.0.0 port 22.', undefined, undefined, undefined],
  ])('knows what sshd says: %s', (message, outcome, user, address) => {
    const { ecs } = read(`Mar  5 04:01:31 h sshd-session[1]: ${message}`).events[0] ?? {};
    expect([ecs?.['event.outcome'], ecs?.['user.name'], ecs?.['source.ip']]).toEqual([
      outcome,
      user,
      address,
    ]);
  });

  it('rejects lines without a time and priorities that do not exist, with their place', () => {
    const { rejected } = read(
      `${BSD}\n${BSD}\n${BSD}\n  at Some.trace\n<999>${BSD}\n<34>1 - h a - - [x y="1 z\n`,
    );
    expect(rejected.map(([, reason]) => reason)).toEqual([
      'no syslog time at the start of the line',
      'priority 999 is out of range',
      'structured data that is not closed',
    ]);
    expect(rejected[0]?.[0]).toBe(3 * BSD.length + 3);
  });

  it('stays quick on messages made to be slow', () => {
    const started = performance.now();
    for (const part of [' from 1 port', ' user=', ': session', '] ']) {
      read(`Mar  5 04:01:31 h sshd[1]: Failed password for ${part.repeat(100_000)}`);
      read(`<34>1 - h a - - [x y="${part.repeat(100_000)}`);
    }
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('passes over the number and the mark that Cisco puts in front of the time', () => {
    const { events } = read(
      '<189>29: *Mar  1 18:48:50.483: %SYS-5-CONFIG_I: Configured\n<189>30: .Mar  1 18:48:51: %SYS-5-X: y\n',
      { changedOn: '2026-03-05' },
    );
    expect(events.map(({ time }) => time.text)).toEqual(['Mar  1 18:48:50.483', 'Mar  1 18:48:51']);
    expect(events[0]?.fields).toMatchObject({
      sequence: '29',
      program: '%SYS-5-CONFIG_I',
      message: 'Configured',
    });
  });

  it('accounts for every byte, however they arrive', () => {
    const line = fc.oneof(
      fc.constantFrom(BSD, FIVE, '-- Reboot --', '', '12 <13>Mar'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), fc.boolean(), (lines, cuts, counted) => {
        const text = lines
          .map((one) => (counted ? `${utf8(one).length} ${one}` : `${one}\n`))
          .join('');
        const using = {
          format: counted ? 'syslog:2026 octets' : 'syslog:2026',
          maxRecordBytes: 120,
        };
        const whole = read(text, using);
        expect(whole.accounted).toBe(utf8(text).length);
        expect(read(text, { ...using, cuts })).toEqual(whole);
      }),
    );
  });
});

describe('structured data in which a name is there twice', () => {
  it('keeps all of its values', () => {
    const { events } = read(
      '<14>1 2026-03-02T10:00:00Z h app 1 - [origin ip="192.0.2.1" ip="192.0.2.129"][x@1 a="1"][x@1 b="2"] m\n',
    );
    expect(events[0]?.fields['structured_data']).toEqual({
      origin: { ip: ['192.0.2.1', '192.0.2.129'] },
      'x@1': [{ a: '1' }, { b: '2' }],
    });
  });
});
