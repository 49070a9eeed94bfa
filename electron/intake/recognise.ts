// From the first bytes of a file to its format: by content, unless the officer has named one.

import { err, failure, ok, type Result } from '../../shared/base/result.ts';
import type { FileFacts, LogFormat } from '../../shared/formats/format.ts';
import {
  CONTAINER_KEYS,
  formatById,
  formatFor,
  recogniseFormat,
} from '../../shared/formats/registry.ts';
import { plainText } from '../../shared/formats/plain-text.ts';
import { sampleOfText, type Sample } from '../../shared/formats/sample.ts';

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
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['a bzip2 archive', [0x42, 0x5a, 0x68]],
  ['an xz archive', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
  ['a Windows event log (EVTX)', [0x45, 0x6c, 0x66, 0x46, 0x69, 0x6c, 0x65, 0x00]],
  ['UTF-16 text', [0xff, 0xfe]],
  ['UTF-16 text', [0xfe, 0xff]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46]],
];

/**
 * @param wanted id of a format, which is then used for everything but files without events
 * @param alone the file was chosen by itself, not found in a folder
 */
export function recogniseHead(
  { head, complete, changedOn }: Head,
  name: string,
  wanted: string | undefined,
  alone: boolean,
): Result<RecognisedText> {
  const chosen = wanted === undefined ? undefined : formatById(wanted);
  if (head.length === 0 && !chosen) return refused(name, 'the file is empty');
  const sample = sampleOfText(head, complete, chosen?.containerKeys ?? CONTAINER_KEYS);
  const recognised = recogniseFormat(sample, alone);
  if (chosen && recognised?.format.holdsEvents !== false) {
    if (chosen.framings.includes(sample.framing))
      return ok({ format: formatFor(chosen, sample, { changedOn }), confidence: 1, sample });
    return refused(name, `its content cannot be read as ${chosen.title}`);
  }
  const foreign = FOREIGN.find(([, magic]) => magic.every((byte, at) => head[at] === byte));
  // What is known to be something else is never read as text of no known kind.
  if (recognised && !(foreign && recognised.format.id === plainText.id)) {
    const format = formatFor(recognised.format, sample, { changedOn });
    return ok({ ...recognised, format, sample });
  }
  if (foreign) return refused(name, `it is ${foreign[0]}, which cannot be read yet`);
  if (head.subarray(0, 4_096).includes(0)) {
    return refused(name, 'it is binary data of no known kind, or encrypted');
  }
  return refused(name, 'its content is in no format that can be read');
}

function refused(name: string, reason: string): Result<RecognisedText> {
  return err(failure('format.unknown', `${name}: ${reason}.`));
}
