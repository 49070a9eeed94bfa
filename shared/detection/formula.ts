// The small arithmetic of `x-sealwatch-confidence`: numbers, count, threshold, ratio, min, max and
// the four operations. Nothing else can be said in it, so nothing else can happen. Plain data, as all
// of a rule is, so that it can go to another thread.

import { err, failure, ok, type Result } from '../base/result.ts';

export interface FormulaInput {
  readonly count: number;
  readonly threshold: number;
  readonly ratio: number;
}

export interface Formula {
  readonly text: string;
  readonly term: Term;
}

type Term =
  | number
  | keyof FormulaInput
  | { readonly how: '+' | '-' | '*' | '/' | 'min' | 'max'; readonly of: readonly Term[] };

const TOKEN = /\s*(?:(\d+(?:\.\d+)?|\.\d+)|([a-z]+)|([-+*/(),×÷]))/y;
const MAX_TOKENS = 200;

export function parseFormula(text: string): Result<Formula> {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = text.trim();
  let position = 0;
  while (position < trimmed.length) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(trimmed);
    const token = match?.[1] ?? match?.[2] ?? match?.[3];
    if (token === undefined || tokens.length >= MAX_TOKENS) {
      return refuse(text, `"${trimmed.slice(position, position + 10)}" is not understood`);
    }
    tokens.push(token);
    position = TOKEN.lastIndex;
  }
  const parser = new FormulaParser(tokens);
  const term = parser.sum();
  if (term === undefined || !parser.atEnd) {
    return refuse(text, parser.reason ?? 'it does not parse');
  }
  return ok({ text, term });
}

/** Always 0 to 1; what cannot be computed (a division by zero) is 0. */
export function evaluateFormula({ term }: Formula, input: FormulaInput): number {
  const value = valueOf(term, input);
  return Number.isNaN(value) ? 0 : Math.min(1, Math.max(0, value));
}

function valueOf(term: Term, input: FormulaInput): number {
  if (typeof term === 'number') return term;
  if (typeof term === 'string') return input[term];
  const values = term.of.map((each) => valueOf(each, input));
  switch (term.how) {
    case '+':
      return values.reduce((sum, each) => sum + each);
    case '-':
      return values.reduce((rest, each) => rest - each);
    case '*':
      return values.reduce((product, each) => product * each);
    case '/':
      return values.reduce((quotient, each) => quotient / each);
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
  }
}

function refuse(text: string, reason: string): Result<never> {
  return err(failure('rule.confidence', `The confidence "${text}" cannot be used: ${reason}.`));
}

class FormulaParser {
  readonly #tokens: readonly string[];
  #at = 0;
  reason: string | undefined;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  #take(...wanted: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.#at++;
    return token;
  }

  sum(): Term | undefined {
    let left = this.#product();
    for (;;) {
      const sign = this.#take('+', '-');
      if (left === undefined || sign === undefined) return left;
      const right = this.#product();
      if (right === undefined) return undefined;
      left = { how: sign === '+' ? '+' : '-', of: [left, right] };
    }
  }

  #product(): Term | undefined {
    let left = this.#single();
    for (;;) {
      const sign = this.#take('*', '×', '/', '÷');
      if (left === undefined || sign === undefined) return left;
      const right = this.#single();
      if (right === undefined) return undefined;
      left = { how: sign === '*' || sign === '×' ? '*' : '/', of: [left, right] };
    }
  }

  #single(): Term | undefined {
    if (this.#take('-') !== undefined) {
      const inner = this.#single();
      return inner === undefined ? undefined : { how: '*', of: [-1, inner] };
    }
    if (this.#take('(') !== undefined) return this.#closed(this.sum());
    const token = this.#tokens[this.#at++];
    if (token === undefined) return this.#fail('it ends too early');
    if (/^[.\d]/.test(token)) return Number(token);
    switch (token) {
      case 'count':
      case 'threshold':
      case 'ratio':
        return token;
      case 'min':
      case 'max':
        return this.#call(token);
      default:
        return this.#fail(`"${token}" is not known (count, threshold, ratio, min, max are)`);
    }
  }

  #call(how: 'min' | 'max'): Term | undefined {
    if (this.#take('(') === undefined) return this.#fail('a "(" is missing');
    const parts: Term[] = [];
    do {
      const part = this.sum();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#take(',') !== undefined);
    return this.#closed({ how, of: parts });
  }

  #closed(term: Term | undefined): Term | undefined {
    if (term !== undefined && this.#take(')') === undefined) return this.#fail('a ")" is missing');
    return term;
  }

  #fail(reason: string): undefined {
    this.reason ??= reason;
    return undefined;
  }
}
