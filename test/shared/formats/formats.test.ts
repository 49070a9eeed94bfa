import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { NormalisedEvent } from '../../../shared/domain/event.ts';
import {
  CONTAINER_KEYS,
  FORMATS,
  formatById,
  recogniseFormat,
} from '../../../shared/formats/registry.ts';
import { sampleOfTables, sampleOfText } from '../../../shared/formats/sample.ts';

function recognise(text: string): string {
  const sample = sampleOfText(utf8(text), true, CONTAINER_KEYS);
  const found = recogniseFormat(sample);
  return found ? `${found.format.id} in ${sample.framing}` : 'nothing';
}

function normalise(format: string, record: object | string): NormalisedEvent {
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  const result = formatById(format)?.normalise(utf8(text), { zone: 'UTC' });
  if (result?.ok !== true) throw new Error(result?.error ?? 'no such format');
  return result.value;
}

const TRAIL = {
  eventVersion: '1.09',
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/alice',
    accountId: '111122223333',
  },
  eventTime: '2026-06-01T00:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'DeleteBucket',
  awsRegion: 'eu-west-1',
  sourceIPAddress: 'cloudformation.amazonaws.com',
  errorCode: 'AccessDenied',
  eventID: 'e1',
};
const ENTRY = {
  entry_id: 'entry_1',
  timestamp: '2026-06-01T00:00:00.000001+00:00',
  sequence_number: 1,
  log_level: 'WARNING',
  component: 'auth_system',
  event_type: 'user_login',
  message: 'User login failed',
};

describe('recognition by content', () => {
  const event = JSON.stringify(TRAIL);
  const lookup = JSON.stringify({ EventId: 'e1', CloudTrailEvent: event });
  it.each([
    [`{"Records":[${event}]}`, 'cloudtrail in json'],
    [`{"Records":[${event}]}{"Records":[]}`, 'cloudtrail in json'],
    [`[${event},${event}]`, 'cloudtrail in json'],
    [`${event}\n${event}\n`, 'cloudtrail in lines'],
    [`not json\n${event}\n${event}\n`, 'cloudtrail in lines'],
    [JSON.stringify(TRAIL, null, 2), 'cloudtrail in json'],
    [`{"Events":[${lookup}],"NextToken":"x"}`, 'cloudtrail in json'],
    [
      '{"digestStartTime":"a","digestEndTime":"b","digestS3Bucket":"c","digestS3Object":"d","logFiles":[]}',
      'cloudtrail-digest in lines',
    ],
    [
      JSON.stringify({ ...ENTRY, data: {}, integrity: { chain_hash: 'x' } }),
      'hash-chained-log in lines',
    ],
    ['{"ts":1780272000}\n{"ts":1780272001}', 'json-lines in lines'],
    ['[{"a":1},{"a":2}]', 'json-array in json'],
    ['{\n "time": "2026-06-01T00:00:00Z"\n}\n', 'json-array in json'],
    ['{"name":"settings"}', 'nothing'],
    ['plain text\n', 'nothing'],
  ])('%#', (text, expected) => {
    expect(recognise(text)).toBe(expected);
  });

  it('takes a single object without a time for a log only where that file was chosen', () => {
    const sample = sampleOfText(utf8('{"name":"settings"}'), true, CONTAINER_KEYS);
    expect(recogniseFormat(sample)).toBeUndefined();
    expect(recogniseFormat(sample, true)?.format.id).toBe('json-lines');
  });

  it('tells a hash-chained table from any other', () => {
    const columns = [...Object.keys(ENTRY), 'data', 'content_hash', 'previous_hash', 'chain_hash'];
    const found = recogniseFormat(sampleOfTables([{ name: 'secure_logs', columns }]));
    expect(found?.format.id).toBe('hash-chained-log');
    expect(
      recogniseFormat(sampleOfTables([{ name: 'secure_logs', columns: ['a'] }])),
    ).toBeUndefined();
  });

  it('recognises a digest that is longer than the sample', () => {
    const start =
      '{"digestStartTime":"a","digestEndTime":"b","digestS3Bucket":"c","digestS3Object":"d","logFiles":[{';
    expect(recogniseFormat(sampleOfText(utf8(start), false, CONTAINER_KEYS))?.format.id).toBe(
      'cloudtrail-digest',
    );
  });
});

describe('CloudTrail', () => {
  it('fills the columns, and keeps what is no address out of the address', () => {
    const event = normalise('cloudtrail', TRAIL);
    expect(event.ecs).toEqual({
      'event.action': 'DeleteBucket',
      'event.outcome': 'failure',
      'event.provider': 's3.amazonaws.com',
      'user.name': 'Deploy/alice',
      'service.name': 's3',
      'cloud.account.id': '111122223333',
      'cloud.region': 'eu-west-1',
      'event.id': 'e1',
    });
    expect(event.logSource).toEqual({ product: 'aws', service: 'cloudtrail' });
    expect(event.summary).toBe(
      'Deploy/alice DeleteBucket on s3 from cloudformation.amazonaws.com (AccessDenied)',
    );
  });

  it('knows a failed sign-in, and root', () => {
    const login = normalise('cloudtrail', {
      ...TRAIL,
      eventName: 'ConsoleLogin',
      errorCode: undefined,
      userIdentity: { type: 'Root', arn: 'arn:aws:iam::111122223333:root' },
      responseElements: { ConsoleLogin: 'Failure' },
    });
    expect(login.ecs).toMatchObject({ 'event.outcome': 'failure', 'user.name': 'root' });
  });

  it('reads events that are wrapped as text or by EventBridge', () => {
    for (const outer of [{ CloudTrailEvent: JSON.stringify(TRAIL) }, { detail: TRAIL }]) {
      expect(normalise('cloudtrail', outer).fields).toEqual(TRAIL);
    }
  });

  it('refuses other objects', () => {
    const result = formatById('cloudtrail')?.normalise(utf8('{"a":1}'), { zone: 'UTC' });
    expect(result).toEqual({
      ok: false,
      error: 'a JSON object without the fields of a CloudTrail event',
    });
  });
});

describe('the hash-chained log', () => {
  it('gives the same event for a row and for a line', () => {
    const data = { user_id: 'u1', ip: '192.0.2.1', amount: 1.5 };
    const row = normalise('hash-chained-log', {
      ...ENTRY,
      data: JSON.stringify(data),
      chain_hash: 'x',
    });
    const line = normalise('hash-chained-log', { ...ENTRY, data, integrity: { chain_hash: 'x' } });
    expect({ ...row, fields: null }).toEqual({ ...line, fields: null });
    expect(row.fields['data']).toEqual(data);
    expect(row.ecs).toMatchObject({
      'event.outcome': 'failure',
      'user.name': 'u1',
      'source.ip': '192.0.2.1',
    });
    expect(row.logSource).toEqual({ product: 'trading_bot', service: 'auth_system' });
  });

  it('keeps an entry whose columns hold the wrong thing', () => {
    const event = normalise('hash-chained-log', {
      ...ENTRY,
      timestamp: null,
      data: '{broken',
      component: { $blob: '00' },
    });
    expect(event.time.timeUs).toBeNull();
    expect(event.fields['data']).toBe('{broken');
    expect(event.logSource).toEqual({ product: 'trading_bot' });
  });

  it('takes a login for failed from WARNING up, unless the entry says otherwise', () => {
    const outcome = (entry: object) =>
      normalise('hash-chained-log', { ...ENTRY, ...entry }).ecs['event.outcome'];
    expect(outcome({ log_level: 'INFO' })).toBe('success');
    expect(outcome({ log_level: 'ERROR' })).toBe('failure');
    expect(outcome({ log_level: 'ERROR', data: '{"success": true}' })).toBe('success');
    expect(outcome({ event_type: 'connection_failed' })).toBe('failure');
    expect(outcome({ event_type: 'trade_placed' })).toBeUndefined();
  });
});

describe('every format', () => {
  it('has an id of its own and says what it does not log', () => {
    expect(new Set(FORMATS.map((format) => format.id)).size).toBe(FORMATS.length);
    for (const format of FORMATS) expect(format.notLogged).toMatch(/\.$/);
  });
});
