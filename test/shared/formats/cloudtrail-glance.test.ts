// Import looks at records with a glance, and everything else parses them: the columns must be the same.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../shared/base/bytes.ts';
import { cloudtrail } from '../../../shared/formats/cloudtrail.ts';
import { ALIKE } from '../../../shared/normalise/glance/json-glance.ts';
import { trailRecords } from '../../bench/trail-records.ts';

const OPTIONS = { zone: 'UTC' } as const;
const STRATUS = join(import.meta.dirname, '../../../../shared/fixtures/cloudtrail-stratus');

const ALIKE_GLANCE = cloudtrail.glance?.alike;
const TIME = ALIKE_GLANCE?.glance.answers(ALIKE_GLANCE.time);
const COLUMNS = Object.entries(ALIKE_GLANCE?.columns ?? {}).flatMap(([name, worked]) =>
  ALIKE_GLANCE ? [[name, ALIKE_GLANCE.glance.answers(worked)] as const] : [],
);

function columnsOf(fields: Parameters<typeof cloudtrail.ecs>[0]) {
  const { 'event.id': _id, ...columns } = cloudtrail.ecs(fields, OPTIONS);
  return { time: cloudtrail.time(fields, OPTIONS), columns };
}

/** Returns whether a glance was enough. */
function agrees(record: Uint8Array): boolean {
  const glanced = cloudtrail.glance?.read(record, OPTIONS);
  if (glanced === undefined) return false;
  const parsed = cloudtrail.parse(record, OPTIONS);
  expect(parsed.ok).toBe(true);
  if (parsed.ok) expect(columnsOf(glanced)).toEqual(columnsOf(parsed.value));
  // Learned by now, if it can be: all is found by its bytes.
  if (parsed.ok && ALIKE_GLANCE?.glance.look(record) === ALIKE) {
    const columns = COLUMNS.map(([name, answers]) => [name, answers.given[answers.number()]]);
    const time = TIME?.given[TIME.number()];
    expect({ time, columns: Object.fromEntries(columns) }).toEqual(columnsOf(parsed.value));
  }
  return true;
}

function eventsOf(text: string): readonly unknown[] {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? (parsed as readonly unknown[]) : [parsed];
}

describe('a glance at a CloudTrail record', () => {
  it('gives the columns that parsing gives, for the records of a busy account', () => {
    const next = trailRecords(3);
    for (let count = 0; count < 500; count++) expect(agrees(utf8(next()))).toBe(true);
  });

  it.each([
    ['a failed sign-in', { responseElements: { ConsoleLogin: 'Failure' } }],
    ['a refused call', { errorCode: 'AccessDenied' }],
    [
      'a service that calls',
      { userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' } },
    ],
    ['the root user', { userIdentity: { type: 'Root', accountId: '111122223333' } }],
    ['a name instead of an address', { sourceIPAddress: 'cloudformation.amazonaws.com' }],
    ['an account of its own', { recipientAccountId: '', userIdentity: { accountId: '1' } }],
    ['an identity that is null', { userIdentity: null }],
    ['a session', { userIdentity: { sessionContext: { sessionIssuer: { userName: 'Admin' } } } }],
    ['someone on behalf of another', { userIdentity: { onBehalfOf: { userId: 'u-1' } } }],
  ])('gives the columns of %s', (_what, part) => {
    const event = {
      eventTime: '2026-03-01T10:00:00Z',
      eventName: 'AssumeRole',
      eventSource: 'sts.amazonaws.com',
      ...part,
    };
    expect(agrees(utf8(JSON.stringify(event)))).toBe(true);
  });

  it.each([
    ['an event that EventBridge wrapped', { detail: { eventName: 'PutObject' }, eventTime: '' }],
    ['an answer of the event history', { CloudTrailEvent: '{"eventName":"PutObject"}' }],
    ['an insight', { eventTime: '2026-03-01T10:00:00Z', eventType: 'AwsCloudTrailInsight' }],
  ])('leaves %s to the parser', (_what, record) => {
    expect(cloudtrail.glance?.read(utf8(JSON.stringify(record)), OPTIONS)).toBeUndefined();
  });

  it('leaves records to the parser where another field is the time', () => {
    const options = { ...OPTIONS, timeField: 'requestTime' };
    expect(cloudtrail.glance?.read(utf8(trailRecords(1)()), options)).toBeUndefined();
  });

  it.skipIf(!existsSync(STRATUS))('gives the columns that parsing gives, for real records', () => {
    let glanced = 0;
    let all = 0;
    for (const entry of readdirSync(STRATUS, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith('.json')) continue;
      for (const event of eventsOf(readFileSync(join(entry.parentPath, entry.name), 'utf8'))) {
        all += 1;
        if (agrees(utf8(JSON.stringify(event)))) glanced += 1;
      }
    }
    expect(all).toBeGreaterThan(0);
    expect(glanced / all).toBeGreaterThan(0.9);
  });
});
