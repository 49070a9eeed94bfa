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

export interface RuleSummary {
  readonly id: string;
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
}
