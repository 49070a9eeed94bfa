// The rules of one log source, arranged so that an event meets only those that could match it: each is
// found through one of its guards, and the guard that lets fewest events through is kept. Which guard
// that is can change what a run costs, never what it finds.

import { compileGuard, type GuardTest } from './guard-test.ts';
import { chanceAmong, type Guard } from './guard.ts';
import { addFields } from './fields-asked.ts';
import type { Detection } from './rule.ts';
import { ValueScanner, type Visit } from './value-scanner.ts';
import type { EventView } from '../domain/event.ts';
import { FieldIndex } from '../match/field-index.ts';
import type { FieldReader } from '../match/fields.ts';
import type { Literal } from '../match/literal-index.ts';

/** A rule as a bucket sees it: what it requires, all of them together. */
export interface BucketRule {
  readonly position: number;
  readonly detections: readonly Detection[];
  readonly guards: readonly Guard[];
}

/** Numbers of events after which the guards that let through many are weighed against each other. */
const WEIGH_AFTER = [256, 65_536, 1_048_576];
/** A guard that lets through a smaller share of events is good enough. */
const GOOD_SHARE = 1 / 256;
const MOST_GUARDS = 6;
const SAMPLES = 128;
/** One event in so many is a sample. */
const SAMPLE_EACH = 4;

interface Candidate {
  readonly position: number;
  readonly guards: readonly Guard[];
  chosen: number;
  triedBefore: number;
}

/** A rule whose guards are being weighed: how many samples each has let through. */
interface Weighed {
  readonly candidate: Candidate;
  readonly tests: readonly GuardTest[];
  readonly passed: number[];
}

interface Door {
  readonly present: readonly number[];
  readonly scanner: ValueScanner | undefined;
}

export class Bucket {
  readonly index: FieldIndex;
  readonly #reader: FieldReader;
  readonly #candidates: readonly Candidate[];
  readonly #always: readonly number[];
  #doors: (Door | undefined)[] = [];
  #keywords: ValueScanner | undefined;
  #events = 0;
  #since = 0;
  #weighings = 0;
  #samples = 0;
  #weighed: readonly Weighed[] = [];

  constructor(rules: readonly BucketRule[], reader: FieldReader) {
    this.#reader = reader;
    const fields = new Set<string>();
    const chance = chanceAmong(rules.map(({ guards }) => guards));
    const candidates: Candidate[] = [];
    const always: number[] = [];
    for (const { position, detections, guards: all } of rules) {
      for (const detection of detections) addFields(detection, fields);
      const guards = best(all, chance);
      if (guards.length === 0) always.push(position);
      else {
        candidates.push({ position, guards, chosen: 0, triedBefore: 0 });
      }
    }
    this.#candidates = candidates;
    this.#always = always;
    this.index = new FieldIndex([...fields].map((field) => ({ field, slot: reader.slot(field) })));
    this.#arrange();
  }

  /**
   * Calls `visit` with the rules that could match, perhaps more than once with the same. The reader has
   * begun the event when it is called.
   */
  candidates(event: EventView, visit: Visit): void {
    this.#events++;
    const found = this.index.read(event);
    this.#reader.begin(event, this.index);
    if (this.#weighed.length > 0 && this.#events % SAMPLE_EACH === 0) this.#sample(event);
    for (const position of this.#always) visit(position);
    for (const slot of found) {
      const door = this.#doors[slot];
      if (door === undefined) continue;
      for (const position of door.present) visit(position);
      door.scanner?.scan(visit);
    }
    this.#keywords?.scan(visit);
  }

  /** Between two events. @param tried how often each rule has been tried so far, by position */
  weigh(tried: ArrayLike<number>): void {
    if (this.#weighed.length > 0) {
      if (this.#samples >= SAMPLES) this.#choose();
      return;
    }
    if (this.#events < (WEIGH_AFTER[this.#weighings] ?? Number.POSITIVE_INFINITY)) return;
    this.#weighings++;
    const events = this.#events - this.#since;
    this.#since = this.#events;
    this.#samples = 0;
    this.#weighed = this.#candidates.flatMap((candidate): Weighed[] => {
      const now = tried[candidate.position] ?? 0;
      const share = (now - candidate.triedBefore) / events;
      candidate.triedBefore = now;
      if (candidate.guards.length < 2 || share <= GOOD_SHARE) return [];
      const tests = candidate.guards.map((guard) => compileGuard(guard, this.#reader));
      return [{ candidate, tests, passed: tests.map(() => 0) }];
    });
  }

  #sample(event: EventView): void {
    this.#samples++;
    for (const { tests, passed } of this.#weighed) {
      tests.forEach((test, i) => {
        if (test(event)) passed[i] = (passed[i] ?? 0) + 1;
      });
    }
  }

  #choose(): void {
    let changed = false;
    for (const { candidate, passed } of this.#weighed) {
      let best = candidate.chosen;
      passed.forEach((count, i) => {
        if (count < (passed[best] ?? 0)) best = i;
      });
      if (best !== candidate.chosen) changed = true;
      candidate.chosen = best;
    }
    this.#weighed = [];
    if (changed) this.#arrange();
  }

  #arrange(): void {
    const present = new Map<number, number[]>();
    const literals = new Map<number, Literal[]>();
    const anywhere: Literal[] = [];
    for (const { position, guards, chosen } of this.#candidates) {
      for (const sign of guards[chosen] ?? []) {
        if (sign.kind === 'present') add(present, this.#reader.slot(sign.field), position);
        else {
          const { text, start, end } = sign;
          const literal = { text, start, end, id: position };
          if (sign.field === undefined) anywhere.push(literal);
          else add(literals, this.#reader.slot(sign.field), literal);
        }
      }
    }
    const before = this.#doors;
    this.#doors = [];
    for (const slot of new Set([...present.keys(), ...literals.keys()])) {
      this.#doors[slot] = {
        present: [...new Set(present.get(slot))],
        scanner: this.#scanner(literals.get(slot) ?? [], before[slot]?.scanner, slot),
      };
    }
    this.#keywords = this.#scanner(anywhere, this.#keywords, undefined);
  }

  /** The one there was, where nothing has changed for it. */
  #scanner(
    literals: readonly Literal[],
    before: ValueScanner | undefined,
    slot: number | undefined,
  ): ValueScanner | undefined {
    if (literals.length === 0) return undefined;
    if (before?.isFor(literals) === true) return before;
    return new ValueScanner(literals, this.#reader, slot);
  }
}

function best(guards: readonly Guard[], chance: (guard: Guard) => number): readonly Guard[] {
  return guards
    .map((guard) => ({ guard, chance: chance(guard) }))
    .toSorted((a, b) => a.chance - b.chance)
    .slice(0, MOST_GUARDS)
    .map(({ guard }) => guard);
}

function add<T>(map: Map<number, T[]>, key: number, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
