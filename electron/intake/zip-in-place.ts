// The members of a zip archive whose list is gone, found by the header in front of each. Where that
// header leaves the lengths to a descriptor behind the bytes, the descriptor is looked for: it is one
// where the length it states is the distance to it. What is said of links stands in the list alone,
// so a link is read as the file that it is stored as.
// Source: APPNOTE.TXT, ".ZIP File Format Specification", sections 4.3.7 to 4.3.9 and 4.5.3.

import type { FileHandle } from 'node:fs/promises';
import { getFileNameLowLevel, parseExtraFields } from 'yauzl';
import { nameProblem, type ArchiveMember } from './archive-member.ts';
import { memberContent, methodProblem, type UnzipLimits, type ZipMember } from './zip-member.ts';

const LOCAL = 0x0403_4b50;
const DESCRIPTOR = 0x0807_4b50;
const LISTED = 0x0201_4b50;
/** What may follow a member: another, the list, its end, or records in front of the list. */
const FOLLOWING: ReadonlySet<number> = new Set([
  ...[LOCAL, LISTED, 0x0605_4b50, 0x0606_4b50, 0x0806_4b50],
]);
const HEADER_BYTES = 30;
const ENCRYPTED = 0x01;
const LENGTHS_BEHIND = 0x08;
const HEADERS_HIDDEN = 0x2000;
const IN_EXTRA = 0xffff_ffff;
const ZIP64 = 1;
/** Read at a time while something is looked for; two pieces overlap by a descriptor and what follows it. */
const PIECE_BYTES = 256 * 1024;
const LONGEST_DESCRIPTOR = 28;

export interface InPlace {
  readonly handle: FileHandle;
  /** Where to stop: the end of the file. */
  readonly size: number;
  readonly limits: UnzipLimits;
  /** Where members begin that the list named. */
  readonly listed: ReadonlySet<number>;
  /** Names that occurred; added to. */
  readonly seen: Set<string>;
}

interface Found {
  readonly name: string;
  readonly changedOn: string | undefined;
  readonly flags: number;
  readonly member: ZipMember;
  /** Behind its bytes and its descriptor. */
  readonly endAt: number;
}

/** Never throws for bad input. */
export async function* membersInPlace(
  at: InPlace,
  result: { trouble: string },
): AsyncGenerator<ArchiveMember> {
  const { handle, size, limits, listed, seen } = at;
  let next = 0;
  for (let count = 0; ; count += 1) {
    const headerAt = await findHeader(handle, next, size);
    if (headerAt === undefined) return;
    if (headerAt > next && count > 0) {
      result.trouble += `; bytes ${next} to ${headerAt - 1} belong to no member`;
    }
    const found = await memberAt(handle, headerAt, size);
    if (!found) {
      next = headerAt + 4;
      continue;
    }
    next = found.endAt;
    if (listed.has(headerAt)) continue;
    if (count >= limits.maxFiles) {
      result.trouble += `; it holds more members than the limit of ${limits.maxFiles}; the rest is not read`;
      return;
    }
    const { name, member } = found;
    const problem =
      problemOf(found) ?? (seen.has(name) ? 'a second member of the same name' : undefined);
    seen.add(name);
    if (name.endsWith('/') && member.bytes === 0 && problem === undefined) continue;
    const troubles: string[] = [];
    yield {
      name,
      changedOn: found.changedOn,
      problem,
      content: () => memberContent(handle, member, limits, troubles),
      troubles: () => troubles,
    };
  }
}

function problemOf({ name, flags, member }: Found): string | undefined {
  const problem = nameProblem(name);
  if (problem !== undefined) return problem;
  if ((flags & (ENCRYPTED | HEADERS_HIDDEN)) !== 0) {
    return 'encrypted, and cannot be read without its password';
  }
  return methodProblem(member.method);
}

/** The next header of a member at or behind a place; `undefined` where the list begins, or at the end. */
async function findHeader(
  handle: FileHandle,
  from: number,
  size: number,
): Promise<number | undefined> {
  const first = await readAt(handle, from, 4);
  if (first.length === 4 && first.readUInt32LE(0) === LISTED) return undefined;
  for await (const { bytes, at } of pieces(handle, from, size, 3)) {
    const place = bytes.indexOf('PK\u0003\u0004', 0, 'latin1');
    if (place >= 0) return at + place;
  }
  return undefined;
}

async function memberAt(handle: FileHandle, at: number, size: number): Promise<Found | undefined> {
  const header = await readAt(handle, at, HEADER_BYTES);
  if (header.length < HEADER_BYTES) return undefined;
  const flags = header.readUInt16LE(6);
  const method = header.readUInt16LE(8);
  const nameBytes = header.readUInt16LE(26);
  const extraBytes = header.readUInt16LE(28);
  const dataAt = at + HEADER_BYTES + nameBytes + extraBytes;
  // Nothing of it is left, or these four bytes were no header.
  if (dataAt > size || nameBytes === 0) return undefined;
  const rest = await readAt(handle, at + HEADER_BYTES, nameBytes + extraBytes);
  const name = nameIn(rest.subarray(0, nameBytes), rest.subarray(nameBytes), flags);
  const stated = longLengths(rest.subarray(nameBytes), {
    crc: header.readUInt32LE(14),
    packedBytes: header.readUInt32LE(18),
    bytes: header.readUInt32LE(22),
  });
  const facts = { name, flags, changedOn: dayOf(header.readUInt16LE(12)) };
  if ((flags & LENGTHS_BEHIND) !== 0 && stated.packedBytes === 0) {
    const behind = await findDescriptor(handle, dataAt, size);
    const lengths = behind ?? {
      crc: 0,
      bytes: undefined,
      packedBytes: size - dataAt,
      endAt: size,
    };
    const statedBy = 'the record behind its bytes';
    const member = { dataAt, method, ...lengths, statedBy };
    return { ...facts, member, endAt: lengths.endAt };
  }
  const endAt = Math.min(size, dataAt + stated.packedBytes);
  const packedBytes = endAt - dataAt;
  const member = { dataAt, method, ...stated, packedBytes, statedBy: 'its header' };
  return { ...facts, member, endAt };
}

type Lengths = Pick<ZipMember, 'crc' | 'packedBytes' | 'bytes'>;

/** Lengths beyond 32 bits stand in the extra field. */
function longLengths(extra: Buffer, stated: Lengths): Lengths {
  if (stated.packedBytes !== IN_EXTRA && stated.bytes !== IN_EXTRA) return stated;
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === ZIP64 && length >= 16 && at + 20 <= extra.length) {
      const bytes = Number(extra.readBigUInt64LE(at + 4));
      const packedBytes = Number(extra.readBigUInt64LE(at + 12));
      if (Number.isSafeInteger(bytes + packedBytes)) return { ...stated, bytes, packedBytes };
    }
    at += 4 + length;
  }
  return stated;
}

/** What states the lengths behind bytes that begin at `dataAt`, and where it ends. */
async function findDescriptor(
  handle: FileHandle,
  dataAt: number,
  size: number,
): Promise<(Lengths & { readonly endAt: number }) | undefined> {
  const overlap = LONGEST_DESCRIPTOR * 2;
  const from = Math.max(0, dataAt - LONGEST_DESCRIPTOR);
  for await (const { bytes, at } of pieces(handle, from, size, overlap)) {
    /** What the descriptor says that begins at a place and ends where something else begins. */
    const lengthsAt = (begin: number, length: 12 | 20): Lengths | undefined => {
      const packedBytes = at + begin - dataAt;
      const isSigned = begin >= 4 && bytes.readUInt32LE(begin - 4) === DESCRIPTOR;
      const own = packedBytes - (isSigned ? 4 : 0);
      const end = begin + length;
      if (own < 0 || begin < 0 || end > bytes.length) return undefined;
      const isEnd = end + 4 > bytes.length && at + bytes.length === size;
      if (!isEnd && (end + 4 > bytes.length || !FOLLOWING.has(bytes.readUInt32LE(end)))) {
        return undefined;
      }
      const lengths = lengthsIn(bytes, begin, length);
      return lengths.packedBytes === own ? lengths : undefined;
    };
    let place = bytes.indexOf('PK', 0, 'latin1');
    for (
      ;
      place >= 0 && place + 4 <= bytes.length;
      place = bytes.indexOf('PK', place + 1, 'latin1')
    ) {
      const signature = bytes.readUInt32LE(place);
      // The signature of a descriptor may be left out: then it ends where something else begins.
      if (signature !== DESCRIPTOR && !FOLLOWING.has(signature)) continue;
      for (const length of [12, 20] as const) {
        const begin = signature === DESCRIPTOR ? place + 4 : place - length;
        const lengths = lengthsAt(begin, length);
        if (lengths) return { ...lengths, endAt: at + begin + length };
      }
    }
  }
  return undefined;
}

/** A check sum, and two lengths of four bytes each or of eight. */
function lengthsIn(bytes: Buffer, place: number, length: 12 | 20): Lengths {
  const crc = bytes.readUInt32LE(place);
  const [packedBytes, unpacked] =
    length === 12
      ? [bytes.readUInt32LE(place + 4), bytes.readUInt32LE(place + 8)]
      : [Number(bytes.readBigUInt64LE(place + 4)), Number(bytes.readBigUInt64LE(place + 12))];
  return { crc, packedBytes, bytes: unpacked };
}

async function* pieces(
  handle: FileHandle,
  from: number,
  size: number,
  overlap: number,
): AsyncGenerator<{ readonly bytes: Buffer; readonly at: number }> {
  for (let at = from; at < size; at += PIECE_BYTES) {
    const bytes = await readAt(handle, at, Math.min(PIECE_BYTES + overlap, size - at));
    if (bytes.length === 0) return;
    yield { bytes, at };
  }
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

function nameIn(name: Buffer, extra: Buffer, flags: number): string {
  let fields: ReturnType<typeof parseExtraFields> = [];
  try {
    fields = parseExtraFields(extra);
  } catch {
    // A damaged extra field takes nothing from the name, which stands in front of it.
  }
  return getFileNameLowLevel(flags, name, fields, false);
}

/** No day for 1980, which stands for none. */
function dayOf(dosDate: number): string | undefined {
  const year = 1980 + (dosDate >>> 9);
  const date = new Date(Date.UTC(year, ((dosDate >>> 5) & 15) - 1, dosDate & 31));
  const isDay = date.getUTCDate() === (dosDate & 31) && year > 1980;
  return isDay ? date.toISOString().slice(0, 10) : undefined;
}
