// Which records a few rules could match, found without taking records apart: by the columns of a block,
// then by the text index where it is built, then by the block's bytes. Leaves every record in where
// nothing certain can be said of it; a block that no rule wants is not even unpacked.

import type { Guard } from '../../../shared/detection/guard.ts';
import { fold } from '../../../shared/match/fold.ts';
import { MAYBE } from '../../../shared/query/certainty.ts';
import type { BlockZone } from '../../store/column-reader.ts';
import { giveBack } from '../../intake/give-back.ts';
import type { UnpackedBlock } from '../events/block-reader.ts';
import type { SearchedBlock } from '../events/block-texts.ts';
import { hidingOf } from '../events/value-hiding.ts';
import type { ReadEngine } from '../read-engine.ts';
import { askedOf, columnsOf, type Asked, type AskedColumn, type KeyProbe } from './asked-guards.ts';
import { join, LookedAt } from './block-look.ts';
import { mirrorsOf } from './mirrored-fields.ts';

/** A block of which some records have to be read. */
export interface NarrowedBlock {
  readonly block: UnpackedBlock;
  /** For each record NO or MAYBE. */
  readonly states: Uint8Array;
}

export interface Narrowing {
  /** `undefined` where no record of the block has to be read. Throws FailureError. */
  (zone: BlockZone): NarrowedBlock | undefined;
  /**
   * The same in two steps: where the bytes have to be looked at, they are unpacked on another thread
   * from now on, and looked at when the answer is asked for.
   */
  readonly begin: (zone: BlockZone) => (() => Promise<NarrowedBlock | undefined>) | undefined;
  /** What the columns alone say: 0 for each record that no rule can match. Throws FailureError. */
  readonly byColumns: (zone: BlockZone) => Uint8Array;
}

/** A column's answer that holds only for records without certain fields of their own. */
interface Pending {
  readonly states: Uint8Array;
  readonly probes: readonly KeyProbe[];
}

/** While more of a block's records are left than this share, the next guard is asked. */
const ENOUGH_SHARE = 1 / 32;
const MOST_GUARDS = 3;
/**
 * @param rules the guards of each rule that is to be found
 * @returns `undefined` where every record has to be read
 */
export function narrowingOf(
  engine: ReadEngine,
  rules: readonly (readonly Guard[])[],
): Narrowing | undefined {
  const asked = rules.map((guards) => guards.map(askedOf));
  if (asked.some((guards) => guards.length === 0)) return undefined;
  const { store, texts, words, index } = engine;
  const sources = new Map<number, SourceNarrowing>();
  const sourceOf = (id: number): SourceNarrowing => {
    let known = sources.get(id);
    if (known === undefined) {
      const formats = store.sources.files(id).map(({ format }) => format);
      known = sourceNarrowing(asked, formats);
      sources.set(id, known);
    }
    return known;
  };
  const table = store.snapshot(() => {
    index.refresh();
    return engine.tables.now();
  });
  const mayHold = new Map<string, (group: number) => boolean>();

  /** 1 for each record whose column shows the sign, or shows nothing. */
  const columnStates = (
    zone: BlockZone,
    { column, probes, matches, answers }: AskedColumn,
  ): Uint8Array => {
    // A field that a column only mirrors may have a value that the column does not take.
    const whereEmpty = probes.length === 0 ? 1 : 0;
    const dictionary = store.columns.dictionary(column, zone);
    const own = Uint8Array.from(dictionary, (term) => {
      let answer = answers.get(term);
      if (answer === undefined) {
        const word = words.of(term);
        // Half a surrogate pair is stored as U+FFFD: such a word may have been another one.
        answer = word === '' ? whereEmpty : word.includes('\ufffd') || matches(fold(word)) ? 1 : 0;
        answers.set(term, answer);
      }
      return answer;
    });
    const states = new Uint8Array(zone.count);
    const first = own[0] ?? 1;
    if (own.every((answer) => answer === first)) return states.fill(first);
    const { codes } = store.columns.chunk(column, zone);
    for (let slot = 0; slot < zone.count; slot++) states[slot] = own[codes[slot] ?? 0] ?? 1;
    return states;
  };

  /** 0 where the text index knows that none of the words is in a record. */
  const indexStates = (zone: BlockZone, needles: readonly string[], met: Uint8Array): void => {
    const start = table.rowOf(zone.firstEvent);
    if (start === undefined) return;
    for (let row = start; row < start + zone.count;) {
      const { end, group } = index.stretchAt(table, row);
      const to = Math.min(end, start + zone.count);
      const may = group === undefined || needles.some((needle) => mayHoldOf(needle)(group));
      if (!may) met.fill(0, row - start, to - start);
      row = Math.max(to, row + 1);
    }
  };

  const mayHoldOf = (needle: string): ((group: number) => boolean) => {
    let known = mayHold.get(needle);
    if (known === undefined) mayHold.set(needle, (known = index.mayHold(needle)));
    return known;
  };

  /** Whether the text index knows of every record of the block that none of the words is in it. */
  const isAbsent = (zone: BlockZone, needles: readonly string[]): boolean => {
    const met = new Uint8Array(zone.count).fill(1);
    indexStates(zone, needles, met);
    return count(met) === 0;
  };

  /** What the columns say is taken out of `met`; what they say under a condition is given back. */
  const meetColumns = (
    zone: BlockZone,
    { columns }: SourceRule,
    isIndexed: boolean,
    met: Uint8Array,
  ): Pending[] => {
    const pending: Pending[] = [];
    for (const list of columns) {
      const states = new Uint8Array(zone.count);
      for (const column of list) join(states, columnStates(zone, column));
      const probes = list
        .flatMap((column) => column.probes)
        .filter(({ needles }) => !isIndexed || !isAbsent(zone, needles));
      if (probes.length === 0) meet(met, states);
      else pending.push({ states, probes });
    }
    return pending;
  };

  const byColumns = (zone: BlockZone): Uint8Array => {
    const states = new Uint8Array(zone.count);
    for (const rule of sourceOf(zone.sourceId).rules) {
      const met = new Uint8Array(zone.count).fill(1);
      meetColumns(zone, rule, false, met);
      join(states, met);
    }
    return states;
  };

  /** What columns and the text index leave; `undefined` where nothing is left. */
  const unlooked = (zone: BlockZone): readonly Left[] | undefined => {
    const source = sourceOf(zone.sourceId);
    const left: Left[] = [];
    for (const rule of source.rules) {
      const met = new Uint8Array(zone.count).fill(1);
      const pending = meetColumns(zone, rule, source.isIndexed, met);
      if (source.isIndexed && count(met) > 0) {
        for (const needles of rule.words) indexStates(zone, needles, met);
      }
      if (count(met) > 0) left.push({ rule, met, pending });
    }
    return left.length === 0 ? undefined : left;
  };

  const look = (
    zone: BlockZone,
    left: readonly Left[],
    text: SearchedBlock,
  ): NarrowedBlock | undefined => {
    const looked = new LookedAt(text);
    const states = new Uint8Array(zone.count);
    for (const { rule, met, pending } of left) {
      for (const { states: said, probes } of pending) {
        join(said, looked.keys(probes));
        meet(met, said);
      }
      for (const asked of rule.bytes) {
        if (count(met) <= zone.count * ENOUGH_SHARE) break;
        meet(met, looked.statesOf(asked));
      }
      for (let slot = 0; slot < zone.count; slot++) if (met[slot] === 1) states[slot] = MAYBE;
    }
    return count(states) === 0 ? undefined : { block: text.block, states };
  };

  const narrow = (zone: BlockZone): NarrowedBlock | undefined => {
    const left = unlooked(zone);
    return left && look(zone, left, texts.of(zone));
  };
  const begin: Narrowing['begin'] = (zone) => {
    const left = unlooked(zone);
    if (left === undefined) return undefined;
    const unpacking = texts.aside(zone);
    // A failure is met by whoever asks for the answer; nobody may.
    unpacking.catch(() => undefined);
    return async () => {
      const text = await unpacking;
      const narrowed = look(zone, left, text);
      if (narrowed === undefined) giveBack(text.block.bytes);
      return narrowed;
    };
  };
  return Object.assign(narrow, { begin, byColumns });
}

/** A rule of which a block may hold records. */
interface Left {
  readonly rule: SourceRule;
  readonly met: Uint8Array;
  readonly pending: readonly Pending[];
}

/** A rule's guards as the logs of one exhibit let them be asked. */
interface SourceRule {
  /** Of each list, one column at least has to agree. */
  readonly columns: readonly (readonly AskedColumn[])[];
  /** Of each list, one word at least has to be there. */
  readonly words: readonly (readonly string[])[];
  readonly bytes: readonly Asked[];
}

interface SourceNarrowing {
  readonly rules: readonly SourceRule[];
  /** Whether the text index speaks for all values of its records. */
  readonly isIndexed: boolean;
}

function sourceNarrowing(
  rules: readonly (readonly Asked[])[],
  formats: readonly string[],
): SourceNarrowing {
  const mirrors = mirrorsOf(formats);
  const kinds = new Set(formats.map((format) => hidingOf(format).kind));
  const isJson = kinds.size === 1 && kinds.has('json');
  return {
    isIndexed: !kinds.has('unknown'),
    rules: rules.map((guards): SourceRule => {
      const columns = guards.map(({ guard }) => columnsOf(guard, mirrors, isJson));
      // What columns have said, the bytes would say again.
      const bytes = guards.filter(
        ({ traces }, place) => traces !== undefined && columns[place]?.length === 0,
      );
      return {
        columns: columns.flat(),
        words: bytes.flatMap(({ traces = [] }) =>
          traces.every(({ needle }) => needle !== '') ? [traces.map(({ needle }) => needle)] : [],
        ),
        bytes: bytes.toSorted((a, b) => b.worth - a.worth).slice(0, MOST_GUARDS),
      };
    }),
  };
}

function meet(into: Uint8Array, other: Uint8Array): void {
  for (let slot = 0; slot < into.length; slot++) if (other[slot] === 0) into[slot] = 0;
}

function count(states: Uint8Array): number {
  let sum = 0;
  for (let slot = 0; slot < states.length; slot++) if (states[slot] !== 0) sum++;
  return sum;
}
