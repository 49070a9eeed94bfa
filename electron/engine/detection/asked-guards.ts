// What the guards of rules ask of a record, in each of the ways in which it can be answered without
// taking the record apart: by a column, or by the bytes. Says nothing where neither can tell.

import type { Guard, Sign } from '../../../shared/detection/guard.ts';
import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import { fold } from '../../../shared/match/fold.ts';
import { normaliseName } from '../../../shared/match/fields.ts';
import { isStoredColumn, type StoredColumn } from '../../store/columns.ts';
import { compileByteScan } from '../events/byte-scan.ts';
import type { ByteScan } from '../events/record-bytes.ts';
import type { Mirrors } from './mirrored-fields.ts';

/** A sign as a record's bytes may show it. */
export interface Trace {
  readonly key: string;
  readonly needle: string;
}

/** One guard of a rule, in each of the ways in which it can be asked. */
export interface Asked {
  readonly guard: Guard;
  readonly traces: readonly Trace[] | undefined;
  /** Where all traces are words: one look at the bytes for all of them. */
  readonly scan: ByteScan | undefined;
  readonly worth: number;
}

export interface AskedColumn {
  readonly column: StoredColumn;
  /** Of a rule that names the column itself: the record's own field of that name would come first. */
  readonly probes: readonly KeyProbe[];
  readonly matches: (folded: string) => boolean;
  /** By term. */
  readonly answers: Map<number, number>;
}

/** What a record has in its bytes where it could have a field whose path begins with a name. */
export interface KeyProbe {
  readonly needles: readonly string[];
  readonly scan: ByteScan;
}

/** More looks at the bytes for names of fields than this cost as much as reading the records. */
const MOST_KEYS = 10;
/** The same for words, which are looked for together. */
const MOST_WORDS = 200;
/** A shorter text is in too many records to be looked for alone. */
const TELLING = 3;

const COLUMN_NAMES: ReadonlySet<string> = new Set(ECS_COLUMNS);

/** In brackets, for `flatMap`; nothing where a sign is of no column. */
export function columnsOf(
  guard: Guard,
  mirrors: Mirrors,
  isJson: boolean,
): [readonly AskedColumn[]] | [] {
  const columns: AskedColumn[] = [];
  for (const sign of guard) {
    if (sign.kind !== 'text' || sign.field === undefined) return [];
    const mirror = mirrors.get(sign.field);
    const name = normaliseName(sign.field);
    const column = mirror ?? (isJson && isStoredColumn(name) ? name : undefined);
    if (column === undefined) return [];
    const probes = mirror === undefined ? keyProbes(name) : [];
    columns.push({ column, probes, matches: textTest(sign), answers: new Map() });
  }
  return [columns];
}

/**
 * A field of the record goes before the column of its name, and names are compared without spaces: the
 * first of the path is there in full, or up to a first space.
 */
function keyProbes(name: string): readonly KeyProbe[] {
  const [first = ''] = name.split('.');
  const needles = ['"', '.', '\\'].map((behind) => `"${first}${behind}`);
  needles.push(`" ${first.charAt(0)}`, '"  ');
  for (let length = 1; length <= first.length; length++) {
    needles.push(`"${first.slice(0, length)} `);
  }
  // Many names begin alike: only the ends of these tell something. Long ones are told apart by more.
  return [
    needles.filter(({ length }) => length > SHORT_NEEDLE),
    needles.filter(({ length }) => length <= SHORT_NEEDLE),
  ]
    .filter(({ length }) => length > 0)
    .map((own) => ({ needles: own, scan: compileByteScan(own, true) }));
}

const SHORT_NEEDLE = 5;
function textTest({ text, start, end }: Extract<Sign, { kind: 'text' }>) {
  const wanted = fold(text);
  return (folded: string): boolean => {
    if (start && end) return folded === wanted;
    if (start) return folded.startsWith(wanted);
    return end ? folded.endsWith(wanted) : folded.includes(wanted);
  };
}

export function askedOf(guard: Guard): Asked {
  const traces = tracesOf(guard);
  const isWords = traces?.every(({ needle }) => needle !== '') ?? false;
  return {
    guard,
    traces,
    scan: isWords ? compileByteScan((traces ?? []).map(({ needle }) => needle)) : undefined,
    worth: worth(traces ?? []),
  };
}

/** The less the shortest of them tells, the less they are worth together. */
function worth(traces: readonly Trace[]): number {
  const shortest = Math.min(...traces.map(({ key, needle }) => needle.length * 2 + key.length / 8));
  return shortest - traces.length / 4;
}

function tracesOf(guard: Guard): readonly Trace[] | undefined {
  const traces: Trace[] = [];
  for (const sign of guard) {
    const trace = traceOf(sign);
    if (trace === undefined) return undefined;
    traces.push(trace);
  }
  const most = traces.some(({ needle }) => needle === '') ? MOST_KEYS : MOST_WORDS;
  return traces.length > most ? undefined : traces;
}

function traceOf(sign: Sign): Trace | undefined {
  // Values of a normalised column may be nowhere in the text.
  if (sign.field !== undefined && COLUMN_NAMES.has(normaliseName(sign.field))) return undefined;
  const needle = sign.kind === 'text' ? needleOf(sign.text) : '';
  if (needle.length >= TELLING) return { key: '', needle };
  const key = sign.field === undefined ? '' : keyOf(sign.field);
  return key === '' ? undefined : { key, needle: '' };
}

/** What JSON never escapes, nor writes as a part of a number. */
const PLAIN_RUN = /[^"\\/{}[\]:,\u0000-\u001f\u007f-\uffff]+/g;
const LIKE_A_NUMBER = /^[0-9.e+-]*$/;

function needleOf(text: string): string {
  let longest = '';
  for (const run of fold(text).match(PLAIN_RUN) ?? []) {
    if (run.length > longest.length && !LIKE_A_NUMBER.test(run)) longest = run;
  }
  return longest;
}

/** The last name of the path, which the record must have as a key or as the end of one. */
function keyOf(field: string): string {
  const last = normaliseName(field).split('.').at(-1) ?? '';
  return /^[a-z0-9_@$-]+$/.test(last) && !/^\d+$/.test(last) ? last : '';
}
