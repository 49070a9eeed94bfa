// A folder with CloudTrail digests in it, checked against them; for an exhibit also against the
// hashes its files had when they were imported.

import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { VerdictEntry, Verification } from '../../../shared/domain/verdict.ts';
import {
  concludeBucket,
  judgeBucket,
  type BucketEntry,
} from '../../../shared/sealing/cloudtrail-digest/bucket-verdict.ts';
import type { DigestTrust } from '../../../shared/sealing/cloudtrail-digest/digest-verdicts.ts';
import { isDigestKey } from '../../../shared/sealing/cloudtrail-digest/object-keys.ts';
import { DEFAULT_LIMITS } from '../../intake/limits.ts';
import { walkExhibit } from '../../intake/walk.ts';
import { throttledProgress, throwIfCancelled, type JobContext } from '../jobs.ts';
import { readBucketFile } from './bucket-reading.ts';

export const DIGEST_FORMAT = 'cloudtrail-digest';

export interface BucketCheck {
  readonly verification: Verification;
  /** Files that are neither digests nor logs of CloudTrail, below the folder. */
  readonly others: readonly string[];
}

/** True for a folder in which files are placed or named as CloudTrail's digests are. */
export async function holdsDigests(path: string, signal: AbortSignal): Promise<boolean> {
  const folder = await stat(path).then(
    (info) => info.isDirectory(),
    // What cannot be opened is named, with the reason, by whoever reads it next.
    () => false,
  );
  if (!folder) return false;
  const tree = await walkExhibit(path, DEFAULT_LIMITS, signal);
  return tree.files.some((file) => isDigestKey(file.name));
}

/**
 * @param imported hashes of the files when they were imported, by name; where given, a file that is
 *   another one now is altered, whatever its digest says: the case holds the records of that time
 */
export async function verifyBucket(
  path: string,
  trust: DigestTrust,
  { signal, host, progress }: Pick<JobContext, 'signal' | 'progress' | 'host'>,
  imported?: ReadonlyMap<string, string>,
): Promise<BucketCheck> {
  const tree = await walkExhibit(path, DEFAULT_LIMITS, signal);
  const report = throttledProgress(host.nowUs, progress);
  const files = [];
  const hashes = new Map<string, string>();
  for (const [index, entry] of tree.files.entries()) {
    throwIfCancelled(signal);
    const read = await readBucketFile(entry, signal);
    files.push(read.file);
    hashes.set(read.file.path, read.fileHash);
    report({
      phase: 'verify',
      done: index + 1,
      total: tree.files.length,
      unit: 'files',
      note: entry.name,
    });
  }
  const findings = judgeBucket(files, basename(tree.path), trust);
  const entries = imported ? againstImport(findings.entries, imported, hashes) : findings.entries;
  return {
    verification: concludeBucket({ ...findings, entries }),
    others: entries.filter(({ entry }) => entry.role === undefined).map((each) => each.path),
  };
}

function againstImport(
  entries: readonly BucketEntry[],
  imported: ReadonlyMap<string, string>,
  hashes: ReadonlyMap<string, string>,
): readonly BucketEntry[] {
  const checked = entries.map((each): BucketEntry => {
    const before = imported.get(each.path);
    const now = hashes.get(each.path);
    if (!before || !now || before === now || each.entry.verdict === 'altered') return each;
    const { file, role } = each.entry;
    const entry: VerdictEntry = {
      ...(file !== undefined && { file }),
      ...(role !== undefined && { role }),
      verdict: 'altered',
      reason: 'Changed since it was imported; the case keeps the records as they were then.',
      expected: before,
      found: now,
    };
    return { ...each, entry };
  });
  const known = new Set(entries.map((each) => each.path));
  const gone = [...imported.keys()]
    .filter((name) => !known.has(name))
    .map((name): BucketEntry => ({
      path: name,
      present: false,
      entry: {
        file: name,
        verdict: 'unverifiable',
        reason: 'The original cannot be read now: it is not there any more.',
      },
    }));
  return [...checked, ...gone];
}
