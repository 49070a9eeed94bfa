// A file in a folder full of alike ones is looked at for a moment only: whatever it is then taken for,
// a look at all of it must say the same.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSurelyLike, recogniseHead, recogniseLike } from '../../../electron/intake/recognise.ts';
import { utf8 } from '../../../shared/base/bytes.ts';
import { cloudtrail } from '../../../shared/formats/cloudtrail.ts';

const EVENT = {
  eventVersion: '1.08',
  userIdentity: { type: 'IAMUser', userName: 'alice' },
  eventTime: '2026-03-01T00:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-west-1',
  eventID: 'id',
  eventType: 'AwsApiCall',
};
const INSIGHT = {
  eventVersion: '1.09',
  eventTime: '2026-03-01T00:00:00Z',
  awsRegion: 'eu-west-1',
  eventID: 'id',
  eventType: 'AwsCloudTrailInsight',
  insightDetails: { eventName: 'GetObject' },
};
const DIGEST = {
  eventVersion: '1.08',
  digestStartTime: '2026-03-01T00:00:00Z',
  digestEndTime: '2026-03-01T01:00:00Z',
  digestS3Bucket: 'b',
  digestS3Object: 'o',
  logFiles: [],
};

const filling = fc.integer({ min: 0, max: 3_000 }).map((size) => ({ filling: 'x'.repeat(size) }));
const record = fc
  .tuple(
    fc.constantFrom<object>(
      ...new Array<object>(20).fill(EVENT),
      ...[INSIGHT, DIGEST],
      ...[
        { ...EVENT, ...DIGEST },
        { ...EVENT, chain_hash: 'x', content_hash: 'y' },
      ],
      ...[
        { ...EVENT, integrity: { chain_hash: 'x' } },
        { ...EVENT, eventTime: 1, awsRegion: 2 },
      ],
      ...[
        { eventVersion: '1', a: 1 },
        { time: '2026-03-01T00:00:00Z', message: 'hello' },
      ],
    ),
    filling,
  )
  .map(([event, more]) => ({ ...event, ...more }));
const content = fc
  .tuple(
    fc.array(record, { maxLength: 6 }),
    fc.constantFrom('Records', 'Records', 'Records', 'Events', 'Other'),
    fc.constantFrom('', '', '', ' ', '\n'),
    fc.constantFrom('', '', '', ',"Records":[{"a":1}]', ',"b":1'),
    fc.option(fc.tuple(fc.nat(), fc.constantFrom('', '"', '}', ']', '{', '\r')), { freq: 3 }),
  )
  .map(([records, name, blank, behind, damage]) => {
    const list = records.map((each) => JSON.stringify(each)).join(`,${blank}`);
    const text = `{"${name}":${blank}[${list}]${behind}}`;
    if (damage === null) return text;
    const at = damage[0] % text.length;
    return text.slice(0, at) + damage[1] + text.slice(at + 1);
  });

describe('a file that begins like the one before it', () => {
  it('is taken for the same at a glance only where a look at its records says so', () => {
    let surely = 0;
    fc.assert(
      fc.property(content, (text) => {
        const head = utf8(text);
        if (!isSurelyLike(head, cloudtrail)) return;
        surely += 1;
        const changedOn = undefined;
        expect(recogniseLike({ head, complete: true, changedOn }, cloudtrail)?.format.ref).toBe(
          cloudtrail.ref,
        );
        const whole = recogniseHead({ head, complete: true, changedOn }, 'f', undefined, false);
        expect(whole.ok && whole.value.format.ref).toBe(cloudtrail.ref);
      }),
      { numRuns: 1_000 },
    );
    expect(surely).toBeGreaterThan(50);
  });

  it('is taken for the same at a glance where it is as services write it', () => {
    for (const count of [1, 2, 50]) {
      const text = JSON.stringify({ Records: Array.from({ length: count }, () => EVENT) });
      expect(isSurelyLike(utf8(text), cloudtrail)).toBe(true);
    }
  });

  it.each([
    ['a digest', JSON.stringify(DIGEST)],
    ['no records', '{"Records":[]}'],
    [
      'an event that is also an entry of a chained log',
      JSON.stringify({ Records: [{ ...EVENT, chain_hash: 'x' }] }),
    ],
    ['lines', `${JSON.stringify(EVENT)}\n${JSON.stringify(EVENT)}\n`],
  ])('is looked at more closely: %s', (_what, text) => {
    expect(isSurelyLike(utf8(text), cloudtrail)).toBe(false);
  });
});
