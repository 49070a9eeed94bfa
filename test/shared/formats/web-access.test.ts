import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { read } from './read.ts';

const COMMON = '192.0.2.7 - bob [02/Jan/2026:15:04:05 -0700] "GET /a/b?c=d HTTP/1.1" 200 2326';
const COMBINED = `${COMMON} "https://example.org/" "agent (x)"`;

describe('web access logs', () => {
  it('are read in the common and the combined format', () => {
    const { ref, events } = read(`${COMMON}\n${COMBINED}\n`);
    expect(ref).toBe('web-access');
    expect(events[0]).toEqual({
      time: {
        timeUs: Date.UTC(2026, 0, 2, 22, 4, 5) * 1000,
        nanos: 0,
        precision: 's',
        text: '02/Jan/2026:15:04:05 -0700',
        zoneAssumed: false,
      },
      ecs: {
        'event.action': 'GET',
        'event.outcome': 'success',
        'user.name': 'bob',
        'source.ip': '192.0.2.7',
      },
      fields: {
        'c-ip': '192.0.2.7',
        'cs-username': 'bob',
        time: '02/Jan/2026:15:04:05 -0700',
        'cs-method': 'GET',
        'cs-uri': '/a/b?c=d',
        'cs-uri-stem': '/a/b',
        'cs-uri-query': '/a/b?c=d',
        'cs-version': 'HTTP/1.1',
        'sc-status': 200,
        'sc-bytes': 2326,
      },
      logSource: { category: 'webserver' },
      summary: 'bob at 192.0.2.7: GET /a/b?c=d 200',
    });
    expect(events[1]?.fields).toMatchObject({
      'cs-referer': 'https://example.org/',
      'cs-user-agent': 'agent (x)',
    });
  });

  it('may name the virtual host first, and have more fields behind', () => {
    const { events } = read(`shop.example:443 ${COMBINED} 0.003 "-"\n`);
    expect(events[0]?.ecs).toMatchObject({ 'host.name': 'shop.example', 'source.ip': '192.0.2.7' });
    expect(events[0]?.fields).toMatchObject({ field1: '0.003', field2: null });
  });

  it('may have fractions of a second', () => {
    const line = COMMON.replace('15:04:05', '15:04:05.123456');
    const { ref, events } = read(`${line}\n`.repeat(2));
    expect(ref).toBe('web-access');
    expect(events[0]?.time).toMatchObject({
      timeUs: Date.UTC(2026, 0, 2, 22, 4, 5) * 1000 + 123_456,
      precision: 'us',
    });
  });

  it('keep values in their columns where a client sent quotes that are not escaped', () => {
    const line = (request: string, agent: string) =>
      `192.0.2.7 - - [02/Jan/2026:15:04:05 +0000] "${request}" 200 5 "https://a/" "${agent}"`;
    const text = [line('GET /" HTTP/1.1', 'x'), line('GET / HTTP/1.1', 'bad" quote" 404 7')];
    const { events, rejected } = read(text.join('\n'));
    expect(rejected).toEqual([]);
    expect(events.map(({ fields }) => [fields['cs-uri'], fields['cs-user-agent']])).toEqual([
      ['/"', 'x'],
      ['/', 'bad" quote" 404 7'],
    ]);
    for (const { fields } of events) {
      expect(fields).toMatchObject({ 'sc-status': 200, 'sc-bytes': 5, 'cs-referer': 'https://a/' });
    }
  });

  it('are not slow to read where a line is full of quotes', () => {
    const hostile = `192.0.2.7 - - [02/Jan/2026:15:04:05 +0000] "${'" 200 5 "" "'.repeat(100_000)}`;
    expect(read(hostile, { format: 'web-access' }).events).toHaveLength(1);
  });

  it('keep requests that are no HTTP, users with spaces, and clients that are names', () => {
    const odd = (request: string) => COMMON.replace('GET /a/b?c=d HTTP/1.1', request);
    const text = `${odd('\\x16\\x03\\x01')}\n${odd('-')}\n${odd('GET /a"b HTTP/1.1')}\n`;
    expect(read(text).events.map((event) => event.fields['cs-uri'])).toEqual([
      '\x16\x03\x01',
      null,
      '/a"b',
    ]);
    const { events } = read(COMMON.replace('bob', 'Bob B').replace('192.0.2.7', 'host.example'));
    expect(events[0]?.ecs['user.name']).toBe('Bob B');
    expect(events[0]?.ecs['source.ip']).toBeUndefined();
    expect(events[0]?.fields['c-ip']).toBe('host.example');
  });

  it('reject other lines, with their place', () => {
    const { rejected } = read(`${COMMON}\n${COMMON}\nstarted\n${COMMON.slice(0, 50)}\n`);
    expect(rejected).toEqual([
      [2 * COMMON.length + 2, 'no time in brackets, as in 02/Jan/2006:15:04:05 +0000'],
      [2 * COMMON.length + 10, expect.stringContaining('never closed')],
    ]);
  });

  it('account for every byte', () => {
    const line = fc.oneof(
      fc.constantFrom(COMMON, COMBINED),
      fc.string(),
      fc.nat(COMBINED.length).map((end) => COMBINED.slice(0, end)),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join('\r\n');
        expect(read(text, { format: 'web-access' }).accounted).toBe(utf8(text).length);
      }),
    );
  });
});

describe('a virtual host that is an address', () => {
  it('stands before the client, in brackets and with its port', () => {
    const rest = '- ann [02/Jan/2026:15:04:05 +0000] "GET / HTTP/1.1" 200 1';
    const lines = [
      `[2001:db8::9]:8443 2001:db8::4 ${rest}`,
      `[2001:db8::9] 192.0.2.4 ${rest}`,
      `192.0.2.9:80 192.0.2.4 ${rest}`,
    ];
    const { events } = read(`${lines.join('\n')}\n`);
    expect(
      events.map(({ fields, ecs }) => [fields['cs-host'], ecs['source.ip'], ecs['user.name']]),
    ).toEqual([
      ['[2001:db8::9]:8443', '2001:db8::4', 'ann'],
      ['[2001:db8::9]', '192.0.2.4', 'ann'],
      ['192.0.2.9:80', '192.0.2.4', 'ann'],
    ]);
  });
});
