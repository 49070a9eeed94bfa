// One digest file as CloudTrail writes it: what it says of itself, of the digest before it and of the
// log files of its hour. Refuses what does not carry the fields that the signature is made over.

import { strictTextOf } from '../../base/bytes.ts';
import { err, failure, ok, type Result } from '../../base/result.ts';
import { parseRfc3339, type TimeUs } from '../../base/time.ts';

export interface NamedLog {
  readonly bucket: string;
  readonly key: string;
  /** Lower-case hex. */
  readonly hash: string;
  readonly hashAlgorithm: string;
}

export interface PreviousDigest {
  readonly bucket: string;
  readonly key: string;
  /** Lower-case hex; `undefined` where the digest records none. */
  readonly hash: string | undefined;
  /** Lower-case hex; `undefined` where the digest records none. */
  readonly signature: string | undefined;
}

export interface Digest {
  readonly bucket: string;
  readonly key: string;
  readonly startUs: TimeUs;
  readonly endUs: TimeUs;
  /** Lower-case hex. */
  readonly fingerprint: string;
  readonly signatureAlgorithm: string;
  /** `null` in the first digest after validation or logging was started. */
  readonly previous: PreviousDigest | null;
  readonly logs: readonly NamedLog[];
  /** The two parts of the signed string that stand in the file, as they stand there. */
  readonly endText: string;
  readonly previousSignatureText: string;
}

export const SIGNATURE_ALGORITHM = 'SHA256withRSA';
export const HASH_ALGORITHM = 'SHA-256';

export function parseDigest(content: Uint8Array): Result<Digest> {
  const text = strictTextOf(content);
  if (text === undefined) return refuse('is not text in UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!isObject(value)) return refuse('is not a JSON object');
  const names = ['digestS3Bucket', 'digestS3Object', 'digestPublicKeyFingerprint'];
  const times = ['digestStartTime', 'digestEndTime'];
  for (const name of [...names, ...times]) {
    if (textIn(value, name) === undefined) return refuse(`has no ${name}`);
  }
  const start = parseRfc3339(textIn(value, 'digestStartTime') ?? '');
  const end = parseRfc3339(textIn(value, 'digestEndTime') ?? '');
  if (!start || !end) return refuse('names a period that is no time');
  if (!Array.isArray(value['logFiles'])) return refuse('has no list of log files');
  const logs: NamedLog[] = [];
  for (const each of value['logFiles'] as unknown[]) {
    const log = readLog(each);
    if (!log) return refuse(`names log file ${logs.length + 1} without its place or hash`);
    logs.push(log);
  }
  const bucket = textIn(value, 'previousDigestS3Bucket');
  const key = textIn(value, 'previousDigestS3Object');
  const signature = textIn(value, 'previousDigestSignature');
  return ok({
    bucket: textIn(value, 'digestS3Bucket') ?? '',
    key: textIn(value, 'digestS3Object') ?? '',
    startUs: start.timeUs,
    endUs: end.timeUs,
    fingerprint: (textIn(value, 'digestPublicKeyFingerprint') ?? '').toLowerCase(),
    signatureAlgorithm: textIn(value, 'digestSignatureAlgorithm') ?? '',
    previous:
      key === undefined
        ? null
        : {
            bucket: bucket ?? textIn(value, 'digestS3Bucket') ?? '',
            key,
            hash: textIn(value, 'previousDigestHashValue')?.toLowerCase(),
            signature: signature?.toLowerCase(),
          },
    logs,
    endText: textIn(value, 'digestEndTime') ?? '',
    previousSignatureText: signature ?? 'null',
  });
}

/** The string that CloudTrail signs. @param contentHash hex SHA-256 of the unpacked digest */
export function signedText(digest: Digest, contentHash: string): string {
  return signedParts(digest.endText, digest, contentHash, digest.previousSignatureText);
}

/** @param endText as the digest has it @param previousSignature `null` in a first digest */
export function signedParts(
  endText: string,
  { bucket, key }: Pick<Digest, 'bucket' | 'key'>,
  contentHash: string,
  previousSignature: string,
): string {
  return [endText, `${bucket}/${key}`, contentHash, previousSignature].join('\n');
}

const MARKS = ['digestStartTime', 'digestEndTime', 'digestS3Bucket', 'digestS3Object'];

/** True where the beginning of a file reads like a digest's, wherever the file lies. */
export function looksLikeDigest(head: string): boolean {
  return head.trimStart().startsWith('{') && MARKS.every((name) => head.includes(`"${name}"`));
}

function readLog(value: unknown): NamedLog | undefined {
  if (!isObject(value)) return undefined;
  const bucket = textIn(value, 's3Bucket');
  const key = textIn(value, 's3Object');
  const hash = textIn(value, 'hashValue');
  if (bucket === undefined || key === undefined || hash === undefined) return undefined;
  return {
    bucket,
    key,
    hash: hash.toLowerCase(),
    hashAlgorithm: textIn(value, 'hashAlgorithm') ?? HASH_ALGORITHM,
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `undefined` for anything that is not a text with something in it. */
export function textIn(
  object: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function refuse(what: string): Result<never> {
  return err(failure('digest.unreadable', what));
}
