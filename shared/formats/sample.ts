// The first part of a file, cut up far enough to recognise its format by content.

import { textOf } from '../base/bytes.ts';
import type { Fields } from '../domain/event.ts';
import { endsLinesWithReturns, withEndsSwapped } from './carriage-returns.ts';
import { parsePairs } from './cloudtrail-rows.ts';
import { inferTimeField } from '../normalise/generic-fields.ts';
import type { TableShape } from './chain-layout.ts';
import type { Framing } from './format.ts';
import type { Framer, FrameSink } from './framing/frame-sink.ts';
import { beginsEventStream, createEventStreamFramer } from './framing/event-stream.ts';
import { createJsonFramer } from './framing/json.ts';
import { beginsSequence, createSequenceFramer } from './framing/json-sequence.ts';
import { createLineFramer } from './framing/lines.ts';
import { createResultSetFramer, resultColumns } from './framing/result-set.ts';
import { beginsNumbered, createNumberedFramer } from './framing/numbered-records.ts';
import { findWrappedList, SUBSCRIBED_LIST } from './wrapped-list.ts';

export const SAMPLE_BYTES = 256 * 1024;
/** Enough for most files; all of the sample is looked at where no record ends within them. */
const FIRST_BYTES = 48 * 1024;
/** Enough of JSON, whose records say by themselves what they are. */
const FIRST_JSON_BYTES = 12 * 1024;
const SAMPLE_RECORDS = 64;
/** Where the name of a list stands that is known by it. */
const NAMED_WITHIN = 4_096;

export interface Sample {
  readonly framing: Framing;
  /** The first bytes as text, invalid UTF-8 replaced; empty for a database. */
  readonly text: string;
  /** The first records that are JSON objects. */
  readonly records: readonly Fields[];
  /** How many of the first records are not. */
  readonly unreadable: number;
  /** The first lines that are not blank, without the last one where it may be cut off. */
  readonly lines: readonly string[];
  /** Lines end with a carriage return alone; in `text` they end with a line feed. */
  readonly endsWithReturns: boolean;
  /** The list that the records are members of, where no product is known by its name. */
  readonly list?: string;
  /** Every record stands behind a record separator (RFC 7464). */
  readonly isSequence?: true;
  /** Every record is an event of a stream of server-sent events. */
  readonly isEventStream?: true;
  /** The columns of the result of a query, whose rows the records are. */
  readonly columns?: readonly string[];
  /** Of a database. */
  readonly tables: readonly TableShape[];
}

/** @param containerKeys names of top-level lists whose members are the records */
export function sampleOfText(
  wholeHead: Uint8Array,
  complete: boolean,
  containerKeys: readonly string[],
): Sample {
  const head = withoutZeros(wholeHead);
  if (endsLinesWithReturns(head)) {
    const sample = sampleWith(withEndsSwapped(head), complete, containerKeys);
    // White space is all the same in JSON that is not cut into lines.
    return sample.framing === 'lines'
      ? { ...sample, endsWithReturns: true }
      : sampleWith(head, complete, containerKeys);
  }
  return sampleWith(head, complete, containerKeys);
}

/** Zeros at the start are what was cut off of a file that a program went on writing to. */
function withoutZeros(head: Uint8Array): Uint8Array {
  if (head[0] !== 0) return head;
  const begin = head.findIndex((byte) => byte !== 0);
  return begin < 0 ? head : head.subarray(begin);
}

function sampleWith(head: Uint8Array, complete: boolean, containerKeys: readonly string[]): Sample {
  const enough = beginsLikeJson(head) ? FIRST_JSON_BYTES : FIRST_BYTES;
  const isAll = head.length <= enough;
  const short = sampleOf(head.subarray(0, enough), complete && isAll, containerKeys);
  if (short.records.length > 0 || isAll) return short;
  return sampleOf(head, complete, containerKeys);
}

function beginsLikeJson(head: Uint8Array): boolean {
  return head[0] === 0x7b || (head[0] === 0x5b && head[1] === 0x7b);
}

function sampleOf(head: Uint8Array, complete: boolean, containerKeys: readonly string[]): Sample {
  const text = textOf(head);
  const start = text.trimStart();
  const rest = { text, lines: firstLines(start, complete), endsWithReturns: false, tables: [] };
  if (beginsNumbered(start)) {
    const framer = createNumberedFramer(createJsonFramer({}));
    return { framing: 'json', ...firstRecords(framer, head, complete), ...rest };
  }
  if (beginsSequence(start)) {
    const framer = createSequenceFramer({ maxRecordBytes: head.length });
    return { framing: 'json', ...firstRecords(framer, head, complete), ...rest, isSequence: true };
  }
  if (beginsEventStream(start)) {
    const framer = createEventStreamFramer({ maxRecordBytes: head.length });
    // As a sequence, no file is taken to be like its neighbour.
    const stream = { isSequence: true, isEventStream: true } as const;
    return { framing: 'json', ...firstRecords(framer, head, complete), ...rest, ...stream };
  }
  const columns = resultColumns(start);
  if (columns) {
    const framer = createResultSetFramer({ maxRecordBytes: head.length });
    const found = firstRecords(framer, head, complete);
    return { framing: 'json', ...found, ...rest, columns };
  }
  if (start.startsWith('{') || start.startsWith('[')) {
    const framer = createJsonFramer({ containerKeys });
    const json = firstRecords(framer, head, complete);
    const wrapped = wrappedRecords(start, json, head, complete, framer.foundContainer);
    if (wrapped) {
      return { framing: 'json', ...wrapped.found, ...rest, list: wrapped.name };
    }
    const isList = LIST_START.test(start);
    // Many logs begin a line with the time in brackets.
    const isObject = start.startsWith('{');
    if (isList || (isObject && (framer.foundContainer || isOneValueOverLines(start, complete)))) {
      return { framing: 'json', ...json, ...rest };
    }
  }
  return { framing: 'lines', ...firstRecords(createLineFramer({}), head, complete), ...rest };
}

export function sampleOfTables(tables: readonly TableShape[]): Sample {
  return {
    framing: 'rows',
    text: '',
    records: [],
    unreadable: 0,
    lines: [],
    endsWithReturns: false,
    tables,
  };
}

/** A list, whatever its first member is. */
const LIST_START = /^\[\s*(?:[[\]{"]|null|true|false|-?\d[\d.eE+-]*\s*,|$)/;

function firstLines(text: string, complete: boolean): readonly string[] {
  const lines: string[] = [];
  let start = text.startsWith('\ufeff') ? 1 : 0;
  while (start < text.length && lines.length < SAMPLE_RECORDS) {
    let end = text.indexOf('\n', start);
    if (end < 0 && !complete && lines.length > 0) break;
    if (end < 0) end = text.length;
    const line = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    if (line.trim() !== '') lines.push(line);
    start = end + 1;
  }
  return lines;
}

/** True where the first line is no value of its own, and lines are not what the file is cut into. */
function isOneValueOverLines(start: string, complete: boolean): boolean {
  const line = start.slice(0, newlineAt(start));
  if (line.length === start.length && !complete) return false;
  return !isJson(line) && !looksCutIntoLines(start);
}

function newlineAt(text: string): number {
  const at = text.indexOf('\n');
  return at < 0 ? text.length : at;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A bad first line among good ones: most lines are objects of their own. */
function looksCutIntoLines(text: string): boolean {
  let good = 0;
  let bad = 0;
  for (const line of text.split('\n').slice(0, SAMPLE_RECORDS)) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    if (trimmed.startsWith('{') && trimmed.endsWith('}') && isJson(trimmed)) good += 1;
    else bad += 1;
  }
  return good > bad;
}

/** The records of one object around a list of them; it has no time itself. */
function wrappedRecords(
  start: string,
  json: Pick<Sample, 'records' | 'unreadable'>,
  head: Uint8Array,
  complete: boolean,
  isKnown: boolean,
) {
  if (isKnown || !start.startsWith('{')) return undefined;
  const recordsBelow = (name: string) => {
    const framer = createJsonFramer({ containerKeys: [name] });
    const found = firstRecords(framer, head, complete);
    return framer.foundContainer ? found : undefined;
  };
  if (start.slice(0, NAMED_WITHIN).includes(`"${SUBSCRIBED_LIST}"`)) {
    const found = recordsBelow(SUBSCRIBED_LIST);
    if (found) return { name: SUBSCRIBED_LIST, found };
  }
  // One object, or one with something broken in it.
  if (json.unreadable === 0 && json.records.length > 1) return undefined;
  if (json.unreadable === 0 && inferTimeField(json.records) !== undefined) return undefined;
  const line = start.slice(0, newlineAt(start));
  if (line.length < start.trimEnd().length && (isJson(line) || looksCutIntoLines(start))) {
    return undefined;
  }
  return findWrappedList(start, recordsBelow);
}

function firstRecords(framer: Framer, head: Uint8Array, complete: boolean) {
  const records: Fields[] = [];
  let unreadable = 0;
  const sink: FrameSink = {
    record(bytes) {
      if (records.length + unreadable >= SAMPLE_RECORDS) return;
      // A list of objects may be a row of a query result; any other list is no record.
      const parsed = parsePairs(bytes);
      if (parsed.ok) records.push(parsed.value);
      else unreadable += 1;
    },
    rejected() {
      unreadable += 1;
    },
    skipped() {},
  };
  framer.push(head, sink);
  if (complete) framer.finish(sink);
  return { records, unreadable };
}
