import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { read } from './read.ts';

const row = (cells: readonly (string | null)[]) => ({
  Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
});
const result = (rows: readonly (readonly (string | null)[])[], more: object = {}) =>
  JSON.stringify({ UpdateCount: 0, ResultSet: { Rows: rows.map(row), ...more } }, null, 2);

const EVENTS = ['eventtime', 'eventname', 'eventsource', 'awsregion', 'useridentity', 'errorcode'];
const EVENT = [
  '2026-03-05T10:00:00Z',
  'StopLogging',
  'cloudtrail.amazonaws.com',
  'eu-west-1',
  '{type=IAMUser, username=alice}',
  null,
];

describe('results of Athena', () => {
  it('of CloudTrail are its events, without the row of names', () => {
    const text = result([EVENTS, EVENT, EVENT]);
    const { ref, events, records, rejected, skipped, accounted } = read(text);
    expect(ref).toMatch(/^athena=.*:cloudtrail$/);
    expect([rejected, skipped, accounted]).toEqual([[], 1, text.length]);
    expect(events[0]).toMatchObject({
      time: { timeUs: Date.parse('2026-03-05T10:00:00Z') * 1000 },
      fields: { eventName: 'StopLogging', userIdentity: { type: 'IAMUser', userName: 'alice' } },
      ecs: { 'event.action': 'StopLogging', 'user.name': 'alice' },
      logSource: { product: 'aws', service: 'cloudtrail' },
    });
    const again = formatById(ref)?.normalise(utf8(records[0] ?? ''), { zone: 'UTC' });
    expect(again).toEqual({ ok: true, value: events[0] });
  });

  it('of flow logs are flows, under the names that flow logs have', () => {
    for (const columns of [
      ['interface_id', 'srcaddr', 'dstaddr', 'dstport', 'start', 'action', 'log_status'],
      [
        ...['interfaceid', 'sourceaddress', 'destinationaddress', 'destinationport'],
        ...['starttime', 'action', 'logstatus'],
      ],
    ]) {
      const cells = ['eni-1', '192.0.2.1', '192.0.2.2', '443', '1772704800', 'REJECT', 'OK'];
      const { ref, events } = read(result([columns, cells]));
      expect(ref).toMatch(/:vpc-flow:rows$/);
      expect(events[0]).toMatchObject({
        time: { timeUs: 1772704800000000 },
        fields: { 'interface-id': 'eni-1', dstport: 443 },
        ecs: { 'source.ip': '192.0.2.1', 'event.outcome': 'failure' },
      });
    }
  });

  it('of anything else are rows with the names of the columns', () => {
    const { ref, events } = read(
      result([
        ['ts', 'user'],
        ['2026-03-05T10:00:00Z', 'bob'],
      ]),
    );
    expect(ref).toMatch(/:json-lines$/);
    expect(events[0]?.ecs['user.name']).toBe('bob');
  });

  it('of a later page have their names from the description alone', () => {
    const info = EVENTS.map((Name) => ({ Name, Type: 'varchar' }));
    const text = result([EVENT], { ResultSetMetadata: { ColumnInfo: info } });
    const { events, skipped, accounted } = read(text);
    expect([events.length, skipped, accounted]).toEqual([1, 0, text.length]);
  });

  it('reject rows with other cells, and what stands behind a result that is cut off', () => {
    const text = result([EVENTS, EVENT, ['one']]);
    expect(read(text).rejected.map(([, reason]) => reason)).toEqual([
      '1 cells where the result has 6 columns',
    ]);
    const cut = text.slice(0, -30);
    const { rejected, accounted, events } = read(cut);
    expect(events).toHaveLength(1);
    expect(rejected.length).toBeGreaterThan(0);
    expect(accounted).toBe(cut.length);
    const behind = `${text} and more`;
    const more = read(behind);
    expect(more.accounted).toBe(behind.length);
    expect(more.rejected.at(-1)?.[1]).toBe('what stands behind the rows is not JSON');
  });
});

it('results behind a mark of the coding, or zeros, are read all the same', () => {
  const text = result([EVENTS, EVENT]);
  for (const front of ['\ufeff', '\0\0\0', '\0\ufeff']) {
    const bytes = utf8(front + text);
    const { events, rejected, accounted } = read(bytes);
    expect([events.length, rejected, accounted]).toEqual([1, [], bytes.length]);
  }
});
