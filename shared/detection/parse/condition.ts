// Sigma conditions: `or` below `and` below `not` below `x of`. Quantifiers are resolved here, against
// the selections the rule has, so that what comes out names selections alone.

import type { Condition } from '../rule.ts';
import { err, failure, ok, type Failure, type Result } from '../../base/result.ts';

export interface ConditionFailure extends Failure {
  /** Position in the condition's text, from 0. */
  readonly at: number;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

const MAX_DEPTH = 200;

export function parseCondition(
  text: string,
  names: readonly string[],
): Result<Condition, ConditionFailure> {
  const tokens = [...text.matchAll(/[()|]|[^\s()|]+/g)].map((match): Token => ({
    text: match[0],
    at: match.index,
  }));
  const pipe = tokens.find((token) => token.text === '|');
  if (pipe) {
    return refuse(
      'rule.aggregation',
      'The old aggregation after "|" is not run; write a correlation rule instead.',
      pipe.at,
    );
  }
  if (tokens.length === 0) return refuse('rule.condition', 'The condition is empty.', 0);
  const parser = new ConditionParser(tokens, names, text.length);
  const condition = parser.or(0);
  if (condition.ok && !parser.atEnd) return parser.unexpected();
  return condition;
}

function refuse(code: string, message: string, at: number): Result<never, ConditionFailure> {
  return err({ ...failure(code, message), at });
}

class ConditionParser {
  readonly #tokens: readonly Token[];
  readonly #names: readonly string[];
  readonly #end: number;
  #at = 0;

  constructor(tokens: readonly Token[], names: readonly string[], end: number) {
    this.#tokens = tokens;
    this.#names = names;
    this.#end = end;
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  #is(word: string, offset = 0): boolean {
    return this.#tokens[this.#at + offset]?.text.toLowerCase() === word;
  }

  unexpected(): Result<never, ConditionFailure> {
    const token = this.#tokens[this.#at];
    const what = token === undefined ? 'ends too early' : `has "${token.text}" where it cannot be`;
    return refuse('rule.condition', `The condition ${what}.`, token?.at ?? this.#end);
  }

  or(depth: number): Result<Condition, ConditionFailure> {
    return this.#chain('or', () => this.#and(depth));
  }

  #and(depth: number): Result<Condition, ConditionFailure> {
    return this.#chain('and', () => this.#not(depth));
  }

  #chain(
    word: 'and' | 'or',
    next: () => Result<Condition, ConditionFailure>,
  ): Result<Condition, ConditionFailure> {
    const items: Condition[] = [];
    do {
      if (items.length > 0) this.#at++;
      const item = next();
      if (!item.ok) return item;
      items.push(item.value);
    } while (this.#is(word));
    const [only] = items;
    return ok(items.length === 1 && only ? only : { kind: word, items });
  }

  #not(depth: number): Result<Condition, ConditionFailure> {
    if (depth > MAX_DEPTH) return refuse('rule.condition', 'The condition is nested too deep.', 0);
    if (!this.#is('not')) return this.#single(depth);
    this.#at++;
    const item = this.#not(depth + 1);
    return item.ok ? ok({ kind: 'not', item: item.value }) : item;
  }

  #single(depth: number): Result<Condition, ConditionFailure> {
    const token = this.#tokens[this.#at];
    if (token === undefined) return this.unexpected();
    if (token.text === '(') {
      this.#at++;
      const inner = this.or(depth + 1);
      if (!inner.ok) return inner;
      if (!this.#is(')')) return this.unexpected();
      this.#at++;
      return inner;
    }
    if (this.#is('of', 1)) return this.#quantified(token);
    if (token.text === ')' || /^(?:and|or|of)$/i.test(token.text)) return this.unexpected();
    this.#at++;
    if (!this.#names.includes(token.text)) {
      return refuse(
        'rule.undefined-identifier',
        `The condition names "${token.text}", which the rule does not define.`,
        token.at,
      );
    }
    return ok({ kind: 'selection', name: token.text });
  }

  #quantified(token: Token): Result<Condition, ConditionFailure> {
    const quantity = token.text.toLowerCase();
    if (quantity !== '1' && quantity !== 'any' && quantity !== 'all') {
      return refuse(
        'rule.quantifier',
        `"${token.text} of" is not known; only "1 of", "any of" and "all of" are.`,
        token.at,
      );
    }
    this.#at += 2;
    const target = this.#tokens[this.#at];
    if (target === undefined || /^[()]$/.test(target.text)) return this.unexpected();
    this.#at++;
    const matching = this.#matching(target.text);
    if (matching.length === 0) {
      return refuse(
        'rule.undefined-identifier',
        target.text.startsWith('_')
          ? `"${target.text}" matches nothing: selections that begin with "_" are left out of patterns.`
          : `No selection of the rule matches "${target.text}".`,
        target.at,
      );
    }
    const items = matching.map((name): Condition => ({ kind: 'selection', name }));
    const [only] = items;
    if (items.length === 1 && only) return ok(only);
    return ok({ kind: quantity === 'all' ? 'and' : 'or', items });
  }

  /** Names that begin with `_` are left out, whatever the pattern; a condition can name them itself. */
  #matching(pattern: string): readonly string[] {
    const shown = this.#names.filter((name) => !name.startsWith('_'));
    if (pattern.toLowerCase() === 'them') return shown;
    const source = pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*');
    const expression = new RegExp(`^${source}$`, 's');
    return shown.filter((name) => expression.test(name));
  }
}
