import { describe, expect, it } from 'vitest';
import { read } from './read.ts';

const RS = '\u001e';

describe('a JSON text sequence', () => {
  const one = '{"time":"2026-03-05T10:00:00Z","user":"a"}';
  const two = '{\n  "time": "2026-03-05T10:00:01Z",\n  "user": "b"\n}';

  it('is read text by text, over lines or not', () => {
    const text = `${RS}${one}\n${RS}${two}\n`;
    const { ref, events, records, rejected, skipped, accounted } = read(text);
    expect(ref).toBe('json-seq:json-array');
    expect(records).toEqual([one, two]);
    expect(events.map(({ ecs }) => ecs['user.name'])).toEqual(['a', 'b']);
    expect([rejected, skipped, accounted]).toEqual([[], 0, text.length]);
  });

  it('goes on behind a text that was cut off', () => {
    const text = `${RS}${one}\n${RS}{"time":"2026-\n${RS}{"a":${RS}${RS}\n${RS}${two}\n`;
    const { events, rejected, accounted } = read(text);
    expect(events).toHaveLength(2);
    expect(rejected).toEqual([
      [one.length + 3, 'not JSON: the record is cut off'],
      [one.length + 19, 'not JSON: the record is cut off'],
    ]);
    expect(accounted).toBe(text.length);
  });

  it('is read as the product that its records are of', () => {
    const entry = '{"__CURSOR":"a","__REALTIME_TIMESTAMP":"1772683291123456","MESSAGE":"x"}';
    expect(read(`${RS}${entry}\n${RS}${entry}\n`).ref).toBe('json-seq:journald');
  });

  it('tells of a text past the limit, with its place', () => {
    const text = `${RS}${one}\n${RS}${two}\n${RS}${one}\n`;
    const { events, rejected, accounted } = read(text, { maxRecordBytes: one.length + 1 });
    expect(events).toHaveLength(2);
    expect(rejected).toEqual([
      [one.length + 3, expect.stringMatching(/^a text of \d+ bytes, longer than the limit/)],
    ]);
    expect(accounted).toBe(text.length);
  });
});

describe('a stream of server-sent events', () => {
  const entry = (text: string) =>
    `{"__CURSOR":"a","__REALTIME_TIMESTAMP":"1772683291123456","MESSAGE":"${text}"}`;

  it('is read as the records behind data, as journalctl writes them', () => {
    const text = `: remark\r\ndata: ${entry('one')}\r\n\r\nevent: entry\nid: 7\ndata:${entry('two')}\n\n`;
    const { ref, events, records, rejected, skipped, accounted } = read(text);
    expect(ref).toBe('json-sse:journald');
    expect(records).toEqual([entry('one'), entry('two')]);
    expect(events.map(({ fields }) => fields['MESSAGE'])).toEqual(['one', 'two']);
    expect([rejected, skipped, accounted]).toEqual([[], 5, text.length]);
  });

  it('rejects data that is cut off, in its place', () => {
    const text = `data: ${entry('one')}\n\ndata: {"a":\n\ndata: ${entry('two')}\n`;
    const { events, rejected, accounted } = read(text);
    expect(events).toHaveLength(2);
    expect(rejected).toEqual([[entry('one').length + 14, 'not JSON: the record is cut off']]);
    expect(accounted).toBe(text.length);
  });
});
