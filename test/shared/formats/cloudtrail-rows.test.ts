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

describe('the CSV that the event history of the console saves', () => {
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
