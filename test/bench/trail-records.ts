// CloudTrail records as a busy account has them, about 1.2 kB each, the same for the same seed.

import { randomFrom } from './big-case.ts';

const CALLS = [
  ['ec2', 'DescribeInstances'],
  ['s3', 'GetObject'],
  ['s3', 'PutObject'],
  ['sts', 'AssumeRole'],
  ['kms', 'Decrypt'],
  ['iam', 'ListRoles'],
  ['logs', 'CreateLogStream'],
  ['lambda', 'Invoke'],
] as const;
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1'];
const START_MS = Date.UTC(2026, 2, 1);

/** Text of one record after the other. */
export function trailRecords(seed: number): () => string {
  const random = randomFrom(seed);
  const below = (size: number): number => Math.floor(size * random());
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits)
      text += below(2 ** 32)
        .toString(16)
        .padStart(8, '0');
    return text.slice(0, digits);
  };
  // Who calls does so many times: with one key and from one session.
  const sessions = Array.from({ length: 400 }, () => ({
    role: `Service${String(Math.floor(60 * random() ** 2))}`,
    session: `i-0${hex(16)}`,
    principal: `AROA${hex(17).toUpperCase()}`,
    key: `ASIA${hex(16).toUpperCase()}`,
    account: `11112222333${String(below(3))}`,
  }));
  let number = 0;
  return () => {
    const [service, call] = CALLS[Math.floor(CALLS.length * random() ** 2)] ?? CALLS[0];
    const found = sessions[Math.floor(sessions.length * random() ** 2)] ?? sessions[0];
    const { role = '', session = '', principal = '', key = '', account = '' } = found ?? {};
    const region = REGIONS[Math.floor(REGIONS.length * random() ** 3)] ?? REGIONS[0];
    return JSON.stringify({
      eventVersion: '1.09',
      userIdentity: {
        type: 'AssumedRole',
        principalId: `${principal}:${session}`,
        arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
        accountId: account,
        accessKeyId: key,
        sessionContext: {
          sessionIssuer: {
            type: 'Role',
            principalId: principal,
            arn: `arn:aws:iam::${account}:role/${role}`,
            accountId: account,
            userName: role,
          },
          attributes: { creationDate: '2026-03-01T06:12:00Z', mfaAuthenticated: 'false' },
        },
      },
      eventTime: new Date(START_MS + Math.floor(number++ * 240)).toISOString().slice(0, 19) + 'Z',
      eventSource: `${service}.amazonaws.com`,
      eventName: call,
      awsRegion: region,
      sourceIPAddress: `10.${String(below(4))}.${String(below(256))}.${String(below(256))}`,
      userAgent: 'aws-sdk-go-v2/1.30 os/linux lang/go#1.22 md/GOOS#linux md/GOARCH#amd64',
      ...(below(40) === 0 && { errorCode: 'AccessDenied', errorMessage: 'not authorized' }),
      requestParameters: {
        bucketName: `data-${String(below(30))}`,
        key: `${hex(8)}/part-${String(below(100_000))}.parquet`,
      },
      responseElements: null,
      additionalEventData: {
        bytesTransferredOut: below(1_000_000),
        AuthenticationMethod: 'AuthHeader',
      },
      requestID: hex(16).toUpperCase(),
      eventID: `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
      readOnly: true,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: `${service}.${region ?? ''}.amazonaws.com`,
      },
    });
  };
}
