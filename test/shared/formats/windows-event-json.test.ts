import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Fields } from '../../../shared/domain/event.ts';
import { read, recognised } from './read.ts';

function one(record: object): { readonly fields: Fields; readonly ref: string } {
  const { ref, events } = read(JSON.stringify(record), { chosen: true });
  expect(events).toHaveLength(1);
  return { ref, fields: events[0]?.fields ?? {} };
}

const LOGON = {
  ...{ EventID: 4624, Channel: 'Security', Computer: 'PC1', EventRecordID: 7 },
  ...{ Provider_Name: 'Microsoft-Windows-Security-Auditing', TargetUserName: 'alice' },
  TimeCreated_SystemTime: '2026-06-01T00:00:00.1234567Z',
};
const DATA = { TargetUserName: 'alice', IpAddress: '::ffff:192.0.2.7' };
const TIME = LOGON.TimeCreated_SystemTime;

const SHAPES: Readonly<Record<string, object>> = {
  'a shipper, as a search engine gives it back': {
    _index: 'x',
    _source: {
      '@timestamp': TIME,
      winlog: {
        ...{ channel: 'Security', event_id: '4624', computer_name: 'PC1', record_id: 7 },
        ...{ provider_name: LOGON.Provider_Name, keywords: ['Audit Success'] },
        event_data: DATA,
      },
    },
  },
  'a number under a name of its own': {
    System: {
      EventID: { Value: 4624 },
      ...{ Channel: 'Security', Computer: 'PC1', EventRecordID: 7 },
      Provider: { Name: LOGON.Provider_Name },
      TimeCreated: { SystemTime: TIME },
      Keywords: '0x8020000000000000',
    },
    EventData: DATA,
  },
  'attributes under #attributes': {
    Event: {
      System: {
        Provider: { '#attributes': { Name: LOGON.Provider_Name } },
        EventID: 4624,
        Keywords: '0x8020000000000000',
        TimeCreated: { '#attributes': { SystemTime: TIME } },
        ...{ EventRecordID: 7, Channel: 'Security', Computer: 'PC1' },
      },
      EventData: DATA,
    },
  },
  'attributes beside their element': {
    Event: {
      System: {
        Provider_attributes: { Name: LOGON.Provider_Name },
        EventID: { '#text': 4624, '#attributes': { Qualifiers: 0 } },
        Keywords: '0x8020000000000000',
        TimeCreated_attributes: { SystemTime: TIME },
        ...{ EventRecordID: 7, Channel: 'Security', Computer: 'PC1' },
      },
      EventData: DATA,
    },
  },
  'XML turned into JSON': {
    Event: {
      '@xmlns': 'http://schemas.microsoft.com/win/2004/08/events/event',
      System: {
        Provider: { '@Name': LOGON.Provider_Name },
        EventID: '4624',
        Keywords: '0x8020000000000000',
        TimeCreated: { '@SystemTime': TIME },
        ...{ EventRecordID: 7, Channel: 'Security', Computer: 'PC1' },
      },
      EventData: {
        Data: Object.entries(DATA).map(([name, text]) => ({ '@Name': name, '#text': text })),
      },
    },
  },
  'the Elastic Common Schema': {
    '@timestamp': TIME,
    winlog: {
      ...{ channel: 'Security', event_id: '4624', computer_name: 'PC1', record_id: 7 },
      ...{ provider_name: LOGON.Provider_Name, keywords: ['Audit Success'], event_data: DATA },
    },
  },
  'flat objects': {
    ...{ EventID: '4624', Channel: 'Security', Hostname: 'PC1', RecordNumber: 7, EventTime: TIME },
    ...{ SourceName: LOGON.Provider_Name, Keywords: '-9214364837600034816', ...DATA },
    KeywordsText: 'Audit Success',
  },
  'a payload as text': {
    ...{ EventId: 4624, Channel: 'Security', Computer: 'PC1', EventRecordId: 7, TimeCreated: TIME },
    ...{ Provider: LOGON.Provider_Name, Keywords: 'Audit success' },
    Payload: JSON.stringify({
      EventData: {
        Data: Object.entries(DATA).map(([name, text]) => ({ '@Name': name, '#text': text })),
      },
    }),
  },
};

describe('a Windows event as JSON', () => {
  it.each(Object.entries(SHAPES))('with %s has the fields that rules name', (_, record) => {
    const { ref, fields } = one(record);
    expect(ref).toBe('windows-event-json');
    expect(fields).toMatchObject(LOGON);
    expect(fields).toMatchObject(
      JSON.parse(JSON.stringify({ ...record, EventID: 4624 })) as Fields,
    );
  });

  it.each(Object.entries(SHAPES))('with %s has the same columns', (_, record) => {
    const [event] = read(JSON.stringify(record), { chosen: true }).events;
    expect(event?.ecs).toMatchObject({
      ...{ 'event.action': 'logged-in', 'event.provider': LOGON.Provider_Name },
      ...{ 'user.name': 'alice', 'source.ip': '192.0.2.7', 'host.name': 'PC1', 'event.id': '7' },
      'event.outcome': 'success',
    });
    expect(event?.time).toMatchObject({ timeUs: 1_780_272_000_123_456, nanos: 700 });
    expect(event?.logSource).toEqual({ product: 'windows' });
  });

  it('keeps values without a name as a list, and the values of user data by name', () => {
    const system = { EventID: 1, Channel: 'Application' };
    expect(
      one({ Event: { System: system, EventData: { Data: { '#text': ['a', 'b'] } } } }).fields,
    ).toMatchObject({ Data: ['a', 'b'] });
    const UserData = { LogFileCleared: { '#attributes': { xmlns: 'x' }, SubjectUserName: 'bob' } };
    expect(one({ Event: { System: system, UserData } }).fields).toMatchObject({
      SubjectUserName: 'bob',
    });
  });

  it('is not led astray by data that bears the names of the system', () => {
    const EventData = { Channel: 'x', EventID: 9, Level: 'own' };
    const System = { EventID: 1, Channel: 'System', Level: 4 };
    expect(one({ Event: { System, EventData } }).fields).toMatchObject({
      ...{ Channel: 'System', EventID: 1, Level: 'own' },
    });
    const hostile = JSON.parse('{"Event":{"System":{"EventID":1},"EventData":{"__proto__":"x"}}}');
    expect(Object.hasOwn(one(hostile as object).fields, '__proto__')).toBe(true);
  });

  it('is recognised however it is cut: lines, a list, over several lines, one after the other', () => {
    const [record] = Object.values(SHAPES);
    const plain = JSON.stringify(record);
    const wide = JSON.stringify(record, null, 2);
    for (const text of [
      `${plain}\n${plain}\n`,
      `[${plain},${plain}]`,
      `${wide}\n${wide}\n`,
      wide,
    ]) {
      expect(recognised(text)).toBe('windows-event-json');
      const { accounted, events } = read(text);
      expect(accounted).toBe(text.length);
      expect(events.length).toBeGreaterThan(0);
    }
  });

  it('may have a line in front of each that numbers it, as one converter writes them', () => {
    const event = (id: number) => ({
      Event: {
        System: { EventID: 4624, Channel: 'Security', EventRecordID: id },
        EventData: { Note: 'Record 5' },
      },
    });
    const text = [1, 2, 3]
      .map((id) => `Record ${id}\r\n${JSON.stringify(event(id), null, 2)}\n`)
      .join('');
    const broken = text.replace('"EventID": 4624', '"EventID": 46"24');
    for (const cuts of [[], [3], [7, 8, 9], Array.from({ length: text.length }, (_, at) => at)]) {
      const { ref, events, records, accounted, rejected } = read(text, { cuts });
      expect([ref, rejected, accounted]).toEqual(['windows-event-json:numbered', [], text.length]);
      expect(events.map(({ ecs }) => ecs['event.id'])).toEqual(['1', '2', '3']);
      expect(records[0]).toBe(JSON.stringify(event(1), null, 2));
      expect(read(broken, { cuts })).toMatchObject({
        events: { length: 2 },
        rejected: { length: 1 },
        accounted: broken.length,
      });
    }
  });

  it('is nothing else: events of clouds and programs that only resemble it stay what they are', () => {
    expect(recognised('{"time":"2026-06-01T00:00:00Z","EventID":5}\n')).toBe('json-lines');
    expect(recognised('{"time":"2026-06-01T00:00:00Z","Channel":"x"}\n')).toBe('json-lines');
  });
});

const REGRESSION = '../shared/fixtures/sigma-regression/regression_data';
describe.skipIf(!existsSync(REGRESSION))('the Sigma regression data', () => {
  it('are all recognised, every record of them read', () => {
    for (const path of globSync(`${REGRESSION}/**/*.json`)) {
      const { ref, rejected, events } = read(readFileSync(path), { chosen: true });
      expect([path, ref, rejected.length]).toEqual([path, 'windows-event-json', 0]);
      for (const { fields, time } of events) {
        expect(fields).toMatchObject({ EventID: expect.any(Number), Channel: expect.any(String) });
        expect(time.timeUs).not.toBeNull();
      }
    }
  });
});
