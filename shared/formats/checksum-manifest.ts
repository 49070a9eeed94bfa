// Lists of checksums that lie beside files: as sha256sum and its kind write them (`hash  name`, `hash
// *name` for binary mode), as BSD tools do (`SHA256 (name) = hash`), or a hash alone in a file named
// after the one it is of. They are recognised so that they are never taken for events; comparing the
// files with them is verification.

import { textOf } from '../base/bytes.ts';
import { err, ok } from '../base/result.ts';
import { UNDATED } from '../normalise/event-time.ts';
import { defineFormat } from './format.ts';

/** As Node's hash functions call them, strongest last. */
export const CHECKSUM_KINDS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
export type ChecksumKind = (typeof CHECKSUM_KINDS)[number];

/** Files of the same sum can be made for these: they tell which file is meant, and prove nothing. */
export const IDENTIFY_ONLY: ReadonlySet<ChecksumKind> = new Set(['md5', 'sha1']);

export interface ChecksumLine {
  readonly kind: ChecksumKind;
  /** Lower case. */
  readonly hex: string;
  /** As the list has it, without `./`; empty for a hash alone. */
  readonly name: string;
}

const BY_LENGTH: Readonly<Record<number, ChecksumKind>> = {
  32: 'md5',
  40: 'sha1',
  56: 'sha224',
  64: 'sha256',
  96: 'sha384',
  128: 'sha512',
};
const BY_NAME: Readonly<Record<string, ChecksumKind>> = {
  MD5: 'md5',
  SHA1: 'sha1',
  SHA224: 'sha224',
  SHA256: 'sha256',
  SHA384: 'sha384',
  SHA512: 'sha512',
};
const COMMON = /^(\\?)([0-9a-fA-F]{32,128})(?: [ *]|\t+)(\S.*)$/;
const BSD = /^(\\?)([A-Z]{2,3}-?\d{1,3}) ?\((.+)\) ?= ?([0-9a-fA-F]{32,128})$/;
const BARE = /^([0-9a-fA-F]{32,128})$/;
/** Remarks, and what a signature around the list adds. */
const REMARK = /^(?:[#;]|-----(?:BEGIN|END) PGP |Hash: \w+$)/;

export function readChecksumLine(line: string): ChecksumLine | undefined {
  const text = line.trimEnd();
  const common = COMMON.exec(text);
  if (common) return checksum(BY_LENGTH[common[2]?.length ?? 0], common[2], common[3], common[1]);
  const bsd = BSD.exec(text);
  if (bsd) return checksum(BY_NAME[(bsd[2] ?? '').replace('-', '')], bsd[4], bsd[3], bsd[1]);
  const bare = BARE.exec(text);
  return bare ? checksum(BY_LENGTH[text.length], bare[1], '', '') : undefined;
}

function checksum(
  kind: ChecksumKind | undefined,
  hex = '',
  name = '',
  escaped = '',
): ChecksumLine | undefined {
  if (kind === undefined || BY_LENGTH[hex.length] !== kind) return undefined;
  // A backslash in front says that line ends and backslashes in the name are escaped.
  const plain =
    escaped === ''
      ? name
      : name.replaceAll(/\\([\\nr])/g, (_all, letter: string) =>
          letter === 'n' ? '\n' : letter === 'r' ? '\r' : '\\',
        );
  return { kind, hex: hex.toLowerCase(), name: plain.replace(/^(?:\.\/+)+/, '') };
}

/** The ending of a list that is named after the one file it is of. */
export const OWN_LIST_ENDING = /\.(?:md5|sha1|sha224|sha256|sha384|sha512)(?:sums?)?(?:\.txt)?$/i;

/**
 * A hash alone says what it is of only in a file named after that: a key is as many hexadecimal
 * digits, and is no list.
 */
export function isListOfFiles(fileName: string, lines: readonly string[]): boolean {
  return (
    OWN_LIST_ENDING.test(fileName) ||
    lines.some((line) => (readChecksumLine(line)?.name ?? '') !== '')
  );
}

/** True for a line that names no file and breaks no list. */
export function isChecksumRemark(line: string): boolean {
  return line.trim() === '' || REMARK.test(line);
}

export const checksumManifest = defineFormat({
  id: 'checksum-manifest',
  title: 'List of checksums',
  notLogged: 'A list of checksums names files and their hashes; it holds no events.',
  framings: ['lines'],
  containerKeys: [],
  holdsEvents: false,

  recognise({ framing, lines }) {
    if (framing !== 'lines') return 0;
    const told = lines.filter((line) => !isChecksumRemark(line));
    if (told.length === 0) return 0;
    const good = told.filter((line) => readChecksumLine(line) !== undefined);
    // A signature behind the list has lines of its own.
    return good.length * 2 > told.length ? 0.96 * (good.length / told.length) : 0;
  },

  parse(record) {
    const line = readChecksumLine(textOf(record));
    return line ? ok({ kind: line.kind, hash: line.hex, name: line.name }) : err('no checksum');
  },
  time: () => UNDATED,
  ecs: () => ({}),
  logSource: () => undefined,
  summary: () => 'Checksum of a file',
});
