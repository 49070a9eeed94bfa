// All event rules of a set as one plan: rules are kept by log source, and within it those that need
// one of a few constants in some field are found through an index, so that an event meets only rules
// that could match it.

import {
  compileContext,
  compileDetection,
  type CompileContext,
  type EventTest,
} from './compile.ts';
import { logSourceKey, routed, type Routing } from './log-source.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import type { Condition, Detection, Selection } from './rule.ts';
import type { EventView, LogSource } from '../domain/event.ts';
import { FieldReader, valueText } from '../match/fields.ts';
import { fold } from '../match/fold.ts';

export interface PlanRule {
  /** Index within the rule set. */
  readonly index: number;
  readonly rule: LoadedRule;
  readonly test: EventTest;
  readonly zone: string;
}

interface Bucket {
  readonly always: readonly number[];
  readonly indexes: readonly { readonly slot: number; readonly rules: Map<string, number[]> }[];
}

interface Anchor {
  readonly field: string;
  readonly texts: readonly string[];
}

/** More constants than this are no help. */
const MAX_ANCHOR_TEXTS = 200;

export class Plan {
  readonly rules: readonly PlanRule[];
  readonly reader = new FieldReader();
  readonly #anchors: readonly (Anchor | undefined)[];
  readonly #buckets = new Map<string, Bucket>();
  readonly #stamps: Uint32Array;
  #stamp = 0;
  readonly #route: Routing;

  /**
   * @param wanted the rules to evaluate, by index
   * @param zone of rules that name none
   * @param route how much an event's log source decides
   */
  constructor(set: RuleSet, wanted: ReadonlySet<number>, zone: string, route: Routing) {
    const contexts = new Map<string, CompileContext>();
    const contextOf = (name: string) => {
      let context = contexts.get(name);
      if (context === undefined) contexts.set(name, (context = compileContext(this.reader, name)));
      return context;
    };
    const rules: PlanRule[] = [];
    const anchors: (Anchor | undefined)[] = [];
    set.rules.forEach((rule, index) => {
      const { tree } = rule;
      if (!wanted.has(index) || (tree?.kind !== 'event' && tree?.kind !== 'baseline')) return;
      const ruleZone = tree.head.zone ?? zone;
      const tests = [tree.detection, ...rule.filters.map((each) => detectionOf(set, each))]
        .filter((each) => each !== undefined)
        .map((detection) => compileDetection(detection, contextOf(ruleZone)));
      const [only = () => true] = tests;
      const test: EventTest = tests.length > 1 ? (e) => tests.every((each) => each(e)) : only;
      rules.push({ index, rule, test, zone: ruleZone });
      anchors.push(tree.detection === undefined ? undefined : anchorOf(tree.detection));
    });
    this.rules = rules;
    this.#anchors = anchors;
    this.#stamps = new Uint32Array(rules.length);
    this.#route = route;
  }

  /** Calls `hit` for each rule that matches. */
  evaluate(event: EventView, hit: (rule: PlanRule) => void): void {
    const bucket = this.#bucket(event.logSource);
    this.reader.begin(event);
    for (const position of bucket.always) this.#try(position, event, hit);
    if (bucket.indexes.length === 0) return;
    const stamp = ++this.#stamp;
    for (const { slot, rules } of bucket.indexes) {
      const values = this.reader.values(slot);
      if (values === undefined) continue;
      for (const value of values) {
        const text = typeof value === 'string' ? value : valueText(value);
        const found = text === undefined ? undefined : rules.get(fold(text));
        if (found === undefined) continue;
        for (const position of found) {
          if (this.#stamps[position] === stamp) continue;
          this.#stamps[position] = stamp;
          this.#try(position, event, hit);
        }
      }
    }
  }

  #try(position: number, event: EventView, hit: (rule: PlanRule) => void): void {
    const rule = this.rules[position];
    if (rule?.test(event) === true) hit(rule);
  }

  #bucket(source: LogSource | undefined): Bucket {
    const key = this.#route === 'never' ? '' : logSourceKey(source);
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    const always: number[] = [];
    const bySlot = new Map<number, Map<string, number[]>>();
    this.rules.forEach(({ rule }, position) => {
      if (!routed(this.#route, rule.logSource, source)) return;
      const anchor = this.#anchors[position];
      if (anchor === undefined) {
        always.push(position);
        return;
      }
      const slot = this.reader.slot(anchor.field);
      const rules = bySlot.get(slot) ?? new Map<string, number[]>();
      bySlot.set(slot, rules);
      for (const text of anchor.texts) {
        const list = rules.get(text);
        if (list === undefined) rules.set(text, [position]);
        else list.push(position);
      }
    });
    const indexes = [...bySlot].map(([slot, rules]) => ({ slot, rules }));
    const bucket = { always, indexes };
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

function detectionOf(set: RuleSet, index: number): Detection | undefined {
  const tree = set.rules[index]?.tree;
  return tree?.kind === 'filter' ? tree.filter.detection : undefined;
}

/** A field that must hold one of some constants for the rule to match, where there is one. */
function anchorOf(detection: Detection): Anchor | undefined {
  let best: Anchor | undefined;
  const consider = (anchor: Anchor) => {
    if (best === undefined || anchor.texts.length < best.texts.length) best = anchor;
  };
  const ofSelection = (selection: Selection): void => {
    if (selection.kind === 'all') selection.items.forEach(ofSelection);
    else if (selection.kind === 'field') {
      const texts = constantsOf(selection);
      if (texts !== undefined) consider({ field: selection.field, texts });
    }
  };
  const ofCondition = (condition: Condition): void => {
    if (condition.kind === 'and') condition.items.forEach(ofCondition);
    else if (condition.kind === 'selection') {
      const selection = detection.selections.get(condition.name);
      if (selection) ofSelection(selection);
    }
  };
  ofCondition(detection.condition);
  return best;
}

function constantsOf(selection: Selection & { readonly kind: 'field' }): string[] | undefined {
  if (selection.negated) return undefined;
  const tests = selection.quantifier === 'all' ? selection.tests.slice(0, 1) : selection.tests;
  const texts = new Set<string>();
  for (const test of tests) {
    if (test.kind !== 'value') return undefined;
    for (const spec of test.specs) {
      if (spec.kind !== 'pattern' || spec.pattern.length > 1) return undefined;
      const [token = ''] = spec.pattern;
      if (typeof token !== 'string') return undefined;
      texts.add(fold(token));
      if (spec.number !== undefined) texts.add(String(spec.number));
    }
  }
  return texts.size > MAX_ANCHOR_TEXTS ? undefined : [...texts];
}
