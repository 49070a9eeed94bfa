import { describe, expect, it } from 'vitest';
import { formatById } from '../../../shared/formats/registry.ts';
import { read, recognised } from './read.ts';

const member = (second: number, more: object = {}) => ({
  time: `2026-03-05T10:00:0${second}Z`,
  user: 'alice',
  ...more,
});
const MEMBERS = [member(0), member(1, { items: [member(9)] }), member(2)];

describe('one JSON object around a list of records under any name', () => {
  it.each([
    ['in one line', JSON.stringify({ count: 3, data: MEMBERS, next: null })],
    ['over many lines', JSON.stringify({ count: 3, 'a:b %': MEMBERS }, null, 2)],
    ['behind another list', JSON.stringify({ people: [{ name: 'x' }], rows: MEMBERS })],
  ])('is read as these records: %s', (_, text) => {
    const { ref, events, records, rejected, accounted } = read(text);
    expect(ref).toMatch(/^list=[^:]+:json-array$/);
    expect(events.map(({ time }) => time.text)).toEqual(MEMBERS.map(({ time }) => time));
    expect(records.map((record) => JSON.parse(record) as unknown)).toEqual(MEMBERS);
    expect([rejected, accounted]).toEqual([[], text.length]);
  });

  it('is read to its end where the file is longer than the part that is looked at first', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => member(index % 10, { index }));
    const text = JSON.stringify({ total: many.length, result: many });
    expect(read(text).events).toHaveLength(many.length);
  });

  it('has the format of its records where they are of a known product', () => {
    const event = {
      Event: {
        System: { EventID: 1, Channel: 'System', TimeCreated: { SystemTime: member(0).time } },
      },
      timestamp: member(0).time,
    };
    const { ref, events } = read(JSON.stringify({ page: 1, found: [event, event] }));
    expect(ref).toBe('list=found:windows-event-json');
    expect(events).toHaveLength(2);
  });

  it('is a record itself where it has a time, and where it stands in a line among others', () => {
    const own = JSON.stringify({ time: '2026-03-05T11:00:00Z', data: MEMBERS });
    expect(read(own).events).toHaveLength(1);
    expect(read(`${own}\n${own}\n`).events).toHaveLength(2);
    const line = JSON.stringify({ data: MEMBERS });
    expect(recognised(`${line}\n${line}\n${line}\n`)).toBe('json-lines');
  });

  it('is no log where nothing in its lists has a time', () => {
    expect(recognised('{"name":"x","files":[{"path":"a"},{"path":"b"}]}')).toBe('');
  });

  it('rejects a broken record in its place and goes on', () => {
    const text = `{"data":[${JSON.stringify(MEMBERS[0])},{"time":"x" 5},${JSON.stringify(MEMBERS[2])}]}`;
    const { events, rejected, accounted } = read(text);
    expect([events.length, rejected.length, accounted]).toEqual([2, 1, text.length]);
  });

  it('refuses a reference that names nothing', () => {
    expect(formatById('list=a:list=b:json-array')).toBeUndefined();
    expect(formatById('list=%:json-array')).toBeUndefined();
    expect(formatById('list=a:nothing')).toBeUndefined();
  });
});

describe('JSON objects one after the other with commas between them', () => {
  it.each([
    [
      'a line each',
      '{"time":1772704800,"a":1},\n{"time":1772704801,"a":2},\n{"time":1772704802}\n',
    ],
    ['one behind the last', '{"time":1772704800},\r\n{"time":1772704801},\r\n'],
  ])('have none of the commas rejected: %s', (_, text) => {
    const { events, rejected, accounted } = read(text);
    expect(events.length).toBeGreaterThan(1);
    expect([rejected, accounted]).toEqual([[], text.length]);
  });
});
