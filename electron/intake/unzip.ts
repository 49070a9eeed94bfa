// Reads zip archives member by member from a file that can be read anywhere. The list at the end of
// the archive says what is in it; each member is compared with what it says there: length, check sum,
// name. Refused with the reason: what is encrypted, packed in a way that is not read, a link, would
// leave the archive by its name, occurs twice, or shares its bytes with another member. Where the list
// is cut off or damaged, that is told and members are found by the headers in front of their bytes.
// Source: APPNOTE.TXT, ".ZIP File Format Specification".

import type { Readable } from 'node:stream';
import { open, type FileHandle } from 'node:fs/promises';
import {
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type Entry,
  type ZipFile,
} from 'yauzl';
import { nameProblem, type ArchiveMember } from './archive-member.ts';
import { reasonOf } from './file-errors.ts';
import { membersInPlace } from './zip-in-place.ts';
import { memberContent, methodProblem, type UnzipLimits } from './zip-member.ts';

const END_MAGIC = 0x0605_4b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const LOCAL_HEADER_BYTES = 30;
const UNIX = 3;
const MAC = 19;
const KIND_BITS = 0xf000;
const LINK = 0xa000;
const PLAIN = 0x8000;
const FOLDER = 0x4000;

export interface UnzipResult {
  /** What is wrong with the archive, with its offset in it; empty where nothing is. */
  trouble: string;
}

/** Never throws for bad input; `result` says what is wrong. */
export async function* zipMembers(
  path: string,
  limits: UnzipLimits,
  result: UnzipResult,
): AsyncGenerator<ArchiveMember> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    result.trouble = `it cannot be opened: ${reasonOf(error)}`;
    return;
  }
  try {
    const { size } = await handle.stat();
    const seen = new Set<string>();
    const end = await findEnd(handle, size);
    if (end === undefined) {
      result.trouble =
        'the archive has no list of its members, which stands at its end: it is cut off or damaged. What can be found without the list was read';
      yield* membersInPlace({ handle, size, limits, listed: new Set(), seen }, result);
      return;
    }
    if (end < size) {
      result.trouble = `bytes that are not read follow the end of the archive, from byte ${end} on`;
    }
    const { zip, entries, damaged } = await openList(handle, end, limits, result);
    const shared = overlapping(entries);
    for (const entry of entries) {
      const name = nameOf(entry);
      const problem =
        problemOf(entry, name) ??
        (shared.has(entry) ? 'its bytes are those of another member, too' : undefined) ??
        (seen.has(name) ? 'a second member of the same name' : undefined);
      seen.add(name);
      if (!zip || isFolder(entry, name)) continue;
      const troubles: string[] = [];
      yield {
        name,
        changedOn: changedOn(entry),
        problem,
        content: () => contentOf(handle, zip, entry, limits, troubles),
        troubles: () => troubles,
      };
    }
    if (!damaged) return;
    const listed = new Set(entries.map((entry) => entry.relativeOffsetOfLocalHeader));
    yield* membersInPlace({ handle, size: end, limits, listed, seen }, result);
  } finally {
    await handle.close();
  }
}

/** Where the archive ends: behind the last end record that fits, with its comment. */
async function findEnd(handle: FileHandle, size: number): Promise<number | undefined> {
  const length = Math.min(size, END_BYTES + LONGEST_COMMENT);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  for (let at = length - END_BYTES; at >= 0; at -= 1) {
    if (buffer.readUInt32LE(at) !== END_MAGIC) continue;
    const end = at + END_BYTES + buffer.readUInt16LE(at + 20);
    if (end <= length) return size - length + end;
  }
  return undefined;
}

interface OpenList {
  readonly zip: ZipFile | undefined;
  readonly entries: readonly Entry[];
  /** True where it may name members that were not understood. */
  readonly damaged: boolean;
}

async function openList(
  handle: FileHandle,
  size: number,
  { maxFiles }: UnzipLimits,
  result: UnzipResult,
): Promise<OpenList> {
  const entries: Entry[] = [];
  let zip: ZipFile | undefined;
  let damaged = false;
  try {
    // Names and lengths are compared here, member by member: one that is wrong must not end the list.
    zip = await fromRandomAccessReaderPromise(new HandleReader(handle), size, {
      ...{ lazyEntries: true, autoClose: false },
      ...{ decodeStrings: false, validateEntrySizes: false },
    });
    for await (const entry of zip.eachEntry()) {
      if (entries.length >= maxFiles) {
        result.trouble = `it lists more members than the limit of ${maxFiles}; the rest is not read`;
        break;
      }
      entries.push(entry);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    result.trouble = `the list of the archive's members is damaged (${reason}). What can be found without the list was read`;
    damaged = true;
  }
  return { zip, entries, damaged };
}

class HandleReader extends RandomAccessReader {
  readonly #handle: FileHandle;
  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }
  override _readStreamForRange(): Readable {
    throw new Error('Members are read without a stream.');
  }
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    this.#handle.read(buffer, offset, length, position).then(
      ({ bytesRead }) => done(bytesRead < length ? new Error('the archive is cut off') : null),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  }
  override close(done: (error: Error | null) => void): void {
    done(null);
  }
}

/** Members whose bytes begin within those of the one before them. */
function overlapping(entries: readonly Entry[]): ReadonlySet<Entry> {
  const shared = new Set<Entry>();
  let end = -1;
  const inPlace = entries.toSorted(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  for (const entry of inPlace) {
    const begin = entry.relativeOffsetOfLocalHeader;
    if (begin < end) shared.add(entry);
    const length = LOCAL_HEADER_BYTES + entry.fileNameRaw.length + entry.compressedSize;
    end = Math.max(end, begin + length);
  }
  return shared;
}

function nameOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  // Windows programs write `\` where `/` is meant.
  return getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
}

function kindOf({ versionMadeBy, externalFileAttributes }: Entry): number {
  const system = versionMadeBy >>> 8;
  return system === UNIX || system === MAC ? (externalFileAttributes >>> 16) & KIND_BITS : 0;
}

function isFolder(entry: Entry, name: string): boolean {
  return name.endsWith('/') && entry.uncompressedSize === 0 && nameProblem(name) === undefined;
}

function problemOf(entry: Entry, name: string): string | undefined {
  const kind = kindOf(entry);
  if (kind === LINK) return 'a symbolic link; links are not followed';
  if (kind !== 0 && kind !== PLAIN && kind !== FOLDER) {
    return 'not a regular file (a pipe, socket or device)';
  }
  const problem = nameProblem(name);
  if (problem !== undefined) return problem;
  if (entry.isEncrypted()) return 'encrypted, and cannot be read without its password';
  return methodProblem(entry.compressionMethod);
}

/** No day for 1980, which stands for none in archives made to be the same every time. */
function changedOn(entry: Entry): string | undefined {
  const date = entry.getLastModDate({ timezone: 'UTC' });
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() <= 1980) return undefined;
  return date.toISOString().slice(0, 10);
}

async function* contentOf(
  handle: FileHandle,
  zip: ZipFile,
  entry: Entry,
  limits: UnzipLimits,
  troubles: string[],
): AsyncGenerator<Uint8Array> {
  let dataAt: number;
  try {
    const header = await zip.readLocalFileHeaderPromise(entry);
    dataAt = header.fileDataStart;
    if (!header.fileName.equals(entry.fileNameRaw)) {
      const name = JSON.stringify(header.fileName.toString('latin1'));
      troubles.push(`before its bytes it is named ${name}, which is not its name in the list`);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    troubles.push(`its bytes are not where the list says (${reason})`);
    return;
  }
  const { compressionMethod: method, uncompressedSize: bytes, crc32: crc } = entry;
  const packedBytes = entry.compressedSize;
  const member = { dataAt, packedBytes, method, bytes, crc, statedBy: 'the list' };
  yield* memberContent(handle, member, limits, troubles);
}
