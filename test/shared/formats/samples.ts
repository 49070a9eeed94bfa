// A piece of every format, for tests that go through all of them.

import { utf8, concatBytes } from '../../../shared/base/bytes.ts';

const EVENT =
  '{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"alice","accountId":"123456789012"},"eventSource":"s3.amazonaws.com","eventTime":"2026-06-01T00:00:00Z","awsRegion":"eu-west-1","eventName":"GetObject","sourceIPAddress":"192.0.2.7","eventID":"e1","recipientAccountId":"123456789012"}';

const LITTLE_ENDIAN_LENGTH = 8;

function binaryField(name: string, value: string): Uint8Array {
  const bytes = utf8(value);
  const length = new Uint8Array(LITTLE_ENDIAN_LENGTH);
  new DataView(length.buffer).setBigUint64(0, BigInt(bytes.length), true);
  return concatBytes([utf8(`${name}\n`), length, bytes, utf8('\n')]);
}

export const JOURNAL_EXPORT = concatBytes([
  utf8(
    '__CURSOR=s=1;i=1\n__REALTIME_TIMESTAMP=1772683291123456\n_HOSTNAME=web1\nSYSLOG_IDENTIFIER=sshd\nPRIORITY=6\nMESSAGE=Accepted publickey for bob from 192.0.2.7 port 5022 ssh2\n\n',
  ),
  utf8('__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1772683292123456\n_HOSTNAME=web1\n'),
  binaryField('MESSAGE', 'first line\n\nthird line'),
  utf8('_COMM=app\n_COMM=app2\n\n'),
]);

const RAW: Readonly<Record<string, string | Uint8Array>> = {
  'hash-chained-log':
    '{"entry_id":"a","timestamp":"2026-06-01T00:00:00Z","sequence_number":0,"log_level":"INFO","component":"auth","event_type":"login","message":"m","data":{"user":"u","ip":"192.0.2.7"},"integrity":{"content_hash":"c","chain_hash":"x"}}\n'.repeat(
      3,
    ),
  cloudtrail: `{"Records":[${EVENT},\n ${EVENT}]}\n`,
  'cloudtrail lines': `${EVENT}\n${EVENT}\n${EVENT}\n`,
  'cloudtrail answer': `{"QueryStatus":"FINISHED","QueryResultRows":[[{"eventID":"e1"},{"eventName":"GetObject"},{"eventTime":"2026-06-01 00:00:00.000"},{"useridentity":"{type=IAMUser, username=alice}"}],[{"eventID":"e2"},{"eventName":"PutObject"},{"eventTime":"2026-06-01 00:00:01.000"}]]}`,
  'cloudtrail table': `eventID,eventJson\ne1,"${EVENT.replaceAll('"', '""')}"\ne2,"${EVENT.replaceAll('"', '""')}"\n`,
  'cloudtrail delivered': `2026-06-01T00:00:01.000Z ${EVENT}\n2026-06-01T00:00:01.000Z ${EVENT}\n`,
  'cloudtrail subscribed': [1, 2]
    .map(() =>
      JSON.stringify({
        owner: '1',
        logEvents: [{ id: '1', timestamp: 1772705000000, message: EVENT }],
      }),
    )
    .join(''),
  'vpc-flow joined':
    'srcaddr dstaddr srcport dstport start\n192.0.2.1 192.0.2.2 1 2 1418530010\nstart srcaddr dstaddr log-status\n1418530010 192.0.2.1 192.0.2.2 OK\n1418530010 192.0.2.1 192.0.2.2 OK\nstart log-status srcaddr dstaddr\n1418530010 OK 192.0.2.1 192.0.2.2\n',
  'vpc-flow':
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n2 123456789010 eni-1235b8ca 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK\n2 123456789010 eni-1235b8ca - - - - - - - 1431280876 1431280934 - NODATA\n',
  's3-access':
    'owner bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 arn:aws:iam::123456789012:user/alice REQ REST.GET.OBJECT k "GET /k HTTP/1.1" 200 - 1 1 7 6 "-" "agent \\"x\\"" - host SigV4 suite AuthHeader b.s3.eu-west-1.amazonaws.com TLSv1.2 - -\n'.repeat(
      2,
    ),
  'web-access':
    '192.0.2.7 - bob [02/Jan/2026:15:04:05 -0700] "GET / HTTP/1.1" 200 23 "-" "agent"\n'.repeat(3),
  'w3c-extended':
    '#Version: 1.0\r\n#Fields: date time c-ip cs-username cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent)\r\n2026-06-01 00:00:00 192.0.2.7 bob GET /a - 404 Mozilla/5.0+(X)\r\n2026-06-01 00:00:01 192.0.2.7 - GET /a q=1 200 -\r\n',
  'w3c-extended changed':
    '#Fields: date time c-ip cs-method\n2026-06-01 00:00:00 192.0.2.7 GET\n#Fields: date time cs-method c-ip sc-status\n2026-06-01 00:00:01 GET 192.0.2.7 404\n#Fields: date time cs-method c-ip\n2026-06-01 00:00:01 GET 192.0.2.7\n',
  'w3c-extended by day':
    '#Date: 2026-06-01 00:00:00\n#Fields: time c-ip cs-method\n10:00:00 192.0.2.7 GET\n#Date: 2026-06-02\n23:00:00 192.0.2.7 GET\n00:00:01 192.0.2.7 PUT\n#Fields: time cs-method c-ip\n01:00:00 GET 192.0.2.7\n',
  'container-log cri':
    '2026-03-05T10:00:00.1Z stdout P half \n2026-03-05T10:00:00.2Z stderr F other\n2026-03-05T10:00:00.3Z stdout F whole\n2026-03-05T10:00:00.4Z stdout F last\n',
  'container-log docker':
    '{"log":"half ","stream":"stdout","time":"2026-03-05T10:00:00.1Z"}\n{"log":"other\\n","stream":"stderr","time":"2026-03-05T10:00:00.2Z"}\n{"log":"whole\\n","stream":"stdout","time":"2026-03-05T10:00:00.3Z"}\n',
  'json-lines in a container':
    '2026-03-05T10:00:00.1Z stdout F {"time":"2026-03-05T10:00:00Z","level":"info"}\n2026-03-05T10:00:00.1Z stdout F {"time":"2026-03-05T10:00:01Z","level":"info"}\n',
  'journald events':
    'data: {"__CURSOR":"c","__REALTIME_TIMESTAMP":"1772683291123456","_BOOT_ID":"b","MESSAGE":"m"}\n\ndata: {"__CURSOR":"d","__REALTIME_TIMESTAMP":"1772683291123457","_BOOT_ID":"b","MESSAGE":"n"}\n\n',
  'json-lines of athena':
    '{"ResultSet":{"Rows":[{"Data":[{"VarCharValue":"time"},{"VarCharValue":"user"}]},{"Data":[{"VarCharValue":"2026-03-05T10:00:00Z"},{}]},{"Data":[{"VarCharValue":"2026-03-05T10:00:01Z"},{"VarCharValue":"a}"}]}]},"UpdateCount":0}\n',
  'syslog of audit':
    'Mar  5 10:00:01 web1 audispd: type=SYSCALL msg=audit(1772704801.243:24287): success=yes\nMar  5 10:00:01 web1 CRON[8]: (root) CMD (true)\nMar  5 10:00:01 web1 audispd: type=EXECVE msg=audit(1772704801.243:24287): argc=1 a0="cat"\n',
  'zeek joined':
    '#separator \\x09\n#path\tconn\n#fields\tts\tuid\n#types\ttime\tstring\n1300475167.096535\tCx\n#separator \\x20\n#path dns\n#fields ts query\n#types time string\n1300475168 a.example\n',
  zeek: '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\ttunnel_parents\n#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tset[string]\n1300475167.096535\tCx\t192.0.2.7\t5353\t192.0.2.8\t53\tudp\tdns\t(empty)\n1300475168.000001\tCy\t192.0.2.7\t5353\t192.0.2.8\t53\tudp\t-\ta,b\\x2cc\n#close\t2011-03-18-19-06-13\n',
  auditd:
    'type=SYSCALL msg=audit(1364481363.243:7): arch=c000003e success=no comm="cat" UID="bob"\ntype=PROCTITLE msg=audit(1364481363.243:7): proctitle=636174002F657463\ntype=LOGIN msg=audit(1364481364.243:8): pid=1 uid=0 res=success\n',
  journald:
    '{"__CURSOR":"a","__REALTIME_TIMESTAMP":"1772683291123456","MESSAGE":"x","_HOSTNAME":"web1"}\n'.repeat(
      3,
    ),
  'journald sequence':
    '\u001e{"__CURSOR":"a","__REALTIME_TIMESTAMP":"1772683291123456","MESSAGE":"x"}\n\u001e{\n "__CURSOR":"b",\n "__REALTIME_TIMESTAMP":"1772683291123456"}\n\u001e\u001e {"__CURSOR":"c","__REALTIME_TIMESTAMP":"1772683291123456"}',
  'journald export': JOURNAL_EXPORT,
  syslog:
    '<34>1 2026-03-05T04:01:31Z web1 su - ID47 [a@1 k="v\\]\\""] failed\nMar  5 04:01:31 web1 sshd[812]: Accepted password for bob from 192.0.2.7 port 5 ssh2\n<13>Mar  5 04:01:32 web1 app: x\n',
  'syslog octets': ['<13>Mar  5 04:01:31 web1 app: one', '<13>Mar  5 04:01:32 web1 app: two']
    .map((message) => `${message.length} ${message}`)
    .join(''),
  'windows-event-json':
    '{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Security-Auditing"}},"EventID":4625,"Channel":"Security","Computer":"dc1","EventRecordID":7,"TimeCreated":{"#attributes":{"SystemTime":"2026-06-01T00:00:00.123456Z"}}},"EventData":{"TargetUserName":"bob","IpAddress":"192.0.2.7"}}}\n'.repeat(
      2,
    ),
  'json-lines':
    '{"time":"2026-06-01T00:00:00Z","user":"a"}\n{"time":"2026-06-01T00:00:01Z","n":{"a":[1,2]}}\n',
  'json-array': '[{"time":"2026-06-01T00:00:00Z","a":1},\n {"time":"2026-06-01T00:00:00Z","a":2}]',
  csv: 'time,user,"a, b"\n2026-06-01T00:00:00Z,a,"x\ny"\n2026-06-01T00:00:01Z,b,\n',
  'csv without header':
    '2026-06-01T00:00:00Z;alice;192.0.2.7\n2026-06-01T00:00:01Z;bob;192.0.2.8\n2026-06-01T00:00:02Z;"x;y";192.0.2.9\n',
  'plain-text': '2026-06-01 00:00:00,123 INFO started\n2026-06-01 00:00:00,124 WARN y\n\nmore\n',
};

export const SAMPLES: readonly (readonly [name: string, bytes: Uint8Array])[] = Object.entries(
  RAW,
).map(([name, content]) => [name, typeof content === 'string' ? utf8(content) : content] as const);
