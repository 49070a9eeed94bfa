import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { formatById } from '../../../shared/formats/registry.ts';
import { read } from './read.ts';

const event = (id: string): string =>
  JSON.stringify({
    eventVersion: '1.09',
    userIdentity: { type: 'IAMUser', userName: 'alice', accountId: '123456789012' },
    eventTime: '2026-03-05T10:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '192.0.2.7',
    eventID: id,
    eventType: 'AwsApiCall',
  });
const CUT_OFF = '{"eventVersion":"1.09","eventTime":"2026-';
const CLOUDTRAIL = { product: 'aws', service: 'cloudtrail' };

describe('an export of CloudWatch Logs', () => {
  const text = `2026-03-05T10:00:04.000Z ${event('e1')}\n2026-03-05T10:00:05.000Z ${event('e2')}\n2026-03-05T10:00:05.000Z ${CUT_OFF}\nno time at all\n\n`;

  it('is read as the CloudTrail events behind the times', () => {
    const { ref, events, records, rejected, skipped, accounted } = read(text);
    expect(ref).toBe('cloudwatch=line:cloudtrail');
    expect(events.map(({ ecs }) => ecs['event.id'])).toEqual(['e1', 'e2']);
    expect(events[0]?.logSource).toEqual(CLOUDTRAIL);
    expect(events[0]?.ecs).toMatchObject({ 'user.name': 'alice', 'source.ip': '192.0.2.7' });
    expect(events[0]?.time.text).toBe('2026-03-05T10:00:00Z');
    expect(events[0]?.fields['cloudwatch']).toEqual({ timestamp: '2026-03-05T10:00:04.000Z' });
    expect(records[0]).toBe(text.split('\n')[0]);
    expect(rejected.map(([, reason]) => reason)).toEqual([
      'not JSON: the record is cut off',
      'no time of delivery at the start of the line',
    ]);
    expect(skipped).toBe(1);
    expect(accounted).toBe(utf8(text).length);
  });

  it('gives a glance what reading it would', () => {
    const format = formatById('cloudwatch=line:cloudtrail');
    const record = utf8(text.split('\n')[0] ?? '');
    const few = format?.glance?.read(record, { zone: 'UTC' });
    const all = format?.normalise(record, { zone: 'UTC' });
    expect(few && all?.ok).toBe(true);
    if (!format || !few || !all?.ok) return;
    expect(format.time(few, { zone: 'UTC' })).toEqual(all.value.time);
    const { 'event.id': _id, ...columns } = all.value.ecs;
    expect(format.ecs(few, { zone: 'UTC' })).toMatchObject(columns);
  });

  it('leaves an event without a time of its own to be read, and dated by its delivery', () => {
    const timeless = event('e3').replace('"eventTime":"2026-03-05T10:00:00Z",', '');
    const line = `2026-03-05T10:00:04.000Z ${timeless}`;
    const { events } = read(`${text}${line}\n`);
    expect(events[2]?.time.timeUs).toBe(Date.parse('2026-03-05T10:00:04Z') * 1000);
    const glance = formatById('cloudwatch=line:cloudtrail')?.glance;
    expect(glance?.read(utf8(line), { zone: 'UTC' })).toBeUndefined();
  });

  it('gives syslog stamps the year of their delivery, not that of the file', () => {
    const lines =
      '2024-03-05T04:01:32.000Z Mar  5 04:01:31 web1 sshd[8]: Invalid user x from 192.0.2.7\n';
    const { ref, events } = read(lines.repeat(3), { changedOn: '2026-09-01' });
    expect(ref).toMatch(/^cloudwatch=line:syslog:/);
    expect(events[0]?.time.timeUs).toBe(Date.parse('2024-03-05T04:01:31Z') * 1000);
    expect(events[0]?.logSource).toEqual({ product: 'linux', service: 'sshd' });
  });

  it('is read with the name of a stream in front of each record, too', () => {
    const line = (id: string) => `2026-03-05T10:00:00.000000+00:00 1_CloudTrail_x ${event(id)}\n`;
    const { ref, events } = read(line('e1') + line('e2'));
    expect(ref).toBe('cloudwatch=stream:cloudtrail');
    expect(events[1]?.fields['cloudwatch']).toMatchObject({ logStreamName: '1_CloudTrail_x' });
  });

  it('does not take the time of delivery for the host of a web server', () => {
    const line =
      '2026-03-05T10:00:01.000Z 192.0.2.7 - bob [05/Mar/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n';
    const { ref, events } = read(line.repeat(2));
    expect(ref).toBe('cloudwatch=line:web-access');
    expect(events[0]?.ecs).toMatchObject({ 'source.ip': '192.0.2.7', 'user.name': 'bob' });
    expect(events[0]?.ecs['host.name']).toBeUndefined();
  });

  it('may have times of any zone and precision', () => {
    const line = `2026-03-05T12:00:04.123456789+02:00 ${event('e1').replace('"eventTime":"2026-03-05T10:00:00Z",', '')}\n`;
    const { ref, events } = read(line.repeat(2), { format: 'cloudtrail' });
    expect(ref).toBe('cloudwatch=line:cloudtrail');
    expect(events[0]?.time).toMatchObject({
      timeUs: Date.parse('2026-03-05T10:00:04Z') * 1000 + 123_456,
      nanos: 789,
    });
  });

  it('stays plain text where what it holds is nothing else', () => {
    const line = '2026-03-05T10:00:01.000Z something happened\n';
    expect(read(line.repeat(3)).ref).toMatch(/^plain-text:/);
  });

  it('loses no byte, wherever it is divided', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 6 }), (cuts) => {
        expect(read(text, { cuts })).toEqual(read(text));
      }),
      { numRuns: 20 },
    );
  });
});

describe('answers of CloudWatch Logs', () => {
  const message = (text: string) => ({
    logStreamName: 's',
    timestamp: 1_772_705_000_000,
    message: text,
    ingestionTime: 1_772_705_000_005,
    eventId: '38',
  });

  it('are read as the events that their messages are', () => {
    const answer = { events: [message(event('e1')), message(CUT_OFF), message(event('e2'))] };
    const text = JSON.stringify({ ...answer, searchedLogStreams: [] }, null, 4);
    const { ref, events, rejected, accounted } = read(text);
    expect(ref).toBe('list=events:cloudtrail');
    expect(events.map(({ ecs }) => ecs['event.id'])).toEqual(['e1', 'e2']);
    expect(rejected).toHaveLength(1);
    expect(accounted).toBe(utf8(text).length);
  });

  it('are read as other formats with what stands around them kept', () => {
    const line = 'Mar  5 04:01:31 web1 sshd[8]: Invalid user x from 192.0.2.7';
    const { ref, events } = read(JSON.stringify({ events: [message(line), message(line)] }));
    expect(ref).toMatch(/^list=events:cloudwatch=json:syslog:/);
    expect(events[0]?.ecs['host.name']).toBe('web1');
    expect(events[0]?.fields['cloudwatch']).toMatchObject({ logStreamName: 's', eventId: '38' });
  });

  it('are left as they are where a message is nothing else', () => {
    const text = JSON.stringify({ events: [message('START'), message('END')] });
    const { ref, events } = read(text);
    expect(ref).toBe('list=events:json-array');
    expect(events[0]?.time.timeUs).toBe(1_772_705_000_000_000);
  });

  it.each([
    ['one after the other', ''],
    ['one a line', '\n'],
  ])('come as subscriptions, many objects %s', (_how, between) => {
    const object = (ids: readonly string[]) =>
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        owner: '123456789012',
        logGroup: 'CloudTrail/logs',
        subscriptionFilters: ['f'],
        logEvents: ids.map((id) => ({ id, timestamp: 1_772_705_000_000, message: event(id) })),
      });
    const text = [object(['e1', 'e2']), object(['e3'])].join(between);
    const { ref, events, rejected, accounted } = read(text);
    expect(ref).toBe('list=logEvents:cloudtrail');
    expect(events.map(({ ecs }) => ecs['event.id'])).toEqual(['e1', 'e2', 'e3']);
    expect(rejected).toEqual([]);
    expect(accounted).toBe(text.length);
  });

  it('come from delivery streams with nothing but the message', () => {
    const flow =
      '2 123456789010 eni-1 192.0.2.1 192.0.2.2 1 2 6 20 42 1418530010 1418530070 ACCEPT OK';
    const text = `${JSON.stringify({ message: flow })}\n`.repeat(2);
    const { ref, events, rejected } = read(text);
    expect(ref).toMatch(/^cloudwatch=json:vpc-flow:version /);
    expect(rejected).toEqual([]);
    expect(events[0]?.ecs['source.ip']).toBe('192.0.2.1');
  });

  it('come from queries, a list of fields a row', () => {
    const row = (id: string) => [
      { field: '@timestamp', value: '2026-03-05 10:00:00.000' },
      { field: '@message', value: event(id) },
    ];
    const { events } = read(
      JSON.stringify({ results: [row('e1'), row('e2')], status: 'Complete' }),
    );
    expect(events.map(({ ecs }) => ecs['event.id'])).toEqual(['e1', 'e2']);
  });
});
