// A rule as a tree: what the parser makes, and what the compiler, the explanations and the editor
// read. Nothing here evaluates anything.

import type { Severity } from '../domain/severity.ts';
import type { FieldValue, LogSource } from '../domain/event.ts';
import type { Comparison, ValueSpec } from '../match/value-matcher.ts';
import type { Formula } from './formula.ts';
import type { TimePart } from './time-parts.ts';
import type { Place } from './parse/yaml-tree.ts';

export type ValueTest =
  /** Any of the alternatives. */
  | { readonly kind: 'value'; readonly specs: readonly ValueSpec[] }
  | {
      readonly kind: 'time';
      readonly part: TimePart;
      readonly comparison: Comparison;
      readonly number: number;
    }
  | {
      readonly kind: 'field';
      readonly other: string;
      readonly how: 'equals' | 'startswith' | 'endswith' | 'contains';
      readonly cased: boolean;
    };

export type Selection =
  | { readonly kind: 'all' | 'any'; readonly items: readonly Selection[] }
  | {
      readonly kind: 'field';
      readonly field: string;
      readonly quantifier: 'any' | 'all';
      readonly negated: boolean;
      readonly tests: readonly ValueTest[];
    }
  | { readonly kind: 'exists'; readonly field: string; readonly expected: boolean }
  | {
      readonly kind: 'keywords';
      readonly quantifier: 'any' | 'all';
      readonly negated: boolean;
      readonly tests: readonly ValueTest[];
    };

export type Condition =
  | { readonly kind: 'selection'; readonly name: string }
  | { readonly kind: 'not'; readonly item: Condition }
  | { readonly kind: 'and' | 'or'; readonly items: readonly Condition[] };

export interface Detection {
  readonly selections: ReadonlyMap<string, Selection>;
  readonly condition: Condition;
}

export interface GroupField {
  readonly name: string;
  /** The first of these that the event has. */
  readonly fields: readonly string[];
}

export interface Bound {
  readonly comparison: Comparison;
  readonly number: number;
}

export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

export interface Correlation {
  readonly type: CorrelationType;
  /** As written: ids or names. */
  readonly references: readonly string[];
  /** Where each of them stands in the file. */
  readonly referencePlaces: readonly Place[];
  readonly groupBy: readonly string[];
  /** Alias to reference to field; in a loaded set the references are spelt as among `references`. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Where each reference of an alias stands in the file, by the reference. */
  readonly aliasPlaces: ReadonlyMap<string, Place>;
  /** Names that stand for the first field an event has (`x-sealwatch-group-by`). */
  readonly fallbacks: ReadonlyMap<string, readonly string[]>;
  readonly spanUs: number;
  readonly bounds: readonly Bound[];
  readonly fields: readonly string[];
  /** 0 to 100. */
  readonly percentile: number | undefined;
  readonly generate: boolean;
}

export interface BaselineRule {
  readonly measure:
    | { readonly kind: 'count' }
    | { readonly kind: 'sum' | 'distinct'; readonly field: string }
    | { readonly kind: 'new' | 'rare'; readonly field: string; readonly asNetwork: boolean };
  readonly windowUs: number;
  readonly countEmpty: boolean;
  /** Windows (or earlier values, for new and rare) below which there is no baseline. */
  readonly minimumHistory: number;
  readonly ratio: number | undefined;
  readonly modifiedZ: number | undefined;
  /** For `rare`: the share below which a value counts as rare. */
  readonly share: number;
}

/** A test that is kept with a rule. */
export interface RuleTest {
  readonly name: string;
  /** The records themselves, or `undefined` where a file has them. */
  readonly events: readonly FieldValue[] | undefined;
  /** Beside the rule's own file. */
  readonly file: string | undefined;
  /** What the events are of; without it they meet the rule whatever it is for. */
  readonly source: LogSource | undefined;
  /** Record numbers that the rule, or any of a correlation's groups, has to match. */
  readonly matches: readonly number[] | undefined;
  /** How many groups a correlation has to find. */
  readonly groups: number | undefined;
}

export interface RuleHead {
  readonly id: string;
  readonly name: string | undefined;
  readonly title: string;
  readonly description: string;
  readonly status: string;
  /** As written; empty where the rule names none. */
  readonly level: string;
  readonly severity: Severity;
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  readonly logSource: LogSource;
  readonly actions: readonly string[];
  readonly confidence: Formula | undefined;
  readonly zone: string | undefined;
  readonly foldUs: number;
  /** After a finding, further ones of its group raise no alert for so long; 0 for always. */
  readonly suppressUs: number;
  readonly groupBy: readonly GroupField[];
  /** Findings are left out where one of these rules has all of their events in one of its own. */
  readonly coveredBy: readonly string[];
  /** A finding takes part in a chain at each time it fires, not only at the first. */
  readonly everyFire: boolean;
  readonly offAtFirst: boolean;
  readonly tests: readonly RuleTest[];
}

export interface FilterRule {
  /** Ids or names; `any` for every rule of the log source. */
  readonly rules: readonly string[] | 'any';
  readonly rulePlaces: readonly Place[];
  readonly detection: Detection;
}

export type RuleTree =
  | {
      readonly kind: 'event';
      readonly head: RuleHead;
      readonly detection: Detection | undefined;
      readonly threatList: boolean;
    }
  | { readonly kind: 'correlation'; readonly head: RuleHead; readonly correlation: Correlation }
  | {
      readonly kind: 'baseline';
      readonly head: RuleHead;
      readonly detection: Detection;
      readonly baseline: BaselineRule;
    }
  | { readonly kind: 'integrity'; readonly head: RuleHead }
  | { readonly kind: 'filter'; readonly head: RuleHead; readonly filter: FilterRule };
