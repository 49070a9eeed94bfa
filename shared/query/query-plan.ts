// A query taken apart into what each of an event's columns says of it and what only its record can
// say. The plan never claims more than compileQuery would find: what is undecided stays so, and the
// record decides.

import { ECS_COLUMNS, type EcsColumn } from '../domain/event.ts';
import { fold } from '../match/fold.ts';
import { literalOf, type Pattern } from '../match/pattern.ts';
import { adaptRegex } from '../match/regex.ts';
import { regexRequirement } from '../match/regex-literals.ts';
import { compileText, type TextPredicate } from './compile.ts';
import { MAYBE, YES, certain, type Certainty } from './certainty.ts';
import { queryField } from './query-field.ts';
import type { QueryNode, ValueTest } from './query-node.ts';
import { compileTimeTest, compileValueTest } from './value-test.ts';

/** What can be said of a record from its bytes, without taking it apart. */
export type RecordTest =
  /** Text anywhere: in the record as it is written, in a column, in a value that writing hides. */
  | {
      readonly kind: 'text';
      readonly test: TextPredicate;
      /**
       * Lower-case ASCII that every text with a match contains in some case; empty where there is
       * none that is worth looking for.
       */
      readonly needle: string;
      /** A text matches if and only if it contains the needle. */
      readonly exact: boolean;
      /** A regular expression, which may also match what the record's writing has between letters. */
      readonly expression: boolean;
      /** A value may match on its own where the text around it does not. */
      readonly anchored: boolean;
    }
  /** A field of the record. */
  | {
      readonly kind: 'field';
      /** Lower-case ASCII of the field's last name, without spaces; empty where any may lead there. */
      readonly key: string;
      /** As above, of the value as JSON writes it. */
      readonly needle: string;
    }
  /** Only the record taken apart says. */
  | { readonly kind: 'record' };

export type QueryPlan =
  | { readonly kind: 'fixed'; readonly certainty: Certainty }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly QueryPlan[] }
  | { readonly kind: 'not'; readonly part: QueryPlan }
  /** One column alone; `of` gets '' where an event has no value. */
  | {
      readonly kind: 'column';
      readonly column: EcsColumn;
      readonly of: (value: string) => Certainty;
    }
  /**
   * The columns of a short name: a match in any of them matches, else a value in any of them decides
   * against, else the record's own field of that name is asked.
   */
  | {
      readonly kind: 'columns';
      readonly columns: readonly EcsColumn[];
      readonly matches: (value: string) => boolean;
      readonly otherwise: RecordTest;
    }
  /** `of` gets NaN for an undated event. */
  | { readonly kind: 'time'; readonly of: (timeUs: number) => boolean }
  | {
      readonly kind: 'exhibit';
      readonly matches: (exhibit: string) => boolean;
      readonly otherwise: RecordTest;
    }
  | { readonly kind: 'record'; readonly record: RecordTest };

/** @param stored is this column kept beside the events? */
export function planQuery(node: QueryNode, stored: (column: EcsColumn) => boolean): QueryPlan {
  switch (node.kind) {
    case 'everything':
      return { kind: 'fixed', certainty: YES };
    case 'and':
      return { kind: 'all', parts: node.nodes.map((each) => planQuery(each, stored)) };
    case 'or':
      return { kind: 'any', parts: node.nodes.map((each) => planQuery(each, stored)) };
    case 'not':
      return { kind: 'not', part: planQuery(node.node, stored) };
    case 'text': {
      const test = compileText(node);
      const needle = needleOf(node.pattern);
      const literal = literalOf(node.pattern);
      if (literal === '') return { kind: 'fixed', certainty: YES };
      const exact = literal !== undefined && needle !== '' && fold(literal) === needle;
      const asked = { needle, exact, expression: false, anchored: false };
      return { kind: 'record', record: { kind: 'text', test, ...asked } };
    }
    case 'text regex': {
      const test = compileText(node);
      const needle = regexNeedleOf(node.source);
      const anchored = LOOKS_AROUND.test(node.source);
      const asked = { needle, exact: false, expression: true, anchored };
      return { kind: 'record', record: { kind: 'text', test, ...asked } };
    }
    case 'exists':
      return planField(node.field, undefined, stored);
    case 'field':
      return planField(node.field, node.test, stored);
  }
}

/** `test` is undefined where any value will do. */
function planField(
  name: string,
  test: ValueTest | undefined,
  stored: (column: EcsColumn) => boolean,
): QueryPlan {
  const field = queryField(name);
  const matches = test === undefined ? () => true : compileValueTest(test);
  const original: RecordTest = {
    kind: 'field',
    key: keyOf(name),
    needle: test?.kind === 'value' ? jsonNeedleOf(test.pattern) : '',
  };
  const onlyRecord: QueryPlan = { kind: 'record', record: { kind: 'record' } };
  switch (field.kind) {
    case 'column':
      if (!stored(field.column)) return onlyRecord;
      return {
        kind: 'column',
        column: field.column,
        of: (value) => uncertainText(value, value !== '' && matches(value)),
      };
    case 'alias':
      if (!field.columns.every(stored)) return onlyRecord;
      return { kind: 'columns', columns: field.columns, matches, otherwise: original };
    case 'time': {
      if (test === undefined) return { kind: 'time', of: (timeUs) => !Number.isNaN(timeUs) };
      const inTime = compileTimeTest(test);
      if (inTime === undefined) return { kind: 'record', record: original };
      return { kind: 'time', of: (timeUs) => !Number.isNaN(timeUs) && inTime(timeUs) };
    }
    case 'exhibit':
      if (test === undefined) return { kind: 'fixed', certainty: YES };
      return { kind: 'exhibit', matches, otherwise: original };
    case 'raw':
      return test === undefined ? { kind: 'fixed', certainty: YES } : onlyRecord;
    case 'original':
      return { kind: 'record', record: original };
  }
}

/** Half a surrogate pair is stored as U+FFFD: such a word may have been another one. */
export function uncertainText(value: string, matches: boolean): Certainty {
  return value.includes('\ufffd') ? MAYBE : certain(matches);
}

const ASCII_RUN = /[\u0001-\u007f]+/g;

/** The longest stretch of plain ASCII that every match contains, in lower case. */
function needleOf(pattern: Pattern): string {
  return longestRun(pattern, () => true);
}

/** What depends on where a text begins or ends, or on what stands beside a match. */
const LOOKS_AROUND = /[$^]|\\[AzZbB]|\(\?<?[=!]/;

/** The same for a regular expression; empty where one of several texts will do. */
function regexNeedleOf(source: string): string {
  const [only, ...others] = regexRequirement(adaptRegex(source)).texts ?? [];
  if (only === undefined || others.length > 0) return '';
  // Without what writing escapes a text is found as it stands.
  return longestRun(only.split(ESCAPED_IN_WRITING), () => true);
}

const ESCAPED_IN_WRITING = /["\\/\u0001-\u001f]/;

/** The same for text as JSON writes values: neither what it escapes nor what numbers are written with. */
function jsonNeedleOf(pattern: Pattern): string {
  return longestRun(
    pattern,
    (run) => !/["\\/{}[\]:,\u0001-\u001f]/.test(run) && /[^0-9.e+-]/.test(run),
  );
}

function longestRun(pattern: Pattern, fits: (run: string) => boolean): string {
  let longest = '';
  for (const token of pattern) {
    if (typeof token !== 'string') continue;
    for (const run of fold(token).match(ASCII_RUN) ?? []) {
      if (run.length > longest.length && fits(run)) longest = run;
    }
  }
  return longest;
}

const COLUMN_NAMES: ReadonlySet<string> = new Set(ECS_COLUMNS);

/** Names lead to fields in any case and spacing; a number may be a place in a list. */
function keyOf(name: string): string {
  const plain = name.toLowerCase().replaceAll(' ', '');
  if (COLUMN_NAMES.has(plain)) return '';
  const last = plain.split('.').at(-1) ?? '';
  return /^[a-z0-9_@$/-]+$/.test(last) && !/^\d+$/.test(last) ? last : '';
}
