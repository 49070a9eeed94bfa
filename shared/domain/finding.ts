// What detection yields: a rule's finding on evidence, before anyone has worked on it.

import type { TimeUs } from '../base/time.ts';
import type { Severity } from './severity.ts';

export interface BaselineNumbers {
  readonly measure: string;
  readonly windowUs: number;
  readonly observed: number;
  readonly median: number;
  readonly mad: number;
  readonly mean: number;
  readonly standardDeviation: number;
  readonly ratio: number;
  readonly modifiedZ: number;
  /** How many windows the baseline was learned from, and whether only like hours were used. */
  readonly windows: number;
  readonly seasonal: boolean;
}

export interface SelectionMatch {
  readonly selection: string;
  readonly field: string;
  readonly value: string;
  readonly pattern: string;
}

export interface Finding {
  /** Hex, from rule id, group and first contributing event: stable when more evidence is read. */
  readonly id: string;
  readonly ruleId: string;
  readonly ruleTitle: string;
  /** SHA-256 of the rule's text. */
  readonly ruleVersion: string;
  readonly kind: 'event' | 'correlation' | 'baseline' | 'integrity';
  readonly severity: Severity;
  /** 0 to 1, shown to readers as "rule score". */
  readonly confidence: number;
  readonly group: Readonly<Record<string, string>>;
  readonly startUs: TimeUs;
  readonly endUs: TimeUs;
  readonly firstFireUs: TimeUs;
  /** The figure at its peak: events in the fullest window, distinct values, or the measure. */
  readonly count: number;
  /** Every contributing event, in order. */
  readonly eventIds: readonly number[];
  readonly explanation: string;
  readonly actions: readonly string[];
  readonly falsePositives: readonly string[];
  readonly tags: readonly string[];
  readonly baseline?: BaselineNumbers;
  readonly matches: readonly SelectionMatch[];
  /** Settings that decided the result and are not in the rule's text, such as the zone. */
  readonly parameters: Readonly<Record<string, string>>;
}
