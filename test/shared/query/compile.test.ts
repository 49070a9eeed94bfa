import { describe, expect, it } from 'vitest';
import { timeUs } from '../../../shared/base/time.ts';
import type { EcsValues, EventView, Fields } from '../../../shared/domain/event.ts';
import { compileQuery, type EventContext } from '../../../shared/query/compile.ts';
import { parseQuery } from '../../../shared/query/parse.ts';

const TIME = timeUs(Date.parse('2026-06-02T10:12:30Z') * 1000);

function event(fields: Fields, ecs: EcsValues = {}, raw = JSON.stringify(fields)): EventView {
  return { id: 1, timeUs: TIME, nanos: 0, ecs, fields, raw };
}

const LOGIN = event(
  {
    eventName: 'ConsoleLogin',
    message: 'User login failed for "alice"',
    count: 12,
    ratio: 0.5,
    tags: ['first', 'Second'],
    nothing: null,
    eventTime: '2026-06-02T10:12:30Z',
    nested: { path: 'C:\\Temp\\a.txt', 'with space': 'x' },
    mode: 'batch',
  },
  {
    'user.name': 'Alice',
    'source.ip': '203.0.113.66',
    'destination.ip': '10.1.2.3',
    'event.outcome': 'failure',
    'log.level': 'WARNING',
  },
);

function matches(query: string, view: EventView = LOGIN, context?: EventContext): boolean {
  const parsed = parseQuery(query);
  if (!parsed.ok) throw new Error(`${query}: ${parsed.error.message} at ${parsed.error.position}`);
  return compileQuery(parsed.value)(view, context);
}

describe('a query', () => {
  it.each([
    // words and phrases
    ['', true],
    ['   ', true],
    ['consolelogin', true],
    ['LOGIN', true],
    ['logout', false],
    ['"login failed"', true],
    ['"failed login"', false],
    ['"for \\"alice\\""', true],
    ['"C:\\\\Temp"', true],
    ['fail*alice', true],
    ['203.0.113.66', true],
    // what is only in the normalised columns
    ['failure', true],
    // fields
    ['eventName:ConsoleLogin', true],
    ['eventname:consolelogin', true],
    ['eventName:Console', false],
    ['eventName:Console*', true],
    ['eventName:*Login', true],
    ['eventName:Console?ogin', true],
    ['eventName:"Console*"', false],
    ['message:"User login failed for \\"alice\\""', true],
    ['nested.path:"C:\\\\Temp\\\\a.txt"', true],
    ['"nested.with space":x', true],
    ['tags:second', true],
    ['tags:third', false],
    ['count:12', true],
    ['count:12.0', true],
    ['absent:x', false],
    // regular expressions
    ['eventName:/^Console(Login|Logout)$/', true],
    ['eventName:/^console/', false],
    ['eventName:/^console/i', true],
    ['nested.path:/a\\.txt$/', true],
    ['/login\\s+failed/', true],
    // ranges
    ['count:[10 TO 12]', true],
    ['count:[10 TO 12}', false],
    ['count:{12 TO *]', false],
    ['count:>=12', true],
    ['count:>12', false],
    ['count:<1e2', true],
    ['ratio:<=0.5', true],
    ['message:>=5', false],
    ['eventName:[b TO d]', true],
    ['eventName:[d TO *]', false],
    // addresses
    ['ip:203.0.113.0/24', true],
    ['ip:10.0.0.0/8', true],
    ['src:10.0.0.0/8', false],
    ['dst:10.0.0.0/8', true],
    ['source.ip:[203.0.113.60 TO 203.0.113.70]', true],
    ['source.ip:[203.0.113.7 TO 203.0.113.8]', false],
    // times
    ['time:2026-06-02', true],
    ['time:2026-06-03', false],
    ['time:[2026-06-01 TO 2026-06-02]', true],
    ['time:[2026-06-01 TO 2026-06-02}', false],
    ['time:<2026-06-02', false],
    ['time:<=2026-06-02', true],
    ['time:>2026-06-02T10:12', false],
    ['time:>=2026-06-02T10:12', true],
    ['eventTime:[2026-06-02T12:12:00+02:00 TO 2026-06-02T10:13:00Z]', true],
    // presence
    ['_exists_:nothing', true],
    ['_exists_:absent', false],
    ['_exists_:nested.path', true],
    ['_exists_:user', true],
    ['_exists_:host', false],
    ['count:*', true],
    // short names and columns
    ['user:alice', true],
    ['user:ALI*', true],
    ['user.name:alice', true],
    ['level:(warning OR error)', true],
    ['level:(info OR error)', false],
    ['level:(NOT info)', true],
    ['outcome:failure AND user:alice', true],
    // logic
    ['NOT logout', true],
    ['-logout', true],
    ['-login', false],
    ['!logout', true],
    ['login -logout user:alice', true],
    ['logout OR login', true],
    ['logout OR login AND nowhere', false],
    ['(logout OR login) AND alice', true],
    ['logout || (login && alice)', true],
    ['NOT (logout OR login)', false],
    ['NOT NOT login', true],
    ['user:alice OR user:bob level:info', true],
  ])('%s answers %s', (query, expected) => {
    expect(matches(query)).toBe(expected);
  });

  it('knows which exhibit an event is from', () => {
    expect(matches('source:e01', LOGIN, { exhibit: 'E01' })).toBe(true);
    expect(matches('exhibit:E02', LOGIN, { exhibit: 'E01' })).toBe(false);
  });

  it('falls back to the record’s own field where a short name has no column', () => {
    expect(matches('level:7', event({ level: 7 }))).toBe(true);
    expect(matches('level:7', event({ level: 7 }, { 'log.level': 'error' }))).toBe(false);
  });

  it('finds words that the raw text writes with escapes', () => {
    const raw = '{"city": "M\\u00fcnchen"}';
    expect(matches('münchen', event({ city: 'München' }, {}, raw))).toBe(true);
  });

  it('does not put an undated event into any time range', () => {
    const undated = { ...LOGIN, timeUs: null };
    expect(matches('time:[* TO 2030-01-01]', undated)).toBe(false);
    expect(matches('NOT _exists_:time', undated)).toBe(true);
  });

  it('takes a network in quotation marks for one, and finds records that name it themselves', () => {
    const rule = event({ cidrIp: '0.0.0.0/0', other: '2001:DB8::/32' });
    expect(matches('dst:"10.0.0.0/8"')).toBe(true);
    expect(matches('src:"10.0.0.0/8"')).toBe(false);
    expect(matches('cidrIp:"0.0.0.0/0"', rule)).toBe(true);
    expect(matches('cidrIp:0.0.0.0/0', rule)).toBe(true);
    expect(matches('other:2001:db8::/32', rule)).toBe(true);
    expect(matches('cidrIp:0.0.0.0/1', rule)).toBe(false);
    // What is no network stays the text that it is.
    expect(matches('cidrIp:"10.0.0.1/8"', event({ cidrIp: '10.0.0.1/8' }))).toBe(true);
  });

  it('compares IPv6 networks and bare addresses with colons', () => {
    const view = event({ peer: '2001:db8::1' }, { 'source.ip': '2001:db8::1' });
    expect(matches('ip:2001:db8::/32', view)).toBe(true);
    expect(matches('2001:db8::1', view)).toBe(true);
    expect(matches('fe80::1', view)).toBe(false);
  });

  it('takes a link as one word', () => {
    expect(matches('https://example.com/a', event({ url: 'https://example.com/a?b' }))).toBe(true);
  });

  it('ends quickly on an expression made to backtrack', () => {
    const view = event({ text: `${'a'.repeat(50_000)}!` });
    expect(matches('text:/^(a+)+$/', view)).toBe(false);
  });
});
