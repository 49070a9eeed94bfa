import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { read, recognised } from './read.ts';

const AT = '2026-03-05T04:01:31Z';
const AT_US = Date.UTC(2026, 2, 5, 4, 1, 31) * 1000;

describe('tables', () => {
  it('are read with the names of the header, quoted cells and line ends inside them', () => {
    const { events, records, skipped } = read(
      `time,user,src_ip,message\r\n${AT},alice,192.0.2.7,"one, ""two""\r\nthree"\r\n${AT},bob,,plain\r\n`,
    );
    expect(skipped).toBe(1);
    expect(records[0]).toBe(`${AT},alice,192.0.2.7,"one, ""two""\r\nthree"`);
    expect(events[0]).toMatchObject({
      time: { timeUs: AT_US, text: AT },
      ecs: { 'user.name': 'alice', 'source.ip': '192.0.2.7' },
      fields: { time: AT, user: 'alice', src_ip: '192.0.2.7', message: 'one, "two"\r\nthree' },
      summary: 'one, "two" three',
    });
    expect(events[1]?.fields['src_ip']).toBe('');
  });

  it.each([
    [`when\tuser\n${AT}\ta\n`, 'tabs'],
    [`when;user\n${AT};a,b\n`, 'semicolons'],
    [`when|user\n${AT}|a\n`, 'bars'],
  ])('are read with other separators: %#, %s', (text) => {
    expect(read(text).events[0]).toMatchObject({ time: { timeUs: AT_US } });
  });

  it('have their time in the column where the rows have one, whatever it is called', () => {
    const { events } = read(`n,Occurred (UTC),note\n1772683291,${AT},x\n1772683292,${AT},x\n`);
    expect(events[0]?.time.timeUs).toBe(AT_US);
    expect(read('ts,n\n1772683291,7\n').events[0]?.time.timeUs).toBe(AT_US);
    expect(read('date,time,n\n2026-03-05,04:01:31,7\n').events[0]?.time).toMatchObject({
      timeUs: AT_US,
      zoneAssumed: true,
    });
    const named = read(`a,b\n${AT},2026-03-06T00:00:00Z\n`, { timeField: 'b' });
    expect(named.events[0]?.time.text).toBe('2026-03-06T00:00:00Z');
  });

  it('have their time where a stretch begins, in seconds since 1970', () => {
    const { events } = read('version,srcaddr,start,end\n2,192.0.2.7,1772704800,1772704860\n');
    expect(events[0]?.time.timeUs).toBe(1772704800e6);
  });

  it('may have years of two digits, in the order that the column tells', () => {
    const rows = ['03/25/26,10:00:00 PM', '04/02/26,12:00:00 AM', '04/02/26,12:30:00 PM'];
    const { events } = read(['date,time', ...rows].join('\n'));
    expect(events.map(({ time }) => new Date((time.timeUs ?? 0) / 1e3).toISOString())).toEqual([
      '2026-03-25T22:00:00.000Z',
      '2026-04-02T00:00:00.000Z',
      '2026-04-02T12:30:00.000Z',
    ]);
  });

  it('keep every column, those of one name and those without', () => {
    const { events } = read(`time,a,a,,__proto__\n${AT},1,2,3,4\n`);
    expect(Object.entries(events[0]?.fields ?? {})).toEqual([
      ...[
        ['time', AT],
        ['a', '1'],
        ['a (2)', '2'],
        ['column4', '3'],
        ['__proto__', '4'],
      ],
    ]);
  });

  it('without a time are taken for a log only where that file was chosen', () => {
    expect(recognised('name,size\na,1\nb,2\n')).toBe('');
    expect(recognised('name,size\na,1\nb,2\n', true)).toBe('csv');
    expect(recognised(`${AT},alice\n${AT},bob\n`, true)).not.toBe('csv');
    expect(recognised('Dear all, hello\nthis is it.\nWell, well, well\n')).toBe('');
  });

  it('reject rows of another length, with their place', () => {
    const { rejected, skipped } = read(
      `time,a\n${AT},1\n${AT}\n${AT},1,2\ntime,a\n${AT},2\n${AT},3\n`,
    );
    expect(rejected).toEqual([
      [30, '1 cell where the header names 2 columns'],
      [51, '3 cells where the header names 2 columns'],
    ]);
    expect(skipped).toBe(2);
  });

  it('are not swallowed by a quote that is never closed', () => {
    const text = `time,a\n${AT},"open\n${`${AT},x\n`.repeat(5)}`;
    const { events, rejected } = read(text);
    expect(events).toHaveLength(5);
    expect(rejected).toEqual([[7, 'a quote that is opened at character 21 is never closed']]);
    const long = read(`time,a\n${AT},"open\n${`${AT},x\n`.repeat(100_000)}`);
    expect(long.events).toHaveLength(100_000);
  });

  it('refuse a layout that is none', () => {
    for (const layout of ['', '{}', '{"separator":"x","columns":["a","b"],"time":[]}', '[1]']) {
      expect(formatById(`csv:${layout}`)).toBeUndefined();
    }
  });

  it('account for every byte, however they arrive', () => {
    const part = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é'),
      maxLength: 40,
    });
    fc.assert(
      fc.property(part, fc.array(fc.nat(), { maxLength: 8 }), (text, cuts) => {
        const format = 'csv:{"separator":",","columns":["a","b"],"time":[]}';
        const whole = read(text, { format, maxRecordBytes: 9 });
        expect(whole.accounted).toBe(utf8(text).length);
        expect(read(text, { format, maxRecordBytes: 9, cuts })).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
  });

  it('give back what was written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const lines = rows.map(([a, b]) => `${AT},${quoted(a)},${quoted(b)}`);
        const { events } = read(`time,a,b\n${lines.join('\n')}\n`);
        expect(events.map(({ fields }) => [fields['a'], fields['b']])).toEqual(rows);
      }),
    );
  });

  it('have no record in the line by which a spreadsheet names the separator', () => {
    const text = 'sep=;\r\ntime;user\r\n2026-01-01T00:00:00Z;alice\r\n';
    const { events, skipped, accounted } = read(text);
    expect(events.map(({ ecs }) => ecs['user.name'])).toEqual(['alice']);
    expect([skipped, accounted]).toEqual([2, text.length]);
  });

  it('may have remarks in front of the header', () => {
    const text =
      '# exported\n# by whom\ntime,user\n2026-01-01T00:00:00Z,alice\n2026-01-01T00:00:01Z,bob\n';
    const { events, skipped, accounted } = read(text);
    expect(events.map(({ ecs }) => ecs['user.name'])).toEqual(['alice', 'bob']);
    expect([skipped, accounted]).toEqual([3, text.length]);
    const named = read('#time,user\n2026-01-01T00:00:00Z,alice\n2026-01-01T00:00:01Z,bob\n');
    expect(named.events[0]?.fields).toHaveProperty('#time');
  });

  it('have dates with slashes in the order that the column tells', () => {
    const day = read('When,User\n01/02/2026 10:00:00,a\n13/02/2026 10:00:00,b\n').events;
    expect(day.map(({ time }) => time.timeUs)).toEqual([
      Date.parse('2026-02-01T10:00:00Z') * 1000,
      Date.parse('2026-02-13T10:00:00Z') * 1000,
    ]);
    expect(day[0]?.time.text).toBe('01/02/2026 10:00:00');
    const month = read('Date,Time,User\n1/2/2026,10:00:00 AM,a\n1/2/2026,10:00:01 PM,b\n').events;
    expect(month.map(({ time }) => time.timeUs)).toEqual([
      Date.parse('2026-01-02T10:00:00Z') * 1000,
      Date.parse('2026-01-02T22:00:01Z') * 1000,
    ]);
    const unknown = read('When,User\n01/02/2026 10:00:00,a\n02/02/2026 10:00:00,b\n', {
      chosen: true,
    });
    expect(unknown.events.map(({ time }) => time.timeUs)).toEqual([null, null]);
  });
});
