// Keeps, for each finding that a plain rule may turn out to have, why its first event matched. Events
// within one fold time of a group belong to one finding, so one note for each such stretch is enough.

import type { PlanRule } from './plan.ts';
import type { ThreatMatch } from './threat-list.ts';
import { RuleExplainers, threatMatch } from './why-matched.ts';
import type { EventView } from '../domain/event.ts';
import type { SelectionMatch } from '../domain/finding.ts';
import { fieldValues, valueText } from '../match/fields.ts';

interface Note {
  readonly timeUs: number;
  readonly nanos: number;
  readonly id: number;
  readonly matches: readonly SelectionMatch[];
}

export class FirstMatches {
  readonly #notes = new Map<string, Note>();
  readonly #explainers = new RuleExplainers();

  note(hit: PlanRule, event: EventView, threats: readonly ThreatMatch[]): void {
    const { tree } = hit.rule;
    if (tree?.kind !== 'event' || event.timeUs === null) return;
    if (tree.threatList) {
      for (const threat of threats) {
        this.#keep(hit, event, event.timeUs, threat.value, () => [threatMatch(event, threat)]);
      }
      return;
    }
    const group = tree.head.groupBy.map(({ fields }) => groupValue(event, fields)).join('\u0000');
    this.#keep(hit, event, event.timeUs, group, () =>
      this.#explainers.matchesOf(hit.rule, hit.index, event, hit.zone),
    );
  }

  #keep(
    hit: PlanRule,
    event: EventView,
    timeUs: number,
    group: string,
    matches: () => readonly SelectionMatch[],
  ): void {
    const key = noteKey(hit.index, group, timeUs, hit.rule.head?.foldUs ?? 1);
    const known = this.#notes.get(key);
    if (known !== undefined) {
      const later = timeUs - known.timeUs || event.nanos - known.nanos || event.id - known.id;
      if (later >= 0) return;
    }
    this.#notes.set(key, { timeUs, nanos: event.nanos, id: event.id, matches: matches() });
  }

  of(
    index: number,
    foldUs: number,
    group: Readonly<Record<string, string>>,
    startUs: number,
  ): readonly SelectionMatch[] {
    const key = noteKey(index, Object.values(group).join('\u0000'), startUs, foldUs);
    return this.#notes.get(key)?.matches ?? [];
  }
}

function noteKey(index: number, group: string, timeUs: number, foldUs: number): string {
  return `${index} ${Math.floor(timeUs / foldUs)} ${group}`;
}

function groupValue(event: EventView, fields: readonly string[]): string {
  for (const field of fields) {
    for (const value of fieldValues(event, field) ?? []) {
      const text = valueText(value);
      if (text !== undefined && text !== '') return text;
    }
  }
  return '';
}
