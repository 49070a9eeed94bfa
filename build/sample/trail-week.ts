// The CloudTrail of the sample firm's account in the same week: a few quiet files, and Wednesday.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { SAMPLE_MONDAY_MS } from './bot-week.ts';
import { seeded, type Seeded } from './seeded.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
const WEDNESDAY_MS = SAMPLE_MONDAY_MS + 2 * DAY_MS;
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) sample browser';

interface Call {
  readonly atMs: number;
  readonly name: string;
  readonly service: string;
  readonly identity: Readonly<Record<string, unknown>>;
  readonly address: string;
  readonly agent: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly response?: Readonly<Record<string, unknown>>;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly readOnly?: boolean;
}

export interface TrailFile {
  /** Below the folder of the trail, as the bucket has it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export function trailFiles(listedAddress: string): readonly TrailFile[] {
  const random = seeded(111_122);
  const files: TrailFile[] = [];
  // Tuesday to Friday, a file in the morning and one in the afternoon: after StopLogging on
  // Wednesday at 14:12 no file comes until logging is started again the next morning.
  for (const [day, hour] of [
    [1, 9],
    [1, 15],
    [2, 9],
    [2, 14],
    [3, 9],
    [3, 15],
    [4, 9],
    [4, 15],
  ] as const) {
    const startMs = SAMPLE_MONDAY_MS + day * DAY_MS + hour * HOUR_MS;
    const stops = day === 2 && hour === 14;
    const restarts = day === 3 && hour === 9;
    const calls = [
      ...ordinaryCalls(startMs + (restarts ? 5 * MINUTE_MS : 0), stops ? 11 : 50, random),
    ];
    if (stops) calls.push(...takeover(listedAddress));
    if (restarts) calls.push(restart(startMs + 4 * MINUTE_MS));
    calls.sort((a, b) => a.atMs - b.atMs);
    files.push(file(startMs, calls));
  }
  return files;
}

function ordinaryCalls(startMs: number, minutes: number, random: Seeded): readonly Call[] {
  const calls: Call[] = [];
  const within = () => startMs + random.below(minutes * 60) * 1_000;
  for (let count = 0; count < 14; count++) {
    calls.push({
      atMs: within(),
      name: random.pick(['DescribeInstances', 'DescribeVolumes', 'DescribeSecurityGroups']),
      service: 'ec2',
      identity: role('bot-runner'),
      address: '192.0.2.80',
      agent: 'aws-sdk-python/1.34',
      readOnly: true,
    });
  }
  for (let count = 0; count < 4; count++) {
    calls.push({
      atMs: within(),
      name: 'GetSecretValue',
      service: 'secretsmanager',
      identity: role('bot-runner'),
      address: '192.0.2.80',
      agent: 'aws-sdk-python/1.34',
      request: { secretId: 'bot/exchange-api' },
      readOnly: true,
    });
  }
  calls.push(
    consoleLogin(within(), user(`ops-${1 + random.below(6)}`), '192.0.2.21', true, 'Success'),
  );
  return calls;
}

function takeover(address: string): readonly Call[] {
  const at = (minute: number, second: number) =>
    WEDNESDAY_MS + 14 * HOUR_MS + minute * MINUTE_MS + second * 1_000;
  const root = {
    type: 'Root',
    principalId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:root`,
    accountId: ACCOUNT,
  };
  return [
    consoleLogin(at(2, 11), root, address, false, 'Failure'),
    consoleLogin(at(3, 40), root, address, false, 'Success'),
    {
      atMs: at(6, 2),
      name: 'CreateAccessKey',
      service: 'iam',
      identity: root,
      address,
      agent: BROWSER,
      request: { userName: 'bot-deploy' },
      response: {
        accessKey: {
          userName: 'bot-deploy',
          accessKeyId: 'AKIAEXAMPLE000000001',
          status: 'Active',
        },
      },
    },
    {
      atMs: at(9, 30),
      name: 'AttachUserPolicy',
      service: 'iam',
      identity: root,
      address,
      agent: BROWSER,
      request: { userName: 'bot-deploy', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    },
    {
      atMs: at(12, 5),
      name: 'StopLogging',
      service: 'cloudtrail',
      identity: root,
      address,
      agent: BROWSER,
      request: { name: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit` },
    },
  ];
}

function restart(atMs: number): Call {
  return {
    atMs,
    name: 'StartLogging',
    service: 'cloudtrail',
    identity: user('ops-1'),
    address: '192.0.2.21',
    agent: BROWSER,
    request: { name: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/audit` },
  };
}

function consoleLogin(
  atMs: number,
  identity: Readonly<Record<string, unknown>>,
  address: string,
  mfa: boolean,
  outcome: 'Success' | 'Failure',
): Call {
  return {
    atMs,
    name: 'ConsoleLogin',
    service: 'signin',
    identity,
    address,
    agent: BROWSER,
    response: { ConsoleLogin: outcome },
    more: {
      additionalEventData: { MFAUsed: mfa ? 'Yes' : 'No', MobileVersion: 'No' },
      eventType: 'AwsConsoleSignIn',
      ...(outcome === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    },
  };
}

function user(name: string) {
  return {
    type: 'IAMUser',
    principalId: `AIDAEXAMPLE${name.toUpperCase().replace('-', '')}`,
    arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
    accountId: ACCOUNT,
    userName: name,
  };
}

function role(name: string) {
  return {
    type: 'AssumedRole',
    principalId: `AROAEXAMPLE00000000:${name}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/session`,
    accountId: ACCOUNT,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
        accountId: ACCOUNT,
        userName: name,
      },
    },
  };
}

function record(call: Call, index: number) {
  const id = createHash('sha256').update(`${call.atMs} ${call.name} ${index}`).digest('hex');
  return {
    eventVersion: '1.11',
    userIdentity: call.identity,
    eventTime: new Date(call.atMs).toISOString().replace('.000Z', 'Z'),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: REGION,
    sourceIPAddress: call.address,
    userAgent: call.agent,
    requestParameters: call.request ?? null,
    responseElements: call.response ?? null,
    eventID: `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20, 32)}`,
    readOnly: call.readOnly ?? false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...call.more,
  };
}

function file(startMs: number, calls: readonly Call[]): TrailFile {
  const delivered = new Date(startMs + HOUR_MS).toISOString();
  const stamp = delivered.slice(0, 16).replace(/[-:]/g, '');
  const json = JSON.stringify({ Records: calls.map(record) });
  const tag = createHash('sha256')
    .update(json)
    .digest('base64url')
    .replace(/[-_]/g, 'x')
    .slice(0, 16);
  const bytes = gzipSync(json, { level: 9 });
  // The header names the system that packed it; the same bytes are wanted on all.
  bytes[9] = 255;
  const day = delivered.slice(0, 10).replaceAll('-', '/');
  return {
    path: `AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/${day}/${ACCOUNT}_CloudTrail_${REGION}_${stamp}Z_${tag}.json.gz`,
    bytes,
  };
}
