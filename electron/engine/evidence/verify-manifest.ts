// Files of an exhibit against the lists of checksums that lie beside them. A list is somebody's word of
// what the files were when it was made: a file that no longer fits is altered, one that is named and not
// there is missing. MD5 and SHA-1 only tell which file is meant, since others can be made to fit.

import { counted, grouped } from '../../../shared/base/counted.ts';
import { stat } from 'node:fs/promises';
import { basename, dirname, join, posix, relative, sep } from 'node:path';
import { FailureError } from '../../../shared/base/result.ts';
import {
  worstVerdict,
  type Verdict,
  type VerdictEntry,
  type Verification,
} from '../../../shared/domain/verdict.ts';
import { IDENTIFY_ONLY, type ChecksumKind } from '../../../shared/formats/checksum-manifest.ts';
import {
  hashesOf,
  manifestsBeside,
  readManifest,
  type Manifest,
} from '../../intake/manifest-files.ts';

const MANIFEST_FORMAT = 'checksum-manifest';

export interface ManifestFile {
  /** Below the exhibit; the file's own name for a single file. */
  readonly name: string;
  /** Empty where it could not be read. */
  readonly sha256: string;
  readonly format: string;
}

export interface ManifestCheck {
  /** What the lists are called, for sentences. */
  readonly titles: readonly string[];
  /** Names of lists among the files. */
  readonly lists: ReadonlySet<string>;
  /** Verdicts on files that a list names, by name; in the order of the lists. */
  readonly named: ReadonlyMap<string, VerdictEntry>;
}

interface Claim {
  readonly kind: ChecksumKind;
  readonly hex: string;
  readonly list: string;
}

/** Nothing where no list lies beside the files. */
export async function checkManifests(
  path: string,
  files: readonly ManifestFile[],
  signal: AbortSignal | undefined,
): Promise<ManifestCheck | undefined> {
  const isFolder = await stat(path).then(
    (info) => info.isDirectory(),
    () => undefined,
  );
  // What is not there any more cannot be compared; whoever hashes it says so.
  if (isFolder === undefined) return undefined;
  const root = isFolder ? path : dirname(path);
  const lists = files.filter((file) => file.format === MANIFEST_FORMAT).map((file) => file.name);
  const manifests: Manifest[] = [];
  for (const name of lists) manifests.push(await readManifest(join(root, name)));
  const ownLists = manifests.length > 0;
  if (!isFolder && !ownLists) manifests.push(...(await manifestsBeside(path)));
  if (manifests.length === 0) return undefined;

  const claims = new Map<string, Claim[]>();
  const named = new Map<string, VerdictEntry>();
  for (const manifest of manifests) {
    const base = await baseOf(manifest, root);
    const list = nameBelow(root, manifest.path);
    for (const line of manifest.lines) {
      const name = nameWithin(base, line.name);
      if (name === undefined) {
        const reason = `${list} names it, but it lies outside of the material received.`;
        named.set(line.name, { file: line.name, verdict: 'unverifiable', reason });
        continue;
      }
      // A list beside a single file may name others, which are no part of the exhibit.
      if (!isFolder && !ownLists && name !== basename(path)) continue;
      const known = claims.get(name) ?? [];
      known.push({ kind: line.kind, hex: line.hex, list });
      claims.set(name, known);
    }
  }
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const [name, own] of claims) {
    signal?.throwIfAborted();
    named.set(name, await judge(join(root, name), name, own, byName.get(name), signal));
  }
  return {
    titles: manifests.map((manifest) => nameBelow(root, manifest.path)),
    lists: new Set(lists),
    named,
  };
}

function nameBelow(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

/** Below the exhibit, or nothing where it leads out of it. */
function nameWithin(base: string, name: string): string | undefined {
  if (name.startsWith('/') || /^[A-Za-z]:[\\/]/.test(name) || name.includes('\0')) return undefined;
  const joined = posix.normalize(posix.join(base, name));
  return joined === '..' || joined.startsWith('../') ? undefined : joined;
}

/**
 * Names are meant from the folder of the list or, where nothing lies there, from the nearest one above
 * it in which something does.
 */
async function baseOf({ path, lines }: Manifest, root: string): Promise<string> {
  const own = nameBelow(root, dirname(path));
  const names = lines.slice(0, 1_000).map((line) => line.name);
  for (let base = own; ; base = posix.dirname(base)) {
    if (await holdsAny(join(root, base), names)) return base === '.' ? '' : base;
    if (base === '' || base === '.') return own;
  }
}

async function holdsAny(folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    if (nameWithin('', name) === undefined) continue;
    const there = await stat(join(folder, name)).then(
      (info) => info.isFile(),
      () => false,
    );
    if (there) return true;
  }
  return false;
}

async function judge(
  path: string,
  name: string,
  claims: readonly Claim[],
  file: ManifestFile | undefined,
  signal: AbortSignal | undefined,
): Promise<VerdictEntry> {
  const lists = [...new Set(claims.map((claim) => claim.list))].join(', ');
  const there = await stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
  if (!there) {
    const [claim] = claims;
    return {
      file: name,
      verdict: 'missing',
      reason: `${lists} names it, and it is not in the material received.`,
      ...(claim === undefined ? {} : { expected: claim.hex }),
    };
  }
  let found: ReadonlyMap<ChecksumKind, string>;
  try {
    found =
      file !== undefined && file.sha256 !== '' && claims.every((claim) => claim.kind === 'sha256')
        ? new Map([['sha256', file.sha256]])
        : await hashesOf(path, new Set(claims.map((claim) => claim.kind)), signal);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    const reason = `${lists} names it, but it cannot be read: ${error.failure.message}`;
    return { file: name, verdict: 'unverifiable', reason };
  }
  const wrong = claims.find((claim) => found.get(claim.kind) !== claim.hex);
  if (wrong) {
    return {
      file: name,
      verdict: 'altered',
      reason: `Its ${titleOf(wrong.kind)} is not the one that ${wrong.list} names: changed since the list was made, damaged in copying, or a wrong list.`,
      expected: wrong.hex,
      found: found.get(wrong.kind) ?? '',
    };
  }
  const strong = claims.filter((claim) => !IDENTIFY_ONLY.has(claim.kind));
  const [proof] = strong;
  if (proof) {
    const reason = `Its ${titleOf(proof.kind)} is the one that ${proof.list} names.`;
    return { file: name, verdict: 'verified', reason };
  }
  const kinds = [...new Set(claims.map((claim) => titleOf(claim.kind)))].join(' and ');
  const reason = `Identification only: its ${kinds} is the one that ${lists} names, and other files can be made to fit; a SHA-256 from the same time would show more.`;
  return { file: name, verdict: 'unverifiable', reason };
}

function titleOf(kind: ChecksumKind): string {
  return kind === 'md5' ? 'MD5' : kind.replace('sha', 'SHA-');
}

/**
 * Verdicts of files with what the lists say of them: a file without a seal of its own gets theirs, one
 * that failed another check keeps that. Lists themselves are left out: nothing vouches for them.
 */
export function withManifests(
  entries: readonly VerdictEntry[],
  { named, lists }: ManifestCheck,
): readonly VerdictEntry[] {
  const left = new Map(named);
  const merged = entries.flatMap((entry): readonly VerdictEntry[] => {
    const name = entry.file ?? '';
    const told = left.get(name);
    left.delete(name);
    if (told) {
      const worse = worstVerdict([told.verdict, entry.verdict]) === told.verdict;
      return [entry.verdict === 'unprotected' || worse ? told : entry];
    }
    return lists.has(name) && entry.verdict === 'unprotected' ? [] : [entry];
  });
  return [...merged, ...left.values()];
}

export function manifestVerification(
  entries: readonly VerdictEntry[],
  { titles }: ManifestCheck,
): Verification {
  const count = (verdict: Verdict) => entries.filter((entry) => entry.verdict === verdict).length;
  const counts = {
    verified: count('verified'),
    altered: count('altered'),
    missing: count('missing'),
    unverifiable: count('unverifiable'),
    unprotected: count('unprotected'),
  };
  const lists =
    titles.length === 1 ? (titles[0] ?? '') : `${grouped(titles.length)} lists of checksums`;
  const parts = [
    `Checked against ${lists}: ${grouped(counts.verified)} of ${counted(entries.length, 'file')} fit`,
    counts.altered > 0 ? `${grouped(counts.altered)} altered` : '',
    counts.missing > 0 ? `${grouped(counts.missing)} named but missing` : '',
    counts.unprotected > 0 ? `${grouped(counts.unprotected)} not named` : '',
  ];
  return {
    kind: 'manifest',
    verdict: worstVerdict(entries.map((entry) => entry.verdict)) ?? 'unprotected',
    checked: entries.length - counts.missing,
    counts,
    entries,
    shows: `${parts.filter((part) => part !== '').join(', ')}.`,
    doesNotShow:
      'Whether the files were changed before the list was made, or the list together with them: whoever could write the files could write the list.',
  };
}
