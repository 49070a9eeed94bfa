import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mineTemplates, templateReader } from '../../../shared/formats/message-template.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { read } from './read.ts';

const NAMES = [
  'root',
  'alice',
  'bob',
  'carol',
  'dave',
  'eve',
  'mallory',
  'trent',
  'peggy',
  'walter',
];
const plain = templateReader([]);

describe('the template of one message', () => {
  it.each([
    ['Received 67108864 bytes from 10.0.0.7:50010', 'Received <*> bytes from <*>'],
    ['GET /var/www/index.html?x=1 took 12ms', 'GET <*> took <*>'],
    ['blk_-1608999687919862906 terminating', '<*> terminating'],
    ['EXT4-fs error (device sda1): lookup:1602', 'EXT4-fs error (device sda1): <*>'],
    ['user=alice uid=0 from fe80::1%eth0', 'user=<*> uid=<*> from <*>'],
    ['opened by (uid=0), tty=', 'opened by (uid=<*>), tty=<*>'],
    ["file \"a b.txt\" and 'c d' of it's owner", "file \"<*>\" and '<*>' of it's owner"],
    ['2026-06-01 12:00:00,123 INFO [main] ready', 'INFO [main] ready'],
    ['Jun  1 12:00:00 2026 ERROR disk full', 'ERROR disk full'],
    ['ids 1 2 3 4 of ssh2', 'ids <*> of ssh2'],
    ['mail from a.b@example.org via https://example.org/x', 'mail from <*> via <*>'],
    ['42', '<*>'],
    ['', ''],
  ])('%s', (message, template) => {
    expect(plain(message)).toBe(template);
  });

  it('is short, however long the message is', () => {
    expect(plain('word '.repeat(100_000)).length).toBeLessThan(260);
    expect(plain('x'.repeat(1_000_000)).length).toBeLessThan(260);
  });
});

describe('templates of a log', () => {
  const logins = NAMES.flatMap((name, index) => [
    `Accepted password for ${name} from 10.0.0.${index} port ${4000 + index} ssh2`,
    `session ${index % 2 === 0 ? 'opened' : 'closed'} for user ${name} by root`,
    `logout ${name}`,
    `${name} left the building`,
    `${index % 2 === 0 ? 'WARN' : 'INFO'} queue of ${name} is long`,
  ]);

  it('have a variable where words change, and none where one of two stands', () => {
    const template = templateReader(mineTemplates(logins));
    expect(new Set(logins.map(template))).toEqual(
      new Set([
        'Accepted password for <*> from <*> port <*> ssh2',
        'session opened for user <*> by root',
        'session closed for user <*> by root',
        'logout <*>',
        '<*> left the building',
        'WARN queue of <*> is long',
        'INFO queue of <*> is long',
      ]),
    );
    // Names that come later in the file are variables as well.
    expect(template('logout zoe')).toBe('logout <*>');
    expect(template('kernel panic')).toBe('kernel panic');
  });

  it('are the same every time, few, and short', () => {
    const words = fc.array(fc.constantFrom(...NAMES, '17', 'a=b', 'INFO', '"q', 'x/y'), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (lists) => {
        const messages = lists.map((list) => list.join(' '));
        const mined = mineTemplates(messages);
        expect(mineTemplates(messages)).toEqual(mined);
        expect(mined.length).toBeLessThanOrEqual(64);
        const template = templateReader(mined);
        for (const message of messages) {
          // A template fits its message: fixed words are in it, in their order.
          let at = 0;
          for (const word of template(message).split(' ')) {
            if (word.includes('<*>')) continue;
            at = message.indexOf(word, at);
            expect(at).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });

  it('take no more than their share of what is stored with a file', () => {
    const many = Array.from({ length: 3_000 }, (_, n) => {
      const letters = String.fromCharCode(97 + (n % 26), 97 + ((n / 26) % 26), 97 + (n % 7));
      return `${'long '.repeat(n % 30)}event ${letters} of kind ${String.fromCharCode(97 + (n % 23)).repeat(9)}`;
    });
    expect(mineTemplates(many).join('').length).toBeLessThanOrEqual(6_000);
  });
});

describe('records of syslog and plain text', () => {
  const line = (name: string, second: number): string =>
    `Mar  5 04:01:${String(second).padStart(2, '0')} web1 sshd[${second}]: Invalid user ${name} from 192.0.2.${second} port 22`;

  it('name their template, which follows from the record and the layout alone', () => {
    const text = NAMES.map((name, index) => line(name, index + 10)).join('\n');
    const { ref, events, records } = read(text, { changedOn: '2026-03-05' });
    const template = 'Invalid user <*> from <*> port <*>';
    expect(events.every(({ ecs }) => ecs['message.template'] === template)).toBe(true);
    const again = formatById(ref)?.normalise(Buffer.from(records[0] ?? ''), { zone: 'UTC' });
    expect(again?.ok && again.value.ecs['message.template']).toBe(template);
  });

  it('have none in a case that was made before there were any', () => {
    const { events } = read(line('root', 10), { format: 'syslog:2026-03-05' });
    expect(events[0]?.ecs).not.toHaveProperty('message.template');
    const text = read('2026-03-05 04:01:00 started\n', { format: 'plain-text:2026-03-05' });
    expect(text.events[0]?.ecs).not.toHaveProperty('message.template');
  });

  it('are taken from plain text without the time in front', () => {
    const text = NAMES.map(
      (name, n) => `2026-03-05 04:01:${10 + n} INFO user ${name} did ${n} things`,
    );
    const { ref, events } = read(text.join('\n'));
    expect(ref).toMatch(/^plain-text:/);
    expect(new Set(events.map(({ ecs }) => ecs['message.template']))).toEqual(
      new Set(['INFO user <*> did <*> things']),
    );
  });

  it('refuse a layout that holds no list', () => {
    for (const list of ['', '{}', '[1]', '["x"']) {
      expect(formatById(`syslog:2026 templates ${list}`)).toBeUndefined();
      expect(formatById(`plain-text:2026 templates ${list}`)).toBeUndefined();
    }
  });
});
