// One test of one value, compiled: what a rule's selection and a search term both come down to.
// Lists, negation and fields belong to the caller.

import { networkContainsText, parseNetwork } from './address.ts';
import { valueText } from './fields.ts';
import { compilePattern, patternText, type Pattern, type Span } from './pattern.ts';
import { compileRegex } from './regex.ts';
import type { RegexFlags } from './regex-syntax.ts';
import { ok, type Result } from '../base/result.ts';
import type { FieldValue } from '../domain/event.ts';

export type Comparison = 'lt' | 'lte' | 'gt' | 'gte' | 'eq' | 'neq';

export type ValueSpec =
  | {
      readonly kind: 'pattern';
      readonly pattern: Pattern;
      readonly cased: boolean;
      /** Where the rule has a number: a number in the event matches however the rule writes it. */
      readonly number?: number;
    }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: RegexFlags }
  | { readonly kind: 'cidr'; readonly network: string }
  | {
      readonly kind: 'compare';
      readonly comparison: Comparison;
      readonly number: number;
      /** The rule's whole number where `number` cannot hold it exactly. */
      readonly exact?: bigint;
    }
  | { readonly kind: 'null' };

export interface ValueMatcher {
  matches(value: FieldValue): boolean;
  /** Which part of the value's text it was; the whole of it where that has no meaning. */
  span(value: FieldValue): Span | undefined;
}

/** @param tooMuch called for a value that would cost too much to test, and then does not match */
export function compileValueMatcher(spec: ValueSpec, tooMuch?: () => void): Result<ValueMatcher> {
  switch (spec.kind) {
    case 'null':
      return ok(whole((value) => value === null));
    case 'compare': {
      const { comparison, number, exact } = spec;
      return ok(
        whole((value) => {
          const left = numberOf(value);
          if (left === undefined) return false;
          if (left !== number || Math.abs(left) <= Number.MAX_SAFE_INTEGER) {
            return compare(left, comparison, number);
          }
          // Equal only as far as a double goes: identifiers of 64 bits differ in what is cut off.
          const difference = (exactWhole(value) ?? BigInt(left)) - (exact ?? BigInt(number));
          return compare(difference < 0n ? -1 : difference > 0n ? 1 : 0, comparison, 0);
        }),
      );
    }
    case 'cidr': {
      const network = parseNetwork(spec.network);
      if (!network.ok) return network;
      return ok(
        whole(
          (value) => typeof value === 'string' && networkContainsText(network.value, value.trim()),
        ),
      );
    }
    case 'regex': {
      const regex = compileRegex(spec.source, spec.flags);
      if (!regex.ok) return regex;
      const { test, isTooMuch, span } = regex.value;
      if (tooMuch === undefined) return ok(overText(test, span));
      const within = (text: string): boolean => {
        if (!isTooMuch(text)) return test(text);
        tooMuch();
        return false;
      };
      return ok(overText(within, span));
    }
    case 'pattern': {
      const { test, span } = compilePattern(spec.pattern, spec.cased);
      const { number } = spec;
      if (number === undefined) return ok(overText(test, span));
      return ok(overText(test, span, (value) => value === number));
    }
  }
}

function whole(matches: (value: FieldValue) => boolean): ValueMatcher {
  return {
    matches,
    span: (value) => (matches(value) ? [0, valueText(value)?.length ?? 0] : undefined),
  };
}

function overText(
  test: (text: string) => boolean,
  span: (text: string) => Span | undefined,
  alsoEqual?: (value: FieldValue) => boolean,
): ValueMatcher {
  const matches = (value: FieldValue): boolean => {
    const text = typeof value === 'string' ? value : valueText(value);
    if (text === undefined) return false;
    return test(text) || (alsoEqual?.(value) ?? false);
  };
  return {
    matches,
    span: (value) => {
      const text = valueText(value);
      if (text === undefined) return undefined;
      return span(text) ?? (alsoEqual?.(value) === true ? [0, text.length] : undefined);
    },
  };
}

const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** The number that a value is or spells. */
export function numberOf(value: FieldValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > 64 || !DECIMAL.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

const WHOLE = /^\s*[+-]?\d+\s*$/;

/** The whole number that a value is or spells, to its last digit. */
export function exactWhole(value: FieldValue): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && value.length <= 64 && WHOLE.test(value)
    ? BigInt(value)
    : undefined;
}

export function compare(left: number, comparison: Comparison, right: number): boolean {
  switch (comparison) {
    case 'lt':
      return left < right;
    case 'lte':
      return left <= right;
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
    case 'eq':
      return left === right;
    case 'neq':
      return left !== right;
  }
}

/** As they stand before a number in a sentence. */
export const COMPARISON_WORDS: Readonly<Record<Comparison, string>> = {
  lt: 'less than',
  lte: 'at most',
  gt: 'more than',
  gte: 'at least',
  eq: 'exactly',
  neq: 'other than',
};

/** What a spec looks for, in words for an explanation. */
export function specText(spec: ValueSpec): string {
  switch (spec.kind) {
    case 'null':
      return 'null';
    case 'compare':
      return `${COMPARISON_WORDS[spec.comparison]} ${String(spec.exact ?? spec.number)}`;
    case 'cidr':
      return spec.network;
    case 'regex': {
      const { i, m, s } = spec.flags;
      return `/${spec.source}/${i ? 'i' : ''}${m ? 'm' : ''}${s ? 's' : ''}`;
    }
    case 'pattern':
      return `${patternText(spec.pattern)}${spec.cased ? ' (in this very case)' : ''}`;
  }
}
