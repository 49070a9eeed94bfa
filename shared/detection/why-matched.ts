// Why one event matches a plain rule: which selections, on which fields, and what of the value it
// was. For threat lists, which values of it are listed.

import { compileContext } from './compile.ts';
import { columnWith, detectionExplainer, selectionMatches, type Explainer } from './explain.ts';
import type { LoadedRule } from './rule-set.ts';
import type { ThreatMatch } from './threat-list.ts';
import type { EventView } from '../domain/event.ts';
import type { SelectionMatch } from '../domain/finding.ts';
import { FieldReader } from '../match/fields.ts';

const MATCHES_KEPT = 20;

export class RuleExplainers {
  readonly #reader = new FieldReader();
  readonly #explainers = new Map<number, Explainer | undefined>();

  /**
   * @param index of the rule within its set
   * @param event with its log source in full
   * @param zone of rules that name none
   */
  matchesOf(
    rule: LoadedRule,
    index: number,
    event: EventView,
    zone: string,
  ): readonly SelectionMatch[] {
    const explainer = this.#explainer(rule, index, zone);
    if (explainer === undefined) return [];
    this.#reader.begin(event);
    return selectionMatches(explainer(event).selections, MATCHES_KEPT);
  }

  #explainer({ tree }: LoadedRule, index: number, zone: string): Explainer | undefined {
    if (this.#explainers.has(index)) return this.#explainers.get(index);
    const detection = tree?.kind === 'event' ? tree.detection : undefined;
    const explainer = detection
      ? detectionExplainer(detection, compileContext(this.#reader, tree?.head.zone ?? zone))
      : undefined;
    this.#explainers.set(index, explainer);
    return explainer;
  }
}

/** The listed value as the event has it. */
export function threatMatch(event: EventView, { value, entry }: ThreatMatch): SelectionMatch {
  return { selection: 'threat list', field: columnWith(event, value), value, pattern: entry };
}
