import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, utf8 } from '../../../shared/base/bytes.ts';
import { recogniseFormat } from '../../../shared/formats/registry.ts';
import { read } from './read.ts';

const HEAD =
  'owner1 bucket1 [06/Feb/2019:00:00:38 +0000] 192.0.2.3 arn:aws:iam::111122223333:user/alice REQ1 REST.GET.OBJECT a%20b.txt';
const OLD = `${HEAD} "GET /bucket1/a%20b.txt HTTP/1.1" 403 AccessDenied 243 - 7 6 "-" "agent/1" -`;
const NEW = `${OLD} HostId= SigV4 CIPHER AuthHeader bucket1.s3.eu-west-1.amazonaws.com TLSv1.2 - Yes us-west-2`;

describe('S3 server access logs', () => {
  it('are read with the fields of the first years and of the newest', () => {
    const { ref, events, rejected } = read(`${OLD}\n${NEW}\n${NEW} later fields`);
    expect([ref, rejected]).toEqual(['s3-access', []]);
    expect(events[0]).toMatchObject({
      time: { timeUs: Date.UTC(2019, 1, 6, 0, 0, 38) * 1000, zoneAssumed: false },
      ecs: {
        'event.action': 'REST.GET.OBJECT',
        'event.outcome': 'failure',
        'event.provider': 's3.amazonaws.com',
        'user.name': 'alice',
        'source.ip': '192.0.2.3',
        'service.name': 's3',
        'cloud.account.id': '111122223333',
        'event.id': 'REQ1',
      },
      logSource: { product: 'aws', service: 's3' },
      summary: 'alice REST.GET.OBJECT bucket1/a%20b.txt from 192.0.2.3: 403 AccessDenied',
    });
    expect(events[0]?.fields).toMatchObject({ httpstatus: 403, bytessent: 243, objectsize: null });
    expect(events[1]?.ecs['cloud.region']).toBe('us-west-2');
    expect(events[2]?.fields).toMatchObject({
      aclrequired: 'Yes',
      field28: 'later',
      field29: 'fields',
    });
  });

  it('hold quotes inside quoted fields, escaped or not', () => {
    const agents = ['a \\"b\\" c', 'a "b"c', 'x\\\\'];
    const text = agents.map((agent) => OLD.replace('agent/1', agent)).join('\n');
    expect(read(text).events.map((event) => event.fields['useragent'])).toEqual([
      'a "b" c',
      'a "b"c',
      'x\\',
    ]);
  });

  it('keep a request whose agent is not UTF-8', () => {
    const [before = '', after = ''] = OLD.split('agent/1');
    const bytes = concatBytes([utf8(before), Uint8Array.of(0xff, 0x80), utf8(after)]);
    expect(read(bytes).events[0]?.fields['useragent']).toBe('\ufffd\ufffd');
  });

  it('reject lines that are cut off or none of theirs, with their place', () => {
    const { rejected } = read(
      `${OLD}\n${OLD.slice(0, 150)}\n${HEAD}\nnot one\n${NEW}\n${NEW}\n${NEW}`,
    );
    expect(rejected.map(([, reason]) => reason)).toEqual([
      expect.stringMatching(/^a quote that is opened at character \d+ is never closed$/),
      '8 fields where at least 17 are expected',
      '2 fields where at least 17 are expected',
    ]);
    expect(rejected[0]?.[0]).toBe(OLD.length + 1);
  });

  it('keep values in their columns where a client sent quotes that are not escaped', () => {
    const line = (request: string, agent: string) =>
      `owner bucket [05/Mar/2026:10:00:00 +0000] 192.0.2.3 - ID REST.GET.OBJECT k "${request}" 200 - 5 - 7 - "-" "${agent}" - host SigV4`;
    const odd = [
      line('GET /b?versioning "odd quote" HTTP/1.1', 'plain'),
      line('GET /b HTTP/1.1', 'an "agent" with "quotes"'),
      line('GET /" 1 2 HTTP/1.1', '" " 404 - "'),
    ];
    const { events, rejected } = read(odd.join('\n'), { format: 's3-access' });
    expect(rejected).toEqual([]);
    expect(events.map(({ fields }) => [fields['request_uri'], fields['useragent']])).toEqual([
      ['GET /b?versioning "odd quote" HTTP/1.1', 'plain'],
      ['GET /b HTTP/1.1', 'an "agent" with "quotes"'],
      ['GET /" 1 2 HTTP/1.1', '" " 404 - "'],
    ]);
    for (const { fields, ecs } of events) {
      expect(fields).toMatchObject({ httpstatus: 200, bytessent: 5, totaltime: 7, hostid: 'host' });
      expect(ecs['event.outcome']).toBe('success');
    }
  });

  it('are rejected where the columns cannot be told apart', () => {
    const line =
      'owner bucket [05/Mar/2026:10:00:00 +0000] 192.0.2.3 - ID REST.GET.OBJECT k x y 200 - 5 - 7 - "-" "a" -';
    expect(read(line, { format: 's3-access' }).rejected).toEqual([
      [0, 'no HTTP status as field 10'],
    ]);
  });

  it('are read as rows of the table that Athena makes of them', () => {
    const row = {
      bucketowner: 'owner1',
      bucket_name: 'bucket1',
      requestdatetime: '06/Feb/2019:00:00:38 +0000',
      remoteip: '192.0.2.3',
      requester: '-',
      requestid: 'REQ1',
      operation: 'REST.GET.OBJECT',
      key: 'a b',
      httpstatus: '403',
      errorcode: 'AccessDenied',
      bytessent: '-',
    };
    const text = `${JSON.stringify(row)}\n${JSON.stringify(row)}\n{"operation":"REST.X"}\n`;
    const { ref, events, rejected } = read(text);
    expect(ref).toBe('s3-access');
    expect(events[0]?.time.timeUs).toBe(Date.UTC(2019, 1, 6, 0, 0, 38) * 1000);
    expect(events[0]?.fields).toMatchObject({ httpstatus: 403, bytessent: null, requester: null });
    expect(events[0]?.ecs).toMatchObject({ 'event.outcome': 'failure', 'source.ip': '192.0.2.3' });
    expect(rejected).toHaveLength(1);
    const rows = {
      ...{ framing: 'rows' as const, text: '', records: [row], unreadable: 0, lines: [] },
      ...{ endsWithReturns: false, tables: [] },
    };
    expect(recogniseFormat(rows)?.format.id).toBe('s3-access');
  });

  it('are read as CloudWatch Logs gets them, under the usual names as well', () => {
    const record = {
      schema_version_id: 'V_1_0',
      bucket_name: 'bucket1',
      request_time: '2026-03-05T10:00:00.000Z',
      bucket_owner_id: 'owner1',
      remote_ip: '192.0.2.3',
      requester: 'arn:aws:iam::111122223333:user/alice',
      request_id: 'REQ1',
      operation: 'REST.GET.OBJECT',
      key: 'k',
      http_status: '200',
    };
    const { ref, events } = read(`${JSON.stringify(record)}\n`.repeat(2));
    expect(ref).toBe('s3-access');
    expect(events[0]?.fields).toMatchObject({ remote_ip: '192.0.2.3', httpstatus: 200 });
    expect(events[0]?.time.timeUs).toBe(Date.UTC(2026, 2, 5, 10) * 1000);
    expect(events[0]?.ecs).toMatchObject({
      'event.outcome': 'success',
      'source.ip': '192.0.2.3',
      'user.name': 'alice',
      'cloud.account.id': '111122223333',
    });
  });

  it('account for every byte', () => {
    const line = fc.oneof(
      fc.constantFrom(OLD, NEW),
      fc.string(),
      fc.nat(NEW.length).map((end) => NEW.slice(0, end)),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join('\n');
        expect(read(text, { format: 's3-access' }).accounted).toBe(utf8(text).length);
      }),
    );
  });
});

const SAMPLE = '../shared/fixtures/aws-docs/s3-access/access.log';
describe.skipIf(!existsSync(SAMPLE))('the S3 access log of the documentation', () => {
  it('is read in full', () => {
    const { ref, events, rejected } = read(readFileSync(SAMPLE));
    expect([ref, rejected]).toEqual(['s3-access', []]);
    expect(events.map((event) => event.ecs['event.action'])).toEqual([
      'REST.GET.VERSIONING',
      'REST.GET.LOGGING_STATUS',
      'REST.GET.BUCKETPOLICY',
      'REST.GET.VERSIONING',
      'REST.PUT.OBJECT',
    ]);
    expect(events.map((event) => event.ecs['event.outcome'])).toEqual([
      ...['success', 'success', 'failure', 'success', 'success'],
    ]);
    expect(events.every((event) => event.ecs['cloud.region'] === 'us-west-1')).toBe(true);
  });
});
