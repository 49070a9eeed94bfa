// What container runtimes write around the lines of a container. CRI (containerd, CRI-O): the time, the
// stream, `F` for a whole line or `P` for a part of one, the text. Docker's json-file: an object a line
// with `log`, `stream` and `time`, where a text that does not end its line is a part of one. The parts of
// a line are one record, whatever the other stream wrote between them.
// Source: the CRI logging format of Kubernetes; "JSON File logging driver" in Docker's documentation.

import { textOf } from '../base/bytes.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { FieldValue, Fields } from '../domain/event.ts';
import { parseJsonRecord, parseJsonText } from '../normalise/json-record.ts';
import type { Framer } from './framing/frame-sink.ts';
import { createLineGroupFramer } from './framing/line-groups.ts';

export type ContainerForm = 'cri' | 'docker';

const CRI =
  /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})) (stdout|stderr) ([FP](?::\S*)?) ?/;
/** What a line begins with that is a part of one, or its end. */
const DOCKER = /^\{"log":"(?:[^"\\]|\\.)*?(\\n)?",/;
const STREAM = /"stream":"(stdout|stderr)"/;
/** Runtimes cut lines at 16 KiB, of which each character may be written as six. */
const PART_BYTES = 16 * 1024 * 6 + 1_024;
const CRI_HEAD_BYTES = 100;

export interface ContainerText {
  /** What the runtime says of it, under its own names. */
  readonly around: Fields;
  readonly message: string;
}

export function isCriLine(line: string): boolean {
  return CRI.test(line);
}

export function isDockerRecord(record: Fields): boolean {
  const { log, stream, time } = record;
  if (typeof log !== 'string' || typeof time !== 'string') return false;
  return (
    (stream === 'stdout' || stream === 'stderr') &&
    Object.keys(record).every((name) => DOCKER_NAMES.has(name))
  );
}

const DOCKER_NAMES: ReadonlySet<string> = new Set(['log', 'stream', 'time', 'attrs']);

/** The text of a record, its parts put together. */
export function readContainerText(
  record: Uint8Array,
  form: ContainerForm,
): Result<ContainerText, string> {
  return form === 'cri' ? readCri(textOf(record)) : readDocker(record);
}

function readCri(text: string): Result<ContainerText, string> {
  let around: Fields | undefined;
  let message = '';
  for (const line of text.split('\n')) {
    const match = CRI.exec(line);
    if (!match) return err('no time, stream and tag of a container at the start of the line');
    const [head, timestamp = '', stream = '', tags = ''] = match;
    around ??= { timestamp, stream, tags };
    message += line.slice(head.length).replace(/\r$/, '');
  }
  return ok({ around: around ?? {}, message });
}

function readDocker(record: Uint8Array): Result<ContainerText, string> {
  const whole = parseJsonRecord(record);
  const all: Fields[] = [];
  if (whole.ok) all.push(whole.value);
  else {
    for (const line of textOf(record).split('\n')) {
      const parsed = parseJsonText(line);
      if (!parsed.ok) return whole;
      all.push(parsed.value);
    }
  }
  const texts: string[] = [];
  for (const { log } of all) {
    if (typeof log !== 'string') return err('a JSON object without the text of a container');
    texts.push(log);
  }
  const around = Object.entries(all[0] ?? {}).filter(([name]) => name !== 'log');
  return ok({
    around: Object.fromEntries<FieldValue>(around),
    message: texts.join('').replace(/\r?\n$/, ''),
  });
}

export function createContainerFramer(form: ContainerForm, maxRecordBytes: number): Framer {
  /** Lines that are over, by stream: the parts of the next one get another key. */
  const over: Record<string, number> = { stdout: 0, stderr: 0 };
  const isOpen: Record<string, boolean> = { stdout: false, stderr: false };
  const partOf = form === 'cri' ? criPart : dockerPart;
  return createLineGroupFramer({
    maxRecordBytes,
    keyBytes: form === 'cri' ? CRI_HEAD_BYTES : PART_BYTES,
    keyOf(start) {
      const part = partOf(start);
      if (!part) return '';
      const { stream, isWhole } = part;
      const key = isOpen[stream] === true || !isWhole ? `${stream} ${over[stream] ?? 0}` : '';
      if (isWhole) over[stream] = (over[stream] ?? 0) + 1;
      isOpen[stream] = !isWhole;
      return key;
    },
    isLast: (start) => partOf(start)?.isWhole !== false,
    mayRepeat: () => true,
  });
}

interface LinePart {
  readonly stream: string;
  /** It ends its line. */
  readonly isWhole: boolean;
}

function criPart(start: string): LinePart | undefined {
  const match = CRI.exec(start);
  return match ? { stream: match[2] ?? '', isWhole: (match[3] ?? '').startsWith('F') } : undefined;
}

function dockerPart(start: string): LinePart | undefined {
  const match = DOCKER.exec(start);
  const stream = match ? STREAM.exec(start.slice(match[0].length))?.[1] : undefined;
  return stream === undefined ? undefined : { stream, isWhole: match?.[1] !== undefined };
}
