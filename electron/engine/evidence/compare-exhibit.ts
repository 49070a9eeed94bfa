// What lies at a path now, against what the case holds of it: which files are new, which have grown
// by whole records, which are other than they were. Every file that is listed already is hashed again:
// neither its size nor its time of change proves that it is the same.

import { hashFile, hashGrownFile } from '../../intake/digest.ts';
import { growthOf, type Growth, type GrowthOptions } from '../../intake/grown-file.ts';
import { withoutMembers } from '../../intake/read-archive.ts';
import type { ExhibitFile, ExhibitTree } from '../../intake/walk.ts';
import type { StoredFile } from '../../store/sources.ts';
import type { KnownExhibit } from '../steps.ts';

export interface GrownFile {
  readonly file: ExhibitFile;
  readonly sourceId: number;
  readonly listed: StoredFile;
  /** Hex SHA-256 of the new bytes alone. */
  readonly behind: string;
  readonly growth: Growth;
}

export interface Comparison {
  readonly fresh: readonly ExhibitFile[];
  readonly grown: readonly GrownFile[];
  readonly edited: readonly ExhibitFile[];
  /** Exhibits that held the edited files, by their ids. */
  readonly editedIn: ReadonlySet<number>;
}

interface Listing {
  readonly sourceId: number;
  readonly file: StoredFile;
}

type Change =
  | { readonly kind: 'same' | 'new' | 'edited' }
  | { readonly kind: 'grown'; readonly behind: string; readonly growth: Growth };

interface CompareOptions extends GrowthOptions {
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** @param known exhibits of this path that were read to their end, oldest first */
export async function compareExhibit(
  tree: ExhibitTree,
  known: readonly KnownExhibit[],
  options: CompareOptions,
): Promise<Comparison> {
  const latest = new Map<string, Listing>();
  for (const { source, files } of known) {
    for (const file of withoutMembers(files)) {
      latest.set(file.name, { sourceId: source.id, file });
    }
  }
  const changes = new Map<string, Change>();
  for (const file of tree.files) {
    options.signal.throwIfAborted();
    changes.set(file.name, await changeOf(file, latest.get(file.name)?.file, options));
  }
  // A database and what lies beside it are read as one.
  const companions = tree.files.filter((file) => file.companionOf !== undefined);
  for (const { name, companionOf = '' } of companions) {
    const own = changes.get(name)?.kind;
    const owner = changes.get(companionOf)?.kind;
    if (own === owner) continue;
    changes.set(name, { kind: 'edited' });
    changes.set(companionOf, { kind: 'edited' });
  }
  const edited = tree.files.filter(({ name, companionOf }) =>
    [name, companionOf ?? name].some((each) => changes.get(each)?.kind === 'edited'),
  );
  return {
    fresh: tree.files.filter((file) => changes.get(file.name)?.kind === 'new'),
    grown: tree.files.flatMap((file) => {
      const change = changes.get(file.name);
      const listing = latest.get(file.name);
      if (change?.kind !== 'grown' || !listing) return [];
      const { sourceId, file: listed } = listing;
      const { behind, growth } = change;
      return [{ file, sourceId, listed, behind, growth }];
    }),
    edited,
    editedIn: new Set(
      edited.flatMap(({ name }) => {
        const listing = latest.get(name);
        return listing ? [listing.sourceId] : [];
      }),
    ),
  };
}

async function changeOf(
  file: ExhibitFile,
  listed: StoredFile | undefined,
  options: CompareOptions,
): Promise<Change> {
  if (listed === undefined) return { kind: 'new' };
  // What cannot be read now is not known to be another; it was listed as it was then.
  if (file.problem !== undefined) return { kind: 'same' };
  // Nothing of it was read before.
  if (listed.sha256 === '' || (listed.bytes === 0 && file.bytes > 0)) return { kind: 'new' };
  if (file.bytes < listed.bytes) return { kind: 'edited' };
  if (file.bytes === listed.bytes) {
    return (await hashFile(file.path, options)) === listed.sha256
      ? { kind: 'same' }
      : { kind: 'edited' };
  }
  const hashes = await hashGrownFile(file.path, listed.bytes, options);
  if (hashes.before !== listed.sha256) return { kind: 'edited' };
  const { bytes, format } = listed;
  const before = { bytes, format, endsLine: hashes.splitsAtLineEnd };
  const growth = await growthOf(file, before, options);
  return growth ? { kind: 'grown', behind: hashes.behind, growth } : { kind: 'edited' };
}
