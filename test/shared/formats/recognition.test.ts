// Every kind of log, recognised as itself and as nothing else.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../shared/formats/registry.ts';
import { read, recognised } from './read.ts';

const SYSLOG = 'Mar  5 04:01:31 web1 sshd[812]: Connection closed by 192.0.2.7 port 5';
const EVENT =
  '{"eventVersion":"1","eventSource":"s3.amazonaws.com","eventTime":"2026-06-01T00:00:00Z","awsRegion":"r","eventName":"x"}';
const WEB = '192.0.2.7 - - [02/Jan/2026:15:04:05 -0700] "GET / HTTP/1.1" 200 23';

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  'hash-chained-log': ['{"timestamp":"2026-06-01T00:00:00Z","integrity":{"chain_hash":"x"}}\n'],
  'cloudtrail-digest': [
    '{"digestStartTime":"a","digestEndTime":"b","digestS3Bucket":"c","digestS3Object":"d","logFiles":[]}',
  ],
  cloudtrail: [
    `{"Records":[${EVENT}]}`,
    `${EVENT}\n${EVENT}\n`,
    '{"Records":[]}',
    '{\n  "Events": []\n}\n',
  ],
  'vpc-flow': [
    'srcaddr dstaddr action start\n192.0.2.7 192.0.2.8 ACCEPT 1418530010\n',
    '2 123456789010 eni-1235b8ca - - - - - - - 1431280876 1431280934 - NODATA\n',
  ],
  's3-access': [
    'owner bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 - REQ REST.GET.OBJECT k "GET /k HTTP/1.1" 200 - 1 1 7 6 "-" "agent" -\n',
  ],
  'web-access': [`${WEB}\n`, `www.example.org:80 ${WEB} "-" "agent"\n`],
  syslog: [
    `${SYSLOG}\n`,
    `<13>${SYSLOG}\n`,
    '<34>1 2026-03-05T04:01:31Z web1 su - ID47 - x\n',
    '2026-03-05T04:01:31+00:00 web1 app[1]: x, y, z\n',
    `${SYSLOG.length + 4} <13>${SYSLOG}`,
    `${SYSLOG}\nnot one\n${SYSLOG}, a, b\n${SYSLOG}\n`,
  ],
  'container-log': [
    '2026-03-05T10:00:00.1Z stdout F text\n',
    '{"log":"text\\n","stream":"stderr","time":"2026-03-05T10:00:00.1Z"}\n',
  ],
  auditd: ['type=LOGIN msg=audit(1364481363.243:7): pid=1 uid=0\n'],
  journald: ['{"__CURSOR":"a","__REALTIME_TIMESTAMP":"1772683291123456","MESSAGE":"x"}\n'],
  'w3c-extended': [
    '#Version: 1.0\n#Fields: date time c-ip\n2026-06-01 00:00:00 192.0.2.7\n',
    '#Software: x\n#Fields: date-time,client-ip\n2026-06-01T00:00:00Z,192.0.2.7\n',
  ],
  zeek: ['#separator \\x09\n#fields\tts\tuid\n#types\ttime\tstring\n1300475167.096535\tx\n'],
  'checksum-manifest': [
    'd41d8cd98f00b204e9800998ecf8427e  a.log\nd41d8cd98f00b204e9800998ecf8427e *b c.log\n',
    'SHA1 (a.log) = da39a3ee5e6b4b0d3255bfef95601890afd80709\n',
    '# made by x\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n',
  ],
  'windows-event-json': [
    '{"Event":{"System":{"EventID":1,"Channel":"Security"},"EventData":{"a":"b"}}}\n',
    '{"EventID":4624,"Channel":"Security","EventTime":"2026-06-01T00:00:00Z"}\n',
  ],
  'json-lines': ['{"time":"2026-06-01T00:00:00Z","a":1}\n{"time":"2026-06-01T00:00:00Z"}\n'],
  'json-array': ['[]\n', '[{"a":1},{"a":2}]'],
  csv: [
    '2026-06-01T00:00:00Z;a;b\n2026-06-01T00:00:01Z;a;c\n',
    'time,user,ip\n2026-06-01T00:00:00Z,a,b\n',
    'time\tuser\n2026-06-01T00:00:00Z\ta\n',
    `when,line\n2026-06-01T00:00:00Z,"${WEB.replaceAll('"', '""')}"\n`,
  ],
  'plain-text': [
    '2026-06-01 00:00:00,123 INFO started, with x\n2026-06-01 00:00:00,124 INFO y\n',
    '[2026-06-01T00:00:00Z] {"a":1}\n[2026-06-01T00:00:00Z] x\n',
  ],
};

describe('every sample', () => {
  const cases = Object.entries(SAMPLES).flatMap(([id, texts]) =>
    texts.map((text) => [id, text] as const),
  );
  it.each(cases)('is recognised as %s: %j', (id, text) => {
    expect(recognised(text)).toBe(id);
    expect(recognised(text, true)).toBe(id);
    expect(recognised(`\ufeff${text}`)).toBe(id);
    expect(recognised(text.replaceAll('\n', '\r\n'))).toBe(id);
    if (id !== 'hash-chained-log') expect(read(text, { chosen: true }).ref.split(':')[0]).toBe(id);
  });

  it('is there for every format', () => {
    // Files of tables and event logs are known by their first bytes, not by a sample of their text.
    const ofText = FORMATS.filter(({ framings }) => framings.some((framing) => framing !== 'rows'));
    expect(Object.keys(SAMPLES).toSorted()).toEqual(ofText.map((format) => format.id).toSorted());
  });
});

const RECORDS = '../shared/fixtures/cloudtrail-stratus/records';
describe.skipIf(!existsSync(RECORDS))('the CloudTrail records of attack techniques', () => {
  it('are recognised as before', () => {
    const names = readdirSync(RECORDS);
    const found = names.map((name) => recognised(readFileSync(`${RECORDS}/${name}`, 'utf8')));
    expect(new Set(found)).toEqual(new Set(['cloudtrail']));
  });
});
