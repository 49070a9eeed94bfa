// Integrity of one exhibit in the case, from the records that were sealed at import: the hash chain
// of a chained log, entry by entry; for anything else the hash it had when it was imported.

import { counted, grouped } from '../../../shared/base/counted.ts';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source } from '../../../shared/domain/source.ts';
import {
  worstVerdict,
  type ChainHead,
  type Verification,
  type VerdictEntry,
} from '../../../shared/domain/verdict.ts';
import { FailureError, failure } from '../../../shared/base/result.ts';
import { chainLayoutOfRef } from '../../../shared/formats/hash-chained-log.ts';
import { hashFile } from '../../intake/digest.ts';
import { withoutMembers } from '../../intake/read-archive.ts';
import { COMPANION_FORMAT } from '../../intake/read-file.ts';
import type { StoredFile } from '../../store/sources.ts';
import { settingsIn } from '../case/case-info.ts';
import { throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import type { ReadEngine } from '../read-engine.ts';
import type { DigestFiles } from '../scope.ts';
import { explainDropped } from '../retention/dropped-entries.ts';
import { droppedOf } from '../retention/drop-record.ts';
import { combineParts } from './chain-parts.ts';
import { readDigestTrust } from './digest-trust.ts';
import { DIGEST_FORMAT, verifyBucket } from './verify-bucket.ts';
import { verifyChains } from './verify-chains.ts';
import { checkManifests, manifestVerification, withManifests } from './verify-manifest.ts';
import { checkedLogs, filesWithLogs, logVerification } from './verify-logs.ts';

export const CHAINED_FORMAT = 'hash-chained-log';

/** Whatever encoding the lines of the log are in, and under whatever names. */
export function isChainedLog(formatRef: string): boolean {
  return chainLayoutOfRef(formatRef) !== undefined;
}

interface SourceOptions {
  readonly hmacKey: string | undefined;
  readonly since: ChainHead | undefined;
  readonly digestFiles?: DigestFiles;
}

type VerifyContext = Pick<JobContext, 'signal' | 'progress' | 'host' | 'startCheckers'>;

export async function verifySource(
  engine: ReadEngine,
  source: Source,
  options: SourceOptions,
  context: VerifyContext,
): Promise<Verification> {
  if (source.status === 'ready') return verifyRead(engine, source, options, context);
  // A recorded head would call everything missing that has only not been read yet.
  return unfinished(await verifyRead(engine, source, { ...options, since: undefined }, context));
}

/** What was read of an exhibit may hold, but it vouches for no more than that. */
function unfinished(verification: Verification): Verification {
  const { head: _head, ...rest } = verification;
  const reason =
    'The exhibit was not read to its end, so the rest of it is not checked; open it again.';
  return {
    ...rest,
    verdict: worstVerdict([verification.verdict, 'unverifiable']) ?? 'unverifiable',
    counts: { ...verification.counts, unverifiable: verification.counts.unverifiable + 1 },
    entries: [...verification.entries, { verdict: 'unverifiable', reason }],
    doesNotShow: `${verification.doesNotShow} Nor what the part of the exhibit holds that was not read.`,
  };
}

async function verifyRead(
  engine: ReadEngine,
  source: Source,
  options: SourceOptions,
  context: VerifyContext,
): Promise<Verification> {
  const files = engine.store.sources.files(source.id);
  const chained = new Set(
    files.filter((file) => isChainedLog(file.format)).map((file) => file.index),
  );
  if (chained.size === 0) {
    return (await isBucket(source, withoutMembers(files)))
      ? verifyBucketOf(source, files, options.digestFiles ?? {}, context)
      : verifyFilesAndLogs(engine, source, context);
  }
  const parts = await verifyChains(engine, source, chained, options, context);
  const others = withoutMembers(files).filter(
    (file) => !chained.has(file.index) && file.format !== COMPANION_FORMAT,
  );
  const verdicts = await verdictsOfFiles(source, others, files.length, context);
  const manifests = await checkManifests(source.path, withoutMembers(files), context.signal);
  const whole = combineParts(parts, manifests ? withManifests(verdicts, manifests) : verdicts);
  return explainDropped(whole, ...droppedOf(engine.store, source.id));
}

/** A folder with digests in it, as long as it is where it was imported from. */
async function isBucket(source: Source, files: readonly StoredFile[]): Promise<boolean> {
  return (
    files.some((file) => file.format === DIGEST_FORMAT) &&
    (await stat(source.path).then(
      (info) => info.isDirectory(),
      // Not there any more: each file is then said to be unreadable, with the reason.
      () => false,
    ))
  );
}

async function verifyBucketOf(
  source: Source,
  files: readonly StoredFile[],
  digestFiles: DigestFiles,
  context: Pick<JobContext, 'signal' | 'progress' | 'host'>,
): Promise<Verification> {
  const trust = await readDigestTrust(digestFiles);
  const imported = new Map(files.map((file) => [file.name, file.sha256]));
  return (await verifyBucket(source.path, trust, context, imported)).verification;
}

/** True where an exhibit holds at least one hash-chained log. */
export function holdsChain(engine: ReadEngine, source: Source): boolean {
  return engine.store.sources.files(source.id).some((file) => isChainedLog(file.format));
}

/** Event logs are looked into as long as they are what was imported. */
async function verifyFilesAndLogs(
  engine: ReadEngine,
  source: Source,
  context: Pick<JobContext, 'signal' | 'progress' | 'host'>,
): Promise<Verification> {
  const files = engine.store.sources.files(source.id);
  const onDisk = withoutMembers(files);
  const withLogs = filesWithLogs(files, onDisk);
  if (withLogs.size === 0) return verifyFiles(engine, source, context);
  const verdicts = await verdictsOfFiles(source, onDisk, files.length, context);
  const same = new Set(
    verdicts.flatMap(({ file, verdict }) =>
      file !== undefined && verdict === 'unprotected' && withLogs.has(file) ? [file] : [],
    ),
  );
  const manifests = await checkManifests(source.path, onDisk, context.signal);
  const entries = manifests ? withManifests(verdicts, manifests) : verdicts;
  const { limits } = settingsIn(engine.store);
  const logs = await checkedLogs(source.path, { only: same, limits, signal: context.signal });
  return logVerification(
    logs,
    // What a list says of an event log is told beside what its own checks say.
    entries.filter(
      (entry) => manifests?.named.has(entry.file ?? '') || !same.has(entry.file ?? ''),
    ),
  );
}

async function verifyFiles(
  engine: ReadEngine,
  source: Source,
  context: Pick<JobContext, 'signal' | 'progress' | 'host'>,
): Promise<Verification> {
  const files = withoutMembers(engine.store.sources.files(source.id));
  const entries = await verdictsOfFiles(source, files, files.length, context);
  const manifests = await checkManifests(source.path, files, context.signal);
  if (manifests) return manifestVerification(withManifests(entries, manifests), manifests);
  const count = (verdict: VerdictEntry['verdict']) =>
    entries.filter((entry) => entry.verdict === verdict).length;
  const altered = count('altered');
  const unverifiable = count('unverifiable');
  return {
    kind: 'file-hash',
    verdict: worstVerdict(entries.map((entry) => entry.verdict)) ?? 'unprotected',
    checked: files.length,
    counts: {
      verified: 0,
      altered,
      missing: 0,
      unverifiable,
      unprotected: count('unprotected'),
    },
    entries,
    shows:
      altered > 0
        ? `${grouped(altered)} of ${counted(files.length, 'file')} no longer match the hash they had when they were imported; the case keeps the records as they were then.`
        : unverifiable > 0
          ? 'The case holds the records as they were imported; not every original is at hand to be hashed again.'
          : 'The originals still match the hashes they had when they were imported.',
    doesNotShow:
      'Whether the log was changed before it was imported: this format carries no seal of its own.',
  };
}

async function verdictsOfFiles(
  source: Source,
  files: readonly StoredFile[],
  allFiles: number,
  { signal, progress, host }: Pick<JobContext, 'signal' | 'progress' | 'host'>,
): Promise<VerdictEntry[]> {
  const report = throttledProgress(host.nowUs, progress);
  const isFolder = await stat(source.path).then(
    (info) => info.isDirectory(),
    () => allFiles > 1,
  );
  const entries: VerdictEntry[] = [];
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let before = 0;
  for (const file of files) {
    throwIfCancelled(signal);
    let ofFile = 0;
    const onBytes = (bytes: number): void => {
      ofFile += bytes;
      const done = Math.min(total, before + ofFile);
      report({ phase: 'verify', done, total, unit: 'bytes', note: file.name });
    };
    const path = isFolder ? join(source.path, file.name) : source.path;
    entries.push(await verifyFile(path, file, { signal, onBytes }));
    before += file.bytes;
  }
  return entries;
}

async function verifyFile(
  path: string,
  file: { readonly name: string; readonly sha256: string },
  options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<VerdictEntry> {
  if (file.sha256 === '') {
    return {
      file: file.name,
      verdict: 'unverifiable',
      reason: 'It could not be read when the exhibit was imported, so there is no hash to compare.',
    };
  }
  let found: string;
  try {
    found = await hashFile(path, options);
  } catch (error) {
    throwIfCancelled(options.signal);
    const reason = error instanceof FailureError ? error.failure.message : String(error);
    return {
      file: file.name,
      verdict: 'unverifiable',
      reason: `The original cannot be read now: ${reason}`,
    };
  }
  return found === file.sha256
    ? { file: file.name, verdict: 'unprotected', reason: 'Unchanged since it was imported.' }
    : {
        file: file.name,
        verdict: 'altered',
        reason: 'Changed since it was imported.',
        expected: file.sha256,
        found,
      };
}

/**
 * The head that the last check saw, where the check made now ended elsewhere: then the material was
 * changed or cut in between, and is checked again against it.
 */
export function headThatChanged(
  now: Verification,
  stored: Verification | undefined,
): ChainHead | undefined {
  const before = stored?.head;
  return before !== undefined && before.hash !== now.head?.hash ? before : undefined;
}

/**
 * A check without the key says less than the one before with it. Where it finds nothing new, the
 * verdict of the stronger one stands.
 */
export function saysLess(
  now: Verification,
  withKey: boolean,
  before: { readonly verification: Verification; readonly withKey: boolean } | undefined,
): boolean {
  if (!before || withKey || !before.withKey) return false;
  const { counts, head } = now;
  const earlier = before.verification;
  return (
    head?.hash === earlier.head?.hash &&
    now.checked === earlier.checked &&
    counts.altered <= earlier.counts.altered &&
    counts.missing <= earlier.counts.missing
  );
}

const SINCE = /^(\d+):([0-9a-f]{64})$/i;

/** Throws FailureError where the text is no recorded head. */
export function readHead(text: string): ChainHead {
  const match = SINCE.exec(text.trim());
  const sequence = Number(match?.[1]);
  if (!match?.[2] || !Number.isSafeInteger(sequence)) {
    throw new FailureError(
      failure(
        'since.invalid',
        'A recorded head is written SEQUENCE:HASH, with 64 hexadecimal digits.',
      ),
    );
  }
  return { sequence, hash: match[2].toLowerCase() };
}
