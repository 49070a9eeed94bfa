// Query text to tree. AND binds closer than OR, terms side by side mean AND, NOT and - apply to the
// next term. Everything that could fail later (a regular expression, a network) is checked here, so
// that errors say where.

import { err, ok, type Result } from '../base/result.ts';
import { parseNetwork } from '../match/address.ts';
import { literalPattern, parsePattern } from '../match/pattern.ts';
import { compileRegex } from '../match/regex.ts';
import type { QueryError, QueryNode, ValueTest } from './query-node.ts';
import { queryError, scanQuery, type Token } from './scan.ts';

const MAX_LENGTH = 10_000;
const MAX_DEPTH = 100;
const NETWORK = /^[0-9A-Fa-f:.]+\/\d{1,3}$/;

export function parseQuery(text: string): Result<QueryNode, QueryError> {
  if (text.length > MAX_LENGTH) {
    return err(
      queryError('too-long', `A query may have ${MAX_LENGTH} characters at most.`, MAX_LENGTH),
    );
  }
  const tokens = scanQuery(text);
  if (!tokens.ok) return tokens;
  if (tokens.value.length === 0) return ok({ kind: 'everything' });
  try {
    return ok(new Parser(tokens.value, text.length).whole());
  } catch (thrown) {
    if (thrown instanceof Refused) return err(thrown.error);
    throw thrown;
  }
}

/** Thrown inside this file only. */
class Refused extends Error {
  readonly error: QueryError;
  constructor(code: string, message: string, position: number) {
    super(message);
    this.error = queryError(code, message, position);
  }
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly length: number;
  private next = 0;
  private depth = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.tokens = tokens;
    this.length = length;
  }

  whole(): QueryNode {
    const node = this.any(undefined);
    const token = this.tokens[this.next];
    if (token !== undefined) {
      throw new Refused('parenthesis', 'This ")" closes nothing.', token.at);
    }
    return node;
  }

  /** `field` is the one that a group of values belongs to. */
  private any(field: string | undefined): QueryNode {
    const nodes = [this.all(field)];
    while (this.tokens[this.next]?.kind === 'or') {
      this.next += 1;
      nodes.push(this.all(field));
    }
    const [only] = nodes;
    return nodes.length === 1 && only !== undefined ? only : { kind: 'or', nodes };
  }

  private all(field: string | undefined): QueryNode {
    const nodes = [this.negated(field)];
    for (;;) {
      const token = this.tokens[this.next];
      if (token === undefined || token.kind === 'or' || token.kind === 'close') break;
      if (token.kind === 'and') this.next += 1;
      nodes.push(this.negated(field));
    }
    const [only] = nodes;
    return nodes.length === 1 && only !== undefined ? only : { kind: 'and', nodes };
  }

  private negated(field: string | undefined): QueryNode {
    let negative = false;
    while (this.tokens[this.next]?.kind === 'not') {
      negative = !negative;
      this.next += 1;
    }
    const node = this.term(field);
    return negative ? { kind: 'not', node } : node;
  }

  private term(field: string | undefined): QueryNode {
    const token = this.tokens[this.next];
    if (token === undefined) {
      throw new Refused('term-missing', 'The query ends where a term was expected.', this.length);
    }
    this.next += 1;
    switch (token.kind) {
      case 'open':
        return this.group(token, field);
      case 'close':
        throw new Refused('term-missing', 'A term was expected before ")".', token.at);
      case 'and':
      case 'or':
        throw new Refused(
          'term-missing',
          `A term was expected before ${token.kind.toUpperCase()}.`,
          token.at,
        );
      case 'not':
        throw new Refused('term-missing', 'A term was expected after NOT.', token.at);
      case 'field':
        return this.fieldTerm(token.name, token.at, field);
      default:
        return field === undefined ? textNode(token) : fieldNode(field, token);
    }
  }

  private group(open: Token, field: string | undefined): QueryNode {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) {
      throw new Refused('too-deep', `Parentheses nest deeper than ${MAX_DEPTH} levels.`, open.at);
    }
    const node = this.any(field);
    if (this.tokens[this.next]?.kind !== 'close') {
      throw new Refused('parenthesis', 'This "(" is not closed.', open.at);
    }
    this.next += 1;
    this.depth -= 1;
    return node;
  }

  private fieldTerm(name: string, at: number, outer: string | undefined): QueryNode {
    if (outer !== undefined) {
      throw new Refused('field-nested', `A field stands inside the values of "${outer}".`, at);
    }
    const value = this.tokens[this.next];
    if (value === undefined) {
      throw new Refused('value-missing', `A value is missing after "${name}:".`, this.length);
    }
    this.next += 1;
    if (value.kind === 'open') {
      if (name === '_exists_') {
        throw new Refused('exists', 'After _exists_: stands the name of one field.', value.at);
      }
      return this.group(value, name);
    }
    return fieldNode(name, value);
  }
}

function textNode(token: Token): QueryNode {
  switch (token.kind) {
    case 'word':
      return { kind: 'text', pattern: parsePattern(token.escaped) };
    case 'phrase':
      return { kind: 'text', pattern: literalPattern(token.text) };
    case 'regex':
      return { kind: 'text regex', ...regexOf(token.source, token.ignoreCase, token.at) };
    default:
      throw new Refused('field-missing', 'A range needs a field before it.', token.at);
  }
}

function fieldNode(field: string, token: Token): QueryNode {
  if (field === '_exists_') {
    if (token.kind === 'word') return { kind: 'exists', field: token.plain };
    if (token.kind === 'phrase') return { kind: 'exists', field: token.text };
    throw new Refused('exists', 'After _exists_: stands the name of one field.', token.at);
  }
  if (token.kind === 'word' && token.escaped === '*') return { kind: 'exists', field };
  return { kind: 'field', field, test: testOf(token) };
}

function testOf(token: Token): ValueTest {
  switch (token.kind) {
    case 'word': {
      if (NETWORK.test(token.plain)) {
        const network = parseNetwork(token.plain);
        if (network.ok) return { kind: 'network', network: token.plain };
        if (/[.:]/.test(token.plain)) {
          throw new Refused('network', network.error.message, token.at);
        }
      }
      return { kind: 'value', pattern: parsePattern(token.escaped), text: token.plain };
    }
    case 'phrase':
      // Other languages want a network in quotation marks; a text that is none stays a text.
      if (NETWORK.test(token.text) && parseNetwork(token.text).ok) {
        return { kind: 'network', network: token.text };
      }
      return { kind: 'value', pattern: literalPattern(token.text), text: token.text };
    case 'regex':
      return { kind: 'regex', ...regexOf(token.source, token.ignoreCase, token.at) };
    case 'range': {
      const low = token.low === '*' ? null : { text: token.low, inclusive: token.lowIncluded };
      const high = token.high === '*' ? null : { text: token.high, inclusive: token.highIncluded };
      return { kind: 'range', low, high };
    }
    case 'compare': {
      const bound = { text: token.bound, inclusive: token.operator.endsWith('=') };
      return token.operator.startsWith('>')
        ? { kind: 'range', low: bound, high: null }
        : { kind: 'range', low: null, high: bound };
    }
    default:
      throw new Refused('value-missing', 'A value was expected here.', token.at);
  }
}

function regexOf(source: string, ignoreCase: boolean, at: number) {
  const flags = { i: ignoreCase, m: false, s: false };
  const compiled = compileRegex(source, flags);
  if (!compiled.ok) throw new Refused('regex', compiled.error.message, at);
  return { source, flags };
}
