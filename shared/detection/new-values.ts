// Baselines over values: one that a group has not had before, or has had in too small a share of its
// events.

import type { BaselineFinding, BaselineGroup, BaselineInput } from './baseline-run.ts';
import { draftOf, type FindingDraft } from './finding-draft.ts';
import { MEASURED } from './hit-columns.ts';
import type { BaselineRule } from './rule.ts';
import { surroundingNetwork } from '../match/address.ts';

interface ValueDraft extends FindingDraft {
  readonly value: string;
  readonly history: number;
}

export class NewValues implements BaselineGroup {
  readonly #input: BaselineInput;
  readonly #measure: BaselineRule['measure'] & { readonly kind: 'new' | 'rare' };
  readonly #group: Readonly<Record<string, string>>;
  readonly #seen = new Map<string, number>();
  readonly #drafts: ValueDraft[] = [];
  /** By value, with the time of the last event. */
  readonly #open = new Map<string, { readonly draft: ValueDraft; lastUs: number }>();
  #earlier = 0;

  constructor(
    input: BaselineInput,
    measure: BaselineRule['measure'] & { readonly kind: 'new' | 'rare' },
    group: Readonly<Record<string, string>>,
  ) {
    this.#input = input;
    this.#measure = measure;
    this.#group = group;
  }

  take(rows: readonly number[], untilUs: number): number {
    const { times, columns } = this.#input.table;
    const column = columns.findIndex(({ name }) => name === MEASURED);
    let taken = 0;
    for (const row of rows) {
      if ((times[row] ?? 0) >= untilUs) break;
      this.#look(row, column);
      taken++;
    }
    return taken;
  }

  #look(row: number, column: number): void {
    const { rule, foldUs, table, texts } = this.#input;
    const text = texts.text(table.value(column, row));
    const { kind, asNetwork } = this.#measure;
    const value = text === '' ? undefined : asNetwork ? surroundingNetwork(text) : text;
    if (value === undefined) return;
    const timesSeen = this.#seen.get(value) ?? 0;
    const atUs = table.times[row] ?? 0;
    const open = this.#open.get(value);
    const odd = kind === 'new' ? timesSeen === 0 : timesSeen < rule.share * this.#earlier;
    if (open !== undefined && atUs - open.lastUs < foldUs) {
      open.draft.events.add(table, row);
      open.lastUs = atUs;
    } else if (odd && this.#earlier >= rule.minimumHistory) {
      const draft = { ...draftOf(table, [row], row), value, history: this.#earlier };
      this.#drafts.push(draft);
      this.#open.set(value, { draft, lastUs: atUs });
    } else this.#open.delete(value);
    this.#seen.set(value, timesSeen + 1);
    this.#earlier++;
  }

  findings(): readonly BaselineFinding[] {
    const { field, asNetwork } = this.#measure;
    const name = asNetwork ? `network of ${field}` : field;
    return this.#drafts.map(({ value, events, firstFireUs, firstFireNanos, history }) => ({
      group: { ...this.#group, [name]: value },
      events,
      firstFireUs,
      firstFireNanos,
      peak: events.ids.length,
      numbers: undefined,
      history,
    }));
  }

  markTexts(marks: Uint8Array): void {
    for (const { events } of this.#drafts) events.markTexts(marks);
  }
}
