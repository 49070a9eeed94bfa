// Integrity of one exhibit in the case, from the records that were sealed at import: the hash chain
// of a chained log, entry by entry; for anything else the hash it had when it was imported.

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
import { createChainVerifier } from '../../../shared/sealing/chain-verifier.ts';
import { chainRowFromRecord, SECURE_LOGS } from '../../../shared/sealing/chain-row.ts';
import { hashFile } from '../../intake/digest.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import { nodeHashes } from '../host.ts';
import type { ReadEngine } from '../read-engine.ts';

export const CHAINED_FORMAT = 'hash-chained-log';

export async function verifySource(
  engine: ReadEngine,
  source: Source,
  options: { readonly hmacKey: string | undefined; readonly since: ChainHead | undefined },
  context: Pick<JobContext, 'signal' | 'progress' | 'host'>,
): Promise<Verification> {
  return source.format === CHAINED_FORMAT
    ? await verifyChain(engine, source, options, context)
    : await verifyFiles(engine, source, context);
}

async function verifyChain(
  engine: ReadEngine,
  source: Source,
  {
    hmacKey,
    since,
  }: { readonly hmacKey: string | undefined; readonly since: ChainHead | undefined },
  { signal, progress, host }: Pick<JobContext, 'signal' | 'progress' | 'host'>,
): Promise<Verification> {
  const verifier = createChainVerifier({
    hashes: nodeHashes,
    hmacKey,
    since,
  });
  // Records that could not be read still stand somewhere in the chain.
  const unreadable = allRejections(engine, source.id);
  let passed = 0;
  const passUnreadable = (before: number) => {
    for (;;) {
      const position = unreadable[passed];
      if (position === undefined || position >= before) return;
      verifier.pushUnreadable(position);
      passed++;
    }
  };
  const breathe = createBreather(host.nowUs);
  const report = throttledProgress(host.nowUs, progress);
  let done = 0;
  for (const blockId of engine.store.events.blocksOf(source.id)) {
    const block = engine.blocks.byId(blockId);
    if (!block) continue;
    for (let slot = 0; slot < block.count; slot++) {
      const row = chainRowFromRecord(
        block.record(slot),
        SECURE_LOGS,
        block.frame.positions[slot] ?? 0,
      );
      const position = block.frame.positions[slot] ?? 0;
      passUnreadable(position);
      if (row.ok) verifier.push(row.value);
      else verifier.pushUnreadable(position);
    }
    done += block.count;
    report({
      phase: 'verify',
      done,
      total: source.events,
      unit: 'entries',
      note: source.exhibit,
    });
    throwIfCancelled(signal);
    await breathe();
  }
  passUnreadable(Number.POSITIVE_INFINITY);
  const verification = verifier.finish();
  return since === undefined ? verification : { ...verification, since };
}

function allRejections(engine: ReadEngine, sourceId: number): number[] {
  const total = engine.store.sources.rejectionCount(sourceId);
  return engine.store.sources
    .rejections(sourceId, 0, Math.max(1, total))
    .map((rejection) => rejection.position)
    .sort((a, b) => a - b);
}

async function verifyFiles(
  engine: ReadEngine,
  source: Source,
  { signal, progress, host }: Pick<JobContext, 'signal' | 'progress' | 'host'>,
): Promise<Verification> {
  const files = engine.store.sources.files(source.id);
  const report = throttledProgress(host.nowUs, progress);
  const isFolder = await stat(source.path).then(
    (info) => info.isDirectory(),
    () => files.length > 1,
  );
  const entries: VerdictEntry[] = [];
  for (const [index, file] of files.entries()) {
    throwIfCancelled(signal);
    entries.push(await verifyFile(isFolder ? join(source.path, file.name) : source.path, file));
    report({
      phase: 'verify',
      done: index + 1,
      total: files.length,
      unit: 'files',
      note: file.name,
    });
  }
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
        ? `${String(altered)} of ${String(files.length)} files no longer match the hash they had when they were imported; the case keeps the records as they were then.`
        : unverifiable > 0
          ? 'The case holds the records as they were imported; not every original is at hand to be hashed again.'
          : 'The originals still match the hashes they had when they were imported.',
    doesNotShow:
      'Whether the log was changed before it was imported: this format carries no seal of its own.',
  };
}

async function verifyFile(
  path: string,
  file: { readonly name: string; readonly sha256: string },
): Promise<VerdictEntry> {
  let found: string;
  try {
    found = await hashFile(path);
  } catch (error) {
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
 * The newest head that is known for a source: what an officer gave before, or what the last check
 * saw. A tail that was cut off since shows against it.
 */
export function knownHead(stored: Verification | undefined): ChainHead | undefined {
  const { head, since } = stored ?? {};
  if (!head || !since) return since ?? head;
  return since.sequence > head.sequence ? since : head;
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
