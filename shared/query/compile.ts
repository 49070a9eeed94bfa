// A parsed query as one predicate over events. Bare words look in the raw text and in every value;
// fields look where query-field.ts says.

import { assert } from '../base/assert.ts';
import { ECS_COLUMNS, type EventView } from '../domain/event.ts';
import { fieldValues, someValue } from '../match/fields.ts';
import { MANY, compilePattern, type Pattern } from '../match/pattern.ts';
import { compileRegex } from '../match/regex.ts';
import type { RegexFlags } from '../match/regex-syntax.ts';
import { queryField, type QueryField } from './query-field.ts';
import type { QueryNode, ValueTest } from './query-node.ts';
import { compileTimeTest, compileValueTest, type ValuePredicate } from './value-test.ts';

/** What is known of an event beside itself. */
export interface EventContext {
  /** E01, E02 … */
  readonly exhibit: string;
}

export type QueryPredicate = (event: EventView, context?: EventContext) => boolean;

export function compileQuery(node: QueryNode): QueryPredicate {
  switch (node.kind) {
    case 'everything':
      return () => true;
    case 'and': {
      const parts = node.nodes.map(compileQuery);
      return (event, context) => parts.every((part) => part(event, context));
    }
    case 'or': {
      const parts = node.nodes.map(compileQuery);
      return (event, context) => parts.some((part) => part(event, context));
    }
    case 'not': {
      const inner = compileQuery(node.node);
      return (event, context) => !inner(event, context);
    }
    case 'text':
    case 'text regex':
      return compileAnywhere(compileText(node));
    case 'exists':
      return compileExists(queryField(node.field));
    case 'field':
      return compileField(queryField(node.field), node.test);
  }
}

export type TextPredicate = (text: string) => boolean;

/** Does one text, the record's own or a value, hold what is looked for? */
export function compileText(
  node: Extract<QueryNode, { kind: 'text' | 'text regex' }>,
): TextPredicate {
  return node.kind === 'text'
    ? textPredicate(node.pattern)
    : regexPredicate(node.source, node.flags);
}

function textPredicate(pattern: Pattern): TextPredicate {
  return compilePattern([MANY, ...pattern, MANY].filter(isNotRepeatedMany), false).test;
}

function isNotRepeatedMany(token: unknown, at: number, all: readonly unknown[]): boolean {
  return token !== MANY || all[at - 1] !== MANY;
}

function regexPredicate(source: string, flags: RegexFlags): TextPredicate {
  const compiled = compileRegex(source, flags);
  assert(compiled.ok, 'the parser lets only expressions through that compile');
  return compiled.value.test;
}

function compileAnywhere(test: TextPredicate): QueryPredicate {
  return (event) => {
    if (test(event.raw)) return true;
    for (const column of ECS_COLUMNS) {
      const value = event.ecs[column];
      if (value !== undefined && test(value)) return true;
    }
    return mayHideValues(event.raw) && someValue(event, (value) => test(String(value)));
  };
}

/** JSON without a backslash shows its values as they are; only escapes and other formats hide some. */
function mayHideValues(raw: string): boolean {
  return raw.includes('\\') || !raw.startsWith('{');
}

function compileExists(field: QueryField): QueryPredicate {
  switch (field.kind) {
    case 'column':
      return (event) => (event.ecs[field.column] ?? '') !== '';
    case 'alias':
      return (event) =>
        field.columns.some((column) => (event.ecs[column] ?? '') !== '') ||
        hasOriginal(event, field.name);
    case 'time':
      return (event) => event.timeUs !== null;
    case 'exhibit':
    case 'raw':
      return () => true;
    case 'original':
      return (event) => hasOriginal(event, field.name);
  }
}

function hasOriginal(event: EventView, name: string): boolean {
  return fieldValues(event, name) !== undefined;
}

function compileField(field: QueryField, test: ValueTest): QueryPredicate {
  const matches = compileValueTest(test);
  switch (field.kind) {
    case 'column':
      return (event) => {
        const value = event.ecs[field.column] ?? '';
        return value !== '' && matches(value);
      };
    case 'alias':
      return (event) => {
        let known = false;
        for (const column of field.columns) {
          const value = event.ecs[column] ?? '';
          if (value === '') continue;
          if (matches(value)) return true;
          known = true;
        }
        return !known && originalMatches(event, field.name, matches);
      };
    case 'time': {
      const inTime = compileTimeTest(test);
      if (inTime === undefined) return (event) => originalMatches(event, field.name, matches);
      return (event) => event.timeUs !== null && inTime(event.timeUs);
    }
    case 'exhibit':
      return (event, context) =>
        (context !== undefined && matches(context.exhibit)) ||
        originalMatches(event, field.name, matches);
    case 'raw':
      return (event) => matches(event.raw);
    case 'original':
      return (event) => originalMatches(event, field.name, matches);
  }
}

function originalMatches(event: EventView, name: string, matches: ValuePredicate): boolean {
  return fieldValues(event, name)?.some((value) => matches(value)) ?? false;
}
