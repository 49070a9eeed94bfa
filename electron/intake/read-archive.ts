// An archive of several files: each member is listed as a file of its own, under the name of the
// archive, and read like one that lies in a folder. Archives may lie in archives, down to the limit.

import { failure, type Failure } from '../../shared/base/result.ts';
import { NO_FORMAT, type IntakeFile } from './batch.ts';
import type { FileReading, ListedContent, ListedFile } from './read-file.ts';
import type { ArchiveMember } from './archive-member.ts';
import { createPrivateFolder, type PrivateFolder } from './private-copy.ts';
import { isTar, tarMembers } from './tar.ts';
import { bounded, unpack, type ExpansionBudget, type Unpacked } from './unpack.ts';
import { reasonOf } from './file-errors.ts';
import { isZip } from './file-signs.ts';
import { SAMPLE_BYTES } from '../../shared/formats/sample.ts';

/** Format of an archive whose members are listed as files behind it. */
export const ARCHIVE_FORMAT = 'archive';

/**
 * The files that lie on disk, in the order in which they were listed: without the members of
 * archives, which follow theirs and are covered by its hash.
 */
export function withoutMembers<F extends Listed>(files: Iterable<F>): readonly F[] {
  return [...eachWithoutMembers(files)];
}

interface Listed {
  readonly name: string;
  readonly format: string;
}

/** The same one by one, for those who need not hold all of them. */
export function* eachWithoutMembers<F extends Listed>(files: Iterable<F>): Generator<F, void> {
  let archive: string | undefined;
  for (const file of files) {
    if (archive !== undefined && file.name.startsWith(archive)) continue;
    archive = file.format === ARCHIVE_FORMAT ? `${file.name}/` : undefined;
    yield file;
  }
}

export type ArchiveKind = 'tar' | 'zip';

export function archiveKind(head: Uint8Array): ArchiveKind | undefined {
  if (isTar(head)) return 'tar';
  return isZip(head) ? 'zip' : undefined;
}

export interface ArchiveAt {
  readonly kind: ArchiveKind;
  /** True where `path` is the archive itself, not packed and not in another. */
  readonly onDisk: boolean;
  /** What members are listed below. */
  readonly name: string;
  readonly path: string;
  /** The file that the archive itself is listed as. */
  readonly index: number;
  readonly budget: ExpansionBudget;
  /** Reads one member; it may be an archive itself. */
  readMember(
    file: ListedFile,
    content: ListedContent,
    reading: FileReading,
  ): AsyncGenerator<void, Failure | undefined>;
}

/** Fails where not one member could be read. */
export async function* readArchiveInto(
  archive: ArchiveAt,
  unpacked: Unpacked,
  reading: FileReading,
): AsyncGenerator<void, Failure | undefined> {
  const result = { trouble: '' };
  if (archive.kind === 'tar') {
    const members = tarMembers(unpacked.content(), result);
    return yield* readMembers(archive, members, result, unpacked, reading);
  }
  const { zipMembers } = await import('./unzip.ts');
  if (archive.onDisk) {
    const members = zipMembers(archive.path, reading.limits, result);
    return yield* readMembers(archive, members, result, unpacked, reading);
  }
  // The list of a zip archive stands at its end, and a stream cannot be read backwards.
  let folder: PrivateFolder | undefined;
  try {
    let copy: string;
    try {
      folder = await createPrivateFolder(reading.tempFolder);
      copy = await folder.write('archive.zip', unpacked.content());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      const message = `${archive.name}: no room for a private copy: ${reasonOf(error)}.`;
      return failure('file.unreadable', message);
    }
    const members = zipMembers(copy, reading.limits, result);
    return yield* readMembers(archive, members, result, unpacked, reading);
  } finally {
    await folder?.remove();
  }
}

async function* readMembers(
  archive: ArchiveAt,
  members: AsyncIterable<ArchiveMember>,
  result: { readonly trouble: string },
  unpacked: Unpacked,
  reading: FileReading,
): AsyncGenerator<void, Failure | undefined> {
  const inner: FileReading = { ...reading, alone: false };
  let read = 0;
  let first: Failure | undefined;
  const list = (index: number, message: string): Failure => {
    reading.useIndex(index);
    reading.sink.rejected(0, 0, message, new Uint8Array(0));
    return failure('file.unreadable', message);
  };
  for await (const member of members) {
    reading.signal?.throwIfAborted();
    const name = `${archive.name}/${member.name}`;
    const index = reading.nextIndex();
    const announced: IntakeFile = { index, name, format: NO_FORMAT, bytes: 0, sha256: '' };
    reading.announce(announced);
    if (index >= reading.limits.maxFiles) {
      const limit = `${name}: more files than the limit of ${reading.limits.maxFiles}; the rest is not read.`;
      const problem = list(index, limit);
      first ??= problem;
      break;
    }
    if (member.problem !== undefined) {
      const problem = list(index, `${name}: ${member.problem}.`);
      first ??= problem;
      continue;
    }
    const notes: string[] = [];
    const { budget } = archive;
    const chunks = (): AsyncGenerator<Uint8Array> =>
      // What lies in a tar is no longer than the tar itself, but for holes; what lies in a zip is unpacked.
      archive.kind === 'zip' || member.grows
        ? bounded(member.content(), budget, notes)
        : member.content();
    const troubles = (): readonly string[] => [...notes, ...(member.troubles?.() ?? [])];
    const content = await unpack(
      { chunks, troubles, budget, levels: unpacked.levels + 1 },
      SAMPLE_BYTES,
      reading.limits,
    );
    try {
      const at = { entry: { path: archive.path, name, bytes: 0 }, announced };
      const { changedOn } = member;
      const problem = yield* archive.readMember(at, { content, changedOn, budget }, inner);
      if (problem === undefined) read += 1;
      else {
        list(index, problem.message);
        first ??= problem;
      }
    } finally {
      await content.close();
    }
  }
  for (const trouble of [result.trouble, ...unpacked.troubles()]) {
    if (trouble === '') continue;
    const problem = list(archive.index, `${archive.name}: ${trouble}.`);
    first ??= problem;
  }
  if (read > 0) return undefined;
  return first ?? failure('format.unknown', `${archive.name}: the archive holds no files.`);
}
