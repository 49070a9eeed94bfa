// From the first bytes of a file to its format: by content, unless the officer has named one.

import { err, failure, ok, type Result } from '../../shared/base/result.ts';
import type { FileFacts, LogFormat } from '../../shared/formats/format.ts';
import type { ChainLayout } from '../../shared/domain/chain-layout.ts';
import { checksumManifest, isListOfFiles } from '../../shared/formats/checksum-manifest.ts';
import { firstKeyOf } from '../../shared/formats/framing/json-resync.ts';
import { utf16Order, utf8FromUtf16 } from '../../shared/formats/framing/utf-16.ts';
import {
  CONTAINER_KEYS,
  formatById,
  formatFor,
  recogniseFormat,
} from '../../shared/formats/registry.ts';
import { plainText } from '../../shared/formats/plain-text.ts';
import { isRuleText } from '../../shared/formats/rule-text.ts';
import { csv } from '../../shared/formats/csv.ts';
import { sampleOfText, type Sample } from '../../shared/formats/sample.ts';
import { chainedText } from './given-layout.ts';
import { inUtf16 } from '../../shared/formats/utf-16.ts';

export interface RecognisedText {
  readonly format: LogFormat;
  readonly confidence: number;
  readonly sample: Sample;
}

export interface Head extends FileFacts {
  readonly head: Uint8Array;
  readonly complete: boolean;
}

/** Archive and binary kinds that are told apart so that the refusal can name them. */
const FOREIGN: readonly (readonly [kind: string, magic: readonly number[]])[] = [
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46]],
];

/** Formats that any text can be read as. */
const UNTOLD: ReadonlySet<string> = new Set([plainText.id, csv.id]);

/**
 * @param wanted id of a format, which is then used for everything but files without events
 * @param alone the file was chosen by itself, not found in a folder
 * @param layout names that hash-chained logs among the files have; one chosen by itself must have them
 */
export function recogniseHead(
  { head, complete, changedOn }: Head,
  name: string,
  wanted: string | undefined,
  alone: boolean,
  layout?: ChainLayout,
): Result<RecognisedText> {
  const chosen = wanted === undefined ? undefined : formatById(wanted);
  if (head.length === 0 && !chosen) return refused(name, 'the file is empty');
  const order = utf16Order(head);
  const text = order === undefined ? head : utf8FromUtf16(head, order);
  const inEncoding = (format: LogFormat): LogFormat =>
    order === undefined ? format : inUtf16(format, order);
  const sample = sampleOfText(text, complete, chosen?.containerKeys ?? CONTAINER_KEYS);
  if (layout) {
    const chained = chainedText(layout, sample);
    if (chained.ok) return ok({ format: inEncoding(chained.value), confidence: 1, sample });
    if (alone) return refused(name, chained.error);
  }
  const guessed = recogniseFormat(sample, alone);
  const isNoList = guessed?.format.id === checksumManifest.id && !isListOfFiles(name, sample.lines);
  const recognised = isNoList ? undefined : guessed;
  if (chosen && recognised?.format.holdsEvents !== false) {
    if (chosen.framings.includes(sample.framing)) {
      const format = inEncoding(formatFor(chosen, sample, { changedOn }));
      return ok({ format, confidence: 1, sample });
    }
    return refused(name, `its content cannot be read as ${chosen.title}`);
  }
  const isUntold = recognised === undefined || UNTOLD.has(recognised.format.id);
  if (isUntold && sample.framing === 'lines' && isRuleText(sample.text)) {
    return refused(name, 'it is a Sigma rule, which is no evidence: give it as a rule');
  }
  const foreign = FOREIGN.find(([, magic]) => magic.every((byte, at) => head[at] === byte));
  // What is known to be something else is never read as text of no known kind.
  if (recognised && !(foreign && recognised.format.id === plainText.id)) {
    const format = inEncoding(formatFor(recognised.format, sample, { changedOn }));
    return ok({ ...recognised, format, sample });
  }
  if (foreign) return refused(name, `it is ${foreign[0]}, which cannot be read yet`);
  if (text.subarray(0, 4_096).includes(0)) {
    return refused(name, 'it is binary data of no known kind, or encrypted');
  }
  return refused(name, 'its content is in no format that can be read');
}

/** What a file in a folder full of alike files is looked at for: a record, and more where it is longer. */
const GLANCES_BYTES = [2 * 1024, 16 * 1024] as const;

/**
 * A file that begins like the one before it, as JSON of a format that is certain from a few records,
 * is not looked at any further. `undefined` leaves it to `recogniseHead`.
 */
export function recogniseLike(
  { head, complete, changedOn }: Head,
  before: LogFormat | undefined,
): RecognisedText | undefined {
  if (before === undefined || before.ref !== before.id) return undefined;
  const sample = firstRecord(head, complete);
  if (sample === undefined) return undefined;
  const recognised = recogniseFormat(sample);
  if (recognised?.confidence !== 1 || recognised.format.ref !== before.ref) return undefined;
  const { layoutOf } = recognised.format;
  return !layoutOf || layoutOf(sample, { changedOn }) === ''
    ? { ...recognised, sample }
    : undefined;
}

/**
 * True only where `recogniseLike` would say yes to these bytes, the whole of a file, and that costs next
 * to nothing: a list of records without white space around them, those in its first part certain.
 */
export function isSurelyLike(content: Uint8Array, before: LogFormat): boolean {
  if (before.ref !== before.id || before.isCertain === undefined) return false;
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const start = bytes.toString('latin1', 0, LIST_START_BYTES);
  const list = before.containerKeys.find((name) => start.startsWith(`{"${name}":[{"`));
  if (list === undefined) return false;
  let begin = `{"${list}":[`.length;
  const first = begin;
  const key = firstKeyOf(bytes.subarray(begin, begin + GLANCES_BYTES[0]));
  if (key.length === 0) return false;
  const seam = Buffer.concat([Buffer.from('},{'), key]);
  const [within, ifLong] = GLANCES_BYTES;
  let upTo: number | undefined;
  while (begin < (upTo ?? within)) {
    const at = bytes.indexOf(seam, begin);
    // The last record is followed by what closes the list and the object, and nothing else.
    const isLast = at < 0;
    const end = isLast ? bytes.length - LIST_END.length : at + 1;
    if (isLast && !bytes.subarray(end).equals(LIST_END)) return false;
    // Where the first record is longer, more of the file is looked at.
    upTo ??= end > within ? ifLong : within;
    if (begin === first && end > upTo) return false;
    if (!before.isCertain(bytes.subarray(begin, end))) return false;
    if (isLast) return true;
    begin = end + 1;
  }
  return true;
}

const LIST_START_BYTES = 64;
const LIST_END = Buffer.from(']}');

function firstRecord(head: Uint8Array, complete: boolean): Sample | undefined {
  for (const bytes of GLANCES_BYTES) {
    const part = head.subarray(0, bytes);
    const isAll = part.length === head.length;
    const sample = sampleOfText(part, complete && isAll, CONTAINER_KEYS);
    if (sample.framing !== 'json' || sample.list !== undefined || sample.isSequence)
      return undefined;
    if (sample.records.length > 0) return sample;
    if (isAll) return undefined;
  }
  return undefined;
}

function refused(name: string, reason: string): Result<RecognisedText> {
  return err(failure('format.unknown', `${name}: ${reason}.`));
}
