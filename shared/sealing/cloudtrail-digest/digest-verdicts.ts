// The verdict of each digest: by its own signature, which stands in the sidecar and in the digest
// after it. A valid signature counts wherever it stands; a wrong one counts against the digest only
// as far as the place it stands in can be relied upon.

import type { VerdictEntry } from '../../domain/verdict.ts';
import type { FoundDigest } from './bucket-file.ts';
import type { DigestChains } from './digest-chains.ts';
import { SIGNATURE_ALGORITHM, signedText, type PreviousDigest } from './digest-file.ts';
import type { DigestKey, PublicKeys } from './public-keys.ts';
import { ownSignature, type Sidecar } from './sidecar.ts';

export type Judgement = Pick<VerdictEntry, 'verdict' | 'reason' | 'expected' | 'found' | 'namedBy'>;

export interface DigestTrust {
  readonly keys: PublicKeys;
  readonly sidecar: Sidecar;
}

/** What one later digest records of this one. */
interface Successor {
  readonly said: PreviousDigest;
  /** Its own verdict; `undefined` where it has none yet, which only crossed times can bring about. */
  readonly verdict: VerdictEntry['verdict'] | undefined;
}

/** Verdicts by path. */
export function judgeDigests(
  digests: readonly FoundDigest[],
  chains: DigestChains,
  trust: DigestTrust,
): ReadonlyMap<string, Judgement> {
  const naming = new Map<string, { readonly path: string; readonly said: PreviousDigest }[]>();
  for (const { file, digest } of digests) {
    const said = digest.previous;
    if (!said) continue;
    const id = `${said.bucket}/${said.key}`;
    const known = naming.get(id);
    if (known) known.push({ path: file.path, said });
    else naming.set(id, [{ path: file.path, said }]);
  }
  const verdicts = new Map<string, Judgement>();
  // A digest comes after the one it speaks of, so the newest are judged first.
  for (const found of digests.toSorted((a, b) => b.digest.endUs - a.digest.endUs)) {
    const { digest, file } = found;
    const successors = (naming.get(`${digest.bucket}/${digest.key}`) ?? [])
      .filter(({ path }) => path !== file.path)
      .map(({ path, said }) => ({ said, verdict: verdicts.get(path)?.verdict }));
    verdicts.set(file.path, judgeDigest(found, successors, chains, trust));
  }
  return verdicts;
}

function judgeDigest(
  found: FoundDigest,
  successors: readonly Successor[],
  chains: DigestChains,
  { keys, sidecar }: DigestTrust,
): Judgement {
  const { digest, file, key } = found;
  if (found.relocated) {
    return key === digest.key
      ? {
          verdict: 'altered',
          reason: 'relocated',
          expected: `${digest.bucket}/${digest.key}`,
          found: file.path,
        }
      : { verdict: 'altered', reason: 'relocated', expected: digest.key, found: key };
  }
  if (file.trailing !== undefined) return { verdict: 'altered', reason: `${file.trailing}.` };

  const sound = successors.filter((each) => each.verdict === 'verified');
  const wrongHash = sound.find(
    ({ said }) => said.hash !== undefined && said.hash !== file.contentHash,
  )?.said.hash;
  const hashes = wrongHash === undefined ? {} : { expected: wrongHash, found: file.contentHash };
  const publicKey = keys.get(digest.fingerprint);
  if (!publicKey) {
    // The name of the key is part of the content, so a changed digest may name one that is not there.
    return wrongHash === undefined
      ? withoutKey(digest.fingerprint, sound.length > 0, keys)
      : {
          ...altered(
            'Its hash is not the one that the digest after it records, and that one is sound.',
          ),
          ...hashes,
        };
  }

  const text = signedText(digest, file.contentHash);
  const own = ownSignature(sidecar, digest.bucket, digest.key);
  const ownFits = own === undefined ? undefined : publicKey.verifies(text, own);
  const given = successors.flatMap(({ said, verdict }) =>
    said.signature === undefined
      ? []
      : [{ fits: publicKey.verifies(text, said.signature), said, verdict }],
  );
  const fitting = given.filter((each) => each.fits);
  const wrong = given.filter((each) => !each.fits);
  const soundlyWrong = wrong.some((each) => each.verdict === 'verified');

  if (ownFits === true || fitting.length > 0) {
    if (ownFits === false) {
      return altered(
        'The sidecar and the digest after it disagree: the signature in the digest after it fits, the one in the sidecar does not.',
      );
    }
    if (soundlyWrong) {
      return {
        ...altered(
          'The sidecar and the digest after it disagree: the signature in the sidecar fits, the one in the digest after it, which is sound, does not.',
        ),
        ...hashes,
      };
    }
    return {
      verdict: 'verified',
      reason: fitReason(ownFits === true, fitting.length > 0, wrong.length > 0),
    };
  }
  if (digest.signatureAlgorithm !== SIGNATURE_ALGORITHM && wrongHash === undefined) {
    return {
      verdict: 'unverifiable',
      reason: `It names the signature algorithm "${digest.signatureAlgorithm}"; only ${SIGNATURE_ALGORITHM} can be checked.`,
    };
  }
  if (ownFits === false) {
    return {
      ...altered(
        wrong.length > 0
          ? 'Neither the signature in the sidecar nor the one in the digest after it fits.'
          : 'The signature in the sidecar does not fit.',
      ),
      ...hashes,
    };
  }
  if (soundlyWrong) {
    return {
      ...altered('The signature that the digest after it records, which is sound, does not fit.'),
      ...hashes,
    };
  }
  if (wrong.length === 0) return withoutSignature(found, chains);
  return byUnsoundSuccessor(file.contentHash, wrong, keys);
}

/**
 * No successor that holds its signature is sound. What such a one says counts where it can be told
 * that the holder of a key made the signature: then it is the digest that is not what was signed.
 */
function byUnsoundSuccessor(
  contentHash: string,
  wrong: readonly Successor[],
  keys: PublicKeys,
): Judgement {
  const all = [...new Set<DigestKey>(keys.values())];
  const genuine = wrong.find(
    ({ said: { signature } }) => signature !== undefined && all.some((key) => key.made(signature)),
  );
  if (!genuine) {
    return {
      verdict: 'unverifiable',
      reason:
        'The only signature at hand stands in the digest after it, which is not known to be sound, and no key given made it.',
    };
  }
  const { hash } = genuine.said;
  return {
    ...altered(
      'The signature that the digest after it records is genuine, but of another content.',
    ),
    ...(hash !== undefined && hash !== contentHash && { expected: hash, found: contentHash }),
  };
}

function altered(reason: string): Judgement {
  return { verdict: 'altered', reason };
}

function fitReason(inSidecar: boolean, inSuccessor: boolean, otherWrong: boolean): string {
  const where =
    inSidecar && inSuccessor
      ? 'The signatures in the sidecar and in the digest after it fit'
      : inSidecar
        ? 'The signature in the sidecar fits'
        : 'The signature in the digest after it fits';
  return otherWrong
    ? `${where}; another digest, which is not sound, records one that does not.`
    : `${where}.`;
}

function withoutKey(fingerprint: string, hashFits: boolean, keys: PublicKeys): Judgement {
  const which = `the public key with fingerprint ${fingerprint}`;
  const needed =
    keys.size === 0
      ? `No public keys were given; ${which} is needed.`
      : `Among the public keys given, ${which} is missing.`;
  return {
    verdict: 'unverifiable',
    reason: hashFits ? `${needed} Its hash is the one that the digest after it records.` : needed,
  };
}

function withoutSignature({ file, digest }: FoundDigest, chains: DigestChains): Judgement {
  const next = chains.after.get(file.path);
  const backfill = next?.name?.backfill ?? /_backfill\.json(?:\.gz)?$/.test(digest.key);
  let why = 'it is the newest of its chain';
  if (backfill) why = 'it is the last of its backfill chain';
  else if (next && !next.found) why = 'the digest after it cannot be read';
  else if (next?.found?.digest.previous === null) why = 'it is the last before a restart';
  else if (next?.found && chains.broken.has(next.path)) why = 'the digest after it names another';
  else if (next) why = 'the digest after it is missing';
  return {
    verdict: 'unverifiable',
    reason: `Its own signature is not at hand: ${why}. The S3 object metadata (a sidecar) would hold it.`,
  };
}
