// A processing pipeline as pySigma knows it: items that change rules on their way to evaluation, each
// with the conditions under which it does. What an item does is in transformations.ts, whether it does
// in conditions.ts, and how a file says so in read-pipeline.ts.

import type { Place } from '../parse/yaml-tree.ts';
import type { Condition, RuleTree, Selection } from '../rule.ts';
import type { LogSource } from '../../domain/event.ts';
import type { Diagnostic } from '../../domain/rule.ts';

export type FieldItem = Extract<Selection, { kind: 'field' }>;
/** A detection item: one test of one field, or of the whole event. */
export type Item = Exclude<Selection, { kind: 'all' | 'any' }>;

/** A rule while it passes through; items change it in place. */
export interface Passing {
  tree: RuleTree;
  readonly vars: Vars;
  /** For a correlation: the log sources of the rules it refers to. */
  readonly referred: readonly LogSource[];
  readonly state: Map<string, string>;
  /** Custom attributes that the pipeline gave the rule. */
  readonly attributes: Map<string, string>;
  /** Ids of the items that were applied to the rule. */
  readonly applied: Set<string>;
  /** Ids of the items that were applied to a detection item, which carry over to what replaces it. */
  readonly appliedTo: WeakMap<Selection, ReadonlySet<string>>;
  /** Set by the first failure; the rule does not load then. */
  failure: string | undefined;
}

export type Vars = ReadonlyMap<string, readonly string[]>;

/** Named checks and how they are joined; no condition means "always". */
export interface Checks<Subject> {
  readonly condition: Condition | undefined;
  readonly negated: boolean;
  readonly checks: ReadonlyMap<string, (subject: Subject, passing: Passing) => boolean>;
}

export interface FieldSubject {
  /** `undefined` for keywords. */
  readonly field: string | undefined;
  readonly item: Item | undefined;
}

export type Transformation =
  /** Of the rule as a whole. */
  | { readonly kind: 'rule'; apply(passing: Passing): void }
  /** Of each detection item; nothing is left of it where the answer is empty. */
  | { readonly kind: 'item'; apply(item: Item, passing: Passing): readonly Selection[] }
  /** Several items, one after the other, under the conditions of the one that holds them. */
  | { readonly kind: 'nest'; readonly items: readonly PipelineItem[] }
  /** Of each field's name, wherever it stands. */
  | { readonly kind: 'field'; names(field: string): readonly string[] };

export interface PipelineItem {
  readonly id: string | undefined;
  readonly place: Place;
  readonly transformation: Transformation;
  readonly ruleChecks: Checks<undefined>;
  readonly itemChecks: Checks<Item>;
  readonly fieldChecks: Checks<FieldSubject>;
}

export interface Pipeline {
  readonly name: string;
  readonly path: string;
  readonly priority: number;
  readonly vars: Vars;
  readonly items: readonly PipelineItem[];
  /** A pipeline with an error is not used. */
  readonly diagnostics: readonly Diagnostic[];
}
