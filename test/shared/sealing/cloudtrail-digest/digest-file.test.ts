import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../shared/base/bytes.ts';
import {
  looksLikeDigest,
  parseDigest,
  signedText,
} from '../../../../shared/sealing/cloudtrail-digest/digest-file.ts';
import { ownSignature, readSidecar } from '../../../../shared/sealing/cloudtrail-digest/sidecar.ts';

const FIRST = {
  digestStartTime: '2031-05-04T21:17:40Z',
  digestEndTime: '2031-05-04T22:17:40Z',
  digestS3Bucket: 'b',
  digestS3Object: 'k',
  digestPublicKeyFingerprint: 'AB',
  digestSignatureAlgorithm: 'SHA256withRSA',
  previousDigestS3Bucket: null,
  previousDigestS3Object: null,
  previousDigestSignature: null,
  logFiles: [],
};
const parse = (change: Record<string, unknown> = {}) =>
  parseDigest(utf8(JSON.stringify({ ...FIRST, ...change })));

describe('a digest file', () => {
  it('is signed over its end, place, hash and the signature before it, or the word null', () => {
    const first = parse();
    const next = parse({ previousDigestS3Object: 'j', previousDigestSignature: 'AbCd' });
    expect(first.ok && signedText(first.value, 'ff')).toBe('2031-05-04T22:17:40Z\nb/k\nff\nnull');
    expect(next.ok && signedText(next.value, 'ff')).toBe('2031-05-04T22:17:40Z\nb/k\nff\nAbCd');
    expect(next.ok && next.value.previous).toMatchObject({ bucket: 'b', key: 'j' });
  });

  it.each([
    ['no list of logs', { logFiles: null }, 'has no list of log files'],
    ['no place', { digestS3Object: 7 }, 'has no digestS3Object'],
    ['a day that does not exist', { digestEndTime: '2031-02-30T00:00:00Z' }, 'no time'],
    ['a log without a hash', { logFiles: [{ s3Bucket: 'b', s3Object: 'l' }] }, 'log file 1'],
  ])('with %s is refused', (_, change, reason) => {
    const parsed = parse(change);
    expect(!parsed.ok && parsed.error.message).toContain(reason);
  });

  it.each([
    ['[]', 'not a JSON object'],
    ['{', 'not JSON'],
  ])('that is %s is refused', (text, reason) => {
    const parsed = parseDigest(utf8(text));
    expect(!parsed.ok && parsed.error.message).toContain(reason);
  });

  it('is known by its beginning, which no log of events shares', () => {
    expect(looksLikeDigest(JSON.stringify(FIRST))).toBe(true);
    expect(looksLikeDigest('{"Records":[]}')).toBe(false);
  });
});

describe('a sidecar', () => {
  it('gives signatures by key, however the metadata was spelt', () => {
    const read = readSidecar(
      JSON.stringify({
        k: { Metadata: { signature: 'AB', 'signature-algorithm': 'SHA256withRSA' } },
        's3://b/j': { 'x-amz-meta-signature': 'cd' },
        lower: { metadata: { SIGNATURE: 'ef' } },
        none: { Metadata: {} },
      }),
    );
    if (!read.ok) throw new Error(read.error.message);
    expect(ownSignature(read.value, 'b', 'k')).toBe('ab');
    expect(ownSignature(read.value, 'b', 'j')).toBe('cd');
    expect(ownSignature(read.value, 'b', 'lower')).toBe('ef');
    expect(ownSignature(read.value, 'b', 'none')).toBeUndefined();
  });

  it.each(['[]', 'x', '{"k":"v"}'])('of %s is refused', (text) =>
    expect(readSidecar(text).ok).toBe(false),
  );
});
