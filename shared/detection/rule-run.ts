// One pass of a rule set over events, in any order and any batches: each event is matched, and its
// hits are folded at the end. For `match`, previews and tests; detection in a case keeps the hits.

import type { BaselineFinding } from './baseline-run.ts';
import type { CorrelationFinding } from './correlation-finding.ts';
import { fieldsAsked } from './fields-asked.ts';
import { Folding, type Folded } from './folding.ts';
import type { HitTable, Texts } from './hit-table.ts';
import type { Routing } from './log-source.ts';
import { Matching, type HitSink } from './matching.ts';
import type { Plan, PlanRule } from './plan.ts';
import type { LoadedRule, RuleSet } from './rule-set.ts';
import type { ThreatList, ThreatMatch } from './threat-list.ts';
import type { EventView } from '../domain/event.ts';
import type { RuleCost } from '../domain/rule.ts';

export interface RunOptions {
  /** Zone of rules that name none. */
  readonly zone: string;
  readonly route: Routing;
  readonly threatList: ThreatList | undefined;
  readonly enabled: (rule: LoadedRule) => boolean;
  /** Microseconds of any clock, for what rules cost. */
  readonly nowUs?: () => number;
  /** As `MatchingOptions` has it. */
  readonly entities?: boolean;
  /** Hits from which on it is worth asking what can be forgotten. */
  readonly forgetFrom?: number;
  /** Called for each hit of a rule that is listed by itself. */
  readonly onHit?: (hit: PlanRule, event: EventView, threats: readonly ThreatMatch[]) => void;
}

export class RuleRun implements Folded {
  readonly set: RuleSet;
  readonly plan: Plan;
  readonly #matching: Matching;
  readonly #folding: Folding;
  readonly #sink: HitSink;
  #events = 0;

  constructor(set: RuleSet, options: RunOptions) {
    this.set = set;
    const folding = new Folding(
      set,
      reportedRules(set, options.enabled),
      {
        route: options.route,
        hasThreats: (options.threatList?.entries ?? 0) > 0,
        zone: options.zone,
        forgetFrom: options.forgetFrom,
      },
      (index) => this.plan.cost(index),
    );
    this.#folding = folding;
    this.#matching = new Matching(set, folding.columns, options);
    this.plan = this.#matching.plan;
    const { onHit } = options;
    this.#sink = {
      texts: folding.texts,
      table: (index) => folding.hits(index),
      source: (source) => folding.addSource(source),
      onHit: (hit, event, threats) => {
        if (hit.rule.reported) onHit?.(hit, event, threats);
      },
    };
  }

  /** See there. */
  fieldsAsked(): ReadonlySet<string> | undefined {
    return fieldsAsked(this.set, this.#folding.columns);
  }

  get texts(): Texts {
    return this.#folding.texts;
  }

  get events(): number {
    return this.#events;
  }

  push(event: EventView): void {
    this.#events++;
    this.#matching.push(event, this.#sink);
  }

  /** As `Folding.passed`. */
  passed(timeUs: number): void {
    this.#folding.passed(timeUs);
  }

  hits(index: number): HitTable | undefined {
    return this.#folding.hits(index);
  }

  correlation(index: number): readonly CorrelationFinding[] {
    return this.#folding.correlation(index);
  }

  baseline(index: number, zone: string): readonly BaselineFinding[] {
    return this.#folding.baseline(index, zone);
  }

  cost(index: number): RuleCost {
    return this.#folding.cost(index);
  }

  notApplicable(index: number): string | undefined {
    return this.#folding.notApplicable(index);
  }
}

/** Indexes of the rules whose findings are asked for. */
export function reportedRules(set: RuleSet, enabled: (rule: LoadedRule) => boolean): number[] {
  return set.rules.flatMap((rule, index) =>
    rule.ok && rule.reported && enabled(rule) ? [index] : [],
  );
}
