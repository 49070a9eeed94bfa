// Chains of digests made here, each with one thing done to it.

import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/places.ts';
import {
  sha256,
  trailBucket,
  trailKey,
  type HourOptions,
  type MadeDigest,
  type TrailBucket,
} from '../../fixtures/trail-bucket.ts';
import { checkBucket, type CheckedBucket } from './check-bucket.ts';

const FIRST = trailKey();
const SECOND = trailKey('spki');
const temporary = temporaryFolder('digests');
afterAll(() => temporary.remove());

let bucket: TrailBucket;
let number = 0;
beforeEach(() => {
  number += 1;
  bucket = trailBucket(join(temporary.path, String(number), 'bucket'), FIRST);
});

const hours = (count: number, options: HourOptions = {}): MadeDigest[] =>
  Array.from({ length: count }, () => bucket.hour(options));

interface Check {
  readonly sidecar?: boolean;
  readonly keys?: Parameters<TrailBucket['save']>[0];
  readonly at?: string;
  readonly imported?: ReadonlyMap<string, string>;
}

const check = ({ sidecar = true, keys, at = bucket.root, imported }: Check = {}) => {
  bucket.save(keys);
  return checkBucket(
    at,
    { publicKeys: bucket.publicKeys, ...(sidecar && { sidecar: bucket.sidecar }) },
    imported,
  );
};

/** Everything that is not verified. */
const failing = ({ verdicts }: CheckedBucket) =>
  Object.fromEntries(Object.entries(verdicts).filter(([, verdict]) => verdict !== 'verified'));

const all = (keys: readonly string[], verdict: string) =>
  Object.fromEntries(keys.map((key) => [key, verdict]));

const at = <T>(list: readonly T[], index: number): T => {
  const value = list.at(index);
  if (value === undefined) throw new Error(`there is no ${index}`);
  return value;
};

const FORGED = JSON.stringify({ Records: [] });

describe('a clean bucket', () => {
  it('is verified whole with the sidecar', async () => {
    hours(4);
    const { verification } = await check();
    expect(verification).toMatchObject({
      kind: 'cloudtrail-digest',
      verdict: 'verified',
      checked: 12,
      counts: { verified: 12 },
      gaps: [],
    });
    expect(verification.shows).toMatch(/^All 4 digests carry a signature .* all 8 log files have/);
  });

  it('without the sidecar leaves the newest digest and its logs unverifiable, and no other', async () => {
    const newest = at(hours(4), -1);
    const checked = await check({ sidecar: false });
    expect(failing(checked)).toEqual(all([newest.key, ...newest.logs], 'unverifiable'));
    expect(checked.reasonOf(newest.key)).toContain('newest of its chain');
  });

  it('goes over to another key at a boundary without a break', async () => {
    hours(2);
    hours(2, { key: SECOND });
    const { verification } = await check();
    expect([verification.verdict, verification.gaps]).toEqual(['verified', []]);
  });

  it('may lie in any folder: the bucket, the one above it, one below it, or one of another name', async () => {
    hours(2);
    const renamed = join(bucket.folder, '..', 'E01');
    cpSync(bucket.root, renamed, { recursive: true });
    for (const place of [bucket.root, bucket.folder, join(bucket.root, 'AWSLogs'), renamed]) {
      const { verification } = await check({ at: place });
      expect(verification.counts).toMatchObject({ verified: 6 });
      expect(verification.verdict).toBe('verified');
    }
  });

  it('may hold objects that were unpacked on the way', async () => {
    const [first] = hours(2);
    for (const key of [first?.key ?? '', ...(first?.logs ?? [])]) {
      bucket.write(key, gunzipSync(bucket.bytes(key)));
    }
    expect(failing(await check())).toEqual({});
  });
});

describe('a log file', () => {
  it('that was changed is altered, with both hashes', async () => {
    const digest = at(hours(3), 1);
    const key = at(digest.logs, 0);
    const before = sha256(gunzipSync(bucket.bytes(key)));
    bucket.edit(key, () => FORGED);
    const checked = await check({ sidecar: false });
    expect(checked.verification.entries.find((entry) => entry.file === key)).toMatchObject({
      role: 'log',
      verdict: 'altered',
      expected: before,
      found: sha256(FORGED),
    });
    expect(checked.verification.verdict).toBe('altered');
    expect(checked.verification.counts.altered).toBe(1);
  });

  it('that is not there is missing', async () => {
    const key = at(at(hours(3), 1).logs, 1);
    bucket.remove(key);
    const checked = await check();
    expect(failing(checked)).toEqual({ [key]: 'missing' });
    expect(checked.verification).toMatchObject({ verdict: 'missing', checked: 8 });
  });

  it.each([
    ['a second gzip member', gzipSync(FORGED)],
    ['an empty second member', gzipSync('')],
    ['a byte', Buffer.from('x')],
    ['zeros', Buffer.alloc(512)],
  ])('with %s after its first member is altered, whatever it unpacks to', async (_, more) => {
    const key = at(at(hours(3), 0).logs, 0);
    bucket.write(key, Buffer.concat([bucket.bytes(key), more]));
    const checked = await check();
    expect(failing(checked)).toEqual({ [key]: 'altered' });
    expect(checked.reasonOf(key)).toMatch(/follows? the/);
  });

  it('that is cut off is altered', async () => {
    const key = at(at(hours(3), 0).logs, 0);
    bucket.write(key, bucket.bytes(key).subarray(0, 40));
    expect(failing(await check())).toEqual({ [key]: 'altered' });
  });

  it('that is a link is unverifiable: what it leads to is not the bucket', async () => {
    const key = at(at(hours(3), 0).logs, 0);
    bucket.remove(key);
    symlinkSync('/etc/hostname', bucket.path(key));
    expect(failing(await check())).toEqual({ [key]: 'unverifiable' });
  });

  it('that no digest names is unprotected in the period of a sound one', async () => {
    hours(3);
    const planted = bucket.logKey(new Date('2031-05-04T22:40:00Z'), 'Planted000000001');
    bucket.write(planted, gzipSync(FORGED));
    expect(failing(await check())).toEqual({ [planted]: 'unprotected' });
  });

  it('that no digest names is unverifiable in the period of an altered one', async () => {
    const digest = at(hours(3), 1);
    const planted = bucket.logKey(new Date('2031-05-04T22:40:00Z'), 'Planted000000001');
    bucket.write(planted, gzipSync(FORGED));
    bucket.edit(digest.key, (text) =>
      text.replace(/"oldestEventTime":null/, '"oldestEventTime":1'),
    );
    const { verdicts } = await check();
    expect([verdicts[digest.key], verdicts[planted]]).toEqual(['altered', 'unverifiable']);
  });

  it('that no digest names is unprotected where logging was stopped', async () => {
    hours(2);
    bucket.pause(3);
    bucket.hour({ starts: true });
    const planted = bucket.logKey(new Date('2031-05-05T01:00:00Z'), 'Planted000000001');
    bucket.write(planted, gzipSync(FORGED));
    expect(failing(await check())).toEqual({ [planted]: 'unprotected' });
  });
});

describe('a digest', () => {
  /** As somebody would who changes a log and makes its digest fit. */
  const changeWithLog = (digest: MadeDigest) => {
    const log = at(digest.logs, 0);
    const before = sha256(gunzipSync(bucket.bytes(log)));
    bucket.edit(log, () => FORGED);
    bucket.edit(digest.key, (text) => text.replace(before, sha256(FORGED)));
  };

  it.each([true, false])(
    'changed with its log is itself to blame, not the one after it (sidecar: %s)',
    async (sidecar) => {
      const digests = hours(4);
      const changed = at(digests, 1);
      changeWithLog(changed);
      const open = sidecar ? [] : [at(digests, -1).key, ...at(digests, -1).logs];
      expect(failing(await check({ sidecar }))).toEqual({
        [changed.key]: 'altered',
        ...all([...changed.logs, ...open], 'unverifiable'),
      });
    },
  );

  it('changed, with the hash in the one after it made to fit, leaves both altered', async () => {
    const digests = hours(5);
    const [, changed, next] = digests;
    changeWithLog(at(digests, 1));
    const now = sha256(gunzipSync(bucket.bytes(changed?.key ?? '')));
    bucket.edit(next?.key ?? '', (text) => text.replace(changed?.hash ?? '', now));
    const { verdicts } = await check({ sidecar: false });
    expect([verdicts[changed?.key ?? ''], verdicts[next?.key ?? '']]).toEqual([
      'altered',
      'altered',
    ]);
    expect(verdicts[at(digests, 0).key]).toBe('verified');
  });

  it('is not blamed for a signature that was damaged in the one after it', async () => {
    const digests = hours(4);
    const [, good, damaged] = digests;
    bucket.edit(damaged?.key ?? '', (text) =>
      text.replace(good?.signature ?? '', 'ab'.repeat(256)),
    );
    const { verdicts } = await check({ sidecar: false });
    expect([verdicts[good?.key ?? ''], verdicts[damaged?.key ?? '']]).toEqual([
      'unverifiable',
      'altered',
    ]);
    const withSidecar = await check();
    expect(withSidecar.verdicts[good?.key ?? '']).toBe('verified');
  });

  it('that names a key of somebody else is altered where a sound one records its hash', async () => {
    const digest = at(hours(4), 1);
    bucket.edit(digest.key, (text) => text.replace(FIRST.fingerprint, '0'.repeat(32)));
    expect((await check({ sidecar: false })).verdicts[digest.key]).toBe('altered');
  });

  it('is not blamed by a planted newer one that nobody signed', async () => {
    const digests = hours(3);
    const newest = at(digests, -1);
    const planted = bucket.hour();
    bucket.edit(planted.key, (text) =>
      text.replace(newest.signature, 'ab'.repeat(256)).replace(newest.hash, 'c'.repeat(64)),
    );
    const { verdicts } = await check({ sidecar: false });
    expect([verdicts[newest.key], verdicts[planted.key]]).toEqual(['unverifiable', 'unverifiable']);
  });

  it('planted between two breaks the chain there and leaves them as they are', async () => {
    const digests = hours(4);
    const [first, second] = digests;
    const planted = (second?.key ?? '').replace(/40Z/, '41Z');
    bucket.write(planted, bucket.bytes(second?.key ?? ''));
    bucket.edit(planted, (text) =>
      text.replaceAll(second?.key ?? '', planted).replace(/("digestEndTime":"[^"]*4)0Z/, '$11Z'),
    );
    const checked = await check();
    expect(failing(checked)).toEqual({ [planted]: 'unverifiable' });
    expect(checked.reasonOf(planted)).toContain('names another');
    expect(checked.verdicts[first?.key ?? '']).toBe('verified');
    expect(checked.verification.gaps).toMatchObject([
      { kind: 'chain broken', before: planted },
      { kind: 'chain broken', after: planted },
    ]);
  });

  it('that is not there is missing, and the one before it has lost its signature', async () => {
    const digests = hours(5);
    const [, before, gone] = digests;
    bucket.remove(gone?.key ?? '');
    const withSidecar = await check();
    expect(failing(withSidecar)).toEqual({
      [gone?.key ?? '']: 'missing',
      ...all(gone?.logs ?? [], 'unverifiable'),
    });
    const { verdicts, reasonOf } = await check({ sidecar: false });
    expect(verdicts[before?.key ?? '']).toBe('unverifiable');
    expect(reasonOf(before?.key ?? '')).toContain('the digest after it is missing');
    expect(verdicts[at(digests, 0).key]).toBe('verified');
  });

  it('missing in a run is counted and named one by one', async () => {
    const digests = hours(7);
    const gone = digests.slice(2, 5).map((digest) => digest.key);
    for (const key of gone) bucket.remove(key);
    const checked = await check();
    expect(Object.keys(failing(checked)).filter((key) => key.includes('-Digest'))).toEqual(gone);
    expect(checked.verification.counts.missing).toBe(3);
    expect(checked.verification.gaps).toEqual([
      expect.objectContaining({
        kind: 'digests missing',
        after: at(digests, 1).key,
        before: at(digests, 5).key,
        count: 3,
      }),
    ]);
  });

  it('missing before the oldest at hand is the one that is named', async () => {
    const digests = hours(4);
    for (const digest of digests.slice(0, 2)) {
      for (const key of [digest.key, ...digest.logs]) bucket.remove(key);
    }
    expect(failing(await check())).toEqual({ [at(digests, 1).key]: 'missing' });
  });

  it('that was moved is altered as relocated, and missing at its place', async () => {
    const digest = at(hours(4), 1);
    const moved = digest.key.replace('/2031/05/04/', '/2031/05/03/');
    bucket.move(digest.key, moved);
    const checked = await check();
    expect(failing(checked)).toMatchObject({ [moved]: 'altered', [digest.key]: 'missing' });
    expect(checked.reasonOf(moved)).toBe('relocated');
  });

  it('that was copied to a folder inside the bucket is relocated there only', async () => {
    const digest = at(hours(4), 1);
    const copy = `old/${digest.key}`;
    bucket.write(copy, bucket.bytes(digest.key));
    const checked = await check();
    expect(failing(checked)).toEqual({ [copy]: 'altered' });
    expect(checked.reasonOf(copy)).toBe('relocated');
  });

  it('that was put under the name of another bucket is relocated', async () => {
    const digest = at(hours(4), 1);
    const there = join(bucket.folder, 'somewhere-else', digest.key);
    mkdirSync(dirname(there), { recursive: true });
    writeFileSync(there, bucket.bytes(digest.key));
    const { verification } = await check({ at: bucket.folder });
    expect(verification.counts).toMatchObject({ altered: 1, missing: 0 });
    expect(verification.entries.find((entry) => entry.verdict === 'altered')?.reason).toBe(
      'relocated',
    );
  });

  it.each([
    ['not gzip and not JSON', Buffer.from('nothing of the kind')],
    ['JSON of something else', gzipSync('{"Records":[]}')],
    ['empty', Buffer.alloc(0)],
  ])('that is %s is altered, and breaks the chain before it', async (_, bytes) => {
    const digests = hours(4);
    const [, before, broken] = digests;
    bucket.write(broken?.key ?? '', bytes);
    const checked = await check({ sidecar: false });
    expect(checked.verdicts[broken?.key ?? '']).toBe('altered');
    expect(checked.verdicts[before?.key ?? '']).toBe('unverifiable');
    expect(checked.verdicts[at(broken?.logs ?? [], 0)]).toBe('unverifiable');
    expect(checked.verification.gaps).toMatchObject([{ kind: 'chain broken' }]);
  });

  it('with bytes after its gzip member is altered, and its logs are left open', async () => {
    const digest = at(hours(4), 1);
    bucket.write(digest.key, Buffer.concat([bucket.bytes(digest.key), Buffer.from('more')]));
    expect(failing(await check())).toEqual({
      [digest.key]: 'altered',
      ...all(digest.logs, 'unverifiable'),
    });
  });

  it('whose sidecar and successor disagree is altered, with both in the reason', async () => {
    const digest = at(hours(4), 1);
    bucket.save();
    const heads = readFileSync(bucket.sidecar, 'utf8');
    writeFileSync(bucket.sidecar, heads.replace(digest.signature, 'cd'.repeat(256)));
    const checked = await checkBucket(bucket.root, {
      publicKeys: bucket.publicKeys,
      sidecar: bucket.sidecar,
    });
    expect(checked.verdicts[digest.key]).toBe('altered');
    expect(checked.reasonOf(digest.key)).toMatch(/sidecar and the digest after it disagree/);
  });
});

describe('public keys', () => {
  it('that lack one leave its digests unverifiable, and say which is needed', async () => {
    const old = hours(2);
    hours(2, { key: SECOND });
    const checked = await check({ keys: [SECOND] });
    expect(failing(checked)).toEqual(
      all(
        old.flatMap((digest) => [digest.key, ...digest.logs]),
        'unverifiable',
      ),
    );
    expect(checked.reasonOf(at(old, 0).key)).toContain(FIRST.fingerprint);
  });

  it('are known by their bytes: a foreign key under a borrowed fingerprint verifies nothing', async () => {
    hours(2);
    const { verification } = await check({
      keys: [{ ...SECOND, fingerprint: FIRST.fingerprint }],
    });
    expect(verification.counts).toMatchObject({ verified: 0, altered: 0, unverifiable: 6 });
  });

  it.each([
    ['no JSON', 'not JSON at all', 'public-keys.json: not the JSON'],
    ['another object', '{}', 'public-keys.json: holds no PublicKeyList'],
    [
      'a value that is no key',
      '{"PublicKeyList":[{"Value":"AAAA"}]}',
      'public key 1 is no RSA key',
    ],
  ])('of %s are refused by the name of their file', async (_, text, message) => {
    hours(1);
    bucket.save();
    writeFileSync(bucket.publicKeys, text);
    await expect(checkBucket(bucket.root, { publicKeys: bucket.publicKeys })).rejects.toThrow(
      message,
    );
  });
});

describe('a chain', () => {
  it('that was restarted has a gap and no failure', async () => {
    const [, last] = hours(2);
    bucket.pause(5);
    const first = bucket.hour({ starts: true });
    bucket.hour();
    const checked = await check();
    expect(checked.verification).toMatchObject({
      verdict: 'verified',
      gaps: [{ kind: 'logging stopped', after: last?.key, before: first.key }],
    });
    const plain = await check({ sidecar: false });
    expect(plain.reasonOf(last?.key ?? '')).toContain('last before a restart');
  });

  it('whose first digest after a restart is missing lacks that one alone, as its signature shows', async () => {
    const [, last] = hours(2);
    bucket.pause(5);
    const first = bucket.hour({ starts: true });
    const next = bucket.hour();
    bucket.remove(first.key);
    for (const sidecar of [true, false]) {
      const { verification, verdicts } = await check({ sidecar });
      expect(Object.keys(verdicts).filter((key) => verdicts[key] === 'missing')).toEqual([
        first.key,
      ]);
      expect(verification.gaps).toMatchObject([
        { kind: 'logging stopped', after: last?.key, before: first.key },
        { kind: 'digests missing', after: last?.key, before: next.key, count: 1 },
      ]);
    }
  });

  it('whose missing digest followed another lacks the hours between them, too', async () => {
    const made = hours(6);
    for (const { key } of made.slice(2, 5)) bucket.remove(key);
    const { verification } = await check();
    expect(verification.counts.missing).toBe(3);
    expect(verification.gaps).toMatchObject([{ kind: 'digests missing', count: 3 }]);
  });

  it('without keys does not say what only a signature can tell', async () => {
    hours(2);
    bucket.pause(2);
    const first = bucket.hour({ starts: true });
    bucket.hour();
    bucket.remove(first.key);
    bucket.save();
    const { verification } = await checkBucket(bucket.root, { sidecar: bucket.sidecar });
    expect(verification.gaps?.map(({ kind }) => kind)).toEqual(['digests missing']);
  });

  it('that went over to another bucket is verified across both', async () => {
    const old = hours(2);
    const [first] = hours(2, { bucket: 'acme-trail-new' });
    const checked = await check({ at: bucket.folder });
    expect(checked.verification).toMatchObject({
      verdict: 'verified',
      counts: { verified: 12 },
      gaps: [{ kind: 'bucket changed', after: at(old, 1).key, before: first?.key }],
    });
    const plain = await check({ at: bucket.folder, sidecar: false });
    expect(plain.verdicts[at(old, 1).key]).toBe('verified');
  });

  it('that came from a bucket that was not received has a gap there, and nothing missing', async () => {
    hours(2);
    hours(2, { bucket: 'acme-trail-new' });
    const { verification } = await check({ at: join(bucket.folder, 'acme-trail-new') });
    expect(verification).toMatchObject({ verdict: 'verified', counts: { verified: 6 } });
    expect(verification.gaps?.[0]?.reason).toContain('not in the material');
  });

  it('that came from a bucket of which only the logs are at hand names its last digest as missing', async () => {
    const old = hours(1);
    hours(2, { bucket: 'acme-trail-new' });
    const [gone] = old;
    bucket.remove(gone?.key ?? '');
    const checked = await check({ at: bucket.folder });
    const logs = Object.fromEntries((gone?.logs ?? []).map((key) => [key, 'unverifiable']));
    expect(failing(checked)).toEqual({ [gone?.key ?? '']: 'missing', ...logs });
  });

  it('whose two buckets were copied into one folder is verified', async () => {
    hours(2);
    const moved = hours(2, { bucket: 'acme-trail-new' });
    bucket.save();
    for (const digest of moved) {
      for (const key of [digest.key, ...digest.logs]) {
        bucket.write(key, readFileSync(bucket.path(key, 'acme-trail-new')));
      }
    }
    rmSync(join(bucket.folder, 'acme-trail-new'), { recursive: true });
    const checked = await checkBucket(bucket.root, {
      publicKeys: bucket.publicKeys,
      sidecar: bucket.sidecar,
    });
    expect(failing(checked)).toEqual({});
  });

  it('of backfill digests stands beside the hourly one, open at its end without the sidecar', async () => {
    hours(2);
    const first = bucket.backfill({ logs: 1 });
    bucket.hour();
    const last = bucket.backfill({ logs: 1 });
    const newest = bucket.hour();
    expect((await check()).verification).toMatchObject({ verdict: 'verified', gaps: [] });
    const plain = await check({ sidecar: false });
    expect(failing(plain)).toEqual(
      all([last.key, ...last.logs, newest.key, ...newest.logs], 'unverifiable'),
    );
    expect(plain.reasonOf(last.key)).toContain('last of its backfill chain');
    expect(plain.verdicts[first.key]).toBe('verified');
  });

  it('is told apart from that of another trail in the same bucket', async () => {
    const digests = hours(4, { logs: 0 });
    const other = trailBucket(bucket.folder, SECOND, 'acme-trail', 'other_trail');
    const [, gone] = [other.hour({ logs: 0 }), other.hour({ logs: 0 }), other.hour({ logs: 0 })];
    other.remove(gone?.key ?? '');
    other.save();
    const theirs = readFileSync(other.sidecar, 'utf8');
    bucket.save([FIRST, SECOND]);
    const both = { ...JSON.parse(readFileSync(bucket.sidecar, 'utf8')), ...JSON.parse(theirs) };
    writeFileSync(bucket.sidecar, JSON.stringify(both));
    const checked = await checkBucket(bucket.root, {
      publicKeys: bucket.publicKeys,
      sidecar: bucket.sidecar,
    });
    expect(failing(checked)).toEqual({ [gone?.key ?? '']: 'missing' });
    expect(checked.verification.counts.verified).toBe(digests.length + 2);
    expect(checked.verification.gaps).toHaveLength(1);
  });

  it('that refers to itself in a circle ends', async () => {
    const [first, second] = hours(2);
    bucket.edit(first?.key ?? '', (text) =>
      text
        .replace('"previousDigestS3Object":null', `"previousDigestS3Object":"${second?.key}"`)
        .replace('"previousDigestS3Bucket":null', '"previousDigestS3Bucket":"acme-trail"'),
    );
    expect((await check()).verdicts[first?.key ?? '']).toBe('altered');
  });
});

describe('an exhibit', () => {
  it('that is another one now than at its import is altered, whatever its digests say', async () => {
    const digest = at(hours(3), 0);
    const key = at(digest.logs, 0);
    const imported = new Map([
      [key, 'f'.repeat(64)],
      ['gone.json', 'e'.repeat(64)],
    ]);
    const checked = await check({ imported });
    expect(failing(checked)).toEqual({ [key]: 'altered', 'gone.json': 'unverifiable' });
    expect(checked.reasonOf(key)).toContain('since it was imported');
  });
});

describe('the words', () => {
  it('never say who did it or why', async () => {
    const digests = hours(6);
    bucket.remove(at(digests, 2).key);
    bucket.edit(at(at(digests, 4).logs, 0), () => FORGED);
    bucket.write('notes.txt', Buffer.from('x'));
    for (const sidecar of [true, false]) {
      const { verification } = await check({ sidecar });
      const text = JSON.stringify(verification);
      expect(text).not.toMatch(/tamper|deleted by|attacker|!/i);
      expect(verification.shows).toMatch(/\.$/);
    }
  });
});
