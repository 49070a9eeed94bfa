import { describe, expect, it } from 'vitest';
import { formatById } from '../../../shared/formats/registry.ts';
import { gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const { put } = givenFiles();

async function read(text: string | Buffer) {
  const content = Buffer.from(text);
  const gathered = await gather(put('a.log', content));
  for (const { bytes, position } of gathered.events) {
    expect(content.subarray(position, position + bytes.length)).toEqual(Buffer.from(bytes));
  }
  const inRecords = gathered.events.reduce((sum, { bytes }) => sum + bytes.length, 0);
  expect(gathered.summary.framingBytes + inRecords).toBe(content.length);
  return gathered;
}

const BSD = ['Mar  5 10:00:00 h cron[1]: a', 'Mar  5 10:00:01 h cron[1]: b'];

describe('a file whose lines end with a carriage return alone', () => {
  it.each([
    ['plain text', 'plain-text', '2026-03-05 10:00:00 a\r\r2026-03-05 10:00:01 b\r', 2, 1],
    ['syslog', 'syslog', BSD.join('\r'), 2, 0],
    ['a table', 'csv', 'time,user\r2026-03-05 10:00:00,a\r2026-03-05 10:00:01,b\r', 2, 1],
    ['a table with such ends in a cell', 'csv', 'time,n\r2026-03-05 10:00:00,"a\rb"\r', 1, 1],
    ['JSON lines', 'json-lines', '{"time":"2026-03-05T10:00:00Z"}\r{"time":1772704801}\r', 2, 0],
    [
      'an audit log, lines of two events by turns',
      'auditd',
      [
        'type=SYSCALL msg=audit(1772704800.100:1): a0=1',
        'type=SYSCALL msg=audit(1772704800.100:2): a0=2',
        'type=PATH msg=audit(1772704800.100:2): name="/b"',
        'type=PROCTITLE msg=audit(1772704800.100:2): proctitle="b"',
      ].join('\r'),
      2,
      0,
    ],
  ])('is not one event: %s', async (_, format, text, events, skipped) => {
    const gathered = await read(text);
    expect(gathered.files[0]?.format).toMatch(new RegExp(`^cr:${format}\\b`));
    expect(gathered.events).toHaveLength(events);
    expect(gathered.skipped).toBe(skipped);
    expect(gathered.rejections).toEqual([]);
    for (const event of gathered.events) expect(event.timeUs).toBeGreaterThan(0);
  });

  it('is read in UTF-16 as well', async () => {
    const text = '\ufeff2026-03-05 10:00:00 ä\r2026-03-05 10:00:01 b\r';
    const { events, files } = await read(Buffer.from(text, 'utf16le'));
    expect(files[0]?.format).toMatch(/^utf-16le:cr:plain-text/);
    expect(events.map((event) => event.position)).toEqual([2, 46]);
  });

  it('has its bad records rejected in their places', async () => {
    const lines = ['{"time":"2026-03-05T10:00:00Z"}', '{"time":"2026-03-05T10:00:01Z"}', 'bad'];
    const { rejections } = await gather(put('a.log', lines.join('\r')));
    expect(rejections).toMatchObject([{ position: 64, excerpt: 'bad' }]);
  });

  it('is told from text in which a carriage return stands for something else', async () => {
    const progress = '2026-03-05 10:00:00 10%\r20%\r30%\n2026-03-05 10:00:01 done\n';
    expect((await read(progress)).events).toHaveLength(2);
    expect((await read('2026-03-05 10:00:00 alone\r')).files[0]?.format).toMatch(/^plain-text/);
  });

  it('has records that can be read again by themselves', () => {
    const format = formatById('cr:csv:{"separator":",","columns":["time","n"],"time":["time"]}');
    const record = new TextEncoder().encode('2026-03-05 10:00:00,"a\rb"');
    const again = format?.normalise(record, { zone: 'UTC' });
    expect(again).toMatchObject({ ok: true, value: { fields: { n: 'a\nb' } } });
    expect(formatById('cr:cr:csv')).toBeUndefined();
  });
});
