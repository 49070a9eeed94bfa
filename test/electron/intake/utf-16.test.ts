import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { formatById } from '../../../shared/formats/registry.ts';
import { failureOf, gather } from './gather.ts';
import { givenFiles } from './given-files.ts';

const { put } = givenFiles();

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

const line = (number: number): string =>
  `{"time":"2026-06-01T00:00:00Z","n":${number},"who":"Zoë 😀"}`;

describe.each(['le', 'be'] as const)('UTF-16 %s', (order) => {
  it.each([true, false])('is read line by line, with a mark: %s', async (mark) => {
    const start = mark ? '\ufeff' : '';
    const content = utf16(`${start}${line(1)}\r\n\r\n${line(2)}\n`, order);
    const { events, skipped, files } = await gather(put('a.json', content));
    expect(files.map((file) => file.format)).toEqual([`utf-16${order}:json-lines`]);
    expect(skipped).toBe(1);
    const at = (number: number) => content.indexOf(utf16(line(number), order));
    expect(events.map((event) => event.position)).toEqual([at(1), at(2)]);
    const format = formatById(`utf-16${order}:json-lines`);
    const read = format?.normalise(utf16(line(2), order), { zone: 'UTC' });
    expect(read).toMatchObject({ ok: true, value: { fields: { n: 2, who: 'Zoë 😀' } } });
    expect(format?.text?.(utf16(line(2), order))).toBe(line(2));
  });

  it('keeps the exact bytes of a record, and its place, in a list over several lines', async () => {
    const content = utf16(`\ufeff[\n  {"a":"ü",\n "t":1},\n  {"a":"😀"}\n]\n`, order);
    const { events, summary } = await gather(put('a.json', content));
    expect(events).toHaveLength(2);
    for (const { bytes, position } of events) {
      expect(content.subarray(position, position + bytes.length)).toEqual(Buffer.from(bytes));
    }
    const inRecords = events.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(summary.framingBytes + inRecords).toBe(content.length);
  });

  it('rejects a bad record at its place in the file, with a reason that counts the same', async () => {
    const content = utf16(`${line(1)}\nnot json ü\n${line(3)}\n`, order);
    const { events, rejections } = await gather(put('a.json', content));
    expect(events).toHaveLength(2);
    expect(rejections.map((each) => each.position)).toEqual([utf16(`${line(1)}\n`, order).length]);
  });

  it('tells half a character at the end', async () => {
    const content = Buffer.concat([utf16(`${line(1)}\n`, order), Buffer.of(0x41)]);
    const { rejections } = await gather(put('a.json', content));
    expect(rejections).toMatchObject([
      { position: content.length - 1, reason: 'the file ends within a character of UTF-16' },
    ]);
  });

  it('is read in an archive, in pieces of any length', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => line(index)).join('\n');
    const { events } = await gather(put('a.gz', gzipSync(utf16(lines, order))));
    expect(events).toHaveLength(20_000);
    const last = utf16(line(19_999), order);
    expect(events.at(-1)?.position).toBe(utf16(lines, order).length - last.length);
  });
});

describe('what is not UTF-16', () => {
  it('is not taken for it: numbers of 16 bits without text', async () => {
    const numbers = new Uint8Array(Uint16Array.from({ length: 400 }, (_, index) => index).buffer);
    expect((await failureOf(put('a.bin', numbers))).message).toMatch(/binary data/);
  });

  it('is UTF-8 with a mark, which is framing', async () => {
    const content = Buffer.from(`\ufeff${line(1)}\n`);
    const { events } = await gather(put('a.json', content));
    expect(events).toMatchObject([{ raw: line(1), position: 3 }]);
  });
});
