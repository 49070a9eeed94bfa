// Reads tar archives member by member as they stream by: POSIX ustar and pax, GNU long names, files stored
// with holes.
// Unpacks nothing to disk and follows no links; what is no plain file, or would leave the archive
// by its name, is refused with the reason, and reading goes on behind it.

import { textOf } from '../../shared/base/bytes.ts';
import { nameProblem, type ArchiveMember } from './archive-member.ts';
import { createSource, type Source } from './byte-source.ts';
import {
  contentNumbers,
  ownHeaderNumbers,
  paxHoles,
  sparseMap,
  withHoles,
  type PaxHoles,
} from './tar-sparse.ts';

const BLOCK = 512;
const PIECE_BYTES = 64 * 1024;
/** Of a pax header or a long name. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

export interface TarMember extends ArchiveMember {
  readonly bytes: number;
}

export interface TarResult {
  /** What is wrong with the archive, with its offset in it; empty where nothing is. */
  trouble: string;
}

export function isTar(head: Uint8Array): boolean {
  // The sum is enough to know a header by; archives of before 1988 have no other mark.
  return head.length >= BLOCK && head[0] !== 0 && sumFits(head);
}

/** Never throws for bad input; `result` says what is wrong. */
export async function* tarMembers(
  chunks: AsyncIterable<Uint8Array>,
  result: TarResult,
): AsyncGenerator<TarMember> {
  const source = createSource(chunks);
  let extension: Extension = {};
  try {
    while (true) {
      const at = source.offset;
      const header = await source.take(BLOCK);
      if (header.length === 0) {
        result.trouble = `the archive has no end mark at byte ${at}; it may be cut off there`;
        return;
      }
      if (header.every((byte) => byte === 0)) {
        result.trouble = await afterEnd(source);
        return;
      }
      if (header.length < BLOCK || !sumFits(header)) {
        result.trouble = `the archive is damaged at byte ${at}${header.length < BLOCK ? ': it is cut off' : ''}; what follows is not read`;
        return;
      }
      const type = String.fromCharCode(header[156] ?? 0);
      const stated = extension.size ?? numberAt(header, 124, 12);
      if (stated === undefined) {
        result.trouble = `the archive has no usable length at byte ${at}; what follows is not read`;
        return;
      }
      const padding = (BLOCK - (stated % BLOCK)) % BLOCK;
      if (EXTENSION_TYPES.has(type)) {
        if (stated > MAX_EXTENSION_BYTES) {
          result.trouble = `a header of ${stated} bytes at byte ${at} is longer than the limit`;
          return;
        }
        const bytes = await source.take(stated);
        await source.take(padding);
        if (type === 'x') extension = { ...extension, ...paxOf(bytes) };
        else if (type === 'L') extension = { ...extension, path: untilZero(textOf(bytes)) };
        continue;
      }
      const own = type === SPARSE ? await ownHoles(header, source) : undefined;
      const content = createContent(source, stated);
      const modified = extension.modifiedSeconds ?? numberAt(header, 136, 12);
      const name = extension.path ?? nameAt(header);
      const holes = own ?? extension.holes;
      extension = {};
      if (holes) {
        const numbers = holes.inContent ? await contentNumbers(content.takeBlock) : holes.numbers;
        const map = numbers && sparseMap(numbers, holes.realBytes, content.left());
        yield {
          name,
          bytes: map?.realBytes ?? stated,
          changedOn: dayOf(modified),
          problem: map ? nameProblem(name) : BAD_MAP,
          content: () => (map ? withHoles(map, content.chunks()) : content.chunks()),
          grows: true,
        };
      } else if (type !== DIRECTORY) {
        yield {
          name,
          bytes: stated,
          changedOn: dayOf(modified),
          problem: problemOf(type, name),
          content: content.chunks,
        };
      }
      await content.finish();
      if (content.missing()) {
        result.trouble = `the archive is cut off within ${name}`;
        return;
      }
      const filler = await source.take(padding);
      if (filler.length < padding) {
        result.trouble = `the archive is cut off behind ${name}`;
        return;
      }
    }
  } finally {
    await source.close();
  }
}

function createContent(source: Source, length: number) {
  let left = length;
  let ended = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    while (left > 0 && !ended) {
      const piece = await source.some(Math.min(left, PIECE_BYTES));
      if (piece.length === 0) {
        ended = true;
        return;
      }
      left -= piece.length;
      yield piece;
    }
  }
  return {
    chunks,
    async finish() {
      for await (const chunk of chunks()) void chunk;
    },
    missing: () => left > 0,
    left: () => left,
    async takeBlock() {
      const block = await source.take(Math.min(left, BLOCK));
      left -= block.length;
      return block;
    },
  };
}

/** What a header of GNU's own says of holes; nothing of any sense where it is cut off. */
async function ownHoles(header: Uint8Array, source: Source): Promise<PaxHoles> {
  const numbers = await ownHeaderNumbers(header, numberAt, () => source.take(BLOCK));
  const realBytes = numbers && numberAt(header, 483, 12);
  return { inContent: false, numbers: numbers ?? [], realBytes };
}

/** Only zeros may follow the end. */
async function afterEnd(source: Source): Promise<string> {
  for (;;) {
    const at = source.offset;
    const piece = await source.some(PIECE_BYTES);
    if (piece.length === 0) return '';
    const first = piece.findIndex((byte) => byte !== 0);
    if (first >= 0)
      return `bytes that are not read follow the end of the archive, from byte ${at + first} on`;
  }
}

// ── headers ─────────────────────────────────────────────────────────────────────────────────

const DIRECTORY = '5';
/** Pax headers of one member and of all, GNU long names and link targets. */
const EXTENSION_TYPES: ReadonlySet<string> = new Set(['x', 'g', 'L', 'K']);
const PLAIN_TYPES: ReadonlySet<string> = new Set(['0', '\0', '7']);
const TYPE_PROBLEMS: Readonly<Record<string, string>> = {
  '1': 'a link to another member; links are not followed',
  '2': 'a symbolic link; links are not followed',
  '3': 'a device',
  '4': 'a device',
  '6': 'a pipe',
};
const SPARSE = 'S';
const BAD_MAP = 'a file stored with holes, of which the map does not fit what is stored';

interface Extension {
  readonly path?: string;
  readonly size?: number;
  readonly modifiedSeconds?: number;
  /** What is stored are parts of the file. */
  readonly holes?: PaxHoles;
}

function problemOf(type: string, name: string): string | undefined {
  if (!PLAIN_TYPES.has(type)) return TYPE_PROBLEMS[type] ?? `a member of unknown kind "${type}"`;
  return nameProblem(name);
}

function nameAt(header: Uint8Array): string {
  const name = textAt(header, 0, 100);
  const prefix = textAt(header, 257, 6) === 'ustar' ? textAt(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textAt(header: Uint8Array, at: number, length: number): string {
  return untilZero(textOf(header.subarray(at, at + length)));
}

function untilZero(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** Octal digits, or a number of bytes where the first bit is set (GNU, for large files). */
function numberAt(header: Uint8Array, at: number, length: number): number | undefined {
  const bytes = header.subarray(at, at + length);
  const [first = 0] = bytes;
  if ((first & 0x80) === 0) {
    const text = textAt(header, at, length).trim();
    if (text === '') return 0;
    return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
  }
  let value = first & 0x7f;
  for (const byte of bytes.subarray(1)) value = value * 256 + byte;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The sum of all bytes, with spaces in place of the sum itself. */
function sumFits(header: Uint8Array): boolean {
  let sum = 0;
  for (let at = 0; at < BLOCK; at += 1) sum += at >= 148 && at < 156 ? 0x20 : (header[at] ?? 0);
  return numberAt(header, 148, 8) === sum;
}

/** `length key=value` and a line end, over and over. */
function paxOf(bytes: Uint8Array): Extension {
  const found: { path?: string; size?: number; modifiedSeconds?: number } = {};
  const sparse: [string, string][] = [];
  let ownName: string | undefined;
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(textOf(bytes.subarray(at, Math.max(at, space))));
    if (space < 0 || !Number.isInteger(length) || length <= space - at) break;
    const [key = '', ...value] = textOf(bytes.subarray(space + 1, at + length - 1)).split('=');
    const text = value.join('=');
    if (key === 'path') found.path = text;
    if (key === 'size' && /^\d{1,15}$/.test(text)) found.size = Number(text);
    if (key === 'mtime' && /^\d{1,12}(?:\.\d+)?$/.test(text)) found.modifiedSeconds = Number(text);
    if (key.startsWith(SPARSE_KEY)) sparse.push([key.slice(SPARSE_KEY.length), text]);
    if (key === 'GNU.sparse.name') ownName = text;
    at += length;
  }
  // The other name only says that a program that does not know of holes has unpacked it.
  if (ownName !== undefined) found.path = ownName;
  const holes = paxHoles(sparse);
  return holes ? { ...found, holes } : found;
}

const SPARSE_KEY = 'GNU.sparse.';

/** No day for a time of 0, which stands for none in archives made to be the same every time. */
function dayOf(seconds: number | undefined): string | undefined {
  if (seconds === undefined || seconds <= 0 || seconds > 253_402_300_799) return undefined;
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
