// All event rules of a set as one plan: compiled once, arranged by log source, and tried only on the
// events that could match them. Knows what each rule has cost.

import { Bucket } from './bucket.ts';
import {
  compileContext,
  compileDetection,
  type CompileContext,
  type EventTest,
} from './compile.ts';
import { onlyFieldOf } from './fields-asked.ts';
import { guardsOf, type Guard } from './guard.ts';
import { logSourceKey, routed, type Routing } from './log-source.ts';
import { detectionsOf } from './rule-detections.ts';
import type { LoadedRule, RuleList } from './rule-set.ts';
import type { Detection } from './rule.ts';
import type { EventView, LogSource } from '../domain/event.ts';
import { FieldReader } from '../match/fields.ts';
import type { RuleCost } from '../domain/rule.ts';

export interface PlanRule {
  /** Index within the rule set. */
  readonly index: number;
  readonly rule: LoadedRule;
  readonly zone: string;
}

/** One try in so many is timed. */
const TIMED_EACH = 16;

export class Plan {
  readonly rules: readonly PlanRule[];
  readonly reader = new FieldReader();
  readonly #detections: readonly (readonly Detection[])[];
  readonly #guards: (readonly Guard[] | undefined)[] = [];
  readonly #buckets = new Map<string, Bucket>();
  readonly #positions = new Map<number, number>();
  readonly #contexts = new Map<string, CompileContext>();
  /** Made when a rule is first tried: most rules never are. */
  readonly #tests: (EventTest | undefined)[] = [];
  readonly #stamps: Uint32Array;
  readonly #tried: Float64Array;
  readonly #hits: Float64Array;
  readonly #timedUs: Float64Array;
  readonly #notTested: number[] = [];
  readonly #route: Routing;
  readonly #nowUs: (() => number) | undefined;
  readonly #listed: EventTest | undefined;
  #stamp = 0;
  #lastSource: LogSource | undefined;
  #lastBucket: Bucket | undefined;

  /**
   * @param wanted the rules to evaluate, by index
   * @param zone of rules that name none
   * @param route how much an event's log source decides
   * @param nowUs a clock for the cost of rules
   * @param listed whether an event holds a value of the threat list; without it rules that ask for
   *   one match nothing, and are not tried
   */
  constructor(
    set: RuleList,
    wanted: ReadonlySet<number>,
    zone: string,
    route: Routing,
    nowUs?: () => number,
    listed?: EventTest,
  ) {
    const rules: PlanRule[] = [];
    const detections: (readonly Detection[])[] = [];
    set.rules.forEach((rule, index) => {
      const { tree } = rule;
      if (!wanted.has(index) || (tree?.kind !== 'event' && tree?.kind !== 'baseline')) return;
      if (asksForThreats(rule) && listed === undefined) return;
      const ruleZone = tree.head.zone ?? zone;
      const own = detectionsOf(set, rule);
      this.#notTested.push(0);
      this.#positions.set(index, rules.length);
      rules.push({ index, rule, zone: ruleZone });
      detections.push(own);
    });
    this.rules = rules;
    this.#detections = detections;
    this.#stamps = new Uint32Array(rules.length);
    this.#tried = new Float64Array(rules.length);
    this.#hits = new Float64Array(rules.length);
    this.#timedUs = new Float64Array(rules.length);
    this.#route = route;
    this.#nowUs = nowUs;
    this.#listed = listed;
  }

  /** Calls `hit` for each rule that matches. */
  evaluate(event: EventView, hit: (rule: PlanRule) => void): void {
    const bucket = this.#bucket(event.logSource);
    bucket.weigh(this.#tried);
    const stamp = this.#nextStamp();
    bucket.candidates(event, (position) => {
      if (this.#stamps[position] === stamp) return;
      this.#stamps[position] = stamp;
      const rule = this.rules[position];
      if (rule === undefined || !this.#try(position, rule, event)) return;
      this.#hits[position] = (this.#hits[position] ?? 0) + 1;
      hit(rule);
    });
  }

  /** What each rule needs: lists of signs of each of which at least one is in every event it matches. */
  guards(): readonly (readonly Guard[])[] {
    return this.#detections.map((_, position) => this.#guardsAt(position));
  }

  #guardsAt(position: number): readonly Guard[] {
    return (this.#guards[position] ??= (this.#detections[position] ?? []).flatMap((detection) =>
      guardsOf(detection),
    ));
  }

  /** @param index within the rule set */
  cost(index: number): RuleCost | undefined {
    const position = this.#positions.get(index);
    if (position === undefined) return undefined;
    return {
      tried: this.#tried[position] ?? 0,
      hits: this.#hits[position] ?? 0,
      us: this.#timedUs[position] ?? 0,
      notTested: this.#notTested[position] ?? 0,
    };
  }

  #compile(position: number, zone: string): EventTest {
    let context = this.#contexts.get(zone);
    if (context === undefined) {
      context = compileContext(this.reader, zone);
      this.#contexts.set(zone, context);
    }
    const tooMuch = () => {
      this.#notTested[position] = (this.#notTested[position] ?? 0) + 1;
    };
    const own = { ...context, tooMuch };
    const detections = this.#detections[position] ?? [];
    const tests = detections.map((each) => compileDetection(each, own));
    const rule = this.rules[position]?.rule;
    if (rule && asksForThreats(rule) && this.#listed) tests.push(this.#listed);
    const [only = () => true] = tests;
    const all = tests.length > 1 ? every(tests) : only;
    const field = onlyFieldOf(detections);
    return field === undefined || rule === undefined || asksForThreats(rule)
      ? all
      : onceForAValue(all, field, this.reader);
  }

  #try(position: number, { zone }: PlanRule, event: EventView): boolean {
    const test = (this.#tests[position] ??= this.#compile(position, zone));
    const tried = this.#tried[position] ?? 0;
    this.#tried[position] = tried + 1;
    if (this.#nowUs === undefined || tried % TIMED_EACH !== 0) return test(event);
    const started = this.#nowUs();
    const matched = test(event);
    const weight = tried === 0 ? 1 : TIMED_EACH;
    this.#timedUs[position] = (this.#timedUs[position] ?? 0) + (this.#nowUs() - started) * weight;
    return matched;
  }

  #nextStamp(): number {
    this.#stamp++;
    if (this.#stamp > 0xffff_fffe) {
      this.#stamps.fill(0);
      this.#stamp = 1;
    }
    return this.#stamp;
  }

  #bucket(source: LogSource | undefined): Bucket {
    if (this.#lastBucket !== undefined && sameSource(source, this.#lastSource)) {
      return this.#lastBucket;
    }
    const key = this.#route === 'never' ? '' : logSourceKey(source);
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = new Bucket(
        this.rules.flatMap(({ rule }, position) =>
          routed(this.#route, rule.logSource, source)
            ? [
                {
                  position,
                  detections: this.#detections[position] ?? [],
                  guards: this.#guardsAt(position),
                },
              ]
            : [],
        ),
        this.reader,
      );
      this.#buckets.set(key, bucket);
    }
    this.#lastSource = source;
    this.#lastBucket = bucket;
    return bucket;
  }
}

function every(tests: readonly EventTest[]): EventTest {
  return (event) => {
    for (let i = 0; i < tests.length; i++) if (tests[i]?.(event) === false) return false;
    return true;
  };
}

/** What a rule says of an event whose only field that it asks for has a value that came before. */
function onceForAValue(test: EventTest, field: string, reader: FieldReader): EventTest {
  const slot = reader.slot(field);
  const number = reader.nextTest(slot);
  return (event) => {
    const notes = reader.notes(slot);
    if (notes === undefined) return test(event);
    return notes.answer(number) ?? notes.keepAnswer(number, test(event));
  };
}

function asksForThreats({ tree }: LoadedRule): boolean {
  return tree?.kind === 'event' && tree.threatList;
}

function sameSource(a: LogSource | undefined, b: LogSource | undefined): boolean {
  return (
    a === b ||
    (a !== undefined &&
      b !== undefined &&
      a.product === b.product &&
      a.category === b.category &&
      a.service === b.service)
  );
}
