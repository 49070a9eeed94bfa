import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { read } from './read.ts';

const IIS = `#Software: Microsoft Internet Information Services 10.0
#Version: 1.0
#Date: 2026-06-01 00:00:00
#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken
2026-06-01 00:00:05 192.0.2.1 GET /default.htm a=1 80 DOMAIN\\bob 198.51.100.7 Mozilla/5.0+(Windows+NT) - 404 0 2 31
`;

describe('W3C extended logs', () => {
  it('of IIS are read by the names of #Fields, in UTC', () => {
    const { ref, events, rejected, skipped, accounted } = read(IIS, { zone: 'Europe/Berlin' });
    expect(ref).toMatch(/^w3c-extended:space: date time /);
    expect([rejected, skipped, accounted]).toEqual([[], 4, IIS.length]);
    expect(events[0]).toMatchObject({
      time: { timeUs: Date.parse('2026-06-01T00:00:05Z') * 1000, zoneAssumed: false },
      ecs: {
        'event.action': 'GET',
        'event.outcome': 'failure',
        'user.name': 'DOMAIN\\bob',
        'source.ip': '198.51.100.7',
        'destination.ip': '192.0.2.1',
      },
      fields: {
        'sc-status': 404,
        'cs(User-Agent)': 'Mozilla/5.0+(Windows+NT)',
        'cs-user-agent': 'Mozilla/5.0 (Windows NT)',
        'cs-referer': null,
      },
      logSource: { category: 'webserver' },
    });
  });

  it('of CloudFront are apart by tabs, with codes for spaces', () => {
    const text =
      '#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(User-Agent) x-edge-request-id\n' +
      [
        '2026-06-01',
        '00:00:05',
        'LHR3-P2',
        '2222',
        '2001:db8::7',
        'GET',
        'd1.cloudfront.net',
        '/x',
        '200',
        'Mozilla/5.0%20(X)',
        'id==',
      ].join('\t') +
      '\n';
    const { events, rejected } = read(text);
    expect(rejected).toEqual([]);
    expect(events[0]?.ecs).toMatchObject({
      'source.ip': '2001:db8::7',
      'event.id': 'id==',
      'host.name': 'd1.cloudfront.net',
    });
    expect(events[0]?.fields['cs-user-agent']).toBe('Mozilla/5.0 (X)');
  });

  it('without a date in their columns have that of #Date', () => {
    const { events } = read(
      '#Version: 1.0\n#Date: 2026-06-01 00:00:00\n#Fields: time cs-method cs-uri\n12:34:23 GET /foo/bar.html\n',
    );
    expect(events[0]?.time.timeUs).toBe(Date.parse('2026-06-01T12:34:23Z') * 1000);
  });

  it('have the day of the nearest #Date above where no column names it, read while the file is and later', () => {
    const day = (date: string) =>
      `#Date: ${date} 00:00:00\n#Fields: time cs-method cs-uri\n12:34:23 GET /${date}\n`;
    const days = ['2026-06-01', '2026-06-02', '2026-06-01', '2026-05-30'];
    const text = `#Version: 1.0\n${days.map(day).join('')}`;
    const { ref, events, records, rejected, accounted } = read(text);
    expect([rejected, accounted]).toEqual([[], text.length]);
    expect(events.map(({ time }) => new Date((time.timeUs ?? 0) / 1000).toISOString())).toEqual(
      days.map((each) => `${each}T12:34:23.000Z`),
    );
    const format = formatById(ref);
    let from = 0;
    for (const [index, record] of records.entries()) {
      from = text.indexOf(record, from);
      const again = format?.at?.(from).normalise(utf8(record), { zone: 'UTC' });
      expect(again).toEqual({ ok: true, value: events[index] });
      from += record.length;
    }
  });

  it('go on with the next day where the clock passes midnight, and say so', () => {
    const { events, rejected } = read(
      '#Date: 2026-06-30 23:50:00\n#Fields: time cs-method\n23:59:59 GET\n00:00:02 PUT\n00:00:01 PUT\n18:00:00 PUT\n00:30:00 POST\n#Date: 2026-07-02 01:00:00\n#Fields: time cs-method\n01:00:00 GET\n',
    );
    expect(rejected).toEqual([]);
    expect(events.map(({ time }) => time.text)).toEqual([
      '2026-06-30 23:59:59',
      '2026-07-01 00:00:02 (midnights since #Date 2026-06-30: 1)',
      '2026-07-01 00:00:01 (midnights since #Date 2026-06-30: 1)',
      '2026-07-01 18:00:00 (midnights since #Date 2026-06-30: 1)',
      '2026-07-02 00:30:00 (midnights since #Date 2026-06-30: 2)',
      // The directive names the day that was counted on to: nothing changes.
      '2026-07-02 01:00:00 (midnights since #Date 2026-06-30: 2)',
    ]);
    expect(events.at(-1)?.time.timeUs).toBe(Date.parse('2026-07-02T01:00:00Z') * 1000);
  });

  it('have no day above the first #Date, and one below it', () => {
    const { events } = read(
      '#Fields: time cs-method\n10:00:00 GET\n#Date: 2026-06-01 00:00:00\n10:00:01 GET\n',
    );
    expect(events.map(({ time }) => time.timeUs)).toEqual([
      null,
      Date.parse('2026-06-01T10:00:01Z') * 1000,
    ]);
  });

  it('without dates change their columns and their day together', () => {
    const { events, rejected } = read(
      '#Date: 2026-06-01\n#Fields: time c-ip s-ip\n10:00:00 192.0.2.1 192.0.2.2\n#Date: 2026-06-02\n#Fields: time s-ip c-ip\n10:00:00 192.0.2.3 192.0.2.4\n#Fields: date time c-ip\n2026-06-09 10:00:00 192.0.2.5\n',
    );
    expect(rejected).toEqual([]);
    expect(events.map(({ ecs, time }) => [ecs['source.ip'], time.text])).toEqual([
      ['192.0.2.1', '2026-06-01 10:00:00'],
      ['192.0.2.4', '2026-06-02 10:00:00'],
      ['192.0.2.5', '2026-06-09 10:00:00'],
    ]);
  });

  it('go on below a header that differs in case and spaces alone', () => {
    const again = '#FIELDS:  Date  TIME cs-method\n2026-06-01 00:00:07 PUT\n';
    const { events, rejected } = read(
      `#Fields: date time cs-method\n2026-06-01 00:00:06 GET\n${again}`,
    );
    expect(events.map(({ ecs }) => ecs['event.action'])).toEqual(['GET', 'PUT']);
    expect(rejected).toEqual([]);
  });

  it('are read below other columns, too, and a stored line by itself', () => {
    const other =
      '#Fields: date time c-ip cs-method sc-status\n2026-06-01 00:00:06 192.0.2.2 GET 500\n';
    const text = `${IIS}${other}too few\n${IIS}`;
    const { ref, events, records, rejected, skipped, accounted } = read(text);
    expect(events.map(({ ecs }) => ecs['source.ip'])).toEqual([
      '198.51.100.7',
      '192.0.2.2',
      '198.51.100.7',
    ]);
    expect(events[1]?.fields['sc-status']).toBe(500);
    expect(rejected.map(([, reason]) => reason)).toEqual([
      'not as many values as #Fields names: 15 or 5',
    ]);
    expect([skipped, accounted]).toEqual([9, text.length]);
    const format = formatById(ref);
    for (const [index, record] of [records[0], records[1]].entries()) {
      const again = format?.normalise(utf8(record ?? ''), { zone: 'UTC' });
      expect(again).toEqual({ ok: true, value: events[index] });
    }
  });

  it('tell two orders of as many columns by what their values look like', () => {
    const first = '#Fields: date time c-ip cs-method\n2026-06-01 00:00:06 192.0.2.2 GET\n';
    const second = '#Fields: date time cs-method c-ip\n2026-06-01 00:00:07 PUT 192.0.2.3\n';
    const { events, rejected } = read(`${first}${second}2026-06-01 00:00:07 192.0.2.3 PUT\n`);
    expect(events.map(({ ecs }) => [ecs['event.action'], ecs['source.ip']])).toEqual([
      ['GET', '192.0.2.2'],
      ['PUT', '192.0.2.3'],
    ]);
    // Below a header that it does not fit, though it fits the other one.
    expect(rejected).toHaveLength(1);
  });

  it('reject lines that could be of either of two orders', () => {
    const first = '#Fields: date time c-ip s-ip\n2026-06-01 00:00:06 192.0.2.2 192.0.2.3\n';
    const second = '#Fields: date time s-ip c-ip\n2026-06-01 00:00:07 192.0.2.4 192.0.2.5\n';
    const { events, rejected } = read(`${first}${second}${first}`);
    expect(events.map(({ ecs }) => ecs['source.ip'])).toEqual(['192.0.2.2', '192.0.2.2']);
    expect(rejected.map(([, reason]) => reason)).toEqual([
      'below a header that names as many columns as another one of the file, of which the values fit both',
    ]);
  });

  it('reject a line with a value too few', () => {
    const { rejected } = read(`${IIS}2026-06-01 00:00:07 192.0.2.1\n`);
    expect(rejected.map(([, reason]) => reason)).toEqual(['3 values where #Fields names 15']);
  });
});
