// The first part of a file, cut up far enough to recognise its format by content.

import { textOf } from '../base/bytes.ts';
import type { Fields } from '../domain/event.ts';
import { parseJsonRecord } from '../normalise/json-record.ts';
import type { TableShape } from './chain-layout.ts';
import type { Framing } from './format.ts';
import type { FrameSink } from './framing/frame-sink.ts';
import { createJsonFramer } from './framing/json.ts';
import { createLineFramer } from './framing/lines.ts';

export const SAMPLE_BYTES = 256 * 1024;
const SAMPLE_RECORDS = 64;

export interface Sample {
  readonly framing: Framing;
  /** The first bytes as text, invalid UTF-8 replaced; empty for a database. */
  readonly text: string;
  /** The first records that are JSON objects. */
  readonly records: readonly Fields[];
  /** How many of the first records are not. */
  readonly unreadable: number;
  /** Of a database. */
  readonly tables: readonly TableShape[];
}

/** @param containerKeys names of top-level lists whose members are the records */
export function sampleOfText(
  head: Uint8Array,
  complete: boolean,
  containerKeys: readonly string[],
): Sample {
  const text = textOf(head);
  const framing = framingOf(text, head, complete, containerKeys);
  const { records, unreadable } = firstRecords(head, complete, framing, containerKeys);
  return { framing, text, records, unreadable, tables: [] };
}

export function sampleOfTables(tables: readonly TableShape[]): Sample {
  return { framing: 'rows', text: '', records: [], unreadable: 0, tables };
}

/**
 * A file is framed as JSON where its first line is not a value of its own (a list, or an object
 * written over several lines) or is an object around a list of records.
 */
function framingOf(
  text: string,
  head: Uint8Array,
  complete: boolean,
  containerKeys: readonly string[],
): Framing {
  const start = text.trimStart();
  if (start.startsWith('[')) return 'json';
  if (!start.startsWith('{')) return 'lines';
  const line = start.slice(0, newlineAt(start));
  if (line.length === start.length && !complete) return headHasContainer(head, containerKeys);
  if (!isJson(line) && !looksCutIntoLines(start)) return 'json';
  return headHasContainer(head, containerKeys);
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

function headHasContainer(head: Uint8Array, containerKeys: readonly string[]): Framing {
  const framer = createJsonFramer({ containerKeys });
  framer.push(head, IGNORE);
  return framer.foundContainer ? 'json' : 'lines';
}

const IGNORE: FrameSink = { record() {}, rejected() {}, skipped() {} };

function firstRecords(
  head: Uint8Array,
  complete: boolean,
  framing: Framing,
  containerKeys: readonly string[],
): { records: Fields[]; unreadable: number } {
  const records: Fields[] = [];
  let unreadable = 0;
  const sink: FrameSink = {
    record(bytes) {
      if (records.length + unreadable >= SAMPLE_RECORDS) return;
      const parsed = parseJsonRecord(bytes);
      if (parsed.ok) records.push(parsed.value);
      else unreadable += 1;
    },
    rejected() {
      unreadable += 1;
    },
    skipped() {},
  };
  const framer = framing === 'json' ? createJsonFramer({ containerKeys }) : createLineFramer({});
  framer.push(head, sink);
  if (complete) framer.finish(sink);
  return { records, unreadable };
}
