// Takes a rule through pipelines: item after item, each where its conditions hold. The rule that comes
// out is an ordinary rule tree; nothing downstream knows of pipelines.

import { hold } from './conditions.ts';
import { detectionOf, isItem, itemsWithin, withDetection } from './items.ts';
import type { Item, Passing, Pipeline, PipelineItem } from './pipeline.ts';
import { openPlaceholders } from './placeholder-values.ts';
import { faultOf } from './transformations.ts';
import type { Condition, Correlation, Detection, RuleTree, Selection, ValueTest } from '../rule.ts';
import type { LogSource } from '../../domain/event.ts';
import { err, failure, ok, type Result } from '../../base/result.ts';

/** By priority, the lowest first; equal ones stay in the order in which they were named. */
export function inOrder(pipelines: readonly Pipeline[]): readonly Pipeline[] {
  return pipelines.toSorted((a, b) => a.priority - b.priority);
}

/** @param pipelines as `inOrder` has them @param referred log sources of a correlation's rules */
export function throughPipelines(
  tree: RuleTree,
  pipelines: readonly Pipeline[],
  referred: readonly LogSource[],
): Result<RuleTree> {
  const passing: Passing = {
    tree,
    vars: new Map(pipelines.flatMap(({ vars }) => [...vars])),
    referred,
    state: new Map(),
    attributes: new Map(),
    applied: new Set(),
    appliedTo: new WeakMap(),
    failure: undefined,
  };
  applyItems(
    pipelines.flatMap(({ items }) => items),
    passing,
  );
  if (passing.failure !== undefined) {
    return err(failure('rule.pipeline', `A pipeline refuses the rule: ${passing.failure}`));
  }
  const fault = faultWithin(passing.tree);
  return fault === undefined ? ok(passing.tree) : err(failure('rule.pipeline', fault));
}

/** Names of placeholders without a value, each once. */
export function placeholdersLeft(tree: RuleTree): ReadonlySet<string> {
  const detection = detectionOf(tree);
  return new Set(detection === undefined ? [] : itemsWithin(detection).flatMap(openPlaceholders));
}

function faultWithin(tree: RuleTree): string | undefined {
  const detection = detectionOf(tree);
  if (detection === undefined) return undefined;
  for (const item of itemsWithin(detection)) {
    const fault = faultOf(item);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** One after the other, up to the first that fails. True where one of them was applied. */
function applyItems(items: readonly PipelineItem[], passing: Passing): boolean {
  let any = false;
  for (const item of items) {
    if (!hold(item.ruleChecks, undefined, passing)) continue;
    const applied = applyItem(item, passing);
    if (passing.failure !== undefined) return any;
    if (applied && item.id !== undefined) passing.applied.add(item.id);
    any ||= applied;
  }
  return any;
}

/** True where the item changed anything, or could have. */
function applyItem(item: PipelineItem, passing: Passing): boolean {
  const { transformation } = item;
  if (transformation.kind === 'rule') {
    transformation.apply(passing);
    return true;
  }
  if (transformation.kind === 'nest') return applyItems(transformation.items, passing);
  let applied = false;
  const change = (before: Item): readonly Selection[] => {
    if (!hold(item.itemChecks, before, passing)) return [before];
    const field = before.kind === 'keywords' ? undefined : before.field;
    const own = hold(item.fieldChecks, { field, item: before }, passing);
    const after =
      transformation.kind === 'item'
        ? own
          ? transformation.apply(before, passing)
          : undefined
        : renamed(before, own, transformation.names, (name) =>
            hold(item.fieldChecks, { field: name, item: before }, passing),
          );
    if (after === undefined) return [before];
    applied = true;
    const ids = new Set(passing.appliedTo.get(before));
    if (item.id !== undefined) ids.add(item.id);
    for (const each of after) passing.appliedTo.set(each, ids);
    if (after.length < 2) return after;
    return [{ kind: 'any', items: after }];
  };
  const detection = detectionOf(passing.tree);
  if (detection !== undefined) {
    const changed = withItems(detection, change);
    if (changed === undefined) passing.failure ??= 'nothing of its detection is left.';
    else passing.tree = withDetection(passing.tree, changed);
  } else if (passing.tree.kind === 'correlation' && transformation.kind === 'field') {
    const { correlation } = passing.tree;
    const names = (field: string) =>
      hold(item.fieldChecks, { field, item: undefined }, passing)
        ? transformation.names(field)
        : [field];
    passing.tree = { ...passing.tree, correlation: renamedCorrelation(correlation, names) };
    applied = true;
  }
  return applied;
}

/** `undefined` where no name is changed. */
function renamed(
  item: Item,
  own: boolean,
  names: (field: string) => readonly string[],
  allowed: (field: string) => boolean,
): readonly Item[] | undefined {
  if (item.kind === 'keywords') return undefined;
  const isReference = (test: ValueTest) => test.kind === 'field' && allowed(test.other);
  const fields = own ? names(item.field) : [item.field];
  const sameField = fields.length === 1 && fields[0] === item.field;
  if (item.kind === 'exists')
    return sameField ? undefined : fields.map((field) => ({ ...item, field }));
  const touched = item.tests.some(isReference);
  if (sameField && !touched) return undefined;
  const tests = touched
    ? item.tests.flatMap((test): readonly ValueTest[] =>
        test.kind === 'field' && allowed(test.other)
          ? names(test.other).map((other) => ({ ...test, other }))
          : [test],
      )
    : item.tests;
  return fields.map((field) => ({ ...item, field, tests }));
}

function renamedCorrelation(
  correlation: Correlation,
  names: (field: string) => readonly string[],
): Correlation {
  const one = (field: string) => names(field)[0] ?? field;
  const isAlias = (field: string) => correlation.aliases.has(field);
  const fieldOf = (field: string) => (isAlias(field) ? field : one(field));
  return {
    ...correlation,
    groupBy: correlation.groupBy.map(fieldOf),
    fields: correlation.fields.map(fieldOf),
    aliases: new Map(
      [...correlation.aliases].map(([alias, fields]) => [
        alias,
        new Map([...fields].map(([rule, field]) => [rule, one(field)])),
      ]),
    ),
  };
}

/** `undefined` where nothing is left. */
function withItems(
  detection: Detection,
  change: (item: Item) => readonly Selection[],
): Detection | undefined {
  const within = (selection: Selection): readonly Selection[] => {
    if (isItem(selection)) return change(selection);
    const items = selection.items.flatMap(within);
    return items.length === 0 ? [] : [{ ...selection, items }];
  };
  const selections = new Map<string, Selection>();
  for (const [name, selection] of detection.selections) {
    const [kept] = within(selection);
    if (kept !== undefined) selections.set(name, kept);
  }
  const condition = without(detection.condition, (name) => !selections.has(name));
  return condition === undefined ? undefined : { selections, condition };
}

/** A selection that was dropped is left out of the condition, and what held only it with it. */
function without(condition: Condition, isGone: (name: string) => boolean): Condition | undefined {
  switch (condition.kind) {
    case 'selection':
      return isGone(condition.name) ? undefined : condition;
    case 'not': {
      const item = without(condition.item, isGone);
      return item === undefined ? undefined : { kind: 'not', item };
    }
    case 'and':
    case 'or': {
      const items = condition.items.flatMap((item) => without(item, isGone) ?? []);
      const [only] = items;
      return items.length < 2 ? only : { kind: condition.kind, items };
    }
  }
}
