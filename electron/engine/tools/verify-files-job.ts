// Integrity of archives on disk, with no case: nothing is stored.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FailureError, failure } from '../../../shared/base/result.ts';
import {
  worstVerdict,
  type Verdict,
  type VerdictEntry,
  type Verification,
} from '../../../shared/domain/verdict.ts';
import { USUAL_CHAIN_LAYOUT, type ChainLayout } from '../../../shared/domain/chain-layout.ts';
import { chainMapping } from '../../../shared/formats/chain-layout.ts';
import type { LogFormat } from '../../../shared/formats/format.ts';
import { chainLayoutOfRef } from '../../../shared/formats/hash-chained-log.ts';
import { recordInUtf8 } from '../../../shared/formats/utf-16.ts';
import { cellReader, chainRowFromRecord } from '../../../shared/sealing/chain-row.ts';
import { entriesIn } from '../../../shared/sealing/chain-folding.ts';
import { readHmacKey } from '../../../shared/sealing/hmac-key.ts';
import { isDatabase } from '../../intake/database-copy.ts';
import { reasonOf } from '../../intake/file-errors.ts';
import { givenChainLayout } from '../../intake/given-layout.ts';
import { DEFAULT_LIMITS } from '../../intake/limits.ts';
import { withoutMembers } from '../../intake/read-archive.ts';
import { COMPANION_FORMAT } from '../../intake/read-file.ts';
import { readRecords, type ReadRecordsOptions } from '../../intake/read-records.ts';
import { isShared } from '../../intake/unit.ts';
import { checkDatabase } from '../evidence/check-database.ts';
import type { EntryCheckers } from '../evidence/entry-checker.ts';
import { createChainParts } from '../evidence/chain-parts.ts';
import { readDigestTrust } from '../evidence/digest-trust.ts';
import { holdsDigests, verifyBucket } from '../evidence/verify-bucket.ts';
import { checkedLogs, filesWithLogs, logVerification } from '../evidence/verify-logs.ts';
import {
  checkManifests,
  manifestVerification,
  withManifests,
} from '../evidence/verify-manifest.ts';
import { CHAINED_FORMAT, isChainedLog, readHead } from '../evidence/verify-source.ts';
import type { JobHandler } from '../handlers.ts';
import { nodeHashes } from '../host.ts';
import { createBreather, throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import { digestFilesIn, pathOf } from '../scope.ts';

export const verifyFilesJob: JobHandler<'tools.verify'> = async (input, context) => {
  const hmacKey = input.hmacKey ? await keyOf(pathOf(context.scope, input.hmacKey)) : undefined;
  const since = input.since === undefined ? undefined : readHead(input.since);
  const options = { hmacKey, since, chainLayout: input.chainLayout };
  const trust = await readDigestTrust(digestFilesIn(context.scope, input));
  const sources: { path: string; verification: Verification }[] = [];
  for (const token of input.files) {
    const path = pathOf(context.scope, token);
    if (await holdsDigests(path, context.signal)) {
      const { verification, others } = await verifyBucket(path, trust, context);
      sources.push({ path, verification });
      if (others.length === 0) continue;
      // Among the files that no digest covers may be a log with a chain of its own.
      const verdicts = await verifyPath(path, options, context);
      sources.push(...verdicts.filter((each) => each.verification.kind === 'hash-chain'));
    } else sources.push(...(await verifyPath(path, options, context)));
  }
  return { sources };
};

async function keyOf(path: string): Promise<string> {
  const key = readHmacKey(await keyText(path));
  if (!key.ok) throw new FailureError({ ...key.error, message: `${path}: ${key.error.message}` });
  return key.value;
}

/** A key file longer than this is no key file. */
const LONGEST_KEY_FILE = 64 * 1024;

async function keyText(path: string): Promise<string> {
  try {
    const info = await stat(path);
    if (!info.isFile() || info.size > LONGEST_KEY_FILE) {
      throw new FailureError(
        failure('key.not-hex', `${path}: not a key file, or too large for one.`),
      );
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof FailureError) throw error;
    throw new FailureError(failure('file.unreadable', `${path}: ${reasonOf(error)}.`));
  }
}

interface PathOptions {
  readonly hmacKey: string | undefined;
  readonly since: ReturnType<typeof readHead> | undefined;
  readonly chainLayout: string | undefined;
}

/** One verdict per chained log, and one for all that carries no seal of its own. */
async function verifyPath(
  path: string,
  { hmacKey, since, chainLayout }: PathOptions,
  { signal, host, progress, startCheckers }: JobContext,
): Promise<{ path: string; verification: Verification }[]> {
  const layout = givenChainLayout(chainLayout);
  const layouts = new Map<string, ChainLayout>();
  const layoutOf = (name: string) => layouts.get(name) ?? USUAL_CHAIN_LAYOUT;
  const chains = createChainParts({ hashes: nodeHashes, hmacKey, since, layoutOf });
  const breathe = createBreather(host.nowUs);
  const report = throttledProgress(host.nowUs, progress);
  /** Every file that is no chained log, with its records or what was wrong with it. */
  const others = new Map<string, { records: number; problem: string }>();
  let chained = 0;
  const countOther = (file: string, problem: string): void => {
    const other = others.get(file) ?? { records: 0, problem: '' };
    other.records++;
    other.problem ||= problem;
    others.set(file, other);
  };
  let threads: EntryCheckers | undefined;
  /** Big databases, where there are several threads. */
  const readApart: ReadRecordsOptions['readApart'] = async (entry, index) => {
    const { name, bytes } = entry;
    if (!startCheckers || !isShared(entry) || !(await isDatabase(entry))) return undefined;
    threads ??= startCheckers({ hmacKey, bytes });
    if (!threads) return undefined;
    const options = { maxRecordBytes: DEFAULT_LIMITS.maxRecordBytes, layout };
    return checkDatabase({ entry, index, options, signal }, threads.checkers, {
      layout: (found) => layouts.set(name, found),
      entries(entries) {
        for (const folded of entries) {
          chains.pushFolded(name, folded);
          chained += entriesIn(folded);
        }
      },
    });
  };
  const reading = readRecords(
    path,
    {
      record({ name }, bytes, position, format) {
        if (format.id !== CHAINED_FORMAT) {
          if (format.holdsEvents) countOther(name, '');
          return;
        }
        const { layout, mapping } = laidOut(format);
        layouts.set(name, layout);
        const row = chainRowFromRecord(recordInUtf8(bytes, format.ref), mapping, position);
        if (row.ok) chains.push(name, row.value);
        else chains.pushUnreadable(name, position);
        chained++;
      },
      rejected({ name }, position, reason, format) {
        if (format?.id === CHAINED_FORMAT) {
          chains.pushUnreadable(name, position);
          chained++;
        } else countOther(name, format ? '' : reason);
      },
      rows({ name }, columns, format) {
        const { layout, mapping } = laidOut(format);
        layouts.set(name, layout);
        const read = cellReader(columns, mapping);
        return (
          read &&
          ((cells, position) => {
            chains.push(name, read(cells, position));
            chained++;
          })
        );
      },
    },
    { signal, chainLayout, readApart },
  );
  let step;
  try {
    step = await reading.next();
    while (!step.done) {
      throwIfCancelled(signal);
      report({ phase: 'verify', done: chained, total: null, unit: 'entries', note: path });
      await breathe();
      step = await reading.next();
    }
  } finally {
    await reading.return([]);
    await threads?.close();
  }
  const files = new Map(step.value.map((file) => [file.name, file]));
  const logs: string[] = [];
  for (const { name, format } of files.values()) {
    const chainedLog = isChainedLog(format);
    if (chainedLog) logs.push(name);
    const known = chainedLog || format === COMPANION_FORMAT || others.has(name);
    if (!known) others.set(name, { records: 0, problem: '' });
  }
  const parts = chains.finish(logs);
  const isWhole = parts.length === 1 && others.size === 0;
  const verdicts = parts.map(({ file, verification }) => ({
    path: isWhole ? path : join(path, file),
    verification,
  }));
  const filesOnDisk = withoutMembers([...files.values()]);
  const manifests = await checkManifests(path, filesOnDisk, signal);
  if (others.size === 0 && parts.length > 0 && !manifests) return verdicts;
  const withLogs = filesWithLogs([...files.values()], filesOnDisk);
  const onDisk = new Set(filesOnDisk.map((file) => file.name));
  const unsealedFiles = [...others].filter(([name]) => onDisk.has(name) && !withLogs.has(name));
  const entries = unsealedFiles.map(([file, { records: count, problem }]) =>
    unsealed(file, files.get(file)?.sha256 ?? '', count, problem),
  );
  if (manifests) {
    const listed = withManifests(entries, manifests);
    verdicts.push({ path, verification: manifestVerification(listed, manifests) });
    if (withLogs.size === 0) return verdicts;
    const eventLogs = await checkedLogs(path, { only: withLogs, signal });
    return [...verdicts, { path, verification: logVerification(eventLogs, []) }];
  }
  if (withLogs.size > 0) {
    const eventLogs = await checkedLogs(path, { only: withLogs, signal });
    return [...verdicts, { path, verification: logVerification(eventLogs, entries) }];
  }
  return [...verdicts, { path, verification: unsealedVerdict(entries) }];
}

/** By the reference, which does not change from record to record. */
const laidOutFormats = new WeakMap<LogFormat, ReturnType<typeof layOut>>();

function laidOut(format: LogFormat): ReturnType<typeof layOut> {
  let found = laidOutFormats.get(format);
  if (!found) laidOutFormats.set(format, (found = layOut(format)));
  return found;
}

function layOut({ ref }: LogFormat) {
  const layout = chainLayoutOfRef(ref) ?? USUAL_CHAIN_LAYOUT;
  return { layout, mapping: chainMapping(layout) };
}

function unsealed(file: string, sha256: string, records: number, problem: string): VerdictEntry {
  return problem !== '' || sha256 === ''
    ? { file, verdict: 'unverifiable', reason: problem || 'It could not be read.' }
    : {
        file,
        verdict: 'unprotected',
        reason: `SHA-256 ${sha256}; ${String(records)} records of a format without a seal of its own.`,
      };
}

function unsealedVerdict(entries: readonly VerdictEntry[]): Verification {
  const count = (verdict: Verdict) => entries.filter((entry) => entry.verdict === verdict).length;
  return {
    kind: 'file-hash',
    verdict: worstVerdict(entries.map((entry) => entry.verdict)) ?? 'unprotected',
    checked: entries.length,
    counts: {
      verified: 0,
      altered: 0,
      missing: 0,
      unverifiable: count('unverifiable'),
      unprotected: count('unprotected'),
    },
    entries,
    shows: 'What this material is now, by its hash.',
    doesNotShow: 'Whether it was changed before: it carries no seal of its own.',
  };
}
