import { describe, expect, it } from 'vitest';
import { read, recognised } from './read.ts';

describe('answers of CloudTrail Lake', () => {
  const answer = {
    QueryStatus: 'FINISHED',
    QueryStatistics: { ResultsCount: 2 },
    QueryResultRows: [
      [
        { eventID: 'e1' },
        { eventName: 'ConsoleLogin' },
        { eventTime: '2026-06-01 00:00:00.000' },
        {
          userIdentity:
            '{type=IAMUser, principalid=A, username=alice, sessioncontext={attributes={mfaauthenticated=false}}}',
        },
        { sourceIPAddress: '192.0.2.7' },
        { readOnly: 'false' },
        { errorCode: '' },
      ],
      [{ eventID: 'e2' }, { eventName: 'GetObject' }, { eventTime: '2026-06-01 00:00:01.000' }],
    ],
  };

  it('are events, a row a record, with the objects of the query engine read', () => {
    const text = JSON.stringify(answer, null, 1);
    const { ref, events, rejected, accounted } = read(text);
    expect(ref).toBe('cloudtrail');
    expect(rejected).toEqual([]);
    expect(accounted).toBe(text.length);
    expect(events.map((event) => event.ecs['event.id'])).toEqual(['e1', 'e2']);
    expect(events[0]?.fields).toMatchObject({
      userIdentity: {
        type: 'IAMUser',
        userName: 'alice',
        sessionContext: { attributes: { mfaAuthenticated: 'false' } },
      },
      readOnly: false,
    });
    expect(events[0]?.ecs).toMatchObject({
      'event.action': 'ConsoleLogin',
      'event.outcome': 'success',
      'user.name': 'alice',
      'source.ip': '192.0.2.7',
    });
    expect(events[0]?.time.timeUs).toBe(Date.parse('2026-06-01T00:00:00Z') * 1000);
  });

  it('are dated in UTC, whatever the zone of other times without one', () => {
    const { events } = read(JSON.stringify(answer), { zone: 'Europe/Berlin' });
    expect(events[0]?.time.timeUs).toBe(Date.parse('2026-06-01T00:00:00Z') * 1000);
  });

  it('are read as CSV with the whole event in a column', () => {
    const event =
      '{"eventVersion":"1.08","eventName":"GetObject","eventTime":"2026-06-01T00:00:00Z","userIdentity":{"userName":"bob"}}';
    const text = `eventID,eventJson\ne1,"${event.replaceAll('"', '""')}"\ne2,"{""a"":1}"\ne3,"{"\n`;
    const { ref, events, rejected } = read(text);
    expect(ref).toMatch(/^cloudtrail:\{"separator":","/);
    expect(events).toHaveLength(1);
    expect(events[0]?.logSource).toEqual({ product: 'aws', service: 'cloudtrail' });
    expect(events[0]?.ecs['user.name']).toBe('bob');
    expect(rejected.map(([, reason]) => reason)).toEqual([
      'a JSON object without the fields of a CloudTrail event',
      'the event inside the record is not JSON: the record is cut off',
    ]);
  });
});

describe('a table with whole events in one column', () => {
  const event = (id: string): string =>
    `{"eventVersion":"1.09","eventID":"${id}","eventName":"GetObject","eventTime":"2026-06-01T00:00:00Z","requestParameters":{"key":"a, b"},"userIdentity":{"userName":"bob"}}`;
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

  it.each(['eventJson', '"eventjson"', 'event', '"@message"', 'CloudTrailEvent'])(
    'is read where %s is its only column',
    (header) => {
      const text = `${header}\r\n${quoted(event('e1'))}\r\n${quoted(event('e2'))}\r\n${quoted('{"a"')}\r\n`;
      const { ref, events, rejected, skipped, accounted } = read(text);
      expect(ref).toMatch(/^cloudtrail:/);
      expect(events.map(({ ecs }) => ecs['event.id'])).toEqual(['e1', 'e2']);
      expect(events[0]?.logSource).toEqual({ product: 'aws', service: 'cloudtrail' });
      expect(events[0]?.ecs['user.name']).toBe('bob');
      expect(rejected).toHaveLength(1);
      expect(skipped).toBe(1);
      expect(accounted).toBe(text.length);
    },
  );

  it('is read where it is one of several', () => {
    const text = `id,ts,event\n1,2026-06-01 00:00:00.000,${quoted(event('e1'))}\n2,x,${quoted(event('e2'))}\n`;
    const { ref, events, records } = read(text);
    expect(ref).toMatch(/^cloudtrail:/);
    expect(events).toHaveLength(2);
    expect(records[0]).toBe(text.split('\n')[1]);
  });

  it('is another table where the cells of that name are something else', () => {
    const text =
      'time,event,user\n2026-06-01T00:00:00Z,login,bob\n2026-06-01T00:00:01Z,logout,bob\n';
    expect(read(text).ref).toMatch(/^csv:/);
  });

  it('is read in the answer of a query as well', () => {
    const answer = { QueryStatus: 'FINISHED', QueryResultRows: [[{ eventJson: event('e1') }]] };
    const { events, rejected } = read(JSON.stringify(answer));
    expect(rejected).toEqual([]);
    expect(events[0]?.ecs['event.id']).toBe('e1');
  });
});

describe('the CSV that the event history of the console saves', () => {
  it('is known by the columns that the console shows if nobody chose others', () => {
    const rows =
      '\ufeff"Event name","Event time","User name","Event source","Resource type","Resource name"\r\n"PutObject","2026-03-05, 10:00:00 AM","alice","s3.amazonaws.com","AWS::S3::Bucket","b"\r\n';
    const { ref, events } = read(rows);
    expect(ref).toMatch(/^cloudtrail:/);
    expect(events[0]?.ecs).toMatchObject({ 'event.action': 'PutObject', 'user.name': 'alice' });
    expect(events[0]?.time.timeUs).toBe(Date.parse('2026-03-05T10:00:00Z') * 1000);
    expect(events[0]?.fields['Resource name']).toBe('b');
  });

  it('is dated by times as the console shows them', () => {
    const rows =
      'Event name,Event time,User name,Event source\nConsoleLogin,"March 05, 2026, 10:00:00 (UTC+00:00)",alice,signin.amazonaws.com\nGetObject,"March 5, 2026, 12:00:00 (UTC+02:00)",bob,s3.amazonaws.com\n';
    const at = Date.parse('2026-03-05T10:00:00Z') * 1000;
    const { events } = read(rows);
    expect(events.map(({ time }) => [time.timeUs, time.zoneAssumed])).toEqual([
      [at, false],
      [at, false],
    ]);
    expect(events[0]?.time.text).toBe('March 05, 2026, 10:00:00 (UTC+00:00)');
  });

  const text =
    '"Event name","Event time","User name","Event source","Resource type","Resource name","AWS access key","AWS region","Error code","Source IP address","Event ID","Read-only","Request ID"\n' +
    'DeleteTrail,2026-06-01T00:00:00Z,alice,cloudtrail.amazonaws.com,AWS::CloudTrail::Trail,main,AKIA1,eu-west-1,AccessDenied,192.0.2.7,e1,false,r1\n';

  it('gives events with the members that rules ask for', () => {
    const { ref, events } = read(text);
    expect(ref.startsWith('cloudtrail:')).toBe(true);
    expect(events[0]?.fields).toMatchObject({
      eventName: 'DeleteTrail',
      eventSource: 'cloudtrail.amazonaws.com',
      awsRegion: 'eu-west-1',
      eventID: 'e1',
      readOnly: false,
      userIdentity: { userName: 'alice', accessKeyId: 'AKIA1' },
      'Resource name': 'main',
    });
    expect(events[0]?.ecs).toMatchObject({
      'event.outcome': 'failure',
      'cloud.region': 'eu-west-1',
    });
  });

  it('is told from a table that only has an event name in it', () => {
    expect(recognised('event name,time\nx,2026-06-01T00:00:00Z\n')).toBe('csv');
  });
});
