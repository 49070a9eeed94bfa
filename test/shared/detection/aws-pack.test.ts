// The rules of the AWS pack on lines as the services write them: what each finds, and the same
// amount of ordinary work that it leaves alone.

import { describe, expect, it } from 'vitest';
import { hashes, rulesBelow } from './support.ts';
import { utf8 } from '../../../shared/base/bytes.ts';
import type { EventView } from '../../../shared/domain/event.ts';
import { createDetection } from '../../../shared/detection/detection.ts';
import { loadRuleSet } from '../../../shared/detection/rule-set.ts';
import { parseThreatList } from '../../../shared/detection/threat-list.ts';
import { cloudtrail } from '../../../shared/formats/cloudtrail.ts';
import type { LogFormat } from '../../../shared/formats/format.ts';
import { s3Access } from '../../../shared/formats/s3-access.ts';
import { vpcFlow } from '../../../shared/formats/vpc-flow.ts';

const set = loadRuleSet(rulesBelow('resources/rules/aws'), hashes);
const START_S = 1_769_904_000;

function found(format: LogFormat, lines: readonly string[]): string[] {
  const run = createDetection(set, {
    hashes,
    zone: 'UTC',
    threatList: parseThreatList(''),
    enabled: (rule) => !rule.offAtFirst,
  });
  for (const [index, line] of lines.entries()) {
    const read = format.normalise(utf8(line), { zone: 'UTC' });
    if (!read.ok) throw new Error(`${read.error}: ${line}`);
    const { time, ecs, fields, logSource } = read.value;
    const { timeUs, nanos } = time;
    run.push({ id: index + 1, timeUs, nanos, ecs, fields, logSource, raw: line } as EventView);
  }
  return [...new Set(run.finish().findings.map((finding) => finding.ruleTitle))].toSorted();
}

const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);

function flow(
  second: number,
  {
    from = '198.51.100.7',
    to = '10.0.0.5',
    port = 22,
    bytes = 40,
    action = 'REJECT',
    protocol = 6,
  },
): string {
  const at = START_S + second;
  return `2 123456789012 eni-0a1b2c3d ${from} ${to} 50000 ${port} ${protocol} 1 ${bytes} ${at} ${at + 60} ${action} OK`;
}

describe('the AWS pack on flow logs', () => {
  const flows =
    vpcFlow.withLayout?.(vpcFlow.layoutOf?.({ lines: [''] } as never, {}) ?? '') ?? vpcFlow;

  it('finds one address that tries twenty ports of a machine', () => {
    const lines = range(20).map((n) => flow(n * 20, { port: 20 + n }));
    expect(found(flows, lines)).toEqual(['Port scan in flow logs']);
    expect(found(flows, lines.slice(1))).toEqual([]);
  });

  it('finds one address that tries twenty machines', () => {
    const lines = range(20).map((n) => flow(n * 20, { to: `10.0.1.${n}`, port: 3389 }));
    expect(found(flows, lines)).toEqual(['Host sweep in flow logs']);
  });

  it('leaves refused pings and the same port again and again alone', () => {
    const pings = range(40).map((n) => flow(n, { protocol: 1, port: 0, to: `10.0.1.${n}` }));
    const retries = range(200).map((n) => flow(n, { port: 443 }));
    expect(found(flows, [...pings, ...retries])).toEqual([]);
  });

  it('adds up what goes from a private address to one public one', () => {
    const out = { from: '10.0.0.5', to: '203.0.113.9', action: 'ACCEPT', port: 443 };
    const lines = range(10).map((n) => flow(n * 300, { ...out, bytes: 500_000_000 }));
    expect(found(flows, lines)).toEqual(['Large transfer to the outside']);
    const inside = lines.map((line) => line.replace('203.0.113.9', '10.9.9.9'));
    expect(found(flows, inside)).toEqual([]);
    const spread = range(10).map((n) => flow(n * 800, { ...out, bytes: 500_000_000 }));
    expect(found(flows, spread)).toEqual([]);
  });
});

function access(
  second: number,
  {
    operation = 'REST.GET.OBJECT',
    requester = 'arn:aws:iam::123456789012:user/dora',
    bucket = 'reports',
    key = 'a/b.csv',
    status = 200,
    error = '-',
  },
): string {
  const time = new Date((START_S + second) * 1_000);
  const clock = time.toISOString().slice(11, 19);
  return `79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be ${bucket} [01/Feb/2026:${clock} +0000] 192.0.2.3 ${requester} 3E57427F33A59F07 ${operation} ${key} "GET /${bucket}/${key} HTTP/1.1" ${status} ${error} 2662992 2662992 70 10 "-" "aws-cli/2" -`;
}

describe('the AWS pack on bucket access logs', () => {
  it('finds five hundred objects fetched within ten minutes, and not within hours', () => {
    expect(
      found(
        s3Access,
        range(500).map((n) => access(n, { key: `k${n}` })),
      ),
    ).toEqual(['Mass download from a bucket']);
    expect(
      found(
        s3Access,
        range(500).map((n) => access(n * 20, { key: `k${n}` })),
      ),
    ).toEqual([]);
  });

  it('finds five buckets listed by one requester, refused or not', () => {
    const lines = range(5).map((n) =>
      access(n, {
        operation: 'REST.GET.BUCKET',
        bucket: `bucket-${n}`,
        key: '-',
        status: n % 2 ? 403 : 200,
      }),
    );
    expect(found(s3Access, lines)).toEqual(['Buckets searched']);
    const one = range(50).map((n) => access(n, { operation: 'REST.GET.BUCKET', key: '-' }));
    expect(found(s3Access, one)).toEqual([]);
  });

  it('finds a stranger who is refused again and again', () => {
    const refused = { requester: '-', status: 403, error: 'AccessDenied' };
    expect(
      found(
        s3Access,
        range(20).map((n) => access(n, { ...refused, key: `k${n}` })),
      ),
    ).toEqual(['Bucket probed without credentials']);
    const known = range(40).map((n) => access(n, { status: 403, error: 'AccessDenied' }));
    expect(found(s3Access, known)).toEqual([]);
  });

  it('finds a hundred objects deleted', () => {
    const lines = range(100).map((n) =>
      access(n, { operation: 'BATCH.DELETE.OBJECT', status: 204, key: `k${n}` }),
    );
    expect(found(s3Access, lines)).toEqual(['Mass deletion in a bucket']);
  });
});

describe('the AWS pack on regions', () => {
  const call = (n: number, awsRegion: string, more: Record<string, unknown> = {}): string =>
    JSON.stringify({
      eventVersion: '1.08',
      userIdentity: { type: 'IAMUser', userName: 'dora', accountId: '123456789012' },
      eventTime: new Date((START_S + n * 60) * 1_000).toISOString().replace('.000', ''),
      eventSource: 'ec2.amazonaws.com',
      eventName: 'CreateTags',
      awsRegion,
      readOnly: false,
      recipientAccountId: '123456789012',
      eventID: `id-${n}`,
      eventType: 'AwsApiCall',
      ...more,
    });

  it('finds a change in a region that the account hardly uses', () => {
    const usual = range(300).map((n) => call(n, n % 3 === 0 ? 'eu-west-1' : 'eu-central-1'));
    expect(found(cloudtrail, [...usual, call(301, 'ap-east-1')])).toEqual(['Unusual region']);
  });

  it('says nothing of a used region, of reading, of global services and of too little history', () => {
    const usual = range(300).map((n) => call(n, n % 3 === 0 ? 'eu-west-1' : 'eu-central-1'));
    expect(
      found(cloudtrail, [
        ...usual,
        call(301, 'eu-west-1'),
        call(302, 'ap-east-1', { readOnly: true }),
        call(303, 'us-east-1', { eventSource: 'iam.amazonaws.com' }),
      ]),
    ).toEqual([]);
    expect(found(cloudtrail, [...usual.slice(0, 100), call(101, 'ap-east-1')])).toEqual([]);
  });
});
