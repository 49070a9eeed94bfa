// Why a rule matches an event, or why not: each part true, false, or about a field that is not there.

import {
  compileCondition,
  compileContext,
  compileMatchers,
  compileSelection,
  type CompileContext,
  type EventTest,
} from './compile.ts';
import { logSourceText, routed, withSource, type Routing } from './log-source.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import type { Detection, Selection, ValueTest } from './rule.ts';
import type { ThreatList } from './threat-list.ts';
import { counted } from '../base/counted.ts';
import type { EventView, FieldValue } from '../domain/event.ts';
import type {
  PartExplanation,
  RuleExplanation,
  SelectionExplanation,
} from '../domain/explanation.ts';
import type { SelectionMatch } from '../domain/finding.ts';
import { allValues, FieldReader, valueText } from '../match/fields.ts';
import type { Span } from '../match/pattern.ts';
import { COMPARISON_WORDS, specText } from '../match/value-matcher.ts';

const VALUE_LIMIT = 400;

export function explainRule(
  set: RuleSet,
  rule: LoadedRule,
  given: EventView,
  options: {
    readonly zone: string;
    readonly route: Routing;
    readonly threatList?: ThreatList | undefined;
  },
): RuleExplanation {
  const event = withSource(options.route, given);
  const base = { rule: rule.id, title: rule.title };
  const { tree } = rule;
  if (!rule.ok || tree === undefined) {
    const reason = rule.diagnostics.find(({ severity }) => severity === 'error')?.message ?? '';
    return { ...base, outcome: 'not loaded', reason, selections: [] };
  }
  if (tree.kind === 'correlation') {
    const references = rule.references.flatMap((index) => {
      const inner = set.rules[index];
      return inner === undefined ? [] : [explainRule(set, inner, event, options)];
    });
    const fed = references.some(({ outcome }) => outcome === 'match');
    if (!fed && references.every(({ outcome }) => outcome === 'not applicable')) {
      const { reason } = references[0] ?? {};
      return { ...base, outcome: 'not applicable', reason, selections: [], references };
    }
    return { ...base, outcome: fed ? 'match' : 'no match', selections: [], references };
  }
  if (tree.kind === 'integrity') {
    const reason = 'It looks at the result of verification, not at events.';
    return { ...base, outcome: 'not applicable', reason, selections: [] };
  }
  if (!routed(options.route, rule.logSource, event.logSource)) {
    const reason = `The rule is for ${logSourceText(rule.logSource)}; the event is of ${logSourceText(event.logSource ?? {})}.`;
    return { ...base, outcome: 'not applicable', reason, selections: [] };
  }
  const reader = new FieldReader();
  reader.begin(event);
  const context = compileContext(reader, tree.head.zone ?? options.zone);
  const detection = tree.kind === 'filter' ? tree.filter.detection : tree.detection;
  const looksAtThreats = tree.kind === 'event' && tree.threatList;
  const threats = looksAtThreats ? [threatSelection(options.threatList, event)] : [];
  if (looksAtThreats && (options.threatList?.entries ?? 0) === 0) {
    const reason = 'It looks for values of the threat list, which is empty.';
    return { ...base, outcome: 'not applicable', reason, selections: [] };
  }
  const explained = detection && detectionExplainer(detection, context)(event);
  const selections = [...threats, ...(explained?.selections ?? [])];
  const matched = threats.every(({ outcome }) => outcome) && (explained?.matched ?? true);
  for (const index of rule.filters) {
    const filter = set.rules[index];
    if (!matched || filter?.tree?.kind !== 'filter') continue;
    const filtered = detectionExplainer(filter.tree.filter.detection, context)(event);
    if (!filtered.matched) {
      const reason = `Left out by the filter "${filter.title}".`;
      return {
        ...base,
        outcome: 'filtered',
        reason,
        selections: [...selections, ...filtered.selections],
      };
    }
  }
  return { ...base, outcome: matched ? 'match' : 'no match', selections };
}

/** Which of the event's values are listed. */
function threatSelection(list: ThreatList | undefined, event: EventView): SelectionExplanation {
  const found = list?.matches(event) ?? [];
  const parts = found.map(({ value, entry }): PartExplanation => {
    const field = columnWith(event, value);
    return { field, outcome: 'true', pattern: entry, value, span: [0, value.length] };
  });
  const none: PartExplanation = {
    field: '',
    outcome: 'false',
    pattern: `one of ${counted(list?.entries ?? 0, 'listed value')}`,
  };
  return {
    selection: 'threat list',
    outcome: parts.length > 0,
    parts: parts.length > 0 ? parts : [none],
  };
}

/** The column that has this very value, where it is one of the known ones. */
export function columnWith(event: EventView, value: string): string {
  return Object.entries(event.ecs).find(([, text]) => text === value)?.[0] ?? '';
}

export type Explainer = (event: EventView) => {
  readonly matched: boolean;
  readonly selections: readonly SelectionExplanation[];
};

/** The reader of the context must have begun the event that is explained. */
export function detectionExplainer(detection: Detection, context: CompileContext): Explainer {
  const tests = new Map<string, EventTest>();
  const parts = new Map<string, (event: EventView) => readonly PartExplanation[]>();
  for (const [name, selection] of detection.selections) {
    tests.set(name, compileSelection(selection, context));
    parts.set(name, partsOf(selection, context));
  }
  const condition = compileCondition(detection.condition, tests);
  return (event) => ({
    matched: condition(event),
    selections: [...tests].map(([name, test]) => ({
      selection: name,
      outcome: test(event),
      parts: parts.get(name)?.(event) ?? [],
    })),
  });
}

/** The texts that made a matching event match, for keeping with a finding. */
export function selectionMatches(
  selections: readonly SelectionExplanation[],
  limit: number,
): readonly SelectionMatch[] {
  const matches: SelectionMatch[] = [];
  for (const { selection, outcome, parts } of selections) {
    if (!outcome) continue;
    for (const part of parts) {
      if (part.outcome !== 'true' || matches.length >= limit) continue;
      matches.push({
        selection,
        field: part.field,
        value: part.value ?? '',
        pattern: part.pattern,
      });
    }
  }
  return matches;
}

function partsOf(
  selection: Selection,
  context: CompileContext,
): (event: EventView) => readonly PartExplanation[] {
  const { reader } = context;
  switch (selection.kind) {
    case 'all':
    case 'any': {
      const inner = selection.items.map((item) => partsOf(item, context));
      return (event) => inner.flatMap((each) => each(event));
    }
    case 'exists': {
      const slot = reader.slot(selection.field);
      const test = compileSelection(selection, context);
      const { field, expected } = selection;
      return (event) => {
        const present = reader.values(slot) !== undefined;
        const outcome = test(event) ? 'true' : present ? 'false' : 'no such field';
        return [{ field, outcome, pattern: expected ? 'exists' : 'does not exist' }];
      };
    }
    case 'field': {
      const slot = reader.slot(selection.field);
      const explainers = selection.tests.map((test) => explainTest(test, selection, context));
      return (event) => {
        const explained = explainers.map((each) => each(event, reader.values(slot)));
        return summarised(explained, selection.quantifier, selection.negated);
      };
    }
    case 'keywords': {
      const explainers = selection.tests.map((test) => explainTest(test, selection, context));
      return (event) => {
        const values = allValues(event);
        const explained = explainers.map((each) => each(event, values));
        return summarised(explained, selection.quantifier, selection.negated);
      };
    }
  }
}

/** Of a list that needs one, the one that holds is enough to show. */
function summarised(
  parts: readonly PartExplanation[],
  quantifier: 'any' | 'all',
  negated: boolean,
): readonly PartExplanation[] {
  if (quantifier === 'all' || negated) return parts;
  const holding = parts.filter(({ outcome }) => outcome === 'true');
  if (holding.length > 0) return holding;
  const [first] = parts;
  if (first === undefined || parts.length === 1) return parts;
  return [
    {
      ...first,
      pattern: parts
        .map(({ pattern }) => pattern)
        .join(' | ')
        .slice(0, VALUE_LIMIT),
    },
  ];
}

function explainTest(
  test: ValueTest,
  selection: Selection & { readonly kind: 'field' | 'keywords' },
  context: CompileContext,
): (event: EventView, values: readonly FieldValue[] | undefined) => PartExplanation {
  const field = selection.kind === 'field' ? selection.field : '';
  const { reader } = context;
  const text = `${selection.negated ? 'not ' : ''}${testText(test)}`;
  const other = test.kind === 'field' ? reader.slot(test.other) : undefined;
  const matchers = test.kind === 'value' ? compileMatchers(test) : undefined;
  const single: Selection =
    selection.kind === 'field'
      ? { ...selection, quantifier: 'any', tests: [test] }
      : { kind: 'keywords', quantifier: 'any', negated: selection.negated, tests: [test] };
  const holds = compileSelection(single, context);
  return (event, values) => {
    const outcome = holds(event);
    const pattern = other === undefined ? text : `${text}, ${otherText(reader.values(other))}`;
    if (values === undefined) {
      return { field, outcome: outcome ? 'true' : 'no such field', pattern };
    }
    for (const value of values) {
      for (const matcher of matchers ?? []) {
        const span = matcher.matches(value) ? matcher.span(value) : undefined;
        if (span)
          return { field, outcome: outcome ? 'true' : 'false', pattern, ...marked(value, span) };
      }
    }
    const told =
      matchers === undefined && values.length > 1
        ? values.find((value) => holdsAlone(single, context, event, value) === outcome)
        : undefined;
    const first = told ?? values[0];
    const part = { field, outcome: outcome ? ('true' as const) : ('false' as const), pattern };
    return first === undefined || field === '' ? part : { ...part, value: shown(first) };
  };
}

/** Whether a test of a field would hold if this were its only value. */
function holdsAlone(
  single: Selection,
  context: CompileContext,
  event: EventView,
  value: FieldValue,
): boolean {
  if (single.kind !== 'field') return false;
  const alone = { ...event, fields: { ...event.fields, [single.field]: value } };
  const reader = new FieldReader();
  reader.begin(alone);
  return compileSelection(single, { ...context, reader })(alone);
}

function otherText(values: readonly FieldValue[] | undefined): string {
  return values === undefined ? 'which is not there' : `which is ${values.map(shown).join(' | ')}`;
}

function shown(value: FieldValue): string {
  const text = valueText(value) ?? 'null';
  return text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT)}…` : text;
}

/** As much before what matched as is shown of a value that is cut short for it. */
const BEFORE_LIMIT = 80;

/** A value that is too long is shown where it matched, wherever in it that was. */
function marked(value: FieldValue, span: Span): { readonly value: string; readonly span: Span } {
  const [from, to] = span;
  if (to <= VALUE_LIMIT) return { value: shown(value), span };
  const text = valueText(value) ?? '';
  let start = Math.max(0, from - BEFORE_LIMIT);
  // Half of a character is none.
  if (start > 0 && (text.codePointAt(start - 1) ?? 0) > 0xffff) start--;
  const end = Math.min(text.length, start + VALUE_LIMIT);
  const before = start > 0 ? '…' : '';
  const moved = before.length - start;
  return {
    value: `${before}${text.slice(start, end)}${end < text.length ? '…' : ''}`,
    span: [from + moved, Math.min(to, end) + moved],
  };
}

function testText(test: ValueTest): string {
  switch (test.kind) {
    case 'value':
      // An empty text is a value, too, and must not look like none.
      return test.specs
        .map((spec) => specText(spec) || "''")
        .join(' | ')
        .slice(0, VALUE_LIMIT);
    case 'time':
      return `${test.part} ${COMPARISON_WORDS[test.comparison]} ${test.number}`;
    case 'field':
      return `${test.how} the field ${test.other}`;
  }
}
