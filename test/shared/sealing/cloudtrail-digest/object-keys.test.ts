import { describe, expect, it } from 'vitest';
import { formatUtc, timeUs } from '../../../../shared/base/time.ts';
import {
  deliveredIn,
  digestName,
  isDigestKey,
  isLogKey,
  placeOf,
} from '../../../../shared/sealing/cloudtrail-digest/object-keys.ts';

const KEY =
  'team/AWSLogs/o-abc/111122223333/CloudTrail-Digest/us-east-2/2031/05/04/111122223333_CloudTrail-Digest_us-east-2_my_trail_eu-west-1_20310504T231740Z.json.gz';
const LOG =
  'team/AWSLogs/o-abc/111122223333/CloudTrail/us-east-2/2031/05/04/111122223333_CloudTrail_us-east-2_20310504T2305Z_Ab0.json.gz';

describe('the key of a digest', () => {
  it('says when it ended and what stands at another time, over the end of a day', () => {
    const name = digestName(KEY);
    expect(formatUtc(name?.endUs ?? timeUs(0), 's')).toBe('2031-05-04T23:17:40Z');
    const next = timeUs((name?.endUs ?? 0) + 3_600_000_000);
    expect(name?.keyAt(next)).toBe(
      KEY.replace('05/04', '05/05').replace('20310504T23', '20310505T00'),
    );
    expect(name?.keyAt(name.endUs)).toBe(KEY);
  });

  it('tells backfill digests and other trails apart, and nothing by the hour', () => {
    const chain = (key: string) => digestName(key)?.chain;
    expect(chain(KEY.replaceAll('23174', '22174'))).toBe(chain(KEY));
    expect(chain(KEY.replace('Z.json', 'Z_backfill.json'))).not.toBe(chain(KEY));
    expect(chain(KEY.replace('my_trail', 'your_trail'))).not.toBe(chain(KEY));
  });

  it.each(['x/y.json.gz', KEY.replace('0504T23', '1304T23'), `${KEY}.bak`])(
    'is not read into %s',
    (key) => expect(digestName(key)).toBeUndefined(),
  );
});

describe('the key of a log', () => {
  it('says in which minute it was delivered, or on which day', () => {
    const span = (key: string) => {
      const found = deliveredIn(key);
      return found && [formatUtc(found.fromUs, 's'), formatUtc(found.toUs, 's')];
    };
    expect(span(LOG)).toEqual(['2031-05-04T23:05:00Z', '2031-05-04T23:06:00Z']);
    expect(span(LOG.replace(/[^/]*$/, 'odd.json.gz'))).toEqual([
      '2031-05-04T00:00:00Z',
      '2031-05-05T00:00:00Z',
    ]);
    expect(span('odd.json.gz')).toBeUndefined();
  });

  it('is told apart from digests and from other logs, and shares their place', () => {
    expect([isLogKey(LOG), isDigestKey(LOG)]).toEqual([true, false]);
    expect([isLogKey(KEY), isDigestKey(KEY)]).toEqual([false, true]);
    expect(isLogKey(LOG.replace('/CloudTrail/', '/CloudTrail-Insight/'))).toBe(true);
    expect(isLogKey('AWSLogs/111122223333/vpcflowlogs/us-east-2/a.log.gz')).toBe(false);
    expect(placeOf(LOG)).toBe(placeOf(KEY));
    expect(placeOf(LOG.replaceAll('us-east-2', 'us-west-1'))).not.toBe(placeOf(KEY));
  });
});
