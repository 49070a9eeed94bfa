// A parsed query: what is asked, with nothing of how it was written but the place of each part.

import type { Failure } from '../base/result.ts';
import type { Pattern } from '../match/pattern.ts';
import type { RegexFlags } from '../match/regex-syntax.ts';

export interface QueryError extends Failure {
  /** Index of the first character in the query that the message is about, from 0. */
  readonly position: number;
}

export interface Bound {
  readonly text: string;
  readonly inclusive: boolean;
}

export type ValueTest =
  /** The whole value, in any case; `*` and `?` are wildcards unless it was quoted. */
  | { readonly kind: 'value'; readonly pattern: Pattern; readonly text: string }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: RegexFlags }
  /** An address in the network, or the network itself. */
  | { readonly kind: 'network'; readonly network: string }
  | { readonly kind: 'range'; readonly low: Bound | null; readonly high: Bound | null };

export type QueryNode =
  /** The empty query. */
  | { readonly kind: 'everything' }
  | { readonly kind: 'and'; readonly nodes: readonly QueryNode[] }
  | { readonly kind: 'or'; readonly nodes: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly node: QueryNode }
  /** Anywhere in the raw text or a value. */
  | { readonly kind: 'text'; readonly pattern: Pattern }
  | { readonly kind: 'text regex'; readonly source: string; readonly flags: RegexFlags }
  | { readonly kind: 'exists'; readonly field: string }
  | { readonly kind: 'field'; readonly field: string; readonly test: ValueTest };
