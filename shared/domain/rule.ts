// A rule as the list and the editor know it; its inside belongs to detection/.

import type { Severity } from './severity.ts';

export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  /** 1-based, in the text that was checked. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export type RuleKind = 'event' | 'correlation' | 'baseline' | 'integrity' | 'filter';
export type RuleOrigin = 'built-in' | 'own';

/** What looking for a rule cost in one run of detection. */
export interface RuleCost {
  /** Events that could have matched, and were looked at. */
  readonly tried: number;
  readonly hits: number;
  /** Microseconds, worked out from samples. */
  readonly us: number;
  /** Values that were not tested because that would have cost too much: it may have missed some. */
  readonly notTested: number;
}

/** What decides which hits are one finding, and which findings are heard. */
export interface RuleTiming {
  /** Hits of one group less than this apart are one finding; null for a correlation, which has windows. */
  readonly foldUs: number | null;
  /** After a finding, further ones of its group raise no alert for so long; 0 where all of them do. */
  readonly suppressUs: number;
  /** The zone that hours and days are read in; null: that of the case's rules. */
  readonly zone: string | null;
  /** Whether hours or days play a part at all. */
  readonly readsClock: boolean;
}

export interface RuleSummary {
  readonly id: string;
  /** The file and the document in it: two rules may have one id, but not one place. */
  readonly place?: string | undefined;
  readonly title: string;
  readonly kind: RuleKind;
  readonly severity: Severity;
  readonly origin: RuleOrigin;
  /** File or pack it comes from. */
  readonly pack: string;
  readonly enabled: boolean;
  readonly loaded: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly description: string;
  readonly tags: readonly string[];
  /** Findings in this case, after the last detection. */
  readonly findings: number;
  /** False where this case has no events of the rule's log source. */
  readonly applicable: boolean;
  /** In the last run of detection; absent where it took no part. */
  readonly cost?: RuleCost | undefined;
}
