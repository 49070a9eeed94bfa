// Which records of a block a few rules could match, judged by the block's bytes: a record without any
// of the texts that a rule needs is not taken apart. Leaves every record in where nothing certain can
// be said of it.

import type { Guard, Sign } from '../../../shared/detection/guard.ts';
import { ECS_COLUMNS } from '../../../shared/domain/event.ts';
import { fold } from '../../../shared/match/fold.ts';
import { normaliseName } from '../../../shared/match/fields.ts';
import { MAYBE, NO } from '../../../shared/query/certainty.ts';
import { scanRecords, type BlockText } from '../events/record-scan.ts';

/** For each record whether it has to be read: NO or MAYBE. */
export type Narrowing = (block: BlockText) => Uint8Array;

interface Trace {
  readonly kind: 'field';
  readonly key: string;
  readonly needle: string;
}

/** More looks at the bytes than this cost as much as reading the records. */
const MOST_TRACES = 10;
/** While more of a block's records are left than this share, another of a rule's guards is asked. */
const ENOUGH_SHARE = 1 / 32;
const MOST_GUARDS = 3;
/** A shorter text is in too many records to be looked for alone. */
const TELLING = 3;

const COLUMN_NAMES: ReadonlySet<string> = new Set(ECS_COLUMNS);

/**
 * @param rules the guards of each rule that is to be found
 * @returns `undefined` where every record has to be read
 */
export function narrowingOf(rules: readonly (readonly Guard[])[]): Narrowing | undefined {
  let traces = 0;
  const lists: (readonly (readonly Trace[])[])[] = [];
  for (const guards of rules) {
    const best = guards
      .flatMap((guard) => tracesOf(guard) ?? [])
      .toSorted((a, b) => worth(b) - worth(a))
      .slice(0, MOST_GUARDS);
    const [first] = best;
    if (first === undefined) return undefined;
    traces += first.length;
    lists.push(best);
  }
  if (traces > MOST_TRACES) return undefined;
  return (block) => {
    const wanted = new Uint8Array(block.count);
    for (const guards of lists) {
      const own = recordsOf(block, guards);
      for (let slot = 0; slot < block.count; slot++) if (own[slot] === 1) wanted[slot] = MAYBE;
    }
    return wanted;
  };
}

/** 1 for each record that meets the guards, as far as they are asked. */
function recordsOf(block: BlockText, guards: readonly (readonly Trace[])[]): Uint8Array {
  const met = new Uint8Array(block.count).fill(1);
  let left = block.count;
  for (const traces of guards) {
    if (left <= block.count * ENOUGH_SHARE) break;
    const any = new Uint8Array(block.count);
    for (const trace of traces) {
      const states = scanRecords(block, trace);
      for (let slot = 0; slot < block.count; slot++) if (states[slot] !== NO) any[slot] = 1;
    }
    left = 0;
    for (let slot = 0; slot < block.count; slot++) {
      if (any[slot] === 0) met[slot] = 0;
      if (met[slot] === 1) left++;
    }
  }
  return met;
}

/** The less the shortest of them tells, the less they are worth together. */
function worth(traces: readonly Trace[]): number {
  const shortest = Math.min(...traces.map(({ key, needle }) => needle.length * 2 + key.length / 8));
  return shortest - traces.length / 4;
}

/** In brackets, for `flatMap`. */
function tracesOf(guard: Guard): [readonly Trace[]] | undefined {
  if (guard.length > MOST_TRACES) return undefined;
  const traces: Trace[] = [];
  for (const sign of guard) {
    const trace = traceOf(sign);
    if (trace === undefined) return undefined;
    traces.push(trace);
  }
  return [traces];
}

function traceOf(sign: Sign): Trace | undefined {
  // Values of a normalised column, and of any field at all, may be nowhere in the text.
  if (sign.field === undefined || COLUMN_NAMES.has(normaliseName(sign.field))) return undefined;
  const needle = sign.kind === 'text' ? needleOf(sign.text) : '';
  const key = needle.length >= TELLING ? '' : keyOf(sign.field);
  return needle === '' && key === '' ? undefined : { kind: 'field', key, needle };
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
