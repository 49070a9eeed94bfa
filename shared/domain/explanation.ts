// Why a rule matches an event, or why it does not: each part true, false, or about a field that is not
// there, and what else stands in the way.

export type PartOutcome = 'true' | 'false' | 'no such field';

export interface PartExplanation {
  /** Empty for keywords. */
  readonly field: string;
  readonly outcome: PartOutcome;
  /** What the rule looks for. */
  readonly pattern: string;
  /** The value that matched, or the first one that did not. */
  readonly value?: string | undefined;
  /** What of the value's text matched: [from, to). */
  readonly span?: readonly [from: number, to: number] | undefined;
}

export interface SelectionExplanation {
  readonly selection: string;
  readonly outcome: boolean;
  readonly parts: readonly PartExplanation[];
}

export const EXPLAINED_OUTCOMES = [
  'match',
  'no match',
  'not loaded',
  'not applicable',
  'disabled',
  // The rule matches, but an exception takes the event out.
  'filtered',
  // The event counts towards a correlation that did not fire on it.
  'window not full',
  // The event counts towards a baseline, and what it belongs to is as usual.
  'not unusual',
] as const;
export type ExplainedOutcome = (typeof EXPLAINED_OUTCOMES)[number];

export interface RuleExplanation {
  readonly rule: string;
  readonly title: string;
  readonly outcome: ExplainedOutcome;
  /**
   * What stands in the way, where it is not the selections; or the window and the counts of a
   * correlation, the numbers of a baseline.
   */
  readonly reason?: string | undefined;
  readonly selections: readonly SelectionExplanation[];
  /** For a correlation: the rules it looks at, on this event. */
  readonly references?: readonly RuleExplanation[] | undefined;
}
