// What a regular expression answers, however it is run.

import type { Span } from './pattern.ts';

export interface CompiledRegex {
  test(text: string): boolean;
  /** Whether a text takes more steps than a rule may spend on one value. */
  isTooMuch(text: string): boolean;
  span(text: string): Span | undefined;
}
